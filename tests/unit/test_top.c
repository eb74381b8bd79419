#include "core/dataset/top.h"

#include "core/dataset/lower.h"
#include "tests/unit/dataset.h"

static char listed[2000];

static int list(void *user, const struct vitk_top_line *line) {
  (void)user;
  size_t n = strlen(listed);
  snprintf(listed + n, sizeof listed - n, "%d %s/%s %s %s %g\n", (int)line->rank, line->source_id, line->food_id,
           line->status, line->made_of, line->amount_ug);
  return VITK_OK;
}

static int ask_top(const char *path, struct vitk_top_request request) {
  sqlite3 *db = dataset(path);
  listed[0] = '\0';
  request.size = sizeof request;
  int code = vitk_dataset_top(db, &diags, &request, list, NULL);
  sqlite3_close(db);
  return code;
}

static const char *filled(void) {
  const char *path = in_folder("a.sqlite");
  struct vitk_sqlite_writer *w = writer(path, false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  put_source(sink, "a");
  put_food(sink, "a", "1", "Épinards crus");
  put_number(sink, "a", "1", "VITK1", 480);
  put_food(sink, "a", "2", "Natto");
  put_number(sink, "a", "2", "MK4", 2);
  put_number(sink, "a", "2", "MK7", 940);
  put_food(sink, "a", "3", "Gouda");
  put_number(sink, "a", "3", "VITK2", 70);
  put_food(sink, "a", "4", "Pill");
  put_value(sink, (struct test_value){.source = "a",
                                      .food = "4",
                                      .component = "VITK2",
                                      .status = "value",
                                      .amount = 5000,
                                      .lower = 5000,
                                      .upper = 5000,
                                      .basis = "serving"});
  put_source(sink, "b");
  put_food(sink, "b", "1", "Egg");
  put_value(sink,
            (struct test_value){
                .source = "b", .food = "1", .component = "VITK2", .status = "trace", .amount = NAN, .upper = NAN});
  put_food(sink, "b", "2", "Spinach");
  put_number(sink, "b", "2", "VITK1", 480);
  put_food(sink, "b", "3", "Kale");
  put_value(sink, (struct test_value){.source = "b",
                                      .food = "3",
                                      .component = "VITK1",
                                      .status = "missing",
                                      .amount = NAN,
                                      .lower = NAN,
                                      .upper = NAN});
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
  return path;
}

START_TEST(k2_is_the_source_s_own_or_the_sum_of_its_mk) {
  ck_assert_int_eq(ask_top(filled(), (struct vitk_top_request){.component = "VITK2"}), VITK_OK);
  ck_assert_str_eq(listed, "1 a/2 sum MK4+MK7 942\n"
                           "2 a/3 value VITK2 70\n"
                           "3 b/1 trace VITK2 nan\n"
                           "4 a/4 value VITK2 5000\n"); /* per serving: not to be compared */
}
END_TEST

START_TEST(other_components_are_the_values_as_stated) {
  ck_assert_int_eq(ask_top(filled(), (struct vitk_top_request){.component = "VITK1"}), VITK_OK);
  ck_assert_str_eq(listed, "1 a/1 value VITK1 480\n2 b/2 value VITK1 480\n3 b/3 missing VITK1 nan\n");
}
END_TEST

START_TEST(limit_source_and_name_narrow_it) {
  const char *path = filled();
  ck_assert_int_eq(ask_top(path, (struct vitk_top_request){.component = "VITK1", .limit = 1}), VITK_OK);
  ck_assert_str_eq(listed, "1 a/1 value VITK1 480\n");
  ck_assert_int_eq(ask_top(path, (struct vitk_top_request){.component = "VITK1", .source = "b", .limit = 1}), VITK_OK);
  ck_assert_str_eq(listed, "1 b/2 value VITK1 480\n");
  ck_assert_int_eq(ask_top(path, (struct vitk_top_request){.component = "VITK1", .match = "éPI"}), VITK_OK);
  ck_assert_str_eq(listed, "1 a/1 value VITK1 480\n");
}
END_TEST

START_TEST(an_unknown_component_or_source_says_what_there_is) {
  const char *path = filled();
  ck_assert_int_eq(ask_top(path, (struct vitk_top_request){.component = "K"}), VITK_FAILED);
  ck_assert_str_eq(told.code, "unknown-component");
  ck_assert_ptr_nonnull(strstr(told.hint, "VITK1"));
  ck_assert_int_eq(ask_top(path, (struct vitk_top_request){.component = "VITK1", .source = "c"}), VITK_FAILED);
  ck_assert_str_eq(told.code, "not-in-dataset");
  ck_assert_str_eq(told.hint, "there are: a, b");
}
END_TEST

START_TEST(names_are_found_in_any_case) {
  static const char *const held[][2] = {{"Épinards", "épin"},   {"Käse", "KÄ"},   {"ΤΥΡΙ", "τυρι"}, {"СЫР", "сыр"},
                                        {"Żółty ser", "żÓŁTY"}, {"納豆", "豆"},   {"cheese", ""},   {"Šunka", "šun"},
                                        {"licorice", "rice"},   {"ÿ\xFF", "\xFF"}};
  for (size_t i = 0; i < sizeof held / sizeof held[0]; i++)
    ck_assert_msg(vitk_holds(vitk_str_of(held[i][0]), vitk_str_of(held[i][1])), "%s", held[i][0]);
  ck_assert(!vitk_holds(vitk_str_of("licor ice"), vitk_str_of("rice")));
  ck_assert(!vitk_holds(vitk_str_of(""), vitk_str_of("a")));
  ck_assert(!vitk_holds(vitk_str_of("\xC3"), vitk_str_of("é")));
}
END_TEST

static void add(TCase *tests) {
  tcase_add_test(tests, k2_is_the_source_s_own_or_the_sum_of_its_mk);
  tcase_add_test(tests, other_components_are_the_values_as_stated);
  tcase_add_test(tests, limit_source_and_name_narrow_it);
  tcase_add_test(tests, an_unknown_component_or_source_says_what_there_is);
  tcase_add_test(tests, names_are_found_in_any_case);
}

int main(void) {
  return run_tests("top", add);
}
