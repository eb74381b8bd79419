/* Which food an id names: in whatever order foods are named, each is found, none is taken for another, and they come
 * out in the one order. */
#include "random.h"
#include "stored.h"

enum { SOURCES = 3, IDS = 400, NAMINGS = 6000 };

static const char *const source_ids[SOURCES] = {"lab-0", "lab-1", "lab-2"};
static uint32_t named[SOURCES][IDS]; /* how often */
static uint64_t line;

/* Ids of one to five digits, some of which begin with zeros, so that their order is neither that of bytes nor of
 * numbers. */
static const char *id_text(uint32_t id) {
  static char text[16];
  snprintf(text, sizeof text, "%0*u", (int)(id % 5 + 1), id * 37 % 1009);
  return text;
}

static void name_food(uint32_t in, uint32_t id) {
  ck_assert_int_eq(source(source_ids[in]), VITK_OK);
  bool expected = named[in][id] > 0;
  ck_assert_int_eq(vitk_store_mentioned(store, vitk_str_of(id_text(id))), expected);
  ck_assert_int_eq(state(id_text(id), "VITK1", "1", ++line), VITK_OK);
  ck_assert(vitk_store_mentioned(store, vitk_str_of(id_text(id))));
  named[in][id]++;
}

/* By source and id. */
static bool comes_before(const struct vitk_stored_food *a, const struct vitk_stored_food *b) {
  return a->source != b->source ? a->source < b->source : vitk_str_compare(a->food_id, b->food_id) < 0;
}

/* Every food that was named is there once, with all of its values, under the name that was given to it. */
static void check_all(void) {
  struct vitk_stored_food before = {.source = 0};
  uint32_t foods = 0, at = 0;
  for (uint32_t in = 0; in < SOURCES; in++)
    for (uint32_t id = 0; id < IDS; id++)
      foods += named[in][id] > 0;
  ck_assert_int_eq(vitk_store_finish(store), VITK_OK);
  for (const struct vitk_stored_food *stored; (stored = vitk_store_food_at(store, at)) != NULL; at++) {
    char name[40], expected[40];
    uint32_t id = 0;
    ck_assert(at == 0 || comes_before(&before, stored));
    before = *stored;
    snprintf(name, sizeof name, "%.*s", VITK_STR_ARG(stored->food_id));
    while (id < IDS && strcmp(id_text(id), name) != 0)
      id++;
    ck_assert_uint_lt(id, IDS);
    vitk_str source_id = vitk_store_source_at(store, stored->source)->source_id;
    ck_assert_uint_eq(stored->n_values, named[source_id.p[source_id.n - 1] - '0'][id]);
    snprintf(name, sizeof name, "%.*s", VITK_STR_ARG(stored->name));
    snprintf(expected, sizeof expected, "%s of %.*s", id_text(id), VITK_STR_ARG(source_id));
    ck_assert_str_eq(name, expected);
  }
  ck_assert_uint_eq(at, foods);
}

static void describe_all(uint32_t step) {
  for (uint32_t i = 0; i < IDS; i++)
    for (uint32_t in = 0; in < SOURCES; in++) {
      char name[40];
      uint32_t id = i * step % IDS;
      source(source_ids[in]);
      snprintf(name, sizeof name, "%s of %s", id_text(id), source_ids[in]);
      ck_assert_int_eq(food(id_text(id), name), VITK_OK);
    }
}

static void start(void) {
  begin(false, UINT64_MAX);
  memset(named, 0, sizeof named);
  line = 0;
}

static int by_length(const void *a, const void *b) {
  char left[16], right[16];
  strcpy(left, id_text(*(const uint32_t *)a));
  strcpy(right, id_text(*(const uint32_t *)b));
  size_t n = strlen(left), m = strlen(right);
  return n != m ? (n > m) - (n < m) : strcmp(left, right);
}

/* The ids as codes are counted up, or down. */
static void order_ids(uint32_t *ids, bool down) {
  for (uint32_t i = 0; i < IDS; i++)
    ids[i] = i;
  qsort(ids, IDS, sizeof *ids, by_length);
  for (uint32_t i = 0; down && i < IDS / 2; i++) {
    uint32_t other = ids[i];
    ids[i] = ids[IDS - 1 - i];
    ids[IDS - 1 - i] = other;
  }
}

START_TEST(foods_that_come_in_order_are_each_found_again_and_those_left_out_are_not) {
  uint32_t ids[IDS];
  for (int down = 0; down <= 1; down++) {
    start();
    order_ids(ids, down);
    for (uint32_t i = 0; i < IDS; i += 2)
      for (uint32_t in = 0; in < SOURCES; in++)
        name_food(in, ids[i]);
    for (uint32_t in = 0; in < SOURCES; in++)
      for (uint32_t i = 0; i < IDS; i++) {
        source(source_ids[in]);
        ck_assert_int_eq(vitk_store_mentioned(store, vitk_str_of(id_text(ids[i]))), i % 2 == 0);
      }
    for (uint32_t i = 1; i < IDS; i += 6) /* between two of those that are there */
      name_food(1, ids[i]);
    describe_all(1);
    check_all();
    teardown();
  }
}
END_TEST

START_TEST(foods_named_in_any_order_are_each_found) {
  for (uint32_t round = 0; round < 5; round++) {
    start();
    uint32_t id = 0, in = 0;
    for (uint32_t i = 0; i < NAMINGS; i++) { /* mostly the same or the next one, as in a table */
      uint32_t dice = below(10);
      id = dice < 4 ? id : dice < 8 ? (id + 1) % IDS : below(IDS);
      in = dice % 3 == 0 ? below(SOURCES) : in;
      name_food(in, id);
    }
    describe_all(round * 10 + 1);
    check_all();
    teardown();
  }
}
END_TEST

START_TEST(all_foods_are_one_each_when_described_again_in_another_order) {
  begin(true, UINT64_MAX);
  describe_all(1);
  describe_all(7);
  source(source_ids[0]);
  ck_assert_int_eq(state(id_text(3), "VITK1", "1", 1), VITK_OK);
  ck_assert_int_eq(vitk_store_finish(store), VITK_OK);
  uint32_t n = 0;
  while (vitk_store_food_at(store, n) != NULL)
    n++;
  ck_assert_uint_eq(n, IDS); /* of the one source that states something */
  teardown();
}
END_TEST

int main(void) {
  Suite *suite = suite_create("store_find");
  TCase *foods = tcase_create("foods");
  tcase_add_test(foods, foods_that_come_in_order_are_each_found_again_and_those_left_out_are_not);
  tcase_add_test(foods, foods_named_in_any_order_are_each_found);
  tcase_add_test(foods, all_foods_are_one_each_when_described_again_in_another_order);
  suite_add_tcase(suite, foods);
  return run(suite);
}
