/* layout.c - what the rows above the data say: which column is which, units, and when the sheet was updated. The labels
 * stand in merged cells of several rows; only the row of tags names each component once. */
#include "japan_stfcj.h"

const char vitk_jp_food_number[] = "食品番号";
const char vitk_jp_remarks[] = "備考";
const char vitk_jp_unit_row[] = "単位";
const char vitk_jp_tag_row[] = "成分識別子";
const char vitk_jp_tag[] = "VITK";
const char vitk_jp_whole[] = "表全体";

void vitk_jp_layout_reset(struct jp_layout *layout) {
  *layout = (struct jp_layout){.number = JP_NOWHERE, .remarks = JP_NOWHERE, .name = JP_NOWHERE, .vitk = JP_NOWHERE};
}

static void copy(vitk_str from, char *to, size_t room) {
  size_t n = from.n < room ? from.n : 0; /* one that is too long is none */
  if (n > 0)
    memcpy(to, from.p, n);
  to[n] = '\0';
}

/* "(…… μg ……)", which several columns share, to "μg". */
static void read_unit(vitk_str cell, char out[JP_UNIT]) {
  static const char *const around[] = {"(", ")", "…", "."};
  char bare[JP_UNIT] = "";
  size_t n = 0;
  while ((cell = headcells_skip_white(cell)).n > 0) {
    size_t before = cell.n;
    for (uint32_t i = 0; i < N_OF(around); i++)
      if (headcells_take(&cell, around[i]))
        break;
    if (cell.n < before)
      continue;
    if (n < sizeof bare - 1)
      bare[n++] = cell.p[0];
    cell = slice_from(cell, 1);
  }
  bare[n] = '\0';
  memcpy(out, bare, JP_UNIT);
}

/* A unit that stands between dots is of a merged cell, and holds until the next unit; any other is of its column. */
static void read_units(struct jp_layout *layout, const struct vitk_row *row, uint32_t label) {
  char shared[JP_UNIT] = "";
  for (uint32_t i = 0; i < JP_COLUMNS; i++) {
    vitk_str cell = headcells_of(row, i)->text;
    if (i == label)
      continue;
    if (cell.n == 0) {
      memcpy(layout->units[i], shared, JP_UNIT);
      continue;
    }
    read_unit(cell, layout->units[i]);
    shared[0] = '\0';
    if (headcells_has(cell, "…"))
      memcpy(shared, layout->units[i], JP_UNIT);
  }
}

static void read_tags(struct jp_layout *layout, const struct vitk_row *row, uint32_t from) {
  layout->tagged = true;
  layout->name = from;
  for (uint32_t i = 0; i < JP_COLUMNS; i++) {
    vitk_str cell = headcells_of(row, i)->text;
    if (layout->vitk == JP_NOWHERE && headcells_is(cell, vitk_jp_tag)) {
      layout->vitk = i;
      copy(cell, layout->tag, sizeof layout->tag);
      memcpy(layout->unit, layout->units[i], JP_UNIT);
    } else if (headcells_starts(cell, vitk_jp_tag) || headcells_starts(cell, "MK")) {
      copy(cell, layout->unknown, sizeof layout->unknown);
    }
  }
}

void vitk_jp_layout_row(struct jp_layout *layout, const struct vitk_row *row) {
  for (uint32_t i = 0; i < JP_COLUMNS; i++) {
    vitk_str cell = headcells_of(row, i)->text;
    if (cell.n == 0)
      continue;
    if (layout->number == JP_NOWHERE && headcells_is(cell, vitk_jp_food_number))
      layout->number = i;
    else if (layout->remarks == JP_NOWHERE && headcells_is(cell, vitk_jp_remarks))
      layout->remarks = i;
    else if (headcells_is(cell, vitk_jp_unit_row))
      read_units(layout, row, i);
    else if (headcells_is(cell, vitk_jp_tag_row)) {
      read_tags(layout, row, i);
      return;
    } else if (layout->updated.text[0] == '\0')
      (void)vitk_jp_release_of_cell(cell, &layout->updated);
  }
}
