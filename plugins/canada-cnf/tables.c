/* tables.c - the tables: which columns are read, what a row states, and in which order they are read. A nutrient, a
 * source and a group are named by ids that are not their codes: each is looked up in its table. */
#include "canada_cnf.h"

static struct tell_place at(const struct vitk_row *row, const char *field, vitk_str excerpt) {
  return (struct tell_place){.file = row->file, .line = row->line, .field = slice(field), .excerpt = excerpt};
}

/* --- NUTRIENT NAME */

enum { N_ID, N_UNIT, N_TAGNAME, N_NAME };
static const struct vitk_column nutrient_columns[] = {{"NutrientID|Nutrient_Code", 0, 0},
                                                      {"NutrientUnit|Nutrient_Unit", 0, 0},
                                                      {"Tagname", 0, 1},
                                                      {"NutrientName|Nutrient_Name_EN", 0, 1}};

static int nutrient_row(struct cnf *cnf, const struct vitk_row *row) {
  vitk_str id = headrow_text(row, N_ID);
  const char *component = vitk_cnf_component(headrow_text(row, N_TAGNAME), headrow_text(row, N_NAME));
  if (component == NULL || id.n == 0)
    return VITK_OK;
  size_t used = strlen(cnf->ids);
  if (cnf->n_nutrients == CNF_MAX_NUTRIENTS || id.n + 2 > sizeof cnf->ids - used || memchr(id.p, '|', id.n) != NULL) {
    (void)tell(cnf->host, cnf->context, VITK_ERROR, "limit", at(row, "NutrientID", id),
               "Is this the table of nutrients of the Canadian Nutrient File?",
               "nutrient %.*s is vitamin K, and there are more of them than any release has", TELL_SLICE(id));
    return VITK_FAILED;
  }
  struct cnf_nutrient *nutrient = &cnf->nutrients[cnf->n_nutrients];
  if (!slice_keep(cnf->host, cnf->context, id, &nutrient->id) ||
      !slice_keep(cnf->host, cnf->context, headrow_text(row, N_UNIT), &nutrient->unit))
    return VITK_NOMEM;
  nutrient->component = component;
  cnf->n_nutrients++;
  if (used > 0)
    cnf->ids[used++] = '|';
  memcpy(cnf->ids + used, id.p, id.n);
  cnf->ids[used + id.n] = '\0';
  return VITK_OK;
}

/* --- NUTRIENT SOURCE and FOOD GROUP */

enum { C_ID, C_TEXT, C_CODE };
static const struct vitk_column source_columns[] = {{"NutrientSourceID|Nutrient_Source_Code", 0, 0},
                                                    {"NutrientSourceDescription|Nutrient_Source_Description_EN", 0, 1},
                                                    {"NutrientSourceCode", 0, 1}};
static const struct vitk_column group_columns[] = {{"FoodGroupID|CNF_Food_Group_Code", 0, 0},
                                                   {"FoodGroupName|CNF_Food_Group_Description_EN", 0, 0},
                                                   {"FoodGroupCode", 0, 1}};

static struct cnf_code *find_code(const struct cnf_codes *codes, vitk_str id) {
  for (uint32_t i = 0; i < codes->n; i++)
    if (slice_same(id, codes->rows[i].id))
      return &codes->rows[i];
  return NULL;
}

/* *out NULL: there is no room for more. */
static int add_code(struct cnf *cnf, struct cnf_codes *codes, const struct cnf_code *row, struct cnf_code **out) {
  *out = NULL;
  if (codes->rows == NULL) {
    codes->rows = cnf->host->alloc(cnf->context, CNF_MAX_CODES * sizeof *codes->rows);
    if (codes->rows == NULL)
      return VITK_NOMEM;
  }
  if (codes->n == CNF_MAX_CODES)
    return VITK_OK;
  struct cnf_code *kept = &codes->rows[codes->n];
  if (!slice_keep(cnf->host, cnf->context, row->id, &kept->id) ||
      !slice_keep(cnf->host, cnf->context, row->code, &kept->code) ||
      !slice_keep(cnf->host, cnf->context, row->text, &kept->text))
    return VITK_NOMEM;
  kept->unknown = row->unknown;
  codes->n++;
  *out = kept;
  return VITK_OK;
}

static int code_row(struct cnf *cnf, struct cnf_codes *codes, const struct vitk_row *row, const char *field) {
  struct cnf_code *kept;
  /* The layout of 2026 has no ids beside the codes. */
  vitk_str id = headrow_text(row, C_ID), code = headrow_text(row, C_CODE), text = headrow_text(row, C_TEXT);
  /* A row that ends early may end within its code. The host has told it. */
  if (text.p == NULL) {
    if (cnf->host->table_field(cnf->table, C_TEXT).n > 0)
      return VITK_OK;
    text = slice("");
  }
  int result =
      add_code(cnf, codes, &(struct cnf_code){.id = id, .code = code.p != NULL ? code : id, .text = text}, &kept);
  if (result < VITK_OK || kept != NULL)
    return result;
  (void)tell(cnf->host, cnf->context, VITK_ERROR, "limit", at(row, field, id),
             "A release has fewer than a hundred: is this its table?", "more than %d rows", CNF_MAX_CODES);
  return VITK_FAILED;
}

static int source_row(struct cnf *cnf, const struct vitk_row *row) {
  return code_row(cnf, &cnf->sources, row, "NutrientSourceID");
}

static int group_row(struct cnf *cnf, const struct vitk_row *row) {
  return code_row(cnf, &cnf->groups, row, "FoodGroupID");
}

/* The row of an id; *out NULL: there is none, which is told once an id. */
static int look_up(struct cnf *cnf, struct cnf_codes *codes, const struct vitk_row *row, vitk_str id, const char *field,
                   const char *table, const struct cnf_code **out) {
  struct cnf_code *found = find_code(codes, id), *kept;
  *out = found == NULL || found->unknown ? NULL : found;
  if (found != NULL || id.n == 0)
    return VITK_OK;
  int code = add_code(cnf, codes, &(struct cnf_code){.id = id, .unknown = true}, &kept);
  if (code < VITK_OK)
    return code;
  return tell(cnf->host, cnf->context, VITK_WARNING, "dangling-key", at(row, field, id),
              "Check that all tables are of the same release", "%s has no row %.*s", table, TELL_SLICE(id));
}

/* --- NUTRIENT AMOUNT */

enum { A_FOOD, A_NUTRIENT, A_VALUE, A_SOURCE, A_N };
static const struct vitk_column amount_columns[] = {{"FoodID|Food_Code", 0, 0},
                                                    {"NutrientID|Nutrient_Code", 0, 0},
                                                    {"NutrientValue|Nutrient_Amount", 0, 0},
                                                    {"NutrientSourceID|Nutrient_Source_Code", 0, 1},
                                                    {"NumberofObservations|Observations", 0, 1}};

static const struct cnf_nutrient *nutrient_of(const struct cnf *cnf, vitk_str id) {
  for (uint32_t i = 0; i < cnf->n_nutrients; i++)
    if (slice_same(id, cnf->nutrients[i].id))
      return &cnf->nutrients[i];
  return NULL;
}

/* Without the table of sources an id of 2015 that is not known is no code, and an assumed zero can't be told. */
static int judge(struct cnf *cnf, const struct vitk_row *row, struct vitk_statement *statement) {
  vitk_str id = headrow_text(row, A_SOURCE);
  bool has_table = cnf->members.index[CNF_SOURCE] != CNF_ABSENT;
  const struct cnf_code *source = NULL;
  if (has_table) {
    int code = look_up(cnf, &cnf->sources, row, id, "NutrientSourceID", "NUTRIENT SOURCE", &source);
    if (code < VITK_OK)
      return code;
  }
  statement->method = source != NULL ? source->code : cnf->members.of_2026 ? id : vitk_cnf_known_code(id);
  vitk_cnf_judge(statement->method, source != NULL ? source->text : (vitk_str){NULL, 0}, statement);
  if (has_table || statement->method.p != NULL || cnf->told_no_sources)
    return VITK_OK;
  cnf->told_no_sources = true;
  return tell(cnf->host, cnf->context, VITK_WARNING, "missing-member", at(row, "NutrientSourceID", id),
              "It is part of the same download: put NUTRIENT SOURCE.csv beside NUTRIENT AMOUNT.csv",
              "without the table of sources it is not known what source %.*s says: its zeros are read as values",
              TELL_SLICE(id));
}

static int amount_row(struct cnf *cnf, const struct vitk_row *row) {
  const struct cnf_nutrient *nutrient = nutrient_of(cnf, headrow_text(row, A_NUTRIENT));
  if (nutrient == NULL || headrow_text(row, A_VALUE).n == 0)
    return VITK_OK;
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = headrow_text(row, A_FOOD),
                                     .component = slice(nutrient->component),
                                     .amount = headrow_text(row, A_VALUE),
                                     .unit = nutrient->unit,
                                     .basis = VITK_PER_100G,
                                     .n = headrow_text(row, A_N),
                                     .file = row->file,
                                     .field = cnf->host->table_field(cnf->table, A_VALUE),
                                     .line = row->line};
  int code = judge(cnf, row, &statement);
  return code < VITK_OK ? code : cnf->host->statement(cnf->context, &statement);
}

/* --- FOOD NAME */

static const struct vitk_column date_columns[] = {{"Food_Last_Updated_Date", 0, 1}};

static int date_row(struct cnf *cnf, const struct vitk_row *row) {
  vitk_str date = headrow_text(row, 0);
  if (date.n != 10 || date.p[4] != '-' || date.p[7] != '-')
    return VITK_OK;
  for (size_t i = 0; i < date.n; i++)
    if (i != 4 && i != 7 && !slice_digit(date.p[i]))
      return VITK_OK;
  if (memcmp(date.p, cnf->newest, date.n) > 0)
    memcpy(cnf->newest, date.p, date.n);
  return VITK_OK;
}

enum { F_ID, F_NAME, F_GROUP, F_SCIENTIFIC, F_CODE };
static const struct vitk_column food_columns[] = {{"FoodID|Food_Code", 0, 0},
                                                  {"FoodDescription|Food_Description_EN", 0, 0},
                                                  {"FoodGroupID|CNF_Food_Group_Code", 0, 1},
                                                  {"ScientificName", 0, 1},
                                                  {"FoodCode", 0, 1}};

static int food_row(struct cnf *cnf, const struct vitk_row *row) {
  vitk_str id = headrow_text(row, F_ID), name = headrow_text(row, F_NAME), food_code = headrow_text(row, F_CODE);
  const struct cnf_code *group = NULL;
  int code = VITK_OK;
  if (cnf->members.index[CNF_GROUP] != CNF_ABSENT)
    code = look_up(cnf, &cnf->groups, row, headrow_text(row, F_GROUP), "FoodGroupID", "FOOD GROUP", &group);
  if (code < VITK_OK)
    return code;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = name,
                           .language = slice("en"),
                           .name_en = name,
                           .scientific_name = headrow_text(row, F_SCIENTIFIC)};
  if (group != NULL)
    food.food_group = group->text;
  code = cnf->host->food(cnf->context, &food);
  return code < VITK_OK || food_code.n == 0 ? code : cnf->host->food_code(cnf->context, id, "cnf-food-code", food_code);
}

/* --- the order of reading */

static bool lacks_release(const struct cnf *cnf) {
  return cnf->members.of_2026 && cnf->members.year[0] == '\0' && cnf->host->option_text(cnf->context, "release").n == 0;
}

/* A release without vitamin K states nothing: there is no need to read on. */
static int state_source(struct cnf *cnf) {
  int code = vitk_cnf_source(cnf);
  return code == VITK_OK && cnf->n_nutrients == 0 ? VITK_END : code;
}

static const struct cnf_step steps[] = {
    {.table = CNF_NUTRIENT, .columns = nutrient_columns, .n_columns = N_OF(nutrient_columns), .row = nutrient_row},
    {.table = CNF_SOURCE, .columns = source_columns, .n_columns = N_OF(source_columns), .row = source_row},
    {.table = CNF_GROUP, .columns = group_columns, .n_columns = N_OF(group_columns), .row = group_row},
    {.table = CNF_FOOD,
     .columns = date_columns,
     .n_columns = N_OF(date_columns),
     .wanted = lacks_release,
     .row = date_row,
     .done = state_source},
    {.table = CNF_AMOUNT,
     .columns = amount_columns,
     .n_columns = N_OF(amount_columns),
     .where = {NULL, NULL, A_NUTRIENT, VITK_ONE_OF},
     .n_where = 1,
     .row = amount_row},
    {.table = CNF_FOOD,
     .flags = VITK_FOOD_ROWS,
     .columns = food_columns,
     .n_columns = N_OF(food_columns),
     .where = {NULL, NULL, F_ID, VITK_MENTIONED},
     .n_where = 1,
     .row = food_row},
};

const struct cnf_step *vitk_cnf_step(const struct cnf *cnf) {
  return cnf->step < N_OF(steps) ? &steps[cnf->step] : NULL;
}
