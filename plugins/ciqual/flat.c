/* flat.c - the flat table, a sheet or CSV: a row a food, a column a constituent, the unit in the column's name. */
#include "ciqual.h"

enum { ROWS_A_STEP = 1000, NUMBER_MAX = 40 };
enum { C_CODE, C_NAME_FR, C_NAME_EN, C_SCIENTIFIC, C_GROUP, C_FR = C_GROUP + 3, C_EN = C_FR + 3, C_FIRST = C_EN + 3 };

/* Names of the columns of 2017 and after, and of 2016 and before (ORIG…). */
static const struct vitk_column columns[] = {
    [C_CODE] = {"alim_code|ORIGFDCD", 0, 0},      [C_NAME_FR] = {"alim_nom_fr|ORIGFDNM", 0, 1},
    [C_NAME_EN] = {"alim_nom_eng", 0, 1},         [C_SCIENTIFIC] = {"alim_nom_sci", 0, 1},
    [C_GROUP] = {"alim_grp_code|ORIGGPCD", 0, 1}, [C_GROUP + 1] = {"alim_ssgrp_code", 0, 1},
    [C_GROUP + 2] = {"alim_ssssgrp_code", 0, 1},  [C_FR] = {"alim_grp_nom_fr|ORIGGPFR", 0, 1},
    [C_FR + 1] = {"alim_ssgrp_nom_fr", 0, 1},     [C_FR + 2] = {"alim_ssssgrp_nom_fr", 0, 1},
    [C_EN] = {"alim_grp_nom_eng", 0, 1},          [C_EN + 1] = {"alim_ssgrp_nom_eng", 0, 1},
    [C_EN + 2] = {"alim_ssssgrp_nom_eng", 0, 1},
};

static const struct vitk_cell *whole_cell(const struct vitk_row *row, uint32_t column) {
  return (const struct vitk_cell *)(const void *)((const char *)row->cells + (size_t)column * row->cell_stride);
}

static vitk_str cell(const struct vitk_row *row, uint32_t column) {
  return whole_cell(row, column)->text;
}

/* The amount in the table's own decimal mark: a number of a sheet comes with a point, also where its texts have commas.
 */
static vitk_str amount_of(const struct cq *cq, const struct vitk_row *row, uint32_t column, char number[NUMBER_MAX]) {
  vitk_str text = cell(row, column);
  if (whole_cell(row, column)->kind != VITK_CELL_NUMBER || cq->decimal_mark == '.' || text.n > NUMBER_MAX)
    return text;
  for (size_t i = 0; i < text.n; i++)
    number[i] = (char)(text.p[i] == '.' ? ',' : text.p[i]);
  return (vitk_str){number, text.n};
}

static int open_table(struct cq *cq) {
  struct vitk_column all[C_FIRST + CQ_N_CONSTITUENTS];
  const char *sheet = cq->members.header.sheet.p;
  memcpy(all, columns, sizeof columns);
  for (uint32_t i = 0; i < CQ_N_CONSTITUENTS; i++)
    all[C_FIRST + i] = (struct vitk_column){vitk_cq_constituents[i].header, 0, 1};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = (uint32_t)cq->members.flat,
                                 .charset = "utf-8|windows-1252",
                                 .sheet = sheet,
                                 .delimiter = (unsigned char)cq->members.header.delimiter,
                                 .quote = '"',
                                 .header_row = sheet != NULL ? VITK_HEADER_FIND : 1,
                                 .columns = all,
                                 .n_columns = N_OF(all),
                                 .column_stride = sizeof all[0]};
  return cq->host->table_open(cq->context, &spec, &cq->table);
}

/* The unit of each column that is there; a column without one can't be read. */
static int read_units(struct cq *cq) {
  cq->english = cq->host->table_field(cq->table, C_NAME_FR).p == NULL;
  for (uint32_t i = 0; i < CQ_N_CONSTITUENTS; i++) {
    vitk_str name = cq->host->table_field(cq->table, C_FIRST + i);
    cq->unit[i] = (vitk_str){NULL, 0};
    if (name.p == NULL)
      continue;
    cq->stated_total = cq->stated_total || slice_equal(slice(vitk_cq_constituents[i].component), "VITK");
    vitk_str unit = vitk_cq_unit_of(name);
    if (unit.n == 0) {
      (void)tell(cq->host, cq->context, VITK_ERROR, "no-unit",
                 (struct tell_place){.file = cq->members.flat_name, .field = name, .line = 1, .excerpt = name},
                 "Import this table with a map file that says the unit",
                 "the column's name bears no unit in parentheses, as in \"Vitamine K1 (%s)\"", vitk_cq_unit);
      return VITK_FAILED;
    }
    if (!slice_keep(cq->host, cq->context, unit, &cq->unit[i]) ||
        !slice_keep(cq->host, cq->context, name, &cq->field[i]))
      return VITK_NOMEM;
  }
  return VITK_OK;
}

static int state_food(struct cq *cq, const struct vitk_row *row) {
  char group[400];
  vitk_str names[3];
  bool french = cell(row, C_NAME_FR).n > 0;
  for (uint32_t level = 0; level < 3; level++)
    names[level] = cell(row, C_FR + level).n > 0 ? cell(row, C_FR + level) : cell(row, C_EN + level);
  vitk_cq_join(names, group);
  struct vitk_food food = {.size = sizeof food,
                           .food_id = cell(row, C_CODE),
                           .name = cell(row, french ? C_NAME_FR : C_NAME_EN),
                           .language = slice(french ? "fr" : "en"),
                           .name_en = cell(row, C_NAME_EN),
                           .scientific_name = cell(row, C_SCIENTIFIC),
                           .food_group = slice(group)};
  return cq->host->food(cq->context, &food);
}

static int state_row(struct cq *cq, const struct vitk_row *row) {
  int code = state_food(cq, row);
  bool stated = false;
  char number[NUMBER_MAX];
  for (uint32_t i = 0; i < CQ_N_CONSTITUENTS && code == VITK_OK; i++) {
    if (cell(row, C_FIRST + i).n == 0)
      continue;
    struct vitk_statement statement = {.size = sizeof statement,
                                       .food_id = cell(row, C_CODE),
                                       .component = slice(vitk_cq_constituents[i].component),
                                       .amount = amount_of(cq, row, C_FIRST + i, number),
                                       .unit = cq->unit[i],
                                       .basis = VITK_PER_100G,
                                       .file = row->file,
                                       .field = cq->field[i],
                                       .line = row->line};
    code = cq->host->statement(cq->context, &statement);
    stated = true;
  }
  struct cq_group_codes codes = {{cell(row, C_GROUP), cell(row, C_GROUP + 1), cell(row, C_GROUP + 2)}};
  vitk_str group = vitk_cq_deepest(&codes);
  if (code == VITK_OK && stated && group.n > 0)
    code = cq->host->food_code(cq->context, cell(row, C_CODE), "ciqual-group", group);
  return code;
}

int vitk_cq_read_flat(struct cq *cq) {
  int code = VITK_OK;
  if (cq->table == NULL) {
    if ((code = open_table(cq)) == VITK_OK && (code = read_units(cq)) == VITK_OK)
      code = vitk_cq_source(cq);
    return code;
  }
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = cq->host->table_next(cq->table, &row);
    if (code == VITK_OK)
      code = state_row(cq, &row);
  }
  return code;
}
