/* From a statement to a value: what each way of stating becomes, and why others are refused. */
#include "normalised.h"

START_TEST(a_number_is_amount_and_both_bounds) {
  check_value(stated("53.1"), VITK_VALUE, 53.1, 53.1, 53.1);
  check_value(stated("0"), VITK_VALUE, 0, 0, 0);
  struct vitk_statement s = stated("0");
  s.status = VITK_VALUE;
  check_value(s, VITK_VALUE, 0, 0, 0);
}
END_TEST

START_TEST(each_component_is_known) {
  for (uint32_t i = 0; i < vitk_n_components; i++) {
    struct vitk_statement s = stated("1");
    s.component = vitk_str_of(vitk_components[i].id);
    ck_assert_int_eq(normalise(s), VITK_NORMALISED);
    ck_assert_uint_eq(value.component, i);
  }
}
END_TEST

START_TEST(tokens_become_their_status) {
  check_value(stated("-"), VITK_MISSING, null, null, null);
  check_value(stated(" - "), VITK_MISSING, null, null, null);
  check_value(stated("traces"), VITK_TRACE, null, 0, null);
  check_value(stated("N"), VITK_PRESENT, null, 0, null);
  check_value(stated("<LOD"), VITK_BELOW_LIMIT, null, 0, null);
  check_value(stated("LZ"), VITK_ASSUMED_ZERO, 0, 0, 0);
  ck_assert_uint_eq(value.origin, VITK_ASSUMED);
  check_value(stated("(0)"), VITK_ASSUMED_ZERO, 0, 0, 0);
  ck_assert_uint_eq(value.origin, VITK_ESTIMATED);
  check_value(stated("(Tr)"), VITK_TRACE, null, 0, null);
  ck_assert_uint_eq(value.origin, VITK_ESTIMATED);
}
END_TEST

START_TEST(a_token_is_matched_whole_and_in_its_case) {
  check_reject(stated("TRACES"), "not-a-number");
  check_reject(stated("trace"), "not-a-number");
  check_reject(stated("n"), "not-a-number");
  check_reject(stated("nil"), "not-a-number"); /* says that it is a number, and is none */
  ck_assert_ptr_nonnull(strstr(why.message, "\"traces\""));
}
END_TEST

START_TEST(a_blank_says_nothing) {
  ck_assert_int_eq(normalise(stated("")), VITK_SAYS_NOTHING);
  ck_assert_int_eq(normalise(stated(" \t\xC2\xA0")), VITK_SAYS_NOTHING);
  struct vitk_statement s = stated(NULL);
  ck_assert_int_eq(normalise(s), VITK_SAYS_NOTHING);
  s.status = VITK_VALUE;
  ck_assert_int_eq(normalise(s), VITK_SAYS_NOTHING);
}
END_TEST

START_TEST(a_blank_says_what_its_token_says) {
  rules.tokens = blank_token;
  rules.n_tokens = 1;
  check_value(stated(""), VITK_MISSING, null, null, null);
  check_value(stated("  "), VITK_MISSING, null, null, null);
}
END_TEST

START_TEST(below_a_limit_is_bounded_by_it) {
  check_value(stated("<0.5"), VITK_BELOW_LIMIT, null, 0, 0.5);
  rules.decimal_mark = ',';
  check_value(stated("< 0,8"), VITK_BELOW_LIMIT, null, 0, 0.8);
  struct vitk_statement s = stated("<0,5");
  s.status = VITK_VALUE;
  check_value(s, VITK_BELOW_LIMIT, null, 0, 0.5);
  check_value(stated("<0"), VITK_BELOW_LIMIT, null, 0, null);
  ck_assert_str_eq(flags, "limit-zero");
}
END_TEST

START_TEST(a_stated_limit_is_the_bound) {
  struct vitk_statement s = stated("0");
  s.status = VITK_BELOW_LIMIT;
  check_value(s, VITK_BELOW_LIMIT, null, 0, null);
  s.limit = vitk_str_of("0.02");
  check_value(s, VITK_BELOW_LIMIT, null, 0, 0.02);
  s.unit = vitk_str_of("mg");
  check_value(s, VITK_BELOW_LIMIT, null, 0, 20);
  s = stated("0.7");
  s.status = VITK_BELOW_LIMIT;
  check_value(s, VITK_BELOW_LIMIT, null, 0, 0.7);
  s = stated("<0.7");
  s.status = VITK_BELOW_LIMIT;
  check_value(s, VITK_BELOW_LIMIT, null, 0, 0.7);
  s = stated("");
  s.status = VITK_BELOW_LIMIT;
  check_value(s, VITK_BELOW_LIMIT, null, 0, null);
  s = stated("<LOD");
  s.limit = vitk_str_of("0.3");
  check_value(s, VITK_BELOW_LIMIT, null, 0, 0.3);
  s.limit = vitk_str_of("n/a");
  check_value(s, VITK_BELOW_LIMIT, null, 0, null);
  ck_assert_str_eq(flags, "limit-unreadable");
}
END_TEST

START_TEST(an_assumed_zero_reads_as_zero) {
  struct vitk_statement s = stated("0.0");
  s.status = VITK_ASSUMED_ZERO;
  check_value(s, VITK_ASSUMED_ZERO, 0, 0, 0);
  ck_assert_uint_eq(value.origin, VITK_ASSUMED);
  s.origin = VITK_CALCULATED;
  check_value(s, VITK_ASSUMED_ZERO, 0, 0, 0);
  ck_assert_uint_eq(value.origin, VITK_CALCULATED);
  s.amount = vitk_str_of("0.1");
  check_reject(s, "assumed-zero-not-zero");
  s.amount = vitk_str_of("<0.1");
  check_reject(s, "assumed-zero-not-zero");
  s.amount = vitk_str_of("");
  check_reject(s, "assumed-zero-not-zero");
}
END_TEST

START_TEST(a_stated_trace_of_zero_is_a_trace) {
  struct vitk_statement s = stated("0");
  s.status = VITK_TRACE;
  check_value(s, VITK_TRACE, null, 0, null);
  ck_assert_str_eq(flags, "");
  s.amount = vitk_str_of("0.3");
  check_value(s, VITK_TRACE, null, 0, null);
  ck_assert_str_eq(flags, "number-unused");
}
END_TEST

START_TEST(a_status_without_amounts_needs_no_unit) {
  static const uint32_t statuses[] = {VITK_TRACE, VITK_PRESENT, VITK_MISSING, VITK_BELOW_LIMIT};
  static const char *const units[] = {"", "IU", "spoons"};
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 3; j++) {
      struct vitk_statement s = stated("");
      s.status = statuses[i];
      s.unit = vitk_str_of(units[j]);
      ck_assert_int_eq(normalise(s), VITK_NORMALISED);
      ck_assert_uint_eq(value.status, statuses[i]);
    }
}
END_TEST

START_TEST(above_and_range_are_present_with_bounds) {
  check_value(stated("> 50"), VITK_PRESENT, null, 50, null);
  ck_assert_str_eq(flags, "above");
  check_value(stated("1-3"), VITK_PRESENT, null, 1, 3);
  ck_assert_str_eq(flags, "range");
  ck_assert(value.min_ug == 1 && value.max_ug == 3);
  check_value(stated("2-2"), VITK_PRESENT, null, 2, 2);
  check_reject(stated("3-1"), "range-reversed");
}
END_TEST

START_TEST(what_can_not_be_a_number_is_refused) {
  static const char *const texts[] = {"abc",  "5*",   "1,234.5", "0,5",  ".",   "1 234",
                                      "<LOQ", "n.d.", "--",      "5 µg", "#N/A"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    check_reject(stated(texts[i]), "not-a-number");
    ck_assert_ptr_nonnull(strstr(why.message, texts[i]));
  }
}
END_TEST

START_TEST(a_wrong_mark_is_said) {
  check_reject(stated("0,5"), "not-a-number");
  ck_assert_ptr_nonnull(strstr(why.hint, "decimal mark"));
  check_reject(stated("abc"), "not-a-number");
  ck_assert_ptr_null(strstr(why.hint, "decimal mark"));
}
END_TEST

START_TEST(below_zero_is_refused) {
  check_reject(stated("-1"), "negative");
  check_reject(stated("−0.1"), "negative");
  check_reject(stated("<-1"), "negative");
  check_value(stated("-0"), VITK_VALUE, 0, 0, 0);
  ck_assert(!signbit(value.amount_ug));
}
END_TEST

START_TEST(beyond_a_number_is_refused) {
  check_reject(stated("1e400"), "out-of-range");
  check_reject(stated("1e-400"), "out-of-range");
}
END_TEST

START_TEST(a_unit_that_is_none_is_refused) {
  struct vitk_statement s = stated("5");
  s.unit = vitk_str_of("IU");
  check_reject(s, "unit-iu");
  s.unit = vitk_str_of("µg RE");
  check_reject(s, "unknown-unit");
  s.unit = vitk_str_of(" ");
  check_reject(s, "no-unit");
  s.unit = vitk_str_of(NULL);
  check_reject(s, "no-unit");
}
END_TEST

START_TEST(a_unit_that_says_another_basis_is_refused) {
  struct vitk_statement s = stated("5");
  s.unit = vitk_str_of("µg/100 ml");
  check_reject(s, "basis-conflict");
  s.basis = VITK_PER_100ML;
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_uint_eq(value.basis, VITK_PER_100ML);
  s.unit = vitk_str_of("µg/kg");
  check_reject(s, "basis-conflict");
  s.basis = VITK_PER_SERVING;
  check_reject(s, "basis-conflict");
}
END_TEST

START_TEST(what_is_no_vitamin_k_is_refused) {
  struct vitk_statement s = stated("5");
  s.component = vitk_str_of("K");
  check_reject(s, "unknown-component");
  ck_assert_ptr_nonnull(strstr(why.hint, "potassium"));
  s.component = vitk_str_of("vitk1");
  check_reject(s, "unknown-component");
  ck_assert_ptr_nonnull(strstr(why.hint, "capitals"));
  s.component = vitk_str_of("");
  check_reject(s, "unknown-component");
  s.component = vitk_str_of("MK14");
  s.amount = vitk_str_of("");
  check_reject(s, "unknown-component");
}
END_TEST

START_TEST(enums_out_of_range_are_refused) {
  for (int i = 0; i < 4; i++) {
    struct vitk_statement s = stated("5");
    uint32_t *fields[] = {&s.status, &s.basis, &s.origin, &s.equivalents};
    *fields[i] = 7;
    check_reject(s, "bad-statement");
    *fields[i] = UINT32_MAX;
    check_reject(s, "bad-statement");
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("normalise");
  TCase *statuses = tcase_create("statuses"), *refused = tcase_create("refused");
  tcase_add_checked_fixture(statuses, setup, NULL);
  tcase_add_checked_fixture(refused, setup, NULL);
  tcase_add_test(statuses, a_number_is_amount_and_both_bounds);
  tcase_add_test(statuses, each_component_is_known);
  tcase_add_test(statuses, tokens_become_their_status);
  tcase_add_test(statuses, a_token_is_matched_whole_and_in_its_case);
  tcase_add_test(statuses, a_blank_says_nothing);
  tcase_add_test(statuses, a_blank_says_what_its_token_says);
  tcase_add_test(statuses, below_a_limit_is_bounded_by_it);
  tcase_add_test(statuses, a_stated_limit_is_the_bound);
  tcase_add_test(statuses, an_assumed_zero_reads_as_zero);
  tcase_add_test(statuses, a_stated_trace_of_zero_is_a_trace);
  tcase_add_test(statuses, a_status_without_amounts_needs_no_unit);
  tcase_add_test(statuses, above_and_range_are_present_with_bounds);
  tcase_add_test(refused, what_can_not_be_a_number_is_refused);
  tcase_add_test(refused, a_wrong_mark_is_said);
  tcase_add_test(refused, below_zero_is_refused);
  tcase_add_test(refused, beyond_a_number_is_refused);
  tcase_add_test(refused, a_unit_that_is_none_is_refused);
  tcase_add_test(refused, a_unit_that_says_another_basis_is_refused);
  tcase_add_test(refused, what_is_no_vitamin_k_is_refused);
  tcase_add_test(refused, enums_out_of_range_are_refused);
  suite_add_tcase(suite, statuses);
  suite_add_tcase(suite, refused);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
