#include "core/input/needle.h"
#include "input_fixture.h"
#include "random.h"

#include <sys/mman.h>

/* The first occurrence, by the plainest means. */
static size_t expected_next(const vitk_str *texts, size_t n_texts, const char *p, size_t n, size_t from) {
  for (size_t at = from; at < n; at++)
    for (size_t i = 0; i < n_texts; i++)
      if (texts[i].n <= n - at && memcmp(p + at, texts[i].p, texts[i].n) == 0)
        return at;
  return n;
}

/* Each occurrence in turn, with each variant that this machine has. */
static void finds_all(const vitk_str *texts, size_t n_texts, const char *p, size_t n) {
  struct vitk_needles *needles = vitk_needles_new(texts, n_texts);
  ck_assert_ptr_nonnull(needles);
  for (enum vitk_simd variant = 0; variant < VITK_SIMD_VARIANTS; variant++) {
    if (!vitk_simd_has(variant))
      continue;
    vitk_needles_use(needles, variant);
    for (size_t from = 0; from <= n; from++) {
      size_t found = vitk_needles_next(needles, p, n, from), wanted = expected_next(texts, n_texts, p, n, from);
      ck_assert_msg(found == wanted, "variant %d from %zu: %zu, not %zu, in \"%.*s\"", (int)variant, from, found,
                    wanted, (int)n, p);
      from = found;
    }
  }
  vitk_needles_free(needles);
}

/* Bytes that end where the readable memory ends. */
static char *guarded(size_t n, size_t *length) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), whole = (n + page - 1) / page * page;
  char *p = mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ck_assert_ptr_ne(p, MAP_FAILED);
  ck_assert_int_eq(mprotect(p + whole, page, PROT_NONE), 0);
  *length = whole + page;
  return p + whole - n;
}

START_TEST(a_text_is_found_wherever_it_stands) {
  static const vitk_str texts[] = {{"1183", 4}, {"1184", 4}, {"1185", 4}};
  for (size_t n = 0; n <= 300; n++) {
    size_t length;
    char *p = guarded(n ? n : 1, &length);
    memset(p, '1', n);
    for (size_t at = 0; at + 4 <= n; at++) {
      memcpy(p + at, "1184", 4);
      finds_all(texts, 3, p, n);
      memset(p + at, '1', 4);
    }
    finds_all(texts, 3, p, n);
    munmap(p + (n ? n : 1) - (length - (size_t)sysconf(_SC_PAGESIZE)), length);
  }
}
END_TEST

START_TEST(texts_of_any_length_overlap_and_hold_each_other) {
  static const vitk_str texts[] = {
      {"ab", 2}, {"abab", 4}, {"b", 1}, {"cabcabcabcabcabcabcabcabcabcabcabcabcabcabc", 43}};
  static const char *const inputs[] = {
      "",
      "a",
      "b",
      "ab",
      "ccabab",
      "aaaaaaaa",
      "abababababababab",
      "cabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabc"};
  for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
    for (size_t n_texts = 1; n_texts <= 4; n_texts++)
      for (size_t first = 0; first + n_texts <= 4; first++)
        finds_all(texts + first, n_texts, inputs[i], strlen(inputs[i]));
}
END_TEST

START_TEST(no_text_is_found_nowhere_and_the_empty_one_everywhere) {
  static const vitk_str empty = {"", 0};
  struct vitk_needles *none = vitk_needles_new(NULL, 0), *one = vitk_needles_new(&empty, 1);
  ck_assert_uint_eq(vitk_needles_next(none, "abc", 3, 0), 3);
  ck_assert_uint_eq(vitk_needles_next(one, "abc", 3, 2), 2);
  ck_assert_uint_eq(vitk_needles_next(one, "abc", 3, 3), 3);
  ck_assert_uint_eq(vitk_needles_next(one, "abc", 3, 9), 3);
  vitk_needles_free(none);
  vitk_needles_free(one);
  vitk_needles_free(NULL);
}
END_TEST

START_TEST(the_texts_are_copies) {
  char text[] = "1185";
  vitk_str one = {text, 4};
  struct vitk_needles *needles = vitk_needles_new(&one, 1);
  memset(text, 'x', 4);
  ck_assert_uint_eq(vitk_needles_next(needles, "xxxx1185", 8, 0), 4);
  vitk_needles_free(needles);
}
END_TEST

/* Few letters, so that texts begin often and match sometimes; all byte values, so that classes are sets of many
 * ranges. */
START_TEST(random_texts_in_random_bytes_are_found_by_each_variant) {
  for (int round = 0; round < 4000; round++) {
    char bytes[400], store[40 * 12];
    vitk_str texts[40];
    uint32_t letters = round % 3 == 0 ? 256 : 2 + below(5), n_texts = 1 + below(round % 7 == 0 ? 40 : 4);
    for (uint32_t i = 0; i < n_texts; i++) {
      texts[i] = (vitk_str){store + 12 * i, 1 + below(12)};
      for (size_t j = 0; j < texts[i].n; j++)
        store[12 * i + j] = (char)(below(letters) + (letters < 256 ? 'a' : 0));
    }
    size_t n = below(400);
    for (size_t i = 0; i < n; i++)
      bytes[i] = (char)(below(letters) + (letters < 256 ? 'a' : 0));
    for (int i = 0; i < 3; i++) {
      vitk_str text = texts[below(n_texts)];
      if (text.n <= n)
        memcpy(bytes + below((uint32_t)(n - text.n) + 1), text.p, text.n);
    }
    finds_all(texts, n_texts, bytes, n);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("needle");
  TCase *tests = tcase_create("needle");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, a_text_is_found_wherever_it_stands);
  tcase_add_test(tests, texts_of_any_length_overlap_and_hold_each_other);
  tcase_add_test(tests, no_text_is_found_nowhere_and_the_empty_one_everywhere);
  tcase_add_test(tests, the_texts_are_copies);
  tcase_add_test(tests, random_texts_in_random_bytes_are_found_by_each_variant);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
