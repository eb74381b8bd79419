/* head.c - the first bytes of a member, and of a workbook the first rows in their place: an importer that looks for a
 * header finds it in both. */
#include "core/base/str.h"
#include "core/input/member.h"
#include "core/input/rows.h"
#include "core/input/table.h"

enum {
  ROWS_SHOWN = VITK_HEADER_ROWS_SEARCHED,
  SHEETS_SHOWN = 64,
  CELL_SHOWN = 200,
  FIRST_SHEET = VITK_HEAD_BYTES / 2 /* the others share the rest */
};

/* The text on one line, cut at a character. */
static int add_line_text(struct vitk_buffer *to, vitk_str text) {
  size_t n = text.n < CELL_SHOWN ? text.n : CELL_SHOWN;
  while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
    n--;
  int code = vitk_buffer_reserve(to, n);
  for (size_t i = 0; code == VITK_OK && i < n; i++)
    to->p[to->n++] = (char)((unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
  return code;
}

static int add_row(struct vitk_buffer *to, const struct vitk_raw_row *row) {
  size_t before = to->n;
  int code = VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && i < row->n_cells; i++) {
    if (i > 0)
      code = vitk_buffer_add(to, "\t", 1);
    if (code == VITK_OK)
      code = add_line_text(to, vitk_str_trim(row->cells[i].text));
  }
  if (code == VITK_OK)
    code = vitk_buffer_add(to, "\n", 1);
  if (code != VITK_OK)
    to->n = before; /* a row is whole or not there */
  return code;
}

/* One sheet's name and rows, as far as there is room and as they can be read. */
static int add_sheet(const struct vitk_input *input, uint32_t member, vitk_str name, struct vitk_buffer *to) {
  struct vitk_table_plan plan = {.spec.member = member, .file = vitk_bundle_name(input->bundle, member)};
  struct vitk_arena arena = {0};
  struct vitk_raw_row row;
  struct vitk_row_source *rows = NULL;
  vitk_str copy;
  int code = vitk_arena_copy(&arena, name, &copy);
  plan.spec.sheet = copy.p;
  if (code == VITK_OK)
    code = vitk_buffer_add(to, "\f", 1);
  if (code == VITK_OK)
    code = add_line_text(to, name);
  if (code == VITK_OK)
    code = vitk_buffer_add(to, "\n", 1);
  if (code == VITK_OK)
    code = vitk_rows_of_plan(input, &plan, &rows);
  while (code == VITK_OK && (code = rows->next(rows, &row)) == VITK_OK && row.number <= ROWS_SHOWN)
    code = add_row(to, &row);
  if (rows != NULL)
    rows->close(rows);
  vitk_arena_free(&arena);
  return code == VITK_NOMEM ? code : VITK_OK;
}

/* The share of a sheet ends where to->maximum says. */
static int add_sheets(const struct vitk_input *input, uint32_t member, struct vitk_buffer *to) {
  vitk_str name;
  uint32_t n = 0;
  int code = VITK_OK;
  while (n < SHEETS_SHOWN && vitk_table_sheets(input, member, n, &name) == VITK_OK)
    n++;
  for (uint32_t i = 0; code == VITK_OK && i < n; i++) {
    size_t share = i == 0 && n > 1 ? FIRST_SHEET : (VITK_HEAD_BYTES - to->n) / (n - i);
    to->maximum = to->n + share;
    code = vitk_table_sheets(input, member, i, &name);
    if (code == VITK_OK)
      code = add_sheet(input, member, name, to);
  }
  return code == VITK_NOMEM ? code : VITK_OK;
}

int vitk_table_head(const struct vitk_input *input, uint32_t member, vitk_str *out) {
  struct vitk_input quiet = *input;
  struct vitk_buffer text = {.maximum = VITK_HEAD_BYTES};
  int code = vitk_bundle_head(input->bundle, member, out);
  if (code != VITK_OK)
    return code;
  struct vitk_bundle_member *of = &input->bundle->members[member];
  quiet.diags = &vitk_silent_diags;
  if (of->preview.p == NULL) {
    code = add_sheets(&quiet, member, &text);
    if (code == VITK_OK)
      code = vitk_arena_copy(&input->bundle->arena, vitk_buffer_str(&text), &of->preview);
    vitk_buffer_free(&text);
  }
  if (code == VITK_OK && of->preview.n > 0) /* else it is no workbook, or a broken one: its table says what is wrong */
    *out = of->preview;
  return code;
}
