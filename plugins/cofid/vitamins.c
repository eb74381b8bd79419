/* vitamins.c - the sheet of vitamins: rows of names, of codes and of descriptions, then a row a food.
 *
 * A column of vitamin K is found by its name or by its code, whichever row bears it, so the rows are read without a
 * header and the columns by where these rows say that they stand.
 */
#include "cofid.h"

#include "common/headrow.h"
#include "common/unit.h"

enum { ROWS_A_STEP = 1000, ROWS_SEARCHED = 50, ROWS_OF_HEAD = 3 };

const struct cofid_component vitk_cofid_components[COFID_N_COMPONENTS] = {
    {"VITK1", "vitamink1*"}, {"VITK2", "vitamink2*"}, {"VITK", "vitamink(*"}};

static int open_table(struct cofid *cofid) {
  struct vitk_column columns[COFID_COLUMNS];
  for (uint32_t i = 0; i < COFID_COLUMNS; i++)
    columns[i] = (struct vitk_column){"", i + 1, 1};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = (uint32_t)cofid->sheet.member,
                                 .sheet = cofid->sheet.name.p,
                                 .columns = columns,
                                 .n_columns = N_OF(columns),
                                 .column_stride = sizeof columns[0]};
  cofid->code = cofid->name = cofid->group = COFID_NOWHERE;
  for (uint32_t i = 0; i < COFID_N_COMPONENTS; i++)
    cofid->column[i] = COFID_NOWHERE;
  return cofid->host->table_open(cofid->context, &spec, &cofid->table);
}

static vitk_str text_at(const struct vitk_row *row, int32_t column) {
  return column == COFID_NOWHERE ? (vitk_str){NULL, 0} : headrow_text(row, (uint32_t)column);
}

static struct tell_place place_of(const struct vitk_row *row, vitk_str cell) {
  return (struct tell_place){.file = row->file, .line = row->line, .field = cell, .excerpt = cell};
}

/* --- the rows above the foods */

static int conflict(struct cofid *cofid, const struct vitk_row *row, vitk_str cell) {
  (void)tell(cofid->host, cofid->context, VITK_ERROR, "double-column", place_of(row, cell),
             "Check the header against the published workbook",
             "\"%.*s\" stands above another column than the one that was found before", TELL_SLICE(cell));
  return VITK_FAILED;
}

static int take_cell(struct cofid *cofid, const struct vitk_row *row, int32_t column, vitk_str cell) {
  for (uint32_t i = 0; i < COFID_N_COMPONENTS; i++) {
    const struct cofid_component *component = &vitk_cofid_components[i];
    if (!headrow_cell_is(cell, component->name) && !slice_equal(cell, component->tagname))
      continue;
    if (cofid->column[i] != COFID_NOWHERE && cofid->column[i] != column)
      return conflict(cofid, row, cell);
    cofid->column[i] = column;
  }
  return VITK_OK;
}

/* The row of names: that of the column of food codes. */
static bool find_names(struct cofid *cofid, const struct vitk_row *row) {
  static const char *const names[] = {"foodcode", "foodname", "group"};
  int32_t *const columns[] = {&cofid->code, &cofid->name, &cofid->group};
  for (uint32_t i = 0; i < N_OF(names); i++) {
    *columns[i] = COFID_NOWHERE;
    for (int32_t column = COFID_COLUMNS - 1; column >= 0; column--)
      if (headrow_cell_is(text_at(row, column), names[i]))
        *columns[i] = column;
  }
  return cofid->code != COFID_NOWHERE && cofid->name != COFID_NOWHERE;
}

static int take_head(struct cofid *cofid, const struct vitk_row *row) {
  int code = VITK_OK;
  for (int32_t column = 0; column < COFID_COLUMNS && code == VITK_OK; column++) {
    vitk_str cell = text_at(row, column);
    code = take_cell(cofid, row, column, cell);
    if (code == VITK_OK && cell.n > 0 && cofid->names[column].p == NULL &&
        !slice_keep(cofid->host, cofid->context, cell, &cofid->names[column]))
      code = VITK_NOMEM;
  }
  return code;
}

/* A food code is digits with a hyphen, "13-145"; in the rows of codes and descriptions nothing like it stands. */
static bool is_food(struct cofid *cofid, const struct vitk_row *row) {
  vitk_str code = text_at(row, cofid->code);
  return code.n > 0 && slice_digit(code.p[0]);
}

static int missing(struct cofid *cofid, const struct vitk_row *row, const char *column) {
  (void)tell(cofid->host, cofid->context, VITK_ERROR, "missing-column",
             (struct tell_place){.file = cofid->sheet.file, .field = slice(column), .line = row->line},
             "Check that it is the workbook as it was published", "sheet \"%.*s\" has no column \"%s\"",
             TELL_SLICE(cofid->sheet.name), column);
  return VITK_FAILED;
}

/* Before the first food: what is known must do. A sheet without vitamin K states nothing, and that is an answer. */
static int check_head(struct cofid *cofid, const struct vitk_row *row) {
  if (cofid->group == COFID_NOWHERE) /* it tells which foods are per 100 ml */
    return missing(cofid, row, "Group");
  for (uint32_t i = 0; i < COFID_N_COMPONENTS; i++) {
    if (cofid->column[i] == COFID_NOWHERE)
      continue;
    cofid->field[i] = cofid->names[cofid->column[i]];
    cofid->unit[i] = unit_in_name(cofid->field[i]);
    if (cofid->unit[i].n > 0)
      continue;
    (void)tell(cofid->host, cofid->context, VITK_ERROR, "no-unit", place_of(row, cofid->field[i]),
               "Check the header against the published workbook",
               "the name of the column bears no unit in parentheses, as in \"Vitamin K1 (µg)\"");
    return VITK_FAILED;
  }
  return VITK_OK;
}

/* --- the foods */

static int state_value(struct cofid *cofid, const struct vitk_row *row, uint32_t i, uint32_t basis) {
  const struct vitk_cell *cell = (const void *)((const char *)row->cells + (size_t)cofid->column[i] * row->cell_stride);
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = text_at(row, cofid->code),
                                     .component = slice(vitk_cofid_components[i].tagname),
                                     .amount = cell->text,
                                     .unit = cofid->unit[i],
                                     .basis = basis,
                                     .file = row->file,
                                     .field = cofid->field[i],
                                     .line = row->line};
  if ((cell->flags & VITK_CELL_ESTIMATE) != 0)
    statement.origin = VITK_ESTIMATED;
  return cofid->host->statement(cofid->context, &statement);
}

static int state_food(struct cofid *cofid, const struct vitk_row *row) {
  vitk_str group = text_at(row, cofid->group), name = text_at(row, cofid->name);
  /* Q, alcoholic beverages, are stated per 100 ml. */
  uint32_t basis = group.n > 0 && group.p[0] == 'Q' ? VITK_PER_100ML : VITK_PER_100G;
  bool stated = false;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = text_at(row, cofid->code),
                           .name = name,
                           .language = slice("en"),
                           .name_en = name,
                           .food_group = group};
  int code = cofid->host->food(cofid->context, &food);
  for (uint32_t i = 0; i < COFID_N_COMPONENTS && code == VITK_OK; i++)
    if (text_at(row, cofid->column[i]).n > 0) {
      code = state_value(cofid, row, i, basis);
      stated = true;
    }
  if (code == VITK_OK && stated && group.n > 0)
    code = cofid->host->food_code(cofid->context, food.food_id, "cofid-group", group);
  return code;
}

static int take_row(struct cofid *cofid, const struct vitk_row *row) {
  cofid->rows++;
  if (cofid->rows_of_head == 0 && !find_names(cofid, row))
    return cofid->rows < ROWS_SEARCHED ? VITK_OK : missing(cofid, row, "Food Code");
  if (cofid->rows_of_head == 0) {
    cofid->rows_of_head = 1;
    return take_head(cofid, row);
  }
  if (cofid->rows_of_head <= ROWS_OF_HEAD) {
    if (cofid->rows_of_head < ROWS_OF_HEAD && !is_food(cofid, row)) {
      cofid->rows_of_head++;
      return take_head(cofid, row);
    }
    cofid->rows_of_head = ROWS_OF_HEAD + 1;
    int code = check_head(cofid, row);
    if (code != VITK_OK)
      return code;
  }
  return state_food(cofid, row);
}

int vitk_cofid_read(struct cofid *cofid) {
  int code = cofid->table == NULL ? open_table(cofid) : VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = cofid->host->table_next(cofid->table, &row);
    if (code == VITK_OK)
      code = take_row(cofid, &row);
  }
  return code;
}
