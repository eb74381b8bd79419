#include "core/record/store.h"
#include "tests/unit/dataset.h"

static struct vitk_store *store;

static void state_in(const char *field, const char *food, const char *component, const char *amount, uint64_t line) {
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = vitk_str_of(food),
                                     .component = vitk_str_of(component),
                                     .amount = vitk_str_of(amount),
                                     .unit = vitk_str_of("mg/100 g"),
                                     .file = vitk_str_of("table.csv"),
                                     .field = vitk_str_of(field),
                                     .line = line};
  ck_assert_int_eq(vitk_store_statement(store, &statement), VITK_OK);
}
static void state(const char *food, const char *component, const char *amount, uint64_t line) {
  state_in("k", food, component, amount, line);
}

static void begin(void) {
  static const struct vitk_token tokens[] = {{"-", VITK_MISSING, 0}};
  struct vitk_store_settings settings = {
      .max_rejects = UINT64_MAX, .importer = "test", .importer_version = "1", .listener = &diags};
  ck_assert_int_eq(vitk_store_new(&settings, &store), VITK_OK);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = vitk_str_of("lab-1"),
                               .title = vitk_str_of("Lab"),
                               .tokens = tokens,
                               .n_tokens = 1,
                               .token_stride = sizeof tokens[0],
                               .decimal_mark = ','};
  ck_assert_int_eq(vitk_store_source(store, &source), VITK_OK);
  ck_assert_int_eq(vitk_store_file(store, vitk_str_of("table.csv"), 42, vitk_str_of("xxh3:1")), VITK_OK);
}

/* A store with one source of two foods, the second of which has its values all in one place. */
static void fill(void) {
  begin();
  state("2", "VITK1", "0,0231", 7);
  state("2", "MK4", "-", 7);
  state("1", "MK7", "0,001", 1);
  state("1", "MK7", "0,002", 1);
  state("1", "MK7", "0,003", 1);
  state("1", "MK7", "many", 1);
  ck_assert_int_eq(vitk_store_finish(store), VITK_OK);
}

START_TEST(records_become_rows_of_all_their_columns) {
  fill();
  char *text = NULL;
  size_t n = 0;
  FILE *stream = open_memstream(&text, &n);
  ck_assert_int_eq(vitk_rows_source(store, 0, &(struct vitk_row_sink){as_text, stream}), VITK_OK);
  fclose(stream);
  static const char *const rows[] = {
      "source|lab-1|Lab|~|~|~|~|~|~|~|~|test|1|",
      "file|lab-1|table.csv|42|xxh3:1\n",
      "food|lab-1|1|~|~|~|~|~|~\n",
      "value|lab-1|2|VITK1|value|23.1|23.1|23.1|100 g|~|~|~|~|~|unknown|~|~|mass|0,0231|mg/100 g|table.csv|7|k|~\n",
      "value|lab-1|2|MK4|missing|~|~|~|100 g|~|~|~|~|~|unknown|~|~|mass|-|mg/100 g|table.csv|7|k|~\n",
      "problem|lab-1|table.csv|1|k|reject|not-a-number|"};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    ck_assert_msg(strstr(text, rows[i]) != NULL, "no %s in\n%s", rows[i], text);
  free(text);
  vitk_store_free(store);
}
END_TEST

/* The source's rows as a dataset. */
static sqlite3 *written(void) {
  struct vitk_sqlite_writer *w = writer(in_folder("a.sqlite"), false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  ck_assert_msg(vitk_rows_source(store, 0, &sink) == VITK_OK, "%s", told.message);
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
  return dataset(in_folder("a.sqlite"));
}

START_TEST(values_of_one_place_are_all_kept) {
  fill();
  sqlite3 *db = written();
  ck_assert_str_eq(ask(db, "SELECT group_concat(field || ' ' || amount_ug) FROM value WHERE food_id = '1'"),
                   "k 1.0,k#2 2.0,k#3 3.0");
  ck_assert_str_eq(ask(db, "SELECT statements_read - (SELECT count(*) FROM value) - (SELECT count(*) FROM problem WHERE"
                           " severity = 'reject') FROM source"),
                   "0");
  sqlite3_close(db);
  vitk_store_free(store);
}
END_TEST

/* A key that is there twice would be the end of the whole dataset. */
START_TEST(fields_that_a_source_numbers_itself_are_no_key_twice) {
  static const char *const fields[] = {"k", "k", "k", "k#2", "k#2", "k#9", "k#9", "#2", "", ""};
  begin();
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    char amount[8];
    snprintf(amount, sizeof amount, "0,00%d", (int)i);
    state_in(fields[i], "1", "MK7", amount, 1);
  }
  state("2", "MK7", "0,001", UINT64_MAX);
  state("2", "MK7", "0,002", UINT64_MAX - 1);
  ck_assert_int_eq(vitk_store_finish(store), VITK_OK);
  sqlite3 *db = written();
  ck_assert_str_eq(ask(db, "SELECT group_concat(field || ' ' || amount_ug) FROM value WHERE food_id = '1'"),
                   " 8.0,#2 9.0,#3 7.0,k 0.0,k#2 1.0,k#3 2.0,k#4 3.0,k#5 4.0,k#9 5.0,k#10 6.0");
  ck_assert_str_eq(ask(db, "SELECT group_concat(field || ' ' || line) FROM value WHERE food_id = '2'"),
                   "k 9223372036854775807,k#2 9223372036854775807");
  sqlite3_close(db);
  vitk_store_free(store);
}
END_TEST

static int stop_at_third(void *self, uint32_t table, const struct vitk_datum *row) {
  (void)table, (void)row;
  return ++*(int *)self == 3 ? VITK_CANCELLED : VITK_OK;
}

START_TEST(a_sink_that_stops_is_not_called_again) {
  fill();
  int rows = 0;
  struct vitk_row_sink sink = {stop_at_third, &rows};
  ck_assert_int_eq(vitk_rows_source(store, 0, &sink), VITK_CANCELLED);
  ck_assert_int_eq(rows, 3);
  rows = 0;
  ck_assert_int_eq(vitk_rows_components(&sink), VITK_CANCELLED);
  ck_assert_int_eq(rows, 3);
  vitk_store_free(store);
}
END_TEST

static void add(TCase *tests) {
  tcase_add_test(tests, records_become_rows_of_all_their_columns);
  tcase_add_test(tests, values_of_one_place_are_all_kept);
  tcase_add_test(tests, fields_that_a_source_numbers_itself_are_no_key_twice);
  tcase_add_test(tests, a_sink_that_stops_is_not_called_again);
}

int main(void) {
  return run_tests("rows", add);
}
