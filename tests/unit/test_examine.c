/* What is said of a block is what its bytes say one by one, wherever in it the odd one is. */
#include "core/input/charset.h"
#include "core/input/examine.h"
#include "core/input/simd.h"
#include "input_fixture.h"
#include "random.h"

enum { BYTES = 5 * VITK_LANES };

static void says_what_it_is(const char *p, size_t n) {
  struct vitk_examined examined;
  bool high = false, nul = false;
  for (size_t i = 0; i < n; i++) {
    high = high || (unsigned char)p[i] >= 0x80;
    nul = nul || p[i] == '\0';
  }
  vitk_examine(p, n, &examined);
  ck_assert_int_eq(examined.is_ascii, !high);
  ck_assert_int_eq(examined.has_nul, nul);
  ck_assert_uint_eq(examined.line_feeds, vitk_count_byte(p, n, '\n'));
  ck_assert_uint_eq(examined.returns, vitk_count_byte(p, n, '\r'));
}

START_TEST(the_bytes_of_a_block_are_told) {
  static const char odd[] = {'\0', '\r', '\n', '\x7F', '\x80', '\xFF', '\x01', '\x0C', '\x0E'};
  char bytes[BYTES + VITK_LANES];
  for (size_t n = 0; n <= BYTES; n += 1 + below(9))
    for (size_t i = 0; i < sizeof odd; i++) {
      memset(bytes, 'a', sizeof bytes);
      memset(bytes + n, odd[i], VITK_LANES); /* beyond it, it is not looked at */
      says_what_it_is(bytes, n);
      for (size_t at = 0; at < n; at++) {
        bytes[at] = odd[i];
        says_what_it_is(bytes, n);
        bytes[at] = below(4) ? 'a' : odd[below(3)];
      }
    }
}
END_TEST

START_TEST(what_is_known_of_a_part_need_not_be_looked_at) {
  char bytes[BYTES + VITK_LANES] = {0};
  for (int round = 0; round < 2000; round++) {
    struct vitk_examined whole, rest;
    size_t from = below(100), to = from + below(100), n = to + below(100);
    memset(bytes, 'a', BYTES);
    for (int i = 0; i < 5; i++) {
      size_t at = below(300);
      static const char odd[] = {'\n', '\r', '\0', '\x80', '\xC3'};
      bytes[at] = odd[below(at >= from && at < to ? 2 : 5)];
    }
    vitk_examine(bytes, n, &whole);
    vitk_examine_rest(bytes, n, from, to, vitk_count_byte(bytes + from, to - from, '\n'),
                      vitk_count_byte(bytes + from, to - from, '\r'), &rest);
    ck_assert_int_eq(rest.is_ascii, whole.is_ascii);
    ck_assert_int_eq(rest.is_utf8, whole.is_utf8);
    ck_assert_int_eq(rest.has_nul, whole.has_nul);
    ck_assert_uint_eq(rest.line_feeds, whole.line_feeds);
    ck_assert_uint_eq(rest.returns, whole.returns);
    ck_assert_uint_eq(rest.head, whole.head);
    ck_assert_uint_eq(rest.tail, whole.tail);
  }
}
END_TEST

START_TEST(characters_that_its_ends_cut_are_told) {
  static const char euros[] = "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC";
  char bytes[sizeof euros + VITK_LANES] = {0};
  struct vitk_examined examined;
  memcpy(bytes, euros, sizeof euros);
  for (size_t from = 0; from < 3; from++)
    for (size_t to = 6; to < 9; to++) {
      vitk_examine(bytes + from, to - from, &examined);
      ck_assert(examined.is_utf8 && !examined.is_ascii);
      ck_assert_uint_eq(examined.head, (3 - from) % 3);
      ck_assert_uint_eq(examined.tail, to % 3);
    }
  bytes[4] = 'x';
  vitk_examine(bytes, 9, &examined);
  ck_assert(!examined.is_utf8);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("examine");
  TCase *tests = tcase_create("examine");
  tcase_add_test(tests, the_bytes_of_a_block_are_told);
  tcase_add_test(tests, what_is_known_of_a_part_need_not_be_looked_at);
  tcase_add_test(tests, characters_that_its_ends_cut_are_told);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
