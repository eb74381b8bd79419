/* Text is UTF-8 without NULs, whatever its length and wherever the byte stands that is none. */
#include "core/record/wellformed.h"

#include "random.h"

#include <check.h>
#include <stdlib.h>

enum { LONGEST = 40 };

/* The bytes lie at the end of their memory, so that a sanitizer sees a look beyond. */
static bool is_text(const char *bytes, size_t n) {
  char *exact = malloc(n + !n);
  ck_assert_ptr_nonnull(exact);
  memcpy(exact, bytes, n);
  bool answer = vitk_wellformed((vitk_str){exact, n});
  free(exact);
  return answer;
}

START_TEST(one_byte_that_is_none_is_seen_wherever_it_stands) {
  static const char bad[] = {'\0', '\x80', '\xBF', '\xC0', '\xC3', '\xF5', '\xFF'};
  char text[LONGEST];
  for (size_t n = 1; n <= LONGEST; n++) {
    memset(text, 'a', sizeof text);
    ck_assert(is_text(text, n));
    for (size_t at = 0; at < n; at++)
      for (size_t i = 0; i < sizeof bad; i++) {
        text[at] = bad[i];
        ck_assert_msg(!is_text(text, n), "byte %02X at %zu of %zu", (unsigned char)bad[i], at, n);
        text[at] = 'a';
      }
  }
}
END_TEST

/* What is beyond ASCII is read by the longer way, character by character. */
START_TEST(ascii_is_text_where_it_is_beside_another_letter) {
  for (int i = 0; i < 100000; i++) {
    char text[LONGEST + 2] = "\xC3\xA9"; /* é */
    uint32_t n = below(LONGEST);
    for (uint32_t k = 0; k < n; k++)
      text[2 + k] = (char)(below(40) == 0 ? below(256) : 1 + below(127));
    ck_assert_int_eq(is_text(text + 2, n), is_text(text, n + 2));
  }
}
END_TEST

START_TEST(nothing_is_text_and_what_is_not_there_is_not) {
  ck_assert(vitk_wellformed((vitk_str){NULL, 0}));
  ck_assert(vitk_wellformed((vitk_str){"", 0}));
  ck_assert(!vitk_wellformed((vitk_str){NULL, 1}));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("wellformed");
  TCase *tests = tcase_create("wellformed");
  tcase_add_test(tests, one_byte_that_is_none_is_seen_wherever_it_stands);
  tcase_add_test(tests, ascii_is_text_where_it_is_beside_another_letter);
  tcase_add_test(tests, nothing_is_text_and_what_is_not_there_is_not);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
