/* sheets.c - goes through the sheets of each workbook: the one with all groups, or else each group's. */
#include "japan_stfcj.h"

enum { ROWS_A_STEP = 500, ROWS_ABOVE_DATA = 60, SHEETS_MOST = 1000 };

/* "４ 豆類" is the name of group 4. */
static int keep_group(struct jp *jp, vitk_str sheet) {
  unsigned number;
  vitk_str name = sheet;
  bool numbered = headcells_take_number(&name, 1, 2, &number);
  name = headcells_skip_white(name);
  if (!numbered || name.n == 0)
    return VITK_OK;
  return slice_keep(jp->host, jp->context, name, &jp->groups[number]) ? VITK_OK : VITK_NOMEM;
}

/* The sheets that are read: 表全体 alone where there is one, as the sheets of groups repeat it. */
static int list_sheets(struct jp *jp) {
  const struct vitk_host *host = jp->host;
  uint32_t member = jp->members[jp->member].index;
  vitk_str name;
  int code = VITK_END;
  jp->n_sheets = 0;
  jp->sheets = host->alloc(jp->context, (SHEETS_MOST + (size_t)1) * sizeof *jp->sheets);
  if (jp->sheets == NULL)
    return VITK_NOMEM;
  bool can_ask = host->size >= offsetof(struct vitk_host, table_sheets) + sizeof host->table_sheets;
  for (uint32_t i = 0; can_ask && i < SHEETS_MOST; i++) {
    if ((code = host->table_sheets(jp->context, member, i, &name)) != VITK_OK)
      break;
    if (!slice_keep(host, jp->context, name, &jp->sheets[jp->n_sheets++]) || keep_group(jp, name) != VITK_OK)
      return VITK_NOMEM;
  }
  if (code < VITK_OK)
    return code;
  for (uint32_t i = 0; i < jp->n_sheets; i++)
    if (headcells_starts(jp->sheets[i], vitk_jp_whole)) {
      jp->sheets[0] = jp->sheets[i];
      jp->n_sheets = 1;
    }
  if (jp->n_sheets == 0) /* a sheet that was saved as CSV */
    jp->sheets[jp->n_sheets++] = (vitk_str){NULL, 0};
  return VITK_OK;
}

static int open_sheet(struct jp *jp) {
  struct vitk_column columns[JP_COLUMNS];
  for (uint32_t i = 0; i < JP_COLUMNS; i++)
    columns[i] = (struct vitk_column){"", i + 1, 1};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = jp->members[jp->member].index,
                                 .flags = VITK_RAGGED,
                                 .sheet = jp->sheets[jp->sheet++].p,
                                 .quote = '"',
                                 .first_row = 1,
                                 .columns = columns,
                                 .n_columns = JP_COLUMNS,
                                 .column_stride = sizeof columns[0]};
  vitk_jp_layout_reset(&jp->layout);
  jp->rows = 0;
  return jp->host->table_open(jp->context, &spec, &jp->table);
}

static int refuse(struct jp *jp, uint64_t line, const char *field, const char *message) {
  (void)tell(jp->host, jp->context, VITK_ERROR, "missing-column",
             (struct tell_place){.file = jp->members[jp->member].name, .field = slice(field), .line = line},
             "Give the workbook of the main table (本表, 第2章) as it was downloaded", "%s", message);
  return VITK_FAILED;
}

/* A line alone does not say which sheet it is of. */
static void name_field(struct jp *jp) {
  vitk_str sheet = jp->sheets[jp->sheet - 1];
  (void)snprintf(jp->field, sizeof jp->field, "%.*s%s%s", TELL_SLICE(sheet), sheet.n > 0 ? "!" : "", jp->layout.tag);
}

/* The row of tags was met: is all there that the data below are read by? */
static int begin_data(struct jp *jp, uint64_t line) {
  const struct jp_layout *layout = &jp->layout;
  jp->any_tags = true;
  int code = vitk_jp_source(jp);
  if (code == VITK_OK && layout->unknown[0] != '\0')
    code =
        tell(jp->host, jp->context, VITK_NOTE, "unused-component",
             (struct tell_place){.file = jp->members[jp->member].name, .field = slice(layout->unknown), .line = line},
             "If it states vitamin K, read the file with a map", "the tag \"%s\" is none that this importer knows",
             layout->unknown);
  if (code != VITK_OK || layout->vitk == JP_NOWHERE)
    return code;
  if (layout->number == JP_NOWHERE)
    return refuse(jp, line, vitk_jp_food_number, "no cell 食品番号 above the row of tags: the foods have no code");
  if (layout->unit[0] == '\0')
    return refuse(jp, line, vitk_jp_unit_row, "no unit of VITK in a row 単位 above the row of tags");
  name_field(jp);
  return VITK_OK;
}

/* VITK_END: the rest of the sheet is of no use. */
static int take_row(struct jp *jp, const struct vitk_row *row) {
  jp->rows++;
  if (jp->layout.tagged)
    return vitk_jp_state_row(jp, row);
  vitk_jp_layout_row(&jp->layout, row);
  if (jp->layout.tagged) {
    int code = begin_data(jp, row->line);
    return code == VITK_OK && jp->layout.vitk == JP_NOWHERE ? VITK_END : code;
  }
  return jp->rows >= ROWS_ABOVE_DATA ? VITK_END : VITK_OK;
}

static int end_sheet(struct jp *jp) {
  jp->host->table_close(jp->table);
  jp->table = NULL;
  if (jp->layout.tagged || jp->rows == 0)
    return VITK_OK;
  const struct jp_member *member = &jp->members[jp->member];
  vitk_str sheet = jp->sheets[jp->sheet - 1];
  return tell(jp->host, jp->context, VITK_NOTE, "sheet-not-read",
              (struct tell_place){.file = member->name, .field = sheet}, "",
              "the sheet \"%.*s\" has no row of tags (成分識別子): it is not read", TELL_SLICE(sheet));
}

static int next_sheet(struct jp *jp) {
  int code = VITK_OK;
  if (jp->sheets == NULL)
    code = list_sheets(jp);
  if (code != VITK_OK)
    return code;
  if (jp->sheet < jp->n_sheets)
    return open_sheet(jp);
  if (!jp->any_tags)
    return refuse(jp, 0, vitk_jp_tag_row, "no sheet has a row of tags, which begins with 成分識別子");
  jp->sheets = NULL;
  jp->sheet = 0;
  jp->any_tags = false;
  memset(jp->groups, 0, sizeof jp->groups);
  jp->member++;
  return VITK_OK;
}

int vitk_jp_read(struct jp *jp) {
  int code = VITK_OK;
  if (jp->member == jp->n_members)
    return VITK_END;
  if (jp->table == NULL)
    return next_sheet(jp);
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = jp->host->table_next(jp->table, &row);
    if (code == VITK_OK)
      code = take_row(jp, &row);
  }
  return code == VITK_END ? end_sheet(jp) : code;
}
