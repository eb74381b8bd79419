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

int main(void) {
  Suite *suite = suite_create("field");
  TCase *tests = tcase_create("field");
  tcase_add_test(tests, fields_of_one_place_come_by_their_number);
  tcase_add_test(tests, fields_that_differ_are_never_equal);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed > 0;
}
