/* Units: every spelling that sources use, and none that would be guessed at. */
#include "core/record/unit.h"

#include "random.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

enum { NONE = -1 };

/* basis NONE: the unit alone. */
static const struct {
  const char *text;
  int exponent, basis;
} known[] = {
    {"µg", 0, NONE},
    {"\xCE\xBCg", 0, NONE},    /* U+03BC */
    {"\xE3\x8E\x8D", 0, NONE}, /* ㎍ U+338D */
    {"ug", 0, NONE},
    {"UG", 0, NONE},
    {"mcg", 0, NONE},
    {"MCG", 0, NONE},
    {"microgram", 0, NONE},
    {"Micrograms", 0, NONE},
    {"microgrammes", 0, NONE},
    {" µg ", 0, NONE},
    {"(µg)", 0, NONE},
    {"[µg]", 0, NONE},
    {"ｕｇ", 0, NONE},
    {"mg", 3, NONE},
    {"MG", 3, NONE},
    {"㎎", 3, NONE},
    {"milligrams", 3, NONE},
    {"g", 6, NONE},
    {"G", 6, NONE},
    {"grams", 6, NONE},
    {"kg", 9, NONE},
    {"ng", -3, NONE},
    {"pg", -6, NONE},
    {"mcg/100g", 0, VITK_PER_100G},
    {"µg/100 g", 0, VITK_PER_100G},
    {"µg/100g", 0, VITK_PER_100G},
    {"(µg/100 g)", 0, VITK_PER_100G},
    {"[µg/100g]", 0, VITK_PER_100G},
    {"µg\n100 g", 0, VITK_PER_100G},
    {"µg 100 g", 0, VITK_PER_100G},
    {"µg per 100 g", 0, VITK_PER_100G},
    {"µg / 100\xC2\xA0g", 0, VITK_PER_100G},
    {"ug/100 grams", 0, VITK_PER_100G},
    {"㎍／100ｇ", 0, VITK_PER_100G},
    {"mg/100 g", 3, VITK_PER_100G},
    {"g/100 g", 6, VITK_PER_100G},
    {"ng/g", -1, VITK_PER_100G},
    {"µg/kg", -1, VITK_PER_100G},
    {"µg/g", 2, VITK_PER_100G},
    {"mg/kg", 2, VITK_PER_100G},
    {"pg/g", -4, VITK_PER_100G},
    {"ng/100 g", -3, VITK_PER_100G},
    {"µg/100 ml", 0, VITK_PER_100ML},
    {"mg per 100 ml", 3, VITK_PER_100ML},
    {"µg/100mL", 0, VITK_PER_100ML},
    {"µg/dl", 0, VITK_PER_100ML},
    {"µg/l", -1, VITK_PER_100ML},
    {"µg/L", -1, VITK_PER_100ML},
    {"ng/ml", -1, VITK_PER_100ML},
    {"ng/mL", -1, VITK_PER_100ML},
};

START_TEST(known_spellings_are_read) {
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    struct vitk_unit unit;
    ck_assert_msg(vitk_unit_find(vitk_str_of(known[i].text), &unit) == VITK_UNIT_OK, "%s", known[i].text);
    ck_assert_msg(unit.exponent == known[i].exponent, "%s: 10^%d", known[i].text, unit.exponent);
    ck_assert_msg(unit.has_basis == (known[i].basis != NONE), "%s", known[i].text);
    if (unit.has_basis)
      ck_assert_msg((int)unit.basis == known[i].basis, "%s", known[i].text);
  }
}
END_TEST

START_TEST(international_units_are_refused) {
  static const char *const units[] = {"IU",
                                      "iu",
                                      "I.U.",
                                      "IE",
                                      "UI",
                                      "U.I.",
                                      "(IU)",
                                      "IU/100 g",
                                      "IU per 100g",
                                      "IE/100 ml",
                                      "ＩＵ",
                                      "IU\n100 g",
                                      "international units"};
  struct vitk_unit unit;
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    ck_assert_msg(vitk_unit_find(vitk_str_of(units[i]), &unit) == VITK_UNIT_REFUSED, "%s", units[i]);
}
END_TEST

START_TEST(other_texts_are_not_guessed_at) {
  static const char *const units[] = {
      "",       "K",         "kcal",   "µg RE",      "µg RAE",       "µg-TE",  "mg NE",
      "%",      "mmol",      "µ",      "m",          "mgl",          "µgkg",   "µg/",
      "/100 g", "µg/100 kJ", "µg/100", "µg/50 g",    "µg/100 g dry", "100 g",  "µg/100 g/100 g",
      "mcl",    "(µg",       "NP",     "µg/serving", "g/mol",        "µg per", "kgg",
      "\xFF",   "\xC2",      "µg\xFF", "kg/kgm",     "µµg",          "((µg))"};
  struct vitk_unit unit;
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    ck_assert_msg(vitk_unit_find(vitk_str_of(units[i]), &unit) == VITK_UNIT_UNKNOWN, "%s", units[i]);
  ck_assert_int_eq(vitk_unit_find((vitk_str){NULL, 0}, &unit), VITK_UNIT_UNKNOWN);
}
END_TEST

START_TEST(a_long_text_is_no_unit) {
  char text[5000];
  struct vitk_unit unit;
  memset(text, ' ', sizeof text);
  text[0] = 'g';
  ck_assert_int_eq(vitk_unit_find((vitk_str){text, sizeof text}, &unit), VITK_UNIT_UNKNOWN);
}
END_TEST

START_TEST(each_spelling_that_is_told_is_read) {
  uint32_t n = 0;
  struct vitk_unit unit;
  for (; vitk_unit_spelling(n) != NULL; n++)
    ck_assert_msg(vitk_unit_find(vitk_str_of(vitk_unit_spelling(n)), &unit) == VITK_UNIT_OK, "%s",
                  vitk_unit_spelling(n));
  ck_assert_uint_gt(n, 20);
}
END_TEST

START_TEST(the_unit_read_before_changes_nothing) {
  static const struct {
    const char *text;
    int found, exponent;
  } units[] = {{"mg", VITK_UNIT_OK, 3},    {"IU", VITK_UNIT_REFUSED, 0}, {"m", VITK_UNIT_UNKNOWN, 0},
               {"", VITK_UNIT_UNKNOWN, 0}, {"µg", VITK_UNIT_OK, 0},      {"mg/100 ml", VITK_UNIT_OK, 3}};
  enum { N = sizeof units / sizeof units[0] };
  for (int i = 0; i < N * N * 2; i++) {
    int at = i % 2 ? i / 2 % N : i / 2 / N; /* each after each, and after itself */
    struct vitk_unit unit;
    ck_assert_int_eq(vitk_unit_find(vitk_str_of(units[at].text), &unit), units[at].found);
    ck_assert_int_eq(unit.exponent, units[at].exponent);
    ck_assert_int_eq(unit.has_basis, at == N - 1);
  }
}
END_TEST

START_TEST(garbage_is_no_unit_and_does_no_harm) {
  for (int i = 0; i < 200000; i++) {
    char text[80] = "";
    size_t n = below(80);
    struct vitk_unit unit;
    for (size_t j = 0; j < n; j++)
      text[j] = (char)random_bits();
    char *exact = malloc(n ? n : 1);
    memcpy(exact, text, n);
    vitk_unit_find((vitk_str){exact, n}, &unit);
    free(exact);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("unit");
  TCase *units = tcase_create("units");
  tcase_set_timeout(units, 60);
  tcase_add_test(units, known_spellings_are_read);
  tcase_add_test(units, international_units_are_refused);
  tcase_add_test(units, other_texts_are_not_guessed_at);
  tcase_add_test(units, a_long_text_is_no_unit);
  tcase_add_test(units, each_spelling_that_is_told_is_read);
  tcase_add_test(units, the_unit_read_before_changes_nothing);
  tcase_add_test(units, garbage_is_no_unit_and_does_no_harm);
  suite_add_tcase(suite, units);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
