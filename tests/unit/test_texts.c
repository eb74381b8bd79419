#include "core/record/pile.h"
#include "core/record/texts.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static struct vitk_secret secret;
static struct vitk_texts *texts;

static void setup(void) {
  ck_assert_int_eq(vitk_secret_make(&secret), VITK_OK);
  texts = calloc(1, sizeof *texts);
  ck_assert_ptr_nonnull(texts);
  texts->secret = &secret;
}

static void teardown(void) {
  vitk_texts_free(texts);
  free(texts);
}

/* Around each length at which the form of a text changes, and over the ends of blocks. */
START_TEST(a_text_is_given_back_as_it_came) {
  static const size_t lengths[] = {1, 2, 253, 254, 255, 256, 65536, VITK_TEXT_LONGEST - 1, VITK_TEXT_LONGEST};
  char *bytes = malloc(VITK_TEXT_LONGEST + 1);
  uint32_t numbers[3 * sizeof lengths / sizeof lengths[0]], n = 0;
  for (int round = 0; round < 3; round++)
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
      memset(bytes, 'a' + (int)n, lengths[i]);
      ck_assert_int_eq(vitk_texts_add(texts, (vitk_str){bytes, lengths[i]}, &numbers[n++]), VITK_OK);
    }
  for (uint32_t k = 0; k < n; k++) {
    size_t length = lengths[k % (sizeof lengths / sizeof lengths[0])];
    vitk_str text = vitk_texts_at(texts, numbers[k]);
    memset(bytes, 'a' + (int)k, length);
    ck_assert_uint_eq(text.n, length);
    ck_assert(memcmp(text.p, bytes, length) == 0 && text.p[length] == '\0');
  }
  uint32_t number;
  ck_assert_int_eq(vitk_texts_add(texts, (vitk_str){bytes, VITK_TEXT_LONGEST + 1}, &number), VITK_NOMEM);
  free(bytes);
}
END_TEST

START_TEST(an_empty_text_is_none) {
  uint32_t number = 7;
  ck_assert_int_eq(vitk_texts_share(texts, vitk_str_of(""), &number), VITK_OK);
  ck_assert_uint_eq(number, 0);
  ck_assert_ptr_null(vitk_texts_at(texts, 0).p);
}
END_TEST

START_TEST(equal_texts_share_one_number_and_others_none) {
  enum { N = 20000 };
  static uint32_t numbers[N];
  char text[20];
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < N; i++) {
      uint32_t number;
      int n = snprintf(text, sizeof text, "%d", i);
      ck_assert_int_eq(vitk_texts_share(texts, (vitk_str){text, (size_t)n}, &number), VITK_OK);
      ck_assert(vitk_str_is(vitk_texts_at(texts, number), text));
      ck_assert(round == 0 || numbers[i] == number);
      numbers[i] = number;
    }
  ck_assert_uint_eq(texts->shared.n, N);
}
END_TEST

/* As texts of equal hashes would: each is found, and none twice. */
START_TEST(elements_of_one_hash_are_all_found) {
  struct vitk_index index = {0};
  for (uint32_t i = 0; i < 300; i++)
    ck_assert_int_eq(vitk_index_add(&index, i % 3, i), VITK_OK);
  bool found[300] = {false};
  struct vitk_probe probe = vitk_index_probe(&index, 1);
  for (uint32_t at = vitk_index_next(&index, &probe); at != VITK_NONE; at = vitk_index_next(&index, &probe)) {
    ck_assert(at % 3 == 1 && !found[at]);
    found[at] = true;
  }
  for (uint32_t i = 0; i < 300; i++)
    ck_assert(found[i] == (i % 3 == 1));
  vitk_index_free(&index);
}
END_TEST

START_TEST(rows_of_a_pile_never_move) {
  struct vitk_pile pile = {.each = sizeof(uint64_t)};
  static uint64_t *rows[3 * VITK_PILE_BLOCK];
  for (uint32_t i = 0; i < 3 * VITK_PILE_BLOCK; i++) {
    rows[i] = vitk_pile_add(&pile);
    ck_assert(rows[i] != NULL && *rows[i] == 0);
    *rows[i] = i;
  }
  for (uint32_t i = 0; i < 3 * VITK_PILE_BLOCK; i++)
    ck_assert(vitk_pile_at(&pile, i) == rows[i] && *rows[i] == i);
  vitk_pile_free(&pile);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("texts");
  TCase *tests = tcase_create("texts");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, a_text_is_given_back_as_it_came);
  tcase_add_test(tests, an_empty_text_is_none);
  tcase_add_test(tests, equal_texts_share_one_number_and_others_none);
  tcase_add_test(tests, elements_of_one_hash_are_all_found);
  tcase_add_test(tests, rows_of_a_pile_never_move);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed > 0;
}
