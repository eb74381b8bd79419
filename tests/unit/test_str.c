/* Texts as bytes: compared, copied and read as digits without a look beyond their ends. */
#include "core/base/decimal.h"

#include "random.h"

#include <check.h>
#include <stdlib.h>

/* Each byte at each place, in texts of each length, whose memory ends where they do. */
START_TEST(digits_and_nothing_else_are_a_number) {
  for (size_t n = 0; n <= VITK_DIGITS_MAX + 1; n++) {
    char *text = malloc(n + 1);
    uint64_t number, expected = 0;
    for (size_t i = 0; i < n; i++) {
      text[i] = (char)('0' + below(10));
      expected = expected * 10 + (uint64_t)(text[i] - '0');
    }
    text = realloc(text, n ? n : 1);
    bool is_one = n > 0 && n <= VITK_DIGITS_MAX;
    ck_assert_int_eq(vitk_digits_read((vitk_str){text, n}, &number), is_one);
    ck_assert(!is_one || number == expected);
    for (size_t i = 0; is_one && i < n; i++) {
      char digit = text[i];
      for (int byte = 0; byte < 256; byte++) {
        text[i] = (char)byte;
        if (vitk_digits_read((vitk_str){text, n}, &number) != (byte >= '0' && byte <= '9'))
          ck_abort_msg("byte %d at %zu of %zu", byte, i, n);
      }
      text[i] = digit;
    }
    free(text);
  }
}
END_TEST

START_TEST(short_texts_are_the_same_in_all_of_their_bytes) {
  for (size_t n = 0; n <= 40; n++) {
    char *a = malloc(n ? n : 1), *b = malloc(n ? n : 1);
    for (size_t i = 0; i < n; i++)
      a[i] = (char)random_bits();
    vitk_bytes_copy(b, a, n);
    ck_assert(n == 0 || memcmp(a, b, n) == 0);
    ck_assert(vitk_bytes_equal(a, b, n));
    for (size_t i = 0; i < n; i++) {
      b[i] ^= 0x10;
      if (vitk_bytes_equal(a, b, n))
        ck_abort_msg("byte %zu of %zu", i, n);
      b[i] ^= 0x10;
    }
    free(a);
    free(b);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("str");
  TCase *tests = tcase_create("str");
  tcase_add_test(tests, digits_and_nothing_else_are_a_number);
  tcase_add_test(tests, short_texts_are_the_same_in_all_of_their_bytes);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
