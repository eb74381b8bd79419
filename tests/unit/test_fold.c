#include "core/base/fold.h"
#include "input_fixture.h"

static bool folds_to(const char *text, const char *expected) {
  struct vitk_buffer b = {.maximum = 1000};
  ck_assert_int_eq(vitk_fold(&b, vitk_str_of(text)), VITK_OK);
  bool same = vitk_str_is(vitk_buffer_str(&b), expected);
  vitk_buffer_free(&b);
  return same;
}

static bool matches(const char *header, const char *names) {
  struct vitk_buffer b = {.maximum = 1000};
  ck_assert_int_eq(vitk_fold(&b, vitk_str_of(header)), VITK_OK);
  bool does = vitk_fold_matches(vitk_buffer_str(&b), names);
  vitk_buffer_free(&b);
  return does;
}

START_TEST(white_space_and_zero_width_are_left_out) {
  ck_assert(folds_to(" Vitamine\r\nK1\t(µg\xC2\xA0/\xE2\x80\x8B"
                     "100\xE3\x80\x80g)\xEF\xBB\xBF",
                     "vitaminek1(µg/100g)"));
  ck_assert(folds_to("", ""));
}
END_TEST

START_TEST(spellings_of_micro_are_one) {
  ck_assert(folds_to("\xC2\xB5g", "µg"));
  ck_assert(folds_to("\xCE\xBCg", "µg"));
  ck_assert(folds_to("\xE3\x8E\x8D", "µg"));
}
END_TEST

START_TEST(letters_are_lower_case) {
  ck_assert(folds_to("FØDEVARENAVN ÉÀÖ×Š İ Ÿ Ž Ł Ő", "fødevarenavnéàö×šiÿžłő"));
}
END_TEST

START_TEST(full_width_forms_and_hyphens_are_ascii) {
  ck_assert(folds_to("ＶＩＴＫ（１）", "vitk(1)"));
  ck_assert(folds_to("MK\xE2\x80\x91"
                     "7 \xE2\x80\x93",
                     "mk-7-"));
}
END_TEST

START_TEST(other_scripts_and_broken_bytes_stay) {
  ck_assert(folds_to("維生素K1", "維生素k1"));
  ck_assert(folds_to("a\xFF\xC3", "a\xFF\xC3"));
}
END_TEST

START_TEST(a_spelling_matches_the_whole_or_any_rest) {
  ck_assert(matches("Vitamine\nK1 (µg\n100 g)", "Vitamin K1*|Vitamine K1*"));
  ck_assert(matches("fdc_id", "food|FDC_ID"));
  ck_assert(!matches("fdc_id2", "fdc_id"));
  ck_assert(!matches("fdc_i", "fdc_id"));
  ck_assert(!matches("K", "VITK*"));
  ck_assert(matches("anything", "*"));
  ck_assert(!matches("anything", ""));
}
END_TEST

START_TEST(a_full_buffer_is_left_as_it_was) {
  struct vitk_buffer b = {.maximum = 3};
  ck_assert_int_eq(vitk_fold(&b, vitk_str_of("ABCD")), VITK_FAILED);
  ck_assert_uint_eq(b.n, 0);
  vitk_buffer_free(&b);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("fold");
  TCase *tests = tcase_create("fold");
  tcase_add_test(tests, white_space_and_zero_width_are_left_out);
  tcase_add_test(tests, spellings_of_micro_are_one);
  tcase_add_test(tests, letters_are_lower_case);
  tcase_add_test(tests, full_width_forms_and_hyphens_are_ascii);
  tcase_add_test(tests, other_scripts_and_broken_bytes_stay);
  tcase_add_test(tests, a_spelling_matches_the_whole_or_any_rest);
  tcase_add_test(tests, a_full_buffer_is_left_as_it_was);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
