/* test_text_out.c - cells of CSV and strings of JSON of each length, with each kind of byte at each place, as a plain
 * writer writes them. */
#include "plugins/common/text_out.h"

#include <check.h>

enum { LONGEST = 36 };

static size_t plainly(char *to, char delimiter, vitk_str s) {
  bool quoted = false;
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++)
    quoted = quoted || s.p[i] == delimiter || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r';
  if (quoted)
    to[n++] = '"';
  for (size_t i = 0; i < s.n; i++) {
    to[n++] = s.p[i];
    if (s.p[i] == '"')
      to[n++] = '"';
  }
  if (quoted)
    to[n++] = '"';
  to[n++] = delimiter;
  return n;
}

/* The text has memory of its own, so that a sanitizer sees what is read beside it. */
static void check_cell(const char *text, size_t n, char delimiter) {
  char *own = malloc(n), expected[2 * LONGEST + 3];
  struct text_out out = {0};
  ck_assert(n == 0 || own != NULL);
  if (n > 0)
    memcpy(own, text, n);
  text_csv_cell(&out, delimiter, (vitk_str){own, n});
  ck_assert(!out.no_memory);
  size_t expected_n = plainly(expected, delimiter, (vitk_str){own, n});
  ck_assert_uint_eq(out.n, expected_n);
  ck_assert_mem_eq(out.p, expected, expected_n);
  text_free(&out);
  free(own);
}

/* Of ASCII with one other byte at most, which is no UTF-8. */
static void check_string(const char *text, size_t n, char unused) {
  (void)unused;
  char *own = malloc(n);
  struct text_out out = {0}, expected = {0};
  ck_assert(n == 0 || own != NULL);
  if (n > 0)
    memcpy(own, text, n);
  text_json_string(&out, (vitk_str){own, n});
  text_add(&expected, "\"");
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)text[i];
    char escape[8] = {'\\', text[i], '\0'};
    if (c == '\n' || c == '\r' || c == '\t')
      escape[1] = c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    else if (c < 0x20)
      snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
    else if (c >= 0x80)
      memcpy(escape, "\xEF\xBF\xBD", 4);
    else if (c != '"' && c != '\\')
      snprintf(escape, sizeof escape, "%c", c);
    text_add(&expected, escape);
  }
  text_add(&expected, "\"");
  ck_assert_uint_eq(out.n, expected.n);
  ck_assert_mem_eq(out.p, expected.p, expected.n);
  text_free(&out);
  text_free(&expected);
  free(own);
}

/* Those that ask for something in one of the formats, those beside them, and the ends of ASCII. */
static const unsigned char tried[] = {0,   1,   '\b', '\t', '\n', '\v', '\f', '\r', 14,   0x1F, ' ',
                                      '!', '"', '#',  '+',  ',',  '-',  ':',  ';',  '<',  '[',  '\\',
                                      ']', '{', '|',  '}',  0x7E, 0x7F, 0x80, 0xA2, 0xAC, 0xFF};

static void check_all(void (*check)(const char *, size_t, char), char delimiter) {
  char text[LONGEST] = {0};
  for (size_t n = 0; n <= LONGEST; n++) {
    for (size_t i = 0; i < n; i++)
      text[i] = (char)('a' + i % 26);
    check(text, n, delimiter);
    for (size_t at = 0; at < n; at++) {
      char before = text[at];
      for (size_t c = 0; c < sizeof tried; c++) {
        text[at] = (char)tried[c];
        check(text, n, delimiter);
      }
      text[at] = before;
    }
  }
}

START_TEST(each_byte_at_each_place_of_a_cell) {
  static const char delimiters[] = {',', ';', '\t', '|'};
  check_all(check_cell, delimiters[_i]);
}
END_TEST

START_TEST(each_byte_at_each_place_of_a_string) {
  check_all(check_string, '\0');
}
END_TEST

int main(void) {
  Suite *suite = suite_create("text_out");
  TCase *tests = tcase_create("text_out");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, each_byte_at_each_place_of_a_cell, 0, 4);
  tcase_add_test(tests, each_byte_at_each_place_of_a_string);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
