/* Rows of a dataset that go into a store as they stand: what is kept, and what breaks the rules. */
#include "core/dataset/columns.h"
#include "core/dataset/rows.h"

#include <check.h>
#include <stdlib.h>

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

static struct vitk_store *store;

static void setup(void) {
  const struct vitk_store_settings settings = {.importer = "test", .importer_version = "1", .max_rejects = UINT64_MAX};
  ck_assert_int_eq(vitk_store_new(&settings, &store), VITK_OK);
}

static void teardown(void) {
  vitk_store_free(store);
}

/* A row of texts, NULL for null. */
static int take(uint32_t table, const char *const *texts, uint32_t n) {
  struct vitk_datum data[VITK_MOST_COLUMNS];
  for (uint32_t i = 0; i < n; i++)
    data[i] = (struct vitk_datum){.text = vitk_str_of(texts[i]), .is_null = texts[i] == NULL};
  return vitk_rows_take(store, table, data, n, sizeof data[0]);
}

static int take_source(const char *id) {
  const char *const row[VITK_N_COLUMNS_SOURCE] = {[VITK_COL_SOURCE_source_id] = id,
                                                  [VITK_COL_SOURCE_importer] = "other",
                                                  [VITK_COL_SOURCE_foods_read] = "7",
                                                  [VITK_COL_SOURCE_statements_read] = "1"};
  return take(VITK_SOURCE, row, N_OF(row));
}

static int take_value(const char *status, const char *amount, const char *lower, const char *upper) {
  const char *const row[VITK_N_COLUMNS_VALUES] = {
      [VITK_COL_VALUES_source_id] = "a-1",    [VITK_COL_VALUES_food_id] = "01",
      [VITK_COL_VALUES_component_id] = "MK7", [VITK_COL_VALUES_status] = status,
      [VITK_COL_VALUES_amount_ug] = amount,   [VITK_COL_VALUES_lower_ug] = lower,
      [VITK_COL_VALUES_upper_ug] = upper,     [VITK_COL_VALUES_basis] = "100 g",
      [VITK_COL_VALUES_origin] = "analysed",  [VITK_COL_VALUES_equivalents] = "K1",
      [VITK_COL_VALUES_file] = "f.csv",       [VITK_COL_VALUES_line] = "12",
      [VITK_COL_VALUES_field] = "MK-7"};
  return take(VITK_VALUES, row, N_OF(row));
}

static const struct vitk_stored_source *only_source(void) {
  ck_assert_int_eq(vitk_store_finish(store), VITK_OK);
  ck_assert_uint_eq(vitk_store_n_sources(store), 1);
  return vitk_store_source_at(store, 0);
}

START_TEST(a_value_is_kept_as_it_stands) {
  ck_assert_int_eq(take_source("a-1"), VITK_OK);
  ck_assert_int_eq(take_value("value", "5e-05", "5e-05", "5e-05"), VITK_OK);
  const struct vitk_stored_source *source = only_source();
  const struct vitk_value *value = vitk_store_value_at(store, 0);
  ck_assert_uint_eq(source->rejects, 0);
  ck_assert_str_eq(source->importer, "other");
  ck_assert_uint_eq(source->foods_read, 7);
  ck_assert(value->amount_ug == 5e-05 && value->upper_ug == 5e-05);
  ck_assert_uint_eq(value->equivalents, VITK_AS_K1);
  ck_assert_uint_eq(value->origin, VITK_ANALYSED);
  ck_assert_uint_eq(value->line, 12);
}
END_TEST

/* Each status with its amount and bounds: first those that the rules allow, then those that they do not. */
static const struct {
  const char *status, *amount, *lower, *upper;
  bool good;
} bounds[] = {
    {"value", "0", "0", "0", true},         {"assumed_zero", "0", "0", "0", true},
    {"trace", NULL, "0", NULL, true},       {"below_limit", NULL, "0", "0.8", true},
    {"below_limit", NULL, "0", NULL, true}, {"present", NULL, "0", NULL, true},
    {"present", NULL, "1", "3", true},      {"missing", NULL, NULL, NULL, true},
    {"value", NULL, NULL, NULL, false},     {"value", "1", "0", "1", false},
    {"value", "1", "1", NULL, false},       {"assumed_zero", "1", "1", "1", false},
    {"trace", "0", "0", NULL, false},       {"trace", NULL, "0", "1", false},
    {"below_limit", "1", "0", "1", false},  {"below_limit", NULL, NULL, "1", false},
    {"present", NULL, "3", "1", false},     {"present", "2", "0", NULL, false},
    {"missing", NULL, "0", NULL, false},    {"missing", "0", NULL, NULL, false},
    {"value", "-1", "-1", "-1", false},     {"value", "x", "x", "x", false},
    {"unheard", "1", "1", "1", false},      {NULL, "1", "1", "1", false},
};

START_TEST(status_and_bounds_obey_the_rules_or_are_a_reject) {
  ck_assert_int_eq(take_source("a-1"), VITK_OK);
  ck_assert_int_eq(take_value(bounds[_i].status, bounds[_i].amount, bounds[_i].lower, bounds[_i].upper), VITK_OK);
  const struct vitk_stored_source *source = only_source();
  ck_assert_uint_eq(source->rejects, bounds[_i].good ? 0 : 1);
  ck_assert_uint_eq(source->statements_read, 1);
  if (!bounds[_i].good)
    ck_assert(vitk_str_is(vitk_store_problem_at(store, source->first_problem)->code, "bad-value-row"));
}
END_TEST

START_TEST(a_source_comes_first_and_once) {
  ck_assert_int_eq(take_value("trace", NULL, "0", NULL), VITK_FAILED);
  ck_assert_int_eq(take_source("a-1"), VITK_OK);
  ck_assert_int_eq(take_source("a-1"), VITK_FAILED);
}
END_TEST

START_TEST(rows_of_components_are_left_aside) {
  ck_assert_int_eq(take(VITK_COMPONENT, (const char *const[]){"MK99", "made up"}, 2), VITK_OK);
}
END_TEST

START_TEST(fewer_columns_are_null_and_a_problem_is_kept_as_it_is) {
  const char *const problem[] = {"a-1", "f.csv", "3", NULL, "reject", "not-a-number", "\"x\" is no number. Look.", "x"};
  ck_assert_int_eq(take_source("a-1"), VITK_OK);
  ck_assert_int_eq(take(VITK_PROBLEM, problem, N_OF(problem)), VITK_OK);
  ck_assert_int_eq(take(VITK_FOOD, (const char *const[]){"a-1", "01", "Natto"}, 3), VITK_OK);
  ck_assert_int_eq(take(VITK_FOOD, (const char *const[]){"a-1", NULL, "nameless"}, 3), VITK_OK);
  const struct vitk_stored_source *source = only_source();
  ck_assert_uint_eq(source->rejects, 1);
  ck_assert_uint_eq(source->n_foods, 1);
  ck_assert_uint_eq(source->n_problems, 2); /* and row-left-out */
  ck_assert(vitk_str_is(vitk_store_problem_at(store, source->first_problem + 1)->message, problem[6]));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("rows_take");
  TCase *rows = tcase_create("rows");
  tcase_add_checked_fixture(rows, setup, teardown);
  tcase_add_test(rows, a_value_is_kept_as_it_stands);
  tcase_add_loop_test(rows, status_and_bounds_obey_the_rules_or_are_a_reject, 0, (int)N_OF(bounds));
  tcase_add_test(rows, a_source_comes_first_and_once);
  tcase_add_test(rows, rows_of_components_are_left_aside);
  tcase_add_test(rows, fewer_columns_are_null_and_a_problem_is_kept_as_it_is);
  suite_add_tcase(suite, rows);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
