/* sheet.c - the workbook: a title with the version in its first row, a header, then a row a food. */
#include "livsmedelsverket.h"

enum { ROWS_A_STEP = 1000 };
enum { C_ID, C_NAME, C_GROUP, C_FIRST };

const struct lv_nutrient vitk_lv_nutrients[LV_N_NUTRIENTS] = {
    {"Vitamin K", "Vitamin K (*", "VITK"},
    {"Vitamin K1", "Vitamin K1 (*", "VITK1"},
    {"Vitamin K2", "Vitamin K2 (*", "VITK2"},
};

/* What stands in the last parentheses of a column's name: "Vitamin K (µg)". */
static vitk_str unit_of(vitk_str name) {
  vitk_str none = {NULL, 0};
  size_t close = name.n;
  while (close > 0 && name.p[close - 1] != ')')
    close--;
  size_t open = close;
  while (open > 0 && name.p[open - 1] != '(')
    open--;
  return open == 0 || close - open < 2 ? none : (vitk_str){name.p + open, close - 1 - open};
}

static int read_units(struct lv *lv) {
  for (uint32_t i = 0; i < LV_N_NUTRIENTS; i++) {
    vitk_str name = lv->host->table_field(lv->table, C_FIRST + i), unit = unit_of(name);
    if (name.p == NULL)
      continue;
    if (unit.n == 0) {
      (void)tell(lv->host, lv->context, VITK_ERROR, "no-unit",
                 (struct tell_place){.file = lv->file, .field = name, .excerpt = name},
                 "Import this workbook with a map file that says the unit",
                 "the column's name bears no unit in parentheses, as in \"Vitamin K (µg)\"");
      return VITK_FAILED;
    }
    if (!slice_keep(lv->host, lv->context, name, &lv->field[i]) ||
        !slice_keep(lv->host, lv->context, unit, &lv->unit[i]))
      return VITK_NOMEM;
  }
  return VITK_OK;
}

int vitk_lv_open_sheet(struct lv *lv) {
  struct vitk_column columns[C_FIRST + LV_N_NUTRIENTS] = {
      [C_ID] = {"Livsmedelsnummer", 0, 0}, [C_NAME] = {"Livsmedelsnamn", 0, 0}, [C_GROUP] = {"Gruppering", 0, 1}};
  for (uint32_t i = 0; i < LV_N_NUTRIENTS; i++)
    columns[C_FIRST + i] = (struct vitk_column){vitk_lv_nutrients[i].header, 0, 1};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = lv->member,
                                 .header_row = VITK_HEADER_FIND,
                                 .columns = columns,
                                 .n_columns = N_OF(columns),
                                 .column_stride = sizeof columns[0]};
  vitk_str head = {NULL, 0};
  int code = lv->host->head(lv->context, lv->member, &head);
  if (code < VITK_OK)
    return code;
  (void)headrow_line(&head); /* the sheet's name */
  if (lv->release[0] == '\0')
    (void)vitk_lv_date(headrow_line(&head), lv->release);
  code = lv->host->table_open(lv->context, &spec, &lv->table);
  return code == VITK_OK ? read_units(lv) : code;
}

static int state_row(struct lv *lv, const struct vitk_row *row) {
  struct vitk_food food = {.size = sizeof food,
                           .food_id = headrow_text(row, C_ID),
                           .name = headrow_text(row, C_NAME),
                           .language = slice("sv"),
                           .food_group = headrow_text(row, C_GROUP)};
  int code = lv->host->food(lv->context, &food);
  for (uint32_t i = 0; i < LV_N_NUTRIENTS && code == VITK_OK; i++) {
    if (lv->field[i].p == NULL)
      continue;
    struct vitk_statement statement = {.size = sizeof statement,
                                       .food_id = food.food_id,
                                       .component = slice(vitk_lv_nutrients[i].component),
                                       .amount = headrow_text(row, C_FIRST + i),
                                       .unit = lv->unit[i],
                                       .basis = VITK_PER_100G,
                                       .file = row->file,
                                       .field = lv->field[i],
                                       .line = row->line};
    code = lv->host->statement(lv->context, &statement);
  }
  return code;
}

int vitk_lv_read_sheet(struct lv *lv) {
  int code = VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = lv->host->table_next(lv->table, &row);
    if (code == VITK_OK && headrow_text(&row, C_ID).n > 0)
      code = state_row(lv, &row);
  }
  return code;
}
