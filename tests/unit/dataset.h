/* dataset.h - rows for tests of the dataset, straight into a sink, and a folder of their own to write in. */
#ifndef VITK_TEST_DATASET_H
#define VITK_TEST_DATASET_H

#include "core/dataset/datum.h"
#include "core/dataset/rows.h"
#include "core/dataset/sqlite_reader.h"
#include "core/dataset/sqlite_writer.h"
#include "tests/unit/diags.h"

#include <check.h>
#include <dirent.h>
#include <ftw.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct told told;
static const struct vitk_sink_of_diags diags = {keep_diag, &told};
static char folder[64];

/* --- files */

static inline void make_folder(void) {
  told = (struct told){0};
  snprintf(folder, sizeof folder, "/tmp/vitk-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
}

static int remove_one(const char *path, const struct stat *found, int kind, struct FTW *walk) {
  (void)found, (void)kind, (void)walk;
  return remove(path);
}

static inline void remove_folder(void) {
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A path in the folder; good until the eighth call after it. */
static inline const char *in_folder(const char *name) {
  static char paths[8][400];
  static unsigned next;
  char *path = paths[next++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static inline int files_in(const char *path) {
  int n = 0;
  DIR *open_folder = opendir(path);
  ck_assert_ptr_nonnull(open_folder);
  for (struct dirent *entry; (entry = readdir(open_folder)) != NULL;)
    n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
  closedir(open_folder);
  return n;
}

static inline void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

/* The whole file, NUL-terminated; to be freed. */
static inline char *read_file(const char *path) {
  FILE *file = fopen(path, "r");
  ck_assert_msg(file != NULL, "no file %s", path);
  char *text = calloc(1, 1 << 20);
  ck_assert_ptr_nonnull(text);
  (void)!fread(text, 1, (1 << 20) - 1, file);
  fclose(file);
  return text;
}

/* --- rows */

struct test_value {
  const char *source, *food, *component, *status;
  double amount, lower, upper;
  const char *basis, *equivalents; /* NULL: "100 g", "mass" */
  double serving;                  /* 0: null */
  int line;
  const char *original, *unit;
};

static inline int put_source(struct vitk_row_sink sink, const char *id) {
  struct vitk_cells row;
  vitk_cells_clear(&row);
  vitk_cells_key(&row, VITK_COL_SOURCE_source_id, vitk_str_of(id));
  vitk_cells_text(&row, VITK_COL_SOURCE_title, vitk_str_of("Table, \"made up\""));
  vitk_cells_text(&row, VITK_COL_SOURCE_release, vitk_str_of("1"));
  vitk_cells_text(&row, VITK_COL_SOURCE_licence, vitk_str_of("CC BY 4.0"));
  vitk_cells_text(&row, VITK_COL_SOURCE_url, vitk_str_of("https://example.org/"));
  vitk_cells_key(&row, VITK_COL_SOURCE_importer, vitk_str_of("test"));
  vitk_cells_integer(&row, VITK_COL_SOURCE_foods_read, 2);
  vitk_cells_integer(&row, VITK_COL_SOURCE_statements_read, 3);
  return sink.row(sink.self, VITK_SOURCE, row.data);
}

static inline int put_file(struct vitk_row_sink sink, const char *source, const char *path) {
  struct vitk_cells row;
  vitk_cells_clear(&row);
  vitk_cells_key(&row, VITK_COL_FILE_source_id, vitk_str_of(source));
  vitk_cells_key(&row, VITK_COL_FILE_path, vitk_str_of(path));
  vitk_cells_integer(&row, VITK_COL_FILE_bytes, 10);
  vitk_cells_text(&row, VITK_COL_FILE_checksum, vitk_str_of("xxh3:00"));
  return sink.row(sink.self, VITK_FILE, row.data);
}

static inline int put_food(struct vitk_row_sink sink, const char *source, const char *id, const char *name) {
  struct vitk_cells row;
  vitk_cells_clear(&row);
  vitk_cells_key(&row, VITK_COL_FOOD_source_id, vitk_str_of(source));
  vitk_cells_key(&row, VITK_COL_FOOD_food_id, vitk_str_of(id));
  vitk_cells_text(&row, VITK_COL_FOOD_name, vitk_str_of(name));
  return sink.row(sink.self, VITK_FOOD, row.data);
}

static inline int put_value(struct vitk_row_sink sink, struct test_value v) {
  struct vitk_cells row;
  vitk_cells_clear(&row);
  vitk_cells_key(&row, VITK_COL_VALUES_source_id, vitk_str_of(v.source));
  vitk_cells_key(&row, VITK_COL_VALUES_food_id, vitk_str_of(v.food));
  vitk_cells_key(&row, VITK_COL_VALUES_component_id, vitk_str_of(v.component));
  vitk_cells_key(&row, VITK_COL_VALUES_status, vitk_str_of(v.status));
  vitk_cells_real(&row, VITK_COL_VALUES_amount_ug, v.amount);
  vitk_cells_real(&row, VITK_COL_VALUES_lower_ug, v.lower);
  vitk_cells_real(&row, VITK_COL_VALUES_upper_ug, v.upper);
  vitk_cells_key(&row, VITK_COL_VALUES_basis, vitk_str_of(v.basis ? v.basis : "100 g"));
  vitk_cells_real(&row, VITK_COL_VALUES_serving_g, v.serving > 0 ? v.serving : NAN);
  vitk_cells_key(&row, VITK_COL_VALUES_origin, vitk_str_of("analysed"));
  vitk_cells_key(&row, VITK_COL_VALUES_equivalents, vitk_str_of(v.equivalents ? v.equivalents : "mass"));
  vitk_cells_text(&row, VITK_COL_VALUES_original, vitk_str_of(v.original));
  vitk_cells_text(&row, VITK_COL_VALUES_original_unit, vitk_str_of(v.unit));
  vitk_cells_key(&row, VITK_COL_VALUES_file, vitk_str_of("table.csv"));
  vitk_cells_integer(&row, VITK_COL_VALUES_line, v.line);
  vitk_cells_key(&row, VITK_COL_VALUES_field, vitk_str_of("col"));
  return sink.row(sink.self, VITK_VALUES, row.data);
}

static inline int put_number(struct vitk_row_sink sink, const char *source, const char *food, const char *component,
                             double amount) {
  return put_value(sink, (struct test_value){.source = source,
                                             .food = food,
                                             .component = component,
                                             .status = "value",
                                             .amount = amount,
                                             .lower = amount,
                                             .upper = amount});
}

static inline int put_problem(struct vitk_row_sink sink, const char *source, int line, const char *message) {
  struct vitk_cells row;
  vitk_cells_clear(&row);
  vitk_cells_key(&row, VITK_COL_PROBLEM_source_id, vitk_str_of(source));
  vitk_cells_text(&row, VITK_COL_PROBLEM_file, vitk_str_of("table.csv"));
  if (line > 0)
    vitk_cells_integer(&row, VITK_COL_PROBLEM_line, line);
  vitk_cells_key(&row, VITK_COL_PROBLEM_severity, vitk_str_of("reject"));
  vitk_cells_key(&row, VITK_COL_PROBLEM_code, vitk_str_of("not-a-number"));
  vitk_cells_key(&row, VITK_COL_PROBLEM_message, vitk_str_of(message));
  return sink.row(sink.self, VITK_PROBLEM, row.data);
}

/* A whole source: two foods, one of them without a name, and a problem. */
static inline void put_small_source(struct vitk_row_sink sink, const char *id, double amount) {
  ck_assert_int_eq(put_source(sink, id), VITK_OK);
  ck_assert_int_eq(put_file(sink, id, "table.csv"), VITK_OK);
  ck_assert_int_eq(put_food(sink, id, "007", "Natto, \"sticky\""), VITK_OK);
  ck_assert_int_eq(put_number(sink, id, "007", "VITK1", amount), VITK_OK);
  ck_assert_int_eq(put_number(sink, id, "007", "MK7", 940.5), VITK_OK);
  ck_assert_int_eq(put_food(sink, id, "008", NULL), VITK_OK);
  struct test_value trace = {
      .source = id, .food = "008", .component = "VITK2", .status = "trace", .amount = NAN, .upper = NAN, .line = 3};
  ck_assert_int_eq(put_value(sink, trace), VITK_OK);
  ck_assert_int_eq(put_problem(sink, id, 9, "what\nis this"), VITK_OK);
}

/* --- datasets */

static inline struct vitk_sqlite_writer *writer(const char *path, bool keep) {
  struct vitk_sqlite_writer *w = NULL;
  ck_assert_msg(vitk_sqlite_writer_new(path, keep, &diags, &w) == VITK_OK, "%s: %s", told.code, told.message);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  ck_assert_int_eq(vitk_rows_components(&sink), VITK_OK);
  return w;
}

static inline sqlite3 *dataset(const char *path) {
  sqlite3 *db = NULL;
  ck_assert_msg(vitk_sqlite_open(path, &diags, &db) == VITK_OK, "%s: %s", told.code, told.message);
  return db;
}

/* The first column of the first row as text, "null" for null, "nothing" where there is no row; good until the next. */
static inline const char *ask(sqlite3 *db, const char *sql) {
  static char answer[400];
  sqlite3_stmt *query = NULL;
  ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &query, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
  int step = sqlite3_step(query);
  const char *text = step == SQLITE_ROW ? (const char *)sqlite3_column_text(query, 0) : "nothing";
  snprintf(answer, sizeof answer, "%s", text ? text : "null");
  sqlite3_finalize(query);
  return answer;
}

/* Rows as text, one a line, for comparing. */
static inline int as_text(void *self, uint32_t table, const struct vitk_datum *row) {
  FILE *text = self;
  fprintf(text, "%s", vitk_schemas[table].name);
  for (uint32_t i = 0; i < vitk_schemas[table].n_fields; i++)
    fprintf(text, "|%.*s", row[i].is_null ? 1 : (int)row[i].text.n, row[i].is_null ? "~" : row[i].text.p);
  fputc('\n', text);
  return VITK_OK;
}

/* All rows of the dataset; to be freed. */
static inline char *all_rows_of(const char *path) {
  static char *text;
  static size_t n;
  FILE *stream = open_memstream(&text, &n);
  sqlite3 *db = dataset(path);
  struct vitk_row_sink sink = {as_text, stream};
  ck_assert_int_eq(vitk_sqlite_read(db, &diags, &sink), VITK_OK);
  sqlite3_close(db);
  fclose(stream);
  return text;
}

static inline int run_tests(const char *name, void (*add)(TCase *)) {
  Suite *suite = suite_create(name);
  TCase *tests = tcase_create(name);
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  add(tests);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
