/* wide.c - the table as workbook or CSV: a row a food, a column a constituent, the unit in the column's name. Above the
 * header stand a note, and what programs that saved it again put there. */
#include "taiwan_tfda.h"

enum { ROWS_A_STEP = 1000 };
enum { C_CODE, C_NAME, C_GROUP, C_FIRST };

static int open_table(struct tw *tw) {
  struct vitk_column columns[C_FIRST + TW_N_CONSTITUENTS] = {
      [C_CODE] = {"整合編號", 0, 0}, [C_NAME] = {"樣品名稱", 0, 1}, [C_GROUP] = {"食品分類", 0, 1}};
  for (uint32_t i = 0; i < TW_N_CONSTITUENTS; i++)
    columns[C_FIRST + i] = (struct vitk_column){vitk_tw_constituents[i].header, 0, 1};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = tw->member.index,
                                 .sheet = tw->member.sheet.p,
                                 .quote = '"',
                                 .header_row = VITK_HEADER_FIND,
                                 .columns = columns,
                                 .n_columns = N_OF(columns),
                                 .column_stride = sizeof columns[0]};
  return tw->host->table_open(tw->context, &spec, &tw->table);
}

/* The text in the last parentheses of "維生素K2 (MK-4)(ug)"; n 0: it does not end in a unit. */
static vitk_str unit_in(vitk_str name) {
  vitk_str unit = {NULL, 0};
  const char *open = NULL;
  size_t length = 1;
  for (; name.n > 0; name = slice_from(name, length)) {
    char c = headcells_byte(name, &length);
    if (c == '(')
      open = name.p + length;
    else if (c == ')' && name.n == length && open != NULL)
      unit = (vitk_str){open, (size_t)(name.p - open)};
  }
  if (slice_starts(unit, "mk"))
    unit.n = 0;
  return unit;
}

static int read_headings(struct tw *tw) {
  const struct vitk_host *host = tw->host;
  for (uint32_t i = 0; i < TW_N_CONSTITUENTS; i++) {
    vitk_str name = host->table_field(tw->table, C_FIRST + i), unit = unit_in(name);
    if (name.p == NULL)
      continue;
    if (unit.n == 0) {
      (void)tell(host, tw->context, VITK_ERROR, "no-unit",
                 (struct tell_place){.file = tw->member.name, .field = name, .excerpt = name},
                 "Import this table with a map file that says the unit",
                 "the column's name bears no unit in parentheses, as in \"維生素K1(ug)\"");
      return VITK_FAILED;
    }
    if (!slice_keep(host, tw->context, name, &tw->field[i]) || !slice_keep(host, tw->context, unit, &tw->unit[i]))
      return VITK_NOMEM;
  }
  if (host->size < offsetof(struct vitk_host, table_header) + sizeof host->table_header || !host->table_header)
    return VITK_OK; /* a host of before it could be asked */
  vitk_str name;
  int code;
  for (uint32_t i = 0; (code = host->table_header(tw->table, i, &name)) == VITK_OK; i++) {
    bool known = !headcells_starts(name, vitk_tw_any);
    for (uint32_t j = 0; j < TW_N_CONSTITUENTS; j++)
      known = known || slice_same(name, tw->field[j]);
    if (!known && (code = vitk_tw_tell_unknown(tw, name, 0)) < VITK_OK)
      return code;
  }
  return code < VITK_OK ? code : VITK_OK;
}

static int state_row(struct tw *tw, const struct vitk_row *row) {
  struct vitk_food food = {.size = sizeof food,
                           .food_id = headcells_of(row, C_CODE)->text,
                           .name = headcells_of(row, C_NAME)->text,
                           .food_group = headcells_of(row, C_GROUP)->text};
  /* A workbook ends with rows whose cells are there and blank. */
  int code = food.food_id.n > 0 ? tw->host->food(tw->context, &food) : VITK_OK;
  for (uint32_t i = 0; i < TW_N_CONSTITUENTS && code == VITK_OK; i++) {
    vitk_str amount = headcells_of(row, C_FIRST + i)->text;
    if (amount.n == 0)
      continue;
    struct vitk_statement statement = {.size = sizeof statement,
                                       .food_id = food.food_id,
                                       .component = slice(vitk_tw_constituents[i].component),
                                       .amount = amount,
                                       .unit = tw->unit[i],
                                       .basis = VITK_PER_100G,
                                       .file = row->file,
                                       .field = tw->field[i],
                                       .line = row->line};
    code = tw->host->statement(tw->context, &statement);
  }
  return code;
}

int vitk_tw_read_wide(struct tw *tw) {
  int code = VITK_OK;
  if (tw->table == NULL) {
    if ((code = vitk_tw_source(tw)) == VITK_OK && (code = open_table(tw)) == VITK_OK)
      code = read_headings(tw);
    return code;
  }
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = tw->host->table_next(tw->table, &row);
    if (code == VITK_OK)
      code = state_row(tw, &row);
  }
  return code;
}
