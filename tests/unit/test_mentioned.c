/* The foods that were named: none of them is ever missing, and no other is taken for one. */
#include "core/worker/mentioned.h"

#include <check.h>
#include <stdio.h>

enum { FOODS = 200000 };

static vitk_str id_of(char *text, size_t n, unsigned i) {
  return (vitk_str){text, (size_t)snprintf(text, n, "%u", i)};
}

static bool has(struct vitk_mentioned *set, vitk_str food_id) {
  bool found;
  ck_assert_int_eq(vitk_mentioned_has(set, food_id, &found), VITK_OK);
  return found;
}

START_TEST(each_food_that_was_named_is_in_it_however_it_grew) {
  struct vitk_mentioned set = {.n = 0};
  char text[16];
  for (unsigned i = 0; i < FOODS; i++)
    ck_assert_int_eq(vitk_mentioned_add(&set, id_of(text, sizeof text, i * 7)), VITK_OK);
  for (unsigned i = 0; i < FOODS; i++)
    ck_assert(has(&set, id_of(text, sizeof text, i * 7)));
  vitk_mentioned_free(&set);
}
END_TEST

START_TEST(no_food_that_was_not_named_is_taken_for_one) {
  struct vitk_mentioned set = {.n = 0};
  char text[16];
  unsigned taken = 0;
  for (unsigned i = 0; i < FOODS; i++)
    ck_assert_int_eq(vitk_mentioned_add(&set, id_of(text, sizeof text, 2 * i)), VITK_OK);
  for (unsigned i = 0; i < FOODS; i++)
    taken += has(&set, id_of(text, sizeof text, 2 * i + 1));
  ck_assert_uint_eq(taken, 0);
  vitk_mentioned_free(&set);
}
END_TEST

START_TEST(the_empty_set_has_nothing_and_an_empty_id_is_no_food) {
  struct vitk_mentioned set = {.n = 0};
  ck_assert(!has(&set, (vitk_str){"1", 1}));
  ck_assert_int_eq(vitk_mentioned_add(&set, (vitk_str){"", 0}), VITK_OK);
  ck_assert(!has(&set, (vitk_str){"", 0}));
  vitk_mentioned_free(&set);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("mentioned");
  TCase *tests = tcase_create("mentioned");
  tcase_add_test(tests, each_food_that_was_named_is_in_it_however_it_grew);
  tcase_add_test(tests, no_food_that_was_not_named_is_taken_for_one);
  tcase_add_test(tests, the_empty_set_has_nothing_and_an_empty_id_is_no_food);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
