/* tables.c - the CSV export: DietarySupplementFacts_N.csv has a row an ingredient, ProductOverview_N.csv a row a label.
 * A table of rows drawn from labels, with the names of the JSON as columns, is read as facts too. */
#include "dsld.h"

enum { ROWS_A_STEP = 1000 };

static int open_table(struct dsld *dsld, const struct vitk_column *columns, uint32_t n, const struct vitk_where *where,
                      uint32_t flags) {
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = dsld->member,
                                 .flags = flags,
                                 .charset = "utf-8|windows-1252",
                                 .quote = '"',
                                 .header_row = 1,
                                 .columns = columns,
                                 .where = where,
                                 .n_columns = n,
                                 .column_stride = sizeof *columns,
                                 .n_where = where != NULL,
                                 .where_stride = sizeof *where};
  return dsld->host->table_open(dsld->context, &spec, &dsld->table);
}

static int read_rows(struct dsld *dsld, int (*take)(struct dsld *, const struct vitk_row *)) {
  int code = VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = dsld->host->table_next(dsld->table, &row);
    if (code == VITK_OK)
      code = take(dsld, &row);
  }
  if (code == VITK_END) {
    dsld->host->table_close(dsld->table);
    dsld->table = NULL;
  }
  return code;
}

/* --- DietarySupplementFacts */

enum { F_ID, F_NAME, F_INGREDIENT, F_AMOUNT, F_UNIT, F_SERVING, F_DAILY, F_GROUP, F_FORMS, F_NOTES, F_BRAND };
static const struct vitk_column fact_columns[] = {{"DSLD ID|dsld_id", 0, 0},
                                                  {"Product Name|fullName", 0, 1},
                                                  {"Ingredient|name", 0, 0},
                                                  {"Amount Per Serving|quantity", 0, 0},
                                                  {"Amount Per Serving Unit|unit", 0, 0},
                                                  {"Serving Size|servingSizes", 0, 1},
                                                  {"% Daily Value per Serving|dailyValue_pct", 0, 1},
                                                  {"ingredientGroup", 0, 1},
                                                  {"forms", 0, 1},
                                                  {"notes", 0, 1},
                                                  {"brandName", 0, 1}};

/* "5 Gram(s)": a number, then what it is of. */
static void split_serving(vitk_str serving, vitk_str *quantity, vitk_str *unit) {
  size_t n = 0;
  while (n < serving.n && (slice_digit(serving.p[n]) || serving.p[n] == '.'))
    n++;
  *quantity = (vitk_str){serving.p, n};
  while (n < serving.n && slice_white(serving.p[n]))
    n++;
  *unit = slice_from(serving, n);
}

static int state_food(struct dsld *dsld, const struct vitk_row *row) {
  vitk_str name = headrow_text(row, F_NAME);
  struct vitk_food food = {
      .size = sizeof food, .food_id = headrow_text(row, F_ID), .name = name, .language = slice("en"), .name_en = name};
  return dsld->host->food(dsld->context, &food);
}

/* Is it another label than that of the row before? */
static bool is_new_label(struct dsld *dsld, vitk_str id) {
  if (slice_equal(id, dsld->last_id))
    return false;
  size_t n = id.n < sizeof dsld->last_id ? id.n : sizeof dsld->last_id - 1;
  if (n > 0)
    memcpy(dsld->last_id, id.p, n);
  dsld->last_id[n] = '\0';
  return true;
}

static int fact_row(struct dsld *dsld, const struct vitk_row *row) {
  char form_flags[DSLD_FLAGS_MAX] = "";
  vitk_str id = headrow_text(row, F_ID), forms = headrow_text(row, F_FORMS);
  struct dsld_row fact = {.name = headrow_text(row, F_INGREDIENT),
                          .group = headrow_text(row, F_GROUP),
                          .notes = headrow_text(row, F_NOTES),
                          .forms = vitamers_named(forms),
                          .amount = headrow_text(row, F_AMOUNT),
                          .unit = headrow_text(row, F_UNIT),
                          .daily_value = headrow_text(row, F_DAILY),
                          .form_flags = form_flags,
                          .file = row->file,
                          .field = dsld->host->table_field(dsld->table, F_AMOUNT),
                          .line = row->line};
  bool is_k = vitk_dsld_is_k(fact.name, fact.group);
  int code = VITK_OK;
  /* Without an overview the facts alone say which labels there are. */
  if ((!dsld->has_overview && is_new_label(dsld, id)) || is_k)
    code = state_food(dsld, row);
  if (code < VITK_OK || !is_k)
    return code;
  const char *component = vitk_dsld_component(&fact);
  if (component == NULL)
    return tell(dsld->host, dsld->context, VITK_NOTE, "not-a-component",
                (struct tell_place){.file = fact.file, .field = fact.field, .line = fact.line, .excerpt = fact.name},
                "", "vitamin K3, menadione, is no component of this dataset: it is not read");
  vitk_dsld_flag(form_flags, "form", forms);
  split_serving(headrow_text(row, F_SERVING), &fact.serving_quantity, &fact.serving_unit);
  code = vitk_dsld_state(dsld, id, component, &fact);
  return code == VITK_OK ? vitk_dsld_code(dsld, id, "brand", headrow_text(row, F_BRAND)) : code;
}

int vitk_dsld_read_facts(struct dsld *dsld) {
  int code = dsld->table == NULL ? open_table(dsld, fact_columns, N_OF(fact_columns), NULL, 0) : VITK_OK;
  return code == VITK_OK ? read_rows(dsld, fact_row) : code;
}

/* --- ProductOverview */

static const struct vitk_column date_columns[] = {{"Date Entered into DSLD", 0, 1}};

static int date_row(struct dsld *dsld, const struct vitk_row *row) {
  vitk_str date = headrow_text(row, 0);
  if (date.n < 10 || date.p[4] != '-' || date.p[7] != '-')
    return VITK_OK;
  for (size_t i = 0; i < 10; i++)
    if (i != 4 && i != 7 && !slice_digit(date.p[i]))
      return VITK_OK;
  if (memcmp(date.p, dsld->newest, 10) > 0)
    memcpy(dsld->newest, date.p, 10);
  return VITK_OK;
}

int vitk_dsld_read_dates(struct dsld *dsld) {
  int code = dsld->table == NULL ? open_table(dsld, date_columns, N_OF(date_columns), NULL, 0) : VITK_OK;
  return code == VITK_OK ? read_rows(dsld, date_row) : code;
}

enum { P_ID, P_NAME, P_BRAND, P_CODE, P_TYPE, P_STATE };
static const struct vitk_column overview_columns[] = {
    {"DSLD ID", 0, 0},  {"Product Name", 0, 1},           {"Brand Name", 0, 1},
    {"Bar Code", 0, 1}, {"Product Type [LanguaL]", 0, 1}, {"Supplement Form [LanguaL]", 0, 1}};
static const struct vitk_where mentioned = {NULL, NULL, P_ID, VITK_MENTIONED};

/* "Tablet or Pill [E0155]": the words, and the code in the brackets. */
static vitk_str langual(vitk_str *text) {
  vitk_str code = {NULL, 0};
  const char *open = text->n > 0 ? memchr(text->p, '[', text->n) : NULL;
  if (open == NULL || text->p[text->n - 1] != ']')
    return code;
  code.p = open + 1;
  code.n = (size_t)(text->p + text->n - 1 - code.p);
  text->n = (size_t)(open - text->p);
  return code;
}

static int overview_row(struct dsld *dsld, const struct vitk_row *row) {
  vitk_str id = headrow_text(row, P_ID), name = headrow_text(row, P_NAME);
  vitk_str type = headrow_text(row, P_TYPE), state = headrow_text(row, P_STATE);
  vitk_str type_code = langual(&type), state_code = langual(&state);
  struct vitk_food food = {
      .size = sizeof food, .food_id = id, .name = name, .language = slice("en"), .name_en = name, .food_group = type};
  int code = dsld->host->food(dsld->context, &food);
  if (code == VITK_OK)
    code = vitk_dsld_code(dsld, id, "langual", type_code);
  if (code == VITK_OK)
    code = vitk_dsld_code(dsld, id, "langual", state_code);
  if (code == VITK_OK)
    code = vitk_dsld_code(dsld, id, "brand", headrow_text(row, P_BRAND));
  return code == VITK_OK ? vitk_dsld_code(dsld, id, "upc", headrow_text(row, P_CODE)) : code;
}

int vitk_dsld_read_foods(struct dsld *dsld) {
  int code = dsld->table == NULL
                 ? open_table(dsld, overview_columns, N_OF(overview_columns), &mentioned, VITK_FOOD_ROWS)
                 : VITK_OK;
  return code == VITK_OK ? read_rows(dsld, overview_row) : code;
}
