/* rows_take.c - rows of the dataset's tables as records in memory: each cell by the type and choices of its column. */
#include "core/base/quantity.h"
#include "core/dataset/columns.h"
#include "core/dataset/rows.h"
#include "core/record/store_row.h"

#include <math.h>
#include <stdio.h>

/* A row on its way in. A cell that is null is {NULL, 0}; numbers are read already. */
struct taken {
  const struct vitk_schema *schema;
  vitk_str text[VITK_MOST_COLUMNS];
  int64_t integer[VITK_MOST_COLUMNS]; /* -1: null */
  double real[VITK_MOST_COLUMNS];     /* NaN: null */
  int choice[VITK_MOST_COLUMNS];      /* its place in the column's choices, -1: null, or it has none */
  char trouble[160];                  /* "": none */
  vitk_str excerpt;
};

static void find_fault(struct taken *row, uint32_t column, const char *what) {
  if (row->trouble[0] != '\0')
    return;
  row->excerpt = row->text[column];
  snprintf(row->trouble, sizeof row->trouble, "table %s, column %s: %s", row->schema->name,
           row->schema->fields[column].name, what);
}

/* A whole number of 0 or more. */
static bool read_integer(vitk_str text, int64_t *out) {
  int64_t n = 0;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9' || n > (INT64_MAX - 9) / 10)
      return false;
    n = n * 10 + (text.p[i] - '0');
  }
  *out = n;
  return text.n > 0;
}

static bool read_real(vitk_str text, double *out) {
  struct vitk_quantity q;
  vitk_quantity_read(text, '.', 0, &q);
  return q.kind == VITK_Q_NUMBER && !q.approximate && vitk_decimal_double(&q.number, 0, out);
}

static int find_choice(const char *choices, vitk_str text) {
  vitk_str rest = vitk_str_of(choices), choice;
  for (int i = 0; vitk_str_alternative(&rest, &choice); i++)
    if (vitk_str_equal(choice, text))
      return i;
  return -1;
}

static void read_cell(struct taken *row, uint32_t column) {
  const struct vitk_field *field = &row->schema->fields[column];
  vitk_str text = row->text[column];
  if (text.p == NULL) {
    if ((field->flags & VITK_REQUIRED) != 0 && row->schema != &vitk_schemas[VITK_SOURCE])
      find_fault(row, column, "it is empty, and has to say something");
    return;
  }
  if (field->type == VITK_INTEGER && !read_integer(text, &row->integer[column]))
    find_fault(row, column, "it is no whole number of 0 or more");
  if (field->type == VITK_REAL && !read_real(text, &row->real[column]))
    find_fault(row, column, "it is no number");
  if (field->choices[0] != '\0' && (row->choice[column] = find_choice(field->choices, text)) < 0)
    find_fault(row, column, "it is none of the words that the column may hold");
}

static void read_row(struct taken *row, uint32_t table, const struct vitk_datum *data, uint32_t n, uint32_t stride) {
  row->schema = &vitk_schemas[table];
  row->trouble[0] = '\0';
  for (uint32_t i = 0; i < row->schema->n_fields; i++) {
    struct vitk_datum datum = {.is_null = 1};
    size_t size = stride < sizeof datum ? stride : sizeof datum;
    if (i < n)
      memcpy(&datum, (const char *)data + (size_t)i * stride, size);
    bool null = datum.is_null || datum.text.p == NULL || datum.text.n == 0;
    row->text[i] = null ? (vitk_str){NULL, 0} : datum.text;
    row->integer[i] = row->choice[i] = -1;
    row->real[i] = NAN;
  }
  for (uint32_t i = 0; i < row->schema->n_fields; i++)
    read_cell(row, i);
}

#define CELL(kind, table, column) (row->kind[VITK_COL_##table##_##column])

static int take_source(struct vitk_store *store, const struct taken *row) {
  struct vitk_row_of_source source = {.is = {.source_id = CELL(text, SOURCE, source_id),
                                             .title = CELL(text, SOURCE, title),
                                             .release = CELL(text, SOURCE, release),
                                             .publisher = CELL(text, SOURCE, publisher),
                                             .country = CELL(text, SOURCE, country),
                                             .language = CELL(text, SOURCE, language),
                                             .licence = CELL(text, SOURCE, licence),
                                             .attribution = CELL(text, SOURCE, attribution),
                                             .url = CELL(text, SOURCE, url),
                                             .total_definition = CELL(text, SOURCE, total_definition)},
                                      .importer = CELL(text, SOURCE, importer),
                                      .importer_version = CELL(text, SOURCE, importer_version),
                                      .foods_read = CELL(integer, SOURCE, foods_read),
                                      .statements_read = CELL(integer, SOURCE, statements_read)};
  return vitk_store_source_row(store, &source);
}

static int take_file(struct vitk_store *store, const struct taken *row) {
  int64_t bytes = CELL(integer, FILE, bytes);
  struct vitk_stored_file file = {.path = CELL(text, FILE, path),
                                  .checksum = CELL(text, FILE, checksum),
                                  .bytes = bytes < 0 ? UINT64_MAX : (uint64_t)bytes};
  return vitk_store_file_row(store, CELL(text, FILE, source_id), &file);
}

static int take_food(struct vitk_store *store, const struct taken *row) {
  struct vitk_stored_food food = {.food_id = CELL(text, FOOD, food_id),
                                  .name = CELL(text, FOOD, name),
                                  .language = CELL(text, FOOD, language),
                                  .name_en = CELL(text, FOOD, name_en),
                                  .scientific_name = CELL(text, FOOD, scientific_name),
                                  .food_group = CELL(text, FOOD, food_group),
                                  .classification = CELL(text, FOOD, classification)};
  return vitk_store_food_row(store, CELL(text, FOOD, source_id), &food);
}

/* The choices of a column stand in the order of the words in record.h; those of status and severity begin with "". */
static int take_value(struct vitk_store *store, const struct taken *row) {
  struct vitk_row_of_value value = {.food_id = CELL(text, VALUES, food_id),
                                    .component_id = CELL(text, VALUES, component_id),
                                    .file = CELL(text, VALUES, file),
                                    .is = {.status = (uint8_t)(CELL(choice, VALUES, status) + 1),
                                           .basis = (uint8_t)CELL(choice, VALUES, basis),
                                           .origin = (uint8_t)CELL(choice, VALUES, origin),
                                           .equivalents = (uint8_t)CELL(choice, VALUES, equivalents),
                                           .line = (uint64_t)CELL(integer, VALUES, line),
                                           .amount_ug = CELL(real, VALUES, amount_ug),
                                           .lower_ug = CELL(real, VALUES, lower_ug),
                                           .upper_ug = CELL(real, VALUES, upper_ug),
                                           .sd_ug = CELL(real, VALUES, sd_ug),
                                           .min_ug = CELL(real, VALUES, min_ug),
                                           .max_ug = CELL(real, VALUES, max_ug),
                                           .serving_g = CELL(real, VALUES, serving_g),
                                           .n = CELL(integer, VALUES, n),
                                           .original = CELL(text, VALUES, original),
                                           .original_unit = CELL(text, VALUES, original_unit),
                                           .method = CELL(text, VALUES, method),
                                           .confidence = CELL(text, VALUES, confidence),
                                           .field = CELL(text, VALUES, field),
                                           .flags = CELL(text, VALUES, flags)}};
  return vitk_store_value_row(store, CELL(text, VALUES, source_id), &value);
}

static int take_problem(struct vitk_store *store, const struct taken *row) {
  int64_t line = CELL(integer, PROBLEM, line);
  struct vitk_stored_problem problem = {.file = CELL(text, PROBLEM, file),
                                        .field = CELL(text, PROBLEM, field),
                                        .message = CELL(text, PROBLEM, message),
                                        .excerpt = CELL(text, PROBLEM, excerpt),
                                        .code = CELL(text, PROBLEM, code),
                                        .severity = (uint32_t)(CELL(choice, PROBLEM, severity) + 1),
                                        .line = line < 0 ? 0 : (uint64_t)line};
  return vitk_store_problem_row(store, CELL(text, PROBLEM, source_id), &problem);
}

/* A row with a fault: of a value a reject at the value's place, so that the ledger still closes. */
static int tell_fault(struct vitk_store *store, uint32_t table, const struct taken *row) {
  struct vitk_place place = {0};
  if (table == VITK_VALUES) {
    int64_t line = CELL(integer, VALUES, line);
    place = (struct vitk_place){
        .file = CELL(text, VALUES, file), .field = CELL(text, VALUES, field), .line = line < 0 ? 0 : (uint64_t)line};
  }
  /* the first column of each table but the components' is the source */
  return vitk_store_bad_row(store, row->text[0], table == VITK_VALUES, place, row->excerpt, row->trouble);
}

int vitk_rows_take(struct vitk_store *store, uint32_t table, const struct vitk_datum *data, uint32_t n,
                   uint32_t stride) {
  static int (*const take[VITK_N_TABLES])(struct vitk_store *, const struct taken *) = {
      [VITK_SOURCE] = take_source, [VITK_FILE] = take_file,       [VITK_FOOD] = take_food,
      [VITK_VALUES] = take_value,  [VITK_PROBLEM] = take_problem,
  };
  struct taken row;
  if (table >= VITK_N_TABLES || take[table] == NULL)
    return VITK_OK;
  read_row(&row, table, data, n, stride);
  if (row.trouble[0] == '\0')
    return take[table](store, &row);
  if (table != VITK_SOURCE)
    return tell_fault(store, table, &row);
  struct vitk_diag diag = {.size = sizeof diag,
                           .severity = VITK_ERROR,
                           .code = "bad-row",
                           .message = vitk_str_of(row.trouble),
                           .hint = vitk_str_of("Foods and statements read are whole numbers, or empty."),
                           .excerpt = row.excerpt};
  int told = vitk_store_diag(store, &diag);
  return told < 0 ? told : VITK_FAILED;
}
