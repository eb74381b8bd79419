#include "core/dataset/explain.h"

#include "tests/unit/dataset.h"

static char steps[8000];

static int keep_step(void *user, const struct vitk_explain_step *step) {
  (void)user;
  size_t n = strlen(steps);
  snprintf(steps + n, sizeof steps - n, "[%s] %s: %s\n", step->component, step->label, step->text);
  return VITK_OK;
}

static int ask_why(const char *source, const char *food, const char *component) {
  sqlite3 *db = dataset(in_folder("a.sqlite"));
  steps[0] = '\0';
  int code = vitk_dataset_explain(db, &diags, source, food, component, keep_step, NULL);
  sqlite3_close(db);
  return code;
}

static void fill(void) {
  struct vitk_sqlite_writer *w = writer(in_folder("a.sqlite"), false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  put_source(sink, "a");
  put_file(sink, "a", "table.csv");
  put_food(sink, "a", "007", "Gouda");
  put_value(sink, (struct test_value){.source = "a",
                                      .food = "007",
                                      .component = "VITK2",
                                      .status = "below_limit",
                                      .amount = NAN,
                                      .upper = 0.05,
                                      .line = 9,
                                      .original = "< 0,5",
                                      .unit = "ng/g"});
  put_value(sink, (struct test_value){.source = "a",
                                      .food = "007",
                                      .component = "VITK1",
                                      .status = "missing",
                                      .amount = NAN,
                                      .lower = NAN,
                                      .upper = NAN,
                                      .line = 9,
                                      .original = "-"});
  put_food(sink, "a", "008", NULL);
  put_problem(sink, "a", 9, "what is this");
  put_problem(sink, "a", 8, "of another line");
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
}

static void check_step(const char *step) {
  ck_assert_msg(strstr(steps, step) != NULL, "no '%s' in\n%s", step, steps);
}

START_TEST(a_value_is_walked_back_to_its_cell) {
  fill();
  ck_assert_int_eq(ask_why("a", "007", "VITK2"), VITK_OK);
  check_step("[] source: a: Table, \"made up\", 1\n");
  check_step("[] food: 007: Gouda\n");
  check_step("[VITK2] place: table.csv, line 9, field col\n");
  check_step("[VITK2] file: xxh3:00\n");
  check_step("[VITK2] original: \"< 0,5\", in \"ng/g\"\n");
  check_step("[VITK2] status: below_limit: below the limit");
  check_step("[VITK2] unit: ng/g × 10^-1 is µg per 100 g\n");
  check_step("[VITK2] bounds: no amount; at least 0 µg, at most 0.05 µg\n");
  check_step("[VITK2] problem: reject not-a-number: what is this\n");
  ck_assert_ptr_null(strstr(steps, "VITK1"));
  ck_assert_ptr_null(strstr(steps, "of another line"));
}
END_TEST

START_TEST(without_a_component_all_of_the_food_are_told_in_order) {
  fill();
  ck_assert_int_eq(ask_why("a", "007", NULL), VITK_OK);
  check_step("[VITK1] bounds: no amount, and no bounds\n");
  ck_assert(strstr(steps, "[VITK1] value") < strstr(steps, "[VITK2] value"));
}
END_TEST

START_TEST(what_is_not_there_says_what_there_is) {
  fill();
  ck_assert_int_eq(ask_why("b", "007", NULL), VITK_FAILED);
  ck_assert_str_eq(told.code, "not-in-dataset");
  ck_assert_str_eq(told.hint, "there are: a");
  ck_assert_int_eq(ask_why("a", "7", NULL), VITK_FAILED);
  ck_assert_str_eq(told.hint, "there are: 007, 008");
  ck_assert_int_eq(ask_why("a", "007", "MK7"), VITK_FAILED);
  ck_assert_str_eq(told.hint, "there are: VITK1, VITK2");
  ck_assert_int_eq(ask_why("a", "007", "MK77"), VITK_FAILED);
  ck_assert_str_eq(told.code, "unknown-component");
  ck_assert_int_eq(ask_why("a", "008", NULL), VITK_FAILED);
  check_step("the source mentions it");
}
END_TEST

static void add(TCase *tests) {
  tcase_add_test(tests, a_value_is_walked_back_to_its_cell);
  tcase_add_test(tests, without_a_component_all_of_the_food_are_told_in_order);
  tcase_add_test(tests, what_is_not_there_says_what_there_is);
}

int main(void) {
  return run_tests("explain", add);
}
