/* What stands beside an amount: its unit, spread, flags; and rules that hold whatever is stated. */
#include "normalised.h"
#include "random.h"

START_TEST(units_are_converted_exactly) {
  static const struct {
    const char *amount, *unit;
    double ug;
  } cases[] = {{"0.1", "mg", 1e2},          {"0.0531", "mg", 53.1},    {"0.000012", "g", 12},    {"53.1", "ng/g", 5.31},
               {"1607.7", "µg/kg", 160.77}, {"3", "ng", 0.003},        {"0.3", "µg/100 g", 0.3}, {"7", "pg", 7e-6},
               {"2e-9", "kg", 2},           {"1.1", "µg\n100 g", 1.1}, {"5.0e-03", "UG", 0.005}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct vitk_statement s = stated(cases[i].amount);
    s.unit = vitk_str_of(cases[i].unit);
    check_value(s, VITK_VALUE, cases[i].ug, cases[i].ug, cases[i].ug);
  }
}
END_TEST

START_TEST(parentheses_are_an_estimate_unless_the_source_says_more) {
  check_value(stated("(5)"), VITK_VALUE, 5, 5, 5);
  ck_assert_uint_eq(value.origin, VITK_ESTIMATED);
  struct vitk_statement s = stated("[0.1]");
  s.origin = VITK_ANALYSED;
  check_value(s, VITK_VALUE, 0.1, 0.1, 0.1);
  ck_assert_uint_eq(value.origin, VITK_ANALYSED);
  check_value(stated("5"), VITK_VALUE, 5, 5, 5);
  ck_assert_uint_eq(value.origin, VITK_ORIGIN_UNKNOWN);
  rules.number_flags = 0;
  check_reject(stated("(5)"), "not-a-number");
}
END_TEST

START_TEST(deviations_and_ends_are_converted_too) {
  struct vitk_statement s = stated("5");
  s.unit = vitk_str_of("mg");
  s.n = vitk_str_of("12");
  s.sd = vitk_str_of("0.5");
  s.min = vitk_str_of("4.1");
  s.max = vitk_str_of("6");
  check_value(s, VITK_VALUE, 5000, 5000, 5000);
  ck_assert(value.sd_ug == 500 && value.min_ug == 4100 && value.max_ug == 6000 && value.n == 12);
  ck_assert_str_eq(flags, "");
  check_value(stated("12.3±0.4"), VITK_VALUE, 12.3, 12.3, 12.3);
  ck_assert(value.sd_ug == 0.4);
  ck_assert(isnan(value.min_ug) && isnan(value.max_ug) && value.n == -1 && isnan(value.serving_g));
}
END_TEST

START_TEST(what_is_unreadable_beside_an_amount_is_flagged) {
  struct vitk_statement s = stated("5");
  s.n = vitk_str_of("2.5");
  s.sd = vitk_str_of("x");
  s.min = vitk_str_of("<1");
  s.max = vitk_str_of("-3");
  s.flags = vitk_str_of("own  words");
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_str_eq(flags, "max-unreadable min-unreadable n-unreadable sd-unreadable own words");
  ck_assert(value.n == -1 && isnan(value.sd_ug) && isnan(value.min_ug) && isnan(value.max_ug));
  s = stated("5");
  s.min = vitk_str_of("6");
  s.max = vitk_str_of("4");
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_str_eq(flags, "min-above-max");
  s = stated("5");
  s.min = vitk_str_of("-");
  s.max = vitk_str_of(" ");
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_str_eq(flags, "");
}
END_TEST

START_TEST(n_is_a_whole_number) {
  static const struct {
    const char *text;
    int64_t n;
  } cases[] = {{"0", 0},      {"5.0", 5},   {" 7 ", 7},  {"", -1},    {"-1", -1},
               {"ca. 5", -1}, {"1e16", -1}, {"1-3", -1}, {"1e2", 100}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct vitk_statement s = stated("5");
    s.n = vitk_str_of(cases[i].text);
    check_value(s, VITK_VALUE, 5, 5, 5);
    ck_assert_msg(value.n == cases[i].n, "%s", cases[i].text);
    ck_assert_str_eq(flags, cases[i].n < 0 && cases[i].text[0] ? "n-unreadable" : "");
  }
}
END_TEST

START_TEST(more_than_is_plausible_is_flagged_and_kept) {
  check_value(stated("5000"), VITK_VALUE, 5000, 5000, 5000);
  ck_assert_str_eq(flags, "");
  check_value(stated("5000.1"), VITK_VALUE, 5000.1, 5000.1, 5000.1);
  ck_assert_str_eq(flags, "implausible");
  check_value(stated("<6000"), VITK_BELOW_LIMIT, null, 0, 6000);
  ck_assert_str_eq(flags, "implausible");
  struct vitk_statement s = stated("6000");
  s.basis = VITK_PER_SERVING;
  s.serving_g = vitk_str_of("2.5");
  check_value(s, VITK_VALUE, 6000, 6000, 6000);
  ck_assert_str_eq(flags, "");
  ck_assert(value.serving_g == 2.5);
}
END_TEST

START_TEST(a_serving_of_unknown_mass_is_flagged) {
  struct vitk_statement s = stated("5");
  s.basis = VITK_PER_SERVING;
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_str_eq(flags, "serving-unknown");
  s.serving_g = vitk_str_of("0");
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_str_eq(flags, "serving-unreadable");
  ck_assert(isnan(value.serving_g));
}
END_TEST

START_TEST(an_approximate_number_is_flagged) {
  check_value(stated("ca. 5"), VITK_VALUE, 5, 5, 5);
  ck_assert_str_eq(flags, "approximate");
}
END_TEST

START_TEST(equivalents_and_basis_are_as_stated) {
  struct vitk_statement s = stated("5");
  s.equivalents = VITK_AS_MK4;
  s.basis = VITK_PER_100ML;
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_uint_eq(value.equivalents, VITK_AS_MK4);
  ck_assert_uint_eq(value.basis, VITK_PER_100ML);
}
END_TEST

START_TEST(a_statement_of_an_older_interface_is_read_as_far_as_it_goes) {
  struct vitk_statement s = stated("5");
  s.n = vitk_str_of("x");
  s.limit = vitk_str_of("x");
  s.size = offsetof(struct vitk_statement, limit);
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_str_eq(flags, "");
  struct vitk_statement *small = malloc(s.size);
  memcpy(small, &s, s.size);
  ck_assert_int_eq(vitk_normalise(&rules, small, &value, flags, &why), VITK_NORMALISED);
  free(small);
}
END_TEST

START_TEST(too_many_words_are_cut_and_that_is_said) {
  char many[400];
  struct vitk_statement s = stated("ca. 5");
  memset(many, 'x', sizeof many);
  for (size_t i = 9; i < sizeof many; i += 10)
    many[i] = ' ';
  s.flags = (vitk_str){many, sizeof many};
  check_value(s, VITK_VALUE, 5, 5, 5);
  ck_assert_uint_lt(strlen(flags), VITK_FLAGS_MAX);
  ck_assert_int_eq(strncmp(flags, "approximate xxxxxxxxx ", 22), 0);
  ck_assert_ptr_nonnull(strstr(flags, " flags-cut"));
}
END_TEST

START_TEST(a_long_text_is_cut_within_no_character) {
  char text[600];
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = "µ"[i % 2];
  struct vitk_statement s = stated("");
  for (size_t n = 100; n < 300; n++) {
    s.amount = (vitk_str){text, n & ~(size_t)1};
    check_reject(s, "not-a-number");
    size_t length = strlen(why.message);
    ck_assert_uint_lt(length, sizeof why.message);
    ck_assert(((unsigned char)why.message[length - 1] & 0xC0) != 0xC0);
  }
}
END_TEST

START_TEST(flag_words_are_words) {
  for (const struct vitk_flag_kind *kind = vitk_flag_kinds; kind->word; kind++) {
    ck_assert_uint_gt(strlen(kind->meaning), 10);
    ck_assert_uint_eq(strspn(kind->word, "abcdefghijklmnopqrstuvwxyz-"), strlen(kind->word));
  }
}
END_TEST

/* Whatever a statement is made of, the bounds keep the rules of the format. */
static void check_rules(void) {
  double a = value.amount_ug, l = value.lower_ug, u = value.upper_ug;
  bool good = value.status == VITK_VALUE          ? a >= 0 && l == a && u == a
              : value.status == VITK_ASSUMED_ZERO ? a == 0 && l == 0 && u == 0
              : value.status == VITK_TRACE        ? isnan(a) && l == 0 && isnan(u)
              : value.status == VITK_BELOW_LIMIT  ? isnan(a) && l == 0 && (isnan(u) || u > 0)
              : value.status == VITK_PRESENT      ? isnan(a) && l >= 0 && (isnan(u) || u >= l)
              : value.status == VITK_MISSING      ? isnan(a) && isnan(l) && isnan(u)
                                                  : false;
  ck_assert_msg(good, "%s %g %g %g", vitk_status_words[value.status], a, l, u);
}

START_TEST(random_statements_keep_the_rules) {
  static const char *const texts[] = {"",    "0",    "5",    "-",        "traces", "(0)",  "<0.5", ">3", "1-3",
                                      "-1",  "x",    "(5)",  "1e400",    "Tr",     "<LOD", "0.1",  "LZ", "~2",
                                      "1±2", "N",    "<0",   "\xFF\xFE", "3-1",    "5.0",  "nil",  " ",  "6000",
                                      "-0",  "(Tr)", "＜１", "mg",       "<-1",    "2-0"};
  static const char *const units[] = {"µg", "mg", "", "IU", "µg/100 g", "µg/100 ml", "x", "ng/g", "kg"};
  enum { N = sizeof texts / sizeof texts[0] };
  int normalised = 0, rejected = 0, nothing = 0;
  for (int i = 0; i < 200000; i++) {
    struct vitk_statement s = stated(texts[below(N)]);
    s.unit = vitk_str_of(units[below(9)]);
    s.status = below(8);
    s.basis = below(3);
    s.origin = below(7);
    vitk_str *others[] = {&s.limit, &s.serving_g, &s.n, &s.sd, &s.min, &s.max, &s.flags};
    for (int j = 0; j < 7; j++)
      if (below(3) == 0)
        *others[j] = vitk_str_of(texts[below(N)]);
    int verdict = normalise(s);
    normalised += verdict == VITK_NORMALISED;
    rejected += verdict == VITK_REJECTED;
    nothing += verdict == VITK_SAYS_NOTHING;
    if (verdict == VITK_NORMALISED)
      check_rules();
    else if (verdict == VITK_REJECTED)
      ck_assert(why.code && why.hint && why.message[0]);
  }
  ck_assert(normalised > 1000 && rejected > 1000 && nothing > 100);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("normalise-beside");
  TCase *rest = tcase_create("rest");
  tcase_add_checked_fixture(rest, setup, NULL);
  tcase_set_timeout(rest, 60);
  tcase_add_test(rest, units_are_converted_exactly);
  tcase_add_test(rest, parentheses_are_an_estimate_unless_the_source_says_more);
  tcase_add_test(rest, deviations_and_ends_are_converted_too);
  tcase_add_test(rest, what_is_unreadable_beside_an_amount_is_flagged);
  tcase_add_test(rest, n_is_a_whole_number);
  tcase_add_test(rest, more_than_is_plausible_is_flagged_and_kept);
  tcase_add_test(rest, a_serving_of_unknown_mass_is_flagged);
  tcase_add_test(rest, an_approximate_number_is_flagged);
  tcase_add_test(rest, equivalents_and_basis_are_as_stated);
  tcase_add_test(rest, a_statement_of_an_older_interface_is_read_as_far_as_it_goes);
  tcase_add_test(rest, too_many_words_are_cut_and_that_is_said);
  tcase_add_test(rest, a_long_text_is_cut_within_no_character);
  tcase_add_test(rest, flag_words_are_words);
  tcase_add_test(rest, random_statements_keep_the_rules);
  suite_add_tcase(suite, rest);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
