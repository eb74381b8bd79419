/* The foods that were named: none of them is ever missing, and no other is taken for one. */
#include "core/worker/mentioned.h"

#include "random.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>

enum { FOODS = 200000, ID_MAX = 24 };

static vitk_str id_of(char text[ID_MAX], uint64_t i) {
  return (vitk_str){text, (size_t)snprintf(text, ID_MAX, "%" PRIu64, i)};
}

/* Not each call is an assertion of Check's, which takes longer than all else here. */
static void add_number(struct vitk_mentioned *set, uint64_t i) {
  char text[ID_MAX];
  if (vitk_mentioned_add(set, id_of(text, i)) != VITK_OK)
    ck_abort_msg("%" PRIu64 " can't be added", i);
}

static bool has_number(struct vitk_mentioned *set, uint64_t i) {
  char text[ID_MAX];
  return vitk_mentioned_has(set, id_of(text, i));
}

static void add(struct vitk_mentioned *set, const char *food_id) {
  if (vitk_mentioned_add(set, (vitk_str){food_id, strlen(food_id)}) != VITK_OK)
    ck_abort_msg("%s can't be added", food_id);
}

static bool has(struct vitk_mentioned *set, const char *food_id) {
  return vitk_mentioned_has(set, (vitk_str){food_id, strlen(food_id)});
}

START_TEST(each_food_that_was_named_is_in_it_however_it_grew) {
  struct vitk_mentioned set = {.n_words = 0};
  unsigned found = 0;
  for (unsigned i = 0; i < FOODS; i++)
    add_number(&set, i * 7);
  for (unsigned i = 0; i < FOODS; i++)
    found += has_number(&set, i * 7);
  ck_assert_uint_eq(found, FOODS);
  vitk_mentioned_free(&set);
}
END_TEST

START_TEST(no_food_that_was_not_named_is_taken_for_one) {
  struct vitk_mentioned set = {.n_words = 0};
  unsigned taken = 0;
  for (unsigned i = 0; i < FOODS; i++)
    add_number(&set, 2 * i);
  for (unsigned i = 0; i < FOODS; i++)
    taken += has_number(&set, 2 * i + 1);
  ck_assert_uint_eq(taken, 0);
  vitk_mentioned_free(&set);
}
END_TEST

START_TEST(the_empty_set_has_nothing_and_an_empty_id_is_no_food) {
  struct vitk_mentioned set = {.n_words = 0};
  ck_assert(!has(&set, "1"));
  ck_assert(!has(&set, "one"));
  add(&set, "");
  ck_assert(!has(&set, ""));
  add(&set, "0");
  ck_assert(has(&set, "0"));
  ck_assert(!has(&set, ""));
  ck_assert(!has(&set, "one"));
  vitk_mentioned_free(&set);
}
END_TEST

/* Ids are texts: a number written in two ways is two foods. */
START_TEST(a_number_written_in_another_way_is_another_food) {
  static const char *const ways[] = {"7",   "07",   "007",       "7.0",
                                     "+7",  "-7",   " 7",        "7 ",
                                     "0x7", "7e0",  "7,0",       "18446744073709551623", /* 7 modulo 2^64 */
                                     "٧",   "7\t7", "000000007", "0000000000000000007"};
  enum { WAYS = sizeof ways / sizeof ways[0] };
  for (size_t named = 0; named < WAYS; named++) {
    struct vitk_mentioned set = {.n_words = 0};
    add(&set, ways[named]);
    for (size_t asked = 0; asked < WAYS; asked++)
      ck_assert_msg(has(&set, ways[asked]) == (asked == named), "'%s' in a set of '%s'", ways[asked], ways[named]);
    vitk_mentioned_free(&set);
  }
}
END_TEST

START_TEST(ids_of_any_length_are_told_apart) {
  struct vitk_mentioned set = {.n_words = 0};
  char nines[64];
  memset(nines, '9', sizeof nines);
  for (size_t n = 1; n < sizeof nines; n += 2)
    ck_assert_int_eq(vitk_mentioned_add(&set, (vitk_str){nines, n}), VITK_OK);
  for (size_t n = 1; n < sizeof nines; n++)
    ck_assert_int_eq(vitk_mentioned_has(&set, (vitk_str){nines, n}), n % 2 == 1);
  vitk_mentioned_free(&set);
}
END_TEST

/* --- a set that is too plain to be wrong */

struct plain {
  char ids[2000][ID_MAX];
  size_t n;
};

static bool plain_has(const struct plain *plain, const char *id) {
  for (size_t i = 0; i < plain->n; i++)
    if (strcmp(plain->ids[i], id) == 0)
      return true;
  return false;
}

/* Ids near each other, far from each other, and none that is a number. */
static void random_id(char id[ID_MAX]) {
  static const char bytes[] = "00123456789ab.-";
  uint32_t kind = below(8), n = 1 + below(20);
  if (kind < 4) {
    (void)snprintf(id, ID_MAX, "%u", below(3000));
  } else if (kind == 4) {
    (void)snprintf(id, ID_MAX, "%" PRIu64, below(50) * UINT64_C(0x4000000000000));
  } else {
    for (uint32_t i = 0; i < n; i++)
      id[i] = bytes[below(kind == 5 ? 2 : sizeof bytes - 1)];
    id[n] = '\0';
  }
}

START_TEST(it_tells_what_a_plain_set_of_texts_tells) {
  static struct plain plain;
  struct vitk_mentioned set = {.n_words = 0};
  for (unsigned i = 0; i < 60000; i++) {
    char id[ID_MAX];
    random_id(id);
    if (has(&set, id) != plain_has(&plain, id))
      ck_abort_msg("%s, after %zu", id, plain.n);
    if (below(4) != 0 || plain_has(&plain, id) || plain.n == sizeof plain.ids / sizeof plain.ids[0])
      continue;
    memcpy(plain.ids[plain.n++], id, ID_MAX);
    add(&set, id);
  }
  for (size_t i = 0; i < plain.n; i++)
    ck_assert(has(&set, plain.ids[i]));
  ck_assert_uint_gt(plain.n, 1000);
  vitk_mentioned_free(&set);
}
END_TEST

/* An input can name foods that are as far from each other as can be: they cost what they are. */
START_TEST(ids_made_to_lie_apart_cost_64_bytes_at_most) {
  struct vitk_mentioned set = {.n_words = 0};
  const uint64_t apart = UINT64_C(4611686018427);
  unsigned found = 0;
  for (uint64_t i = 1; i <= FOODS; i++) {
    add_number(&set, i * apart);
    if (set.word_slots * sizeof *set.words > 64 * i + 1024)
      ck_abort_msg("%zu slots for %" PRIu64 " foods", set.word_slots, i);
  }
  for (uint64_t i = 1; i <= FOODS; i++)
    found += has_number(&set, i * apart);
  ck_assert_uint_eq(found, FOODS);
  ck_assert(!has_number(&set, 1));
  vitk_mentioned_free(&set);
}
END_TEST

START_TEST(a_food_that_is_named_again_costs_nothing) {
  struct vitk_mentioned set = {.n_words = 0};
  for (unsigned i = 0; i < FOODS; i++) {
    add_number(&set, i % 64);
    add(&set, "H867000");
  }
  ck_assert_uint_eq(set.n_words, 1);
  ck_assert_uint_eq(set.n_hashes, 1);
  vitk_mentioned_free(&set);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("mentioned");
  TCase *tests = tcase_create("mentioned");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, each_food_that_was_named_is_in_it_however_it_grew);
  tcase_add_test(tests, no_food_that_was_not_named_is_taken_for_one);
  tcase_add_test(tests, the_empty_set_has_nothing_and_an_empty_id_is_no_food);
  tcase_add_test(tests, a_number_written_in_another_way_is_another_food);
  tcase_add_test(tests, ids_of_any_length_are_told_apart);
  tcase_add_test(tests, it_tells_what_a_plain_set_of_texts_tells);
  tcase_add_test(tests, ids_made_to_lie_apart_cost_64_bytes_at_most);
  tcase_add_test(tests, a_food_that_is_named_again_costs_nothing);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
