/* What vitk.h promises a program: rows of an import and of a dataset by callback, compared with SQLite's own reading.
 */
#include "core/base/buffer.h"
#include "vitk/vitk.h"

#include <check.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/vitk-program-XXXXXX", path[64];
static struct vitk *session;
static char said[4096]; /* the codes of the diags, a space after each */

static const char *const inputs[] = {VITK_SAMPLES "/usda-sr", VITK_SAMPLES "/nevo-2023",
                                     VITK_SAMPLES "/open-food-facts"};

static void hear(void *user, const struct vitk_diag *diag) {
  (void)user;
  snprintf(said + strlen(said), sizeof said - strlen(said), "%s ", diag->code);
}

static struct vitk_import_request request_of(const char *output) {
  return (struct vitk_import_request){.size = sizeof(struct vitk_import_request),
                                      .inputs = inputs,
                                      .n_inputs = sizeof inputs / sizeof inputs[0],
                                      .output = output,
                                      .max_rejects = UINT64_MAX};
}

static void setup(void) {
  const char *const plugins[] = {VITK_PLUGINS};
  const struct vitk_settings settings = {
      .size = sizeof settings, .plugin_folders = plugins, .n_plugin_folders = 1, .listener = hear};
  said[0] = '\0';
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/k.sqlite", folder);
  ck_assert_int_eq(vitk_open(&settings, &session), VITK_OK);
  const struct vitk_import_request request = request_of(path);
  struct vitk_import_report *report;
  ck_assert_int_eq(vitk_import(session, &request, &report), VITK_OK);
  ck_assert_uint_eq(report->written, 1);
  vitk_import_report_free(report);
  said[0] = '\0';
}

static void teardown(void) {
  vitk_close(session);
  unlink(path);
  rmdir(folder);
}

/* --- what a callback was given */

struct rows {
  unsigned long n[VITK_N_TABLES];
  struct vitk_buffer text; /* of each row: "table|cell|cell…\n", null as "~" */
  unsigned long most;      /* ends with VITK_FAILED after so many; 0: never */
  bool out_of_order;       /* a value that does not follow its food */
  char food[256];
};

static int take(void *user, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride) {
  struct rows *rows = user;
  unsigned long all = 0;
  ck_assert_uint_lt(table, VITK_N_TABLES);
  ck_assert_uint_eq(n, vitk_schema_of(table)->n_fields);
  ck_assert_uint_eq(stride, sizeof *row);
  rows->n[table]++;
  vitk_buffer_printf(&rows->text, "%u", table);
  for (uint32_t i = 0; i < n; i++)
    vitk_buffer_printf(&rows->text, "|%.*s", row[i].is_null ? 1 : (int)row[i].text.n,
                       row[i].is_null ? "~" : row[i].text.p);
  vitk_buffer_printf(&rows->text, "\n");
  char key[256];
  if (table == VITK_FOOD || table == VITK_VALUES) {
    snprintf(key, sizeof key, "%.*s|%.*s", (int)row[0].text.n, row[0].text.p, (int)row[1].text.n, row[1].text.p);
    if (table == VITK_FOOD)
      memcpy(rows->food, key, sizeof key);
    else
      rows->out_of_order = rows->out_of_order || strcmp(rows->food, key) != 0;
  }
  for (size_t i = 0; i < VITK_N_TABLES; i++)
    all += rows->n[i];
  return all == rows->most ? VITK_FAILED : VITK_OK;
}

static unsigned long counted(const char *sql) {
  sqlite3 *db;
  sqlite3_stmt *query;
  ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &query, NULL), SQLITE_OK);
  ck_assert_int_eq(sqlite3_step(query), SQLITE_ROW);
  unsigned long n = (unsigned long)sqlite3_column_int64(query, 0);
  sqlite3_finalize(query);
  sqlite3_close(db);
  return n;
}

static int read_rows(const char *source, const char *component, uint64_t tables, struct rows *rows) {
  const struct vitk_rows_request request = {
      .size = sizeof request, .source = source, .component = component, .tables = tables};
  struct vitk_dataset *dataset;
  ck_assert_int_eq(vitk_dataset_open(session, path, &dataset), VITK_OK);
  rows->text.maximum = 1 << 24;
  int code = vitk_dataset_rows(dataset, &request, take, rows);
  vitk_dataset_close(dataset);
  return code;
}

/* --- datasets */

START_TEST(all_rows_of_a_dataset_are_those_that_sqlite_counts) {
  struct rows rows = {.most = 0};
  ck_assert_int_eq(read_rows(NULL, NULL, 0, &rows), VITK_OK);
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", vitk_schema_of(table)->name);
    ck_assert_uint_eq(rows.n[table], counted(sql));
  }
  ck_assert_uint_gt(rows.n[VITK_VALUES], 20);
  ck_assert(!rows.out_of_order);
  vitk_buffer_free(&rows.text);
}
END_TEST

START_TEST(a_source_that_is_asked_for_is_the_only_one_given) {
  struct rows rows = {.most = 0};
  ck_assert_int_eq(read_rows("nevo-2023", NULL, 0, &rows), VITK_OK);
  ck_assert_uint_eq(rows.n[VITK_SOURCE], 1);
  ck_assert_uint_eq(rows.n[VITK_FOOD], counted("SELECT count(*) FROM food WHERE source_id = 'nevo-2023'"));
  ck_assert_uint_eq(rows.n[VITK_VALUES], counted("SELECT count(*) FROM value WHERE source_id = 'nevo-2023'"));
  vitk_buffer_free(&rows.text);
}
END_TEST

START_TEST(with_a_component_come_its_values_and_the_foods_that_have_one) {
  struct rows rows = {.most = 0};
  ck_assert_int_eq(read_rows(NULL, "VITK2", 0, &rows), VITK_OK);
  ck_assert_uint_eq(rows.n[VITK_VALUES], counted("SELECT count(*) FROM value WHERE component_id = 'VITK2'"));
  ck_assert_uint_eq(rows.n[VITK_FOOD], counted("SELECT count(*) FROM (SELECT DISTINCT source_id, food_id FROM value "
                                               "WHERE component_id = 'VITK2')"));
  ck_assert_uint_gt(rows.n[VITK_FOOD], 0);
  ck_assert_uint_lt(rows.n[VITK_FOOD], counted("SELECT count(*) FROM food"));
  ck_assert(!rows.out_of_order);
  vitk_buffer_free(&rows.text);
}
END_TEST

START_TEST(only_rows_of_the_tables_that_are_asked_for_are_given) {
  struct rows rows = {.most = 0};
  ck_assert_int_eq(read_rows(NULL, NULL, UINT64_C(1) << VITK_VALUES, &rows), VITK_OK);
  ck_assert_uint_eq(rows.n[VITK_VALUES], counted("SELECT count(*) FROM value"));
  ck_assert_uint_eq(rows.n[VITK_FOOD] + rows.n[VITK_SOURCE] + rows.n[VITK_COMPONENT] + rows.n[VITK_PROBLEM], 0);
  vitk_buffer_free(&rows.text);
}
END_TEST

START_TEST(what_the_callback_returns_ends_the_reading) {
  struct rows rows = {.most = 5};
  ck_assert_int_eq(read_rows(NULL, NULL, 0, &rows), VITK_FAILED);
  ck_assert_uint_eq(rows.n[VITK_COMPONENT], 5);
  vitk_buffer_free(&rows.text);
}
END_TEST

START_TEST(what_is_not_there_is_told) {
  struct rows rows = {.most = 0};
  struct vitk_dataset *dataset;
  ck_assert_int_eq(read_rows("nowhere-1", NULL, 0, &rows), VITK_FAILED);
  ck_assert_int_eq(read_rows(NULL, "VITC", 0, &rows), VITK_FAILED);
  ck_assert_int_eq(vitk_dataset_open(session, VITK_SAMPLES "/README.md", &dataset), VITK_FAILED);
  ck_assert_ptr_null(dataset);
  ck_assert_str_eq(said, "not-in-dataset unknown-component not-a-dataset ");
  ck_assert_uint_eq(rows.text.n, 0);
}
END_TEST

START_TEST(a_schema_is_that_of_the_table_and_none_of_another_number) {
  ck_assert_str_eq(vitk_schema_of(VITK_VALUES)->name, "value");
  ck_assert_str_eq(vitk_schema_of(VITK_PROBLEM)->fields[0].name, "source_id");
  ck_assert_ptr_null(vitk_schema_of(VITK_N_TABLES));
}
END_TEST

/* --- imports */

static uint32_t import(const struct vitk_import_request *request, struct rows *rows, uint32_t *written) {
  struct vitk_import_report *report;
  rows->text.maximum = 1 << 24;
  ck_assert_int_eq(vitk_import_rows(session, request, take, rows, &report), VITK_OK);
  ck_assert_ptr_null(report->output);
  uint32_t outcome = report->outcome;
  *written = report->written;
  vitk_import_report_free(report);
  return outcome;
}

START_TEST(an_import_gives_the_rows_that_its_dataset_has) {
  struct rows imported = {.most = 0}, stored = {.most = 0};
  struct vitk_import_request request = request_of(NULL);
  uint32_t written;
  ck_assert_uint_le(import(&request, &imported, &written), VITK_EXIT_REJECTS);
  ck_assert_uint_eq(written, 1);
  ck_assert_int_eq(read_rows(NULL, NULL, 0, &stored), VITK_OK);
  ck_assert_uint_eq(imported.text.n, stored.text.n);
  ck_assert_mem_eq(imported.text.p, stored.text.p, stored.text.n);
  vitk_buffer_free(&imported.text);
  vitk_buffer_free(&stored.text);
}
END_TEST

START_TEST(an_import_writes_no_file_whatever_the_request_names) {
  struct rows rows = {.most = 0};
  char other[80];
  uint32_t written;
  snprintf(other, sizeof other, "%s/other.sqlite", folder);
  const struct vitk_import_request request = request_of(other);
  import(&request, &rows, &written);
  ck_assert_int_ne(access(other, F_OK), 0);
  vitk_buffer_free(&rows.text);
}
END_TEST

START_TEST(a_callback_that_fails_is_an_output_that_failed) {
  struct rows rows = {.most = 3};
  const struct vitk_import_request request = request_of(NULL);
  uint32_t written;
  ck_assert_uint_eq(import(&request, &rows, &written), VITK_EXIT_OUTPUT);
  ck_assert_uint_eq(written, 0);
  ck_assert_uint_eq(rows.n[VITK_COMPONENT], 3);
  vitk_buffer_free(&rows.text);
}
END_TEST

START_TEST(a_dry_run_gives_no_rows) {
  struct rows rows = {.most = 0};
  struct vitk_import_request request = request_of(NULL);
  request.dry_run = 1;
  uint32_t written;
  ck_assert_uint_le(import(&request, &rows, &written), VITK_EXIT_REJECTS);
  ck_assert_uint_eq(written, 0);
  ck_assert_uint_eq(rows.text.n, 0);
}
END_TEST

START_TEST(a_request_of_an_older_shorter_layout_is_read_as_far_as_it_goes) {
  struct rows rows = {.most = 0};
  struct vitk_rows_request request = {.size = offsetof(struct vitk_rows_request, component), .source = "nevo-2023"};
  request.component = (const char *)1; /* behind its size: not to be looked at */
  struct vitk_dataset *dataset;
  rows.text.maximum = 1 << 24;
  ck_assert_int_eq(vitk_dataset_open(session, path, &dataset), VITK_OK);
  ck_assert_int_eq(vitk_dataset_rows(dataset, &request, take, &rows), VITK_OK);
  vitk_dataset_close(dataset);
  ck_assert_uint_eq(rows.n[VITK_SOURCE], 1);
  vitk_buffer_free(&rows.text);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("program");
  TCase *tests = tcase_create("rows");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, all_rows_of_a_dataset_are_those_that_sqlite_counts);
  tcase_add_test(tests, a_source_that_is_asked_for_is_the_only_one_given);
  tcase_add_test(tests, with_a_component_come_its_values_and_the_foods_that_have_one);
  tcase_add_test(tests, only_rows_of_the_tables_that_are_asked_for_are_given);
  tcase_add_test(tests, what_the_callback_returns_ends_the_reading);
  tcase_add_test(tests, what_is_not_there_is_told);
  tcase_add_test(tests, a_schema_is_that_of_the_table_and_none_of_another_number);
  tcase_add_test(tests, an_import_gives_the_rows_that_its_dataset_has);
  tcase_add_test(tests, an_import_writes_no_file_whatever_the_request_names);
  tcase_add_test(tests, a_callback_that_fails_is_an_output_that_failed);
  tcase_add_test(tests, a_dry_run_gives_no_rows);
  tcase_add_test(tests, a_request_of_an_older_shorter_layout_is_read_as_far_as_it_goes);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
