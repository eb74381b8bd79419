/* Amounts as text: read exactly, and never guessed at. */
#include "core/base/quantity.h"

#include "random.h"

#include <check.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { P = VITK_PARENTHESES_ESTIMATE, S = VITK_SPACES_GROUP, SD = VITK_PLUS_MINUS_SD };

static struct vitk_quantity read_as(const char *text, char mark, uint32_t flags) {
  struct vitk_quantity q;
  vitk_quantity_read(vitk_str_of(text), (uint32_t)mark, flags, &q);
  return q;
}

static double number_of(const struct vitk_decimal *decimal) {
  double number;
  return vitk_decimal_double(decimal, 0, &number) ? number : (double)NAN;
}

static const struct {
  const char *text;
  char mark;
  uint32_t flags, kind;
  double number, upper;
} readings[] = {
    {"12.3", '.', 0, VITK_Q_NUMBER, 12.3, 0},
    {"12,3", ',', 0, VITK_Q_NUMBER, 12.3, 0},
    {" 12.3 ", '.', 0, VITK_Q_NUMBER, 12.3, 0},
    {"0", '.', 0, VITK_Q_NUMBER, 0, 0},
    {"0.00", '.', 0, VITK_Q_NUMBER, 0, 0},
    {"0E-8", '.', 0, VITK_Q_NUMBER, 0, 0},
    {"-0", '.', 0, VITK_Q_NUMBER, 0, 0},
    {"53.10", '.', 0, VITK_Q_NUMBER, 53.1, 0},
    {"1000", ',', 0, VITK_Q_NUMBER, 1000, 0},
    {"007", '.', 0, VITK_Q_NUMBER, 7, 0},
    {"5.0e-03", '.', 0, VITK_Q_NUMBER, 0.005, 0},
    {"1E5", '.', 0, VITK_Q_NUMBER, 1e5, 0},
    {"1e+5", '.', 0, VITK_Q_NUMBER, 1e5, 0},
    {"+3.5", '.', 0, VITK_Q_NUMBER, 3.5, 0},
    {"-3.5", '.', 0, VITK_Q_NUMBER, -3.5, 0},
    {"−3.5", '.', 0, VITK_Q_NUMBER, -3.5, 0},
    {".5", '.', 0, VITK_Q_NUMBER, 0.5, 0},
    {"5.", '.', 0, VITK_Q_NUMBER, 5, 0},
    {",5", ',', 0, VITK_Q_NUMBER, 0.5, 0},
    {"１２．３", '.', 0, VITK_Q_NUMBER, 12.3, 0},
    {"　５　", '.', 0, VITK_Q_NUMBER, 5, 0},
    {"< 0,8", ',', 0, VITK_Q_BELOW, 0.8, 0},
    {"<0.8", '.', 0, VITK_Q_BELOW, 0.8, 0},
    {"<\xC2\xA0"
     "0.8",
     '.', 0, VITK_Q_BELOW, 0.8, 0},
    {"＜0.8", '.', 0, VITK_Q_BELOW, 0.8, 0},
    {"≤ 1", '.', 0, VITK_Q_BELOW, 1, 0},
    {"<= 1", '.', 0, VITK_Q_BELOW, 1, 0},
    {"< 20", ',', 0, VITK_Q_BELOW, 20, 0},
    {"> 50", '.', 0, VITK_Q_ABOVE, 50, 0},
    {"≥50", '.', 0, VITK_Q_ABOVE, 50, 0},
    {">=50", '.', 0, VITK_Q_ABOVE, 50, 0},
    {"1-3", '.', 0, VITK_Q_RANGE, 1, 3},
    {"1–3", '.', 0, VITK_Q_RANGE, 1, 3},
    {"1 - 3", '.', 0, VITK_Q_RANGE, 1, 3},
    {"0,5 – 1,5", ',', 0, VITK_Q_RANGE, 0.5, 1.5},
    {"1e-3-2", '.', 0, VITK_Q_RANGE, 0.001, 2},
    {"1 234,5", ',', S, VITK_Q_NUMBER, 1234.5, 0},
    {"1\xC2\xA0"
     "234,5",
     ',', S, VITK_Q_NUMBER, 1234.5, 0},
    {"1\xE2\x80\xAF"
     "234\xE2\x80\xAF"
     "567",
     ',', S, VITK_Q_NUMBER, 1234567, 0},
    {"12", ',', S, VITK_Q_NUMBER, 12, 0},
    {"1234", ',', S, VITK_Q_NUMBER, 1234, 0},
    {"1 - 3", '.', S, VITK_Q_RANGE, 1, 3},
    {"1 234-2 345", '.', S, VITK_Q_RANGE, 1234, 2345},
    {"12.3±0.4", '.', SD, VITK_Q_NUMBER, 12.3, 0},
    {"12.3 ± 0.4", '.', SD, VITK_Q_NUMBER, 12.3, 0},
    {"(5)", '.', P, VITK_Q_NUMBER, 5, 0},
    {"[0.1]", '.', P, VITK_Q_NUMBER, 0.1, 0},
    {"（5）", '.', P, VITK_Q_NUMBER, 5, 0},
    {"( < 0.5 )", '.', P, VITK_Q_BELOW, 0.5, 0},
    {"~5", '.', 0, VITK_Q_NUMBER, 5, 0},
    {"ca. 5", '.', 0, VITK_Q_NUMBER, 5, 0},
    {"≈5", '.', 0, VITK_Q_NUMBER, 5, 0},
    {"c. 5", '.', 0, VITK_Q_NUMBER, 5, 0},
    {"Ca 5", '.', 0, VITK_Q_NUMBER, 5, 0},
    {"", '.', 0, VITK_Q_BLANK, 0, 0},
    {" \t\n", '.', 0, VITK_Q_BLANK, 0, 0},
    {"\xC2\xA0", '.', 0, VITK_Q_BLANK, 0, 0},
};

START_TEST(each_way_to_write_an_amount_is_read) {
  for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++) {
    struct vitk_quantity q = read_as(readings[i].text, readings[i].mark, readings[i].flags);
    ck_assert_msg(q.kind == readings[i].kind, "\"%s\": kind %u", readings[i].text, q.kind);
    if (q.kind != VITK_Q_BLANK)
      ck_assert_msg(number_of(&q.number) == readings[i].number, "\"%s\": %g", readings[i].text, number_of(&q.number));
    if (q.kind == VITK_Q_RANGE)
      ck_assert_msg(number_of(&q.upper) == readings[i].upper, "\"%s\"", readings[i].text);
  }
}
END_TEST

static const struct {
  const char *text;
  char mark;
  uint32_t flags;
} others[] = {
    {"-", '.', 0},
    {"–", '.', 0},
    {"*", '.', 0},
    {"Tr", '.', 0},
    {"traces", ',', 0},
    {"N", '.', 0},
    {"5*", '.', 0},
    {"1.234,5", ',', 0},
    {"1,234.5", '.', 0},
    {"0,5", '.', 0},
    {"0.5", ',', 0},
    {".", '.', 0},
    {",", ',', 0},
    {"+", '.', 0},
    {"<", '.', 0},
    {"<LOD", '.', 0},
    {"&lt; 0.5", '.', 0},
    {"1 234,5", ',', 0},
    {"1 23", ',', S},
    {"12 34", ',', S},
    {"1234 567", ',', S},
    {"0 123", ',', S},
    {"1 234 56", ',', S},
    {"1  234", ',', S},
    {"1 2345", ',', S},
    {"1,5 234", ',', S},
    {"(5)", '.', 0},
    {"[5]", '.', 0},
    {"(5]", '.', P},
    {"((5))", '.', P},
    {"(5", '.', P},
    {"()", '.', P},
    {"(5)(6)", '.', P},
    {"5)", '.', P},
    {"12±1", '.', 0},
    {"12±", '.', SD},
    {"±1", '.', SD},
    {"12±1±1", '.', SD},
    {"12±<1", '.', SD},
    {"1-2-3", '.', 0},
    {"1 -3", '.', 0},
    {"1- 3", '.', 0},
    {"-1-3", '.', 0},
    {"1--3", '.', 0},
    {"1-", '.', 0},
    {"1e", '.', 0},
    {"1e+", '.', 0},
    {"e5", '.', 0},
    {"1e5.5", '.', 0},
    {"1.2.3", '.', 0},
    {"0x10", '.', 0},
    {"nan", '.', 0},
    {"inf", '.', 0},
    {"1e9999999999", '.', 0},
    {"< 1-3", '.', 0},
    {"~", '.', 0},
    {"1 µg", '.', 0},
    {"12 %", '.', 0},
    {"<<1", '.', 0},
    {"1>", '.', 0},
    {"3\x01"
     "1",
     '.', SD},
    {"\xFF", '.', 0},
    {"5\xC2", '.', 0},
    {"１，５", '.', 0},
    {"1'234", '.', 0},
    {"--5", '.', 0},
    {"+-5", '.', 0},
    {"5 000", '.', 0},
    {"c 5", '.', 0},
    {"1～3", '.', 0},
};

START_TEST(what_is_not_surely_a_number_is_none) {
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    struct vitk_quantity q = read_as(others[i].text, others[i].mark, others[i].flags);
    ck_assert_msg(q.kind == VITK_Q_OTHER, "\"%s\": kind %u", others[i].text, q.kind);
    ck_assert_msg(!q.estimated && !q.approximate && !q.has_sd, "\"%s\"", others[i].text);
  }
}
END_TEST

START_TEST(marks_of_doubt_are_kept) {
  ck_assert_uint_eq(read_as("(5)", '.', P).estimated, 1);
  ck_assert_uint_eq(read_as("5", '.', P).estimated, 0);
  ck_assert_uint_eq(read_as("~5", '.', 0).approximate, 1);
  ck_assert_uint_eq(read_as("5", '.', 0).approximate, 0);
  struct vitk_quantity q = read_as("12.3±0.4", '.', SD);
  ck_assert_uint_eq(q.has_sd, 1);
  ck_assert(number_of(&q.sd) == 0.4);
  ck_assert_uint_eq(read_as("12.3", '.', SD).has_sd, 0);
}
END_TEST

START_TEST(a_number_longer_than_its_room_is_none) {
  char text[400];
  memset(text, '9', sizeof text);
  struct vitk_quantity q;
  vitk_quantity_read((vitk_str){text, VITK_DECIMAL_MAX}, '.', 0, &q);
  ck_assert_uint_eq(q.kind, VITK_Q_NUMBER);
  vitk_quantity_read((vitk_str){text, VITK_DECIMAL_MAX + 1}, '.', 0, &q);
  ck_assert_uint_eq(q.kind, VITK_Q_OTHER);
  vitk_quantity_read((vitk_str){text, sizeof text}, '.', 0, &q);
  ck_assert_uint_eq(q.kind, VITK_Q_OTHER);
  memset(text, '0', 150);
  text[1] = '.';
  text[2] = '1';
  vitk_quantity_read((vitk_str){text, 150}, '.', 0, &q);
  ck_assert_uint_eq(q.kind, VITK_Q_NUMBER);
  ck_assert(number_of(&q.number) == 0.1);
}
END_TEST

START_TEST(beyond_a_double_is_told) {
  double number;
  struct vitk_quantity q = read_as("1e400", '.', 0);
  ck_assert(!vitk_decimal_double(&q.number, 0, &number));
  q = read_as("1e-400", '.', 0);
  ck_assert(!vitk_decimal_double(&q.number, 0, &number));
  q = read_as("0e-400", '.', 0);
  ck_assert(vitk_decimal_double(&q.number, 0, &number) && number == 0);
  q = read_as("1e300", '.', 0);
  ck_assert(!vitk_decimal_double(&q.number, 9, &number));
  q = read_as("5e-324", '.', 0);
  ck_assert(vitk_decimal_double(&q.number, 0, &number) && number == 5e-324);
  q = read_as("1e999999999", '.', 0);
  ck_assert(!vitk_decimal_double(&q.number, INT32_MAX, &number));
}
END_TEST

START_TEST(minus_zero_is_zero) {
  double number;
  struct vitk_quantity q = read_as("-0.0", '.', 0);
  ck_assert(vitk_decimal_double(&q.number, 3, &number));
  ck_assert(number == 0 && !signbit(number));
}
END_TEST

START_TEST(a_power_of_ten_is_as_exact_as_the_literal) {
  for (int shift = -9; shift <= 9; shift++) {
    static const char *const texts[] = {"0.1", "53.1", "1607.7", "0.3", "2.675", "123456.789", "9007199254740993"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
      char literal[64];
      double number;
      struct vitk_quantity q = read_as(texts[i], '.', 0);
      snprintf(literal, sizeof literal, "%se%d", texts[i], shift);
      ck_assert(vitk_decimal_double(&q.number, shift, &number));
      ck_assert_msg(number == strtod(literal, NULL), "%s", literal);
    }
  }
}
END_TEST

/* A decimal of up to 30 digits with a mark anywhere and perhaps an exponent. */
static void random_decimal(char *text) {
  int digits = 1 + (int)below(30), mark = (int)below((uint32_t)digits + 1), n = 0;
  for (int i = 0; i < digits; i++) {
    if (i == mark)
      text[n++] = '.';
    text[n++] = "0123456789"[below(3) ? below(10) : 0];
  }
  if (below(3) == 0)
    n += sprintf(text + n, "e%d", (int)below(80) - 40);
  text[n] = '\0';
}

START_TEST(random_decimals_become_the_nearest_double) {
  for (int i = 0; i < 300000; i++) {
    char text[80], literal[100];
    double number;
    random_decimal(text);
    struct vitk_quantity q = read_as(text, '.', 0);
    ck_assert_msg(q.kind == VITK_Q_NUMBER, "%s", text);
    ck_assert_msg(vitk_decimal_double(&q.number, 0, &number) && number == strtod(text, NULL), "%s: %.17g", text,
                  number);
    if (strchr(text, 'e') != NULL)
      continue;
    snprintf(literal, sizeof literal, "%se-1", text);
    ck_assert_msg(vitk_decimal_double(&q.number, -1, &number) && number == strtod(literal, NULL), "%s", literal);
  }
}
END_TEST

/* A full-width digit makes no number of the same text another one, and is read by the longer way. */
START_TEST(a_bare_number_reads_as_it_does_with_a_full_width_digit) {
  static const char alphabet[] = "0123456789012345678900..,,eE+- <(";
  for (int i = 0; i < 50000; i++) {
    char bare[16] = {0}, wide[24];
    uint32_t n = 1 + below(12);
    bare[0] = (char)('0' + below(10));
    for (uint32_t k = 1; k < n; k++)
      bare[k] = alphabet[below(sizeof alphabet - 1)];
    snprintf(wide, sizeof wide, "\xEF\xBC%c%s", 0x90 + bare[0] - '0', bare + 1);
    char mark = below(2) ? '.' : ',';
    uint32_t flags = below(8);
    struct vitk_quantity a = read_as(bare, mark, flags), b = read_as(wide, mark, flags);
    ck_assert_msg(memcmp(&a, &b, sizeof a) == 0, "%s, mark %c, flags %u", bare, mark, flags);
  }
}
END_TEST

START_TEST(garbage_does_no_harm) {
  static const char alphabet[] = "0123456789.,-+eE<>~()[] \xC2\xA0\xB1\xE2\x80\x93\xAF\x89\xA4\xEF\xBC\x91\xBD\x9E"
                                 "ca.Tr";
  for (int i = 0; i < 500000; i++) {
    size_t n = below(24);
    char *text = malloc(n ? n : 1);
    for (size_t j = 0; j < n; j++)
      if (below(20))
        text[j] = alphabet[below(sizeof alphabet - 1)];
      else
        text[j] = (char)random_bits();
    struct vitk_quantity q;
    vitk_quantity_read((vitk_str){text, n}, below(2) ? '.' : ',', below(8), &q);
    ck_assert_uint_le(q.kind, VITK_Q_OTHER);
    if (q.kind == VITK_Q_NUMBER)
      number_of(&q.number);
    free(text);
  }
}
END_TEST

static const struct {
  double number;
  const char *text;
} written[] = {
    {0, "0"},
    {-0.0, "0"},
    {0.1, "0.1"},
    {53.1, "53.1"},
    {1607.7, "1607.7"},
    {-2.5, "-2.5"},
    {1000, "1000"},
    {100000000000000, "100000000000000"},
    {1e15, "1e15"},
    {1.5e300, "1.5e300"},
    {1e-7, "0.0000001"},
    {1.25e-7, "0.000000125"},
    {1e-8, "1e-8"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1.0 / 3, "0.3333333333333333"},
    {5e-324, "5e-324"},
    {1.7976931348623157e308, "1.7976931348623157e308"},
    {9007199254740993.0, "9.007199254740992e15"},
    {123456789012345.6, "123456789012345.6"},
    {1.2345678901234566e-7, "0.00000012345678901234566"},
};

static void check_written(void) {
  for (size_t i = 0; i < sizeof written / sizeof written[0]; i++) {
    char text[32];
    size_t n = vitk_double_text(written[i].number, text, sizeof text);
    ck_assert_str_eq(text, written[i].text);
    ck_assert_uint_eq(n, strlen(text));
  }
}

START_TEST(numbers_are_written_plainly) {
  check_written();
}
END_TEST

START_TEST(no_number_is_written_as_nothing) {
  char text[32] = "x";
  ck_assert_uint_eq(vitk_double_text((double)NAN, text, sizeof text), 0);
  ck_assert_str_eq(text, "");
  ck_assert_uint_eq(vitk_double_text((double)INFINITY, text, sizeof text), 0);
  ck_assert_uint_eq(vitk_double_text(123.5, text, 5), 0);
  ck_assert_uint_eq(vitk_double_text(123.5, text, 6), 5);
  ck_assert_uint_eq(vitk_double_text(123.5, NULL, 0), 0);
}
END_TEST

START_TEST(a_locale_with_a_comma_changes_nothing) {
  static const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "da_DK.UTF-8", "de_DE", "fr_FR"};
  bool found = false;
  for (size_t i = 0; !found && i < sizeof locales / sizeof locales[0]; i++)
    found = setlocale(LC_ALL, locales[i]) != NULL && strcmp(localeconv()->decimal_point, ",") == 0;
  if (!found) {
    puts("skipped: no locale with a decimal comma");
    return;
  }
  check_written();
  struct vitk_quantity q = read_as("1607.7e-25", '.', 0);
  ck_assert(number_of(&q.number) == 1607.7e-25);
  q = read_as("0.1234567890123456789", '.', 0);
  ck_assert(number_of(&q.number) == 0.1234567890123456789);
  setlocale(LC_ALL, "C");
}
END_TEST

/* Digits of a text, without its leading and trailing zeros and exponent. */
static size_t significant(const char *text) {
  size_t n = 0, zeros = 0;
  for (; *text && *text != 'e'; text++) {
    if (*text == '0')
      zeros += n > 0;
    else if (*text > '0' && *text <= '9') {
      n += zeros + 1;
      zeros = 0;
    }
  }
  return n;
}

static void check_shortest(double number) {
  char text[32], tried[64];
  size_t n = vitk_double_text(number, text, sizeof text);
  int precision = 1;
  ck_assert_uint_gt(n, 0);
  ck_assert_msg(strtod(text, NULL) == number, "%s is not %.17g", text, number);
  for (; precision < 17; precision++) {
    snprintf(tried, sizeof tried, "%.*e", precision - 1, number);
    if (strtod(tried, NULL) == number)
      break;
  }
  ck_assert_msg(number == 0 || significant(text) <= (size_t)precision, "%s is longer than %.*e", text, precision - 1,
                number);
}

START_TEST(texts_are_the_shortest_that_read_back) {
  for (int i = 0; i < 100000; i++) {
    uint64_t bits = random_bits();
    double number;
    memcpy(&number, &bits, sizeof number);
    if (isfinite(number))
      check_shortest(number);
    check_shortest((double)below(10000000) / pow(10, below(8)));
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("quantity");
  TCase *reading = tcase_create("reading");
  tcase_set_timeout(reading, 120);
  tcase_add_test(reading, each_way_to_write_an_amount_is_read);
  tcase_add_test(reading, what_is_not_surely_a_number_is_none);
  tcase_add_test(reading, marks_of_doubt_are_kept);
  tcase_add_test(reading, a_number_longer_than_its_room_is_none);
  tcase_add_test(reading, a_bare_number_reads_as_it_does_with_a_full_width_digit);
  tcase_add_test(reading, garbage_does_no_harm);
  TCase *numbers = tcase_create("numbers");
  tcase_set_timeout(numbers, 120);
  tcase_add_test(numbers, beyond_a_double_is_told);
  tcase_add_test(numbers, minus_zero_is_zero);
  tcase_add_test(numbers, a_power_of_ten_is_as_exact_as_the_literal);
  tcase_add_test(numbers, random_decimals_become_the_nearest_double);
  tcase_add_test(numbers, numbers_are_written_plainly);
  tcase_add_test(numbers, no_number_is_written_as_nothing);
  tcase_add_test(numbers, a_locale_with_a_comma_changes_nothing);
  tcase_add_test(numbers, texts_are_the_shortest_that_read_back);
  suite_add_tcase(suite, reading);
  suite_add_tcase(suite, numbers);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
