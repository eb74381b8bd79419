#include "core/record/field.h"

#include <check.h>

static int order(const char *a, const char *b) {
  int forth = vitk_field_compare(vitk_str_of(a), vitk_str_of(b)),
      back = vitk_field_compare(vitk_str_of(b), vitk_str_of(a));
  ck_assert_int_eq((forth > 0) - (forth < 0), (back < 0) - (back > 0));
  return (forth > 0) - (forth < 0);
}

START_TEST(fields_of_one_place_come_by_their_number) {
  static const char *const in_order[] = {"",          "amount",     "amount#2", "amount#9", "amount#10",
                                         "amount#11", "amount#100", "amount b", "amount-"};
  for (size_t i = 0; i < sizeof in_order / sizeof in_order[0]; i++)
    for (size_t j = 0; j < sizeof in_order / sizeof in_order[0]; j++)
      ck_assert_msg(order(in_order[i], in_order[j]) == (i > j) - (i < j), "%s, %s", in_order[i], in_order[j]);
}
END_TEST

/* What only looks like a number is part of the field, and no two fields are equal. */
START_TEST(fields_that_differ_are_never_equal) {
  static const char *const fields[] = {"a",   "a#", "a#0", "a#1",          "a#01", "a#02",
                                       "a#2", "#2", "2",   "a#1000000000", "a##2"};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    for (size_t j = 0; j < sizeof fields / sizeof fields[0]; j++)
      ck_assert_msg((order(fields[i], fields[j]) == 0) == (i == j), "%s, %s", fields[i], fields[j]);
}
END_TEST

START_TEST(after_each_field_comes_one_that_is_greater) {
  static const struct {
    const char *field, *after;
  } pairs[] = {{"", "#2"},           {"k", "k#2"},
               {"k#2", "k#3"},       {"k#9", "k#10"},
               {"k#1099", "k#1100"}, {"k#1", "k#1#2"},
               {"k#01", "k#01#2"},   {"k#999999999999999999999", "k#1000000000000000000000"}};
  struct vitk_buffer out = {.maximum = 100};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    ck_assert_int_eq(vitk_field_after(vitk_str_of(pairs[i].field), &out), VITK_OK);
    ck_assert_msg(vitk_str_is(vitk_buffer_str(&out), pairs[i].after), "%s: %.*s", pairs[i].field, (int)out.n, out.p);
    ck_assert_int_eq(order(pairs[i].field, pairs[i].after), -1);
  }
  vitk_buffer_free(&out);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("field");
  TCase *tests = tcase_create("field");
  tcase_add_test(tests, fields_of_one_place_come_by_their_number);
  tcase_add_test(tests, fields_that_differ_are_never_equal);
  tcase_add_test(tests, after_each_field_comes_one_that_is_greater);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed > 0;
}
