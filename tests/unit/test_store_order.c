/* test_store_order.c - many foods, which two threads put in order, and few, which one does: each stands where its id
 * belongs, with its own codes and values. */
#include "core/record/store_inside.h"

#include "random.h"
#include "stored.h"

enum { FEW = 500, MANY = VITK_STORE_LARGE + 5000, ID_MAX = 24 };

struct given { /* what was stated of a food */
  char id[ID_MAX], codes[64];
  uint32_t n_values;
};

static int by_id(const void *a, const void *b) {
  return strcmp(((const struct given *)a)->id, ((const struct given *)b)->id);
}

/* Ids that count up in stretches, as databases give them, with lengths that change in them. */
static void name_foods(struct given *all, uint32_t n) {
  uint32_t next = 95;
  for (uint32_t i = 0; i < n; i++, next++)
    snprintf(all[i].id, ID_MAX, "%u", next);
  for (uint32_t cuts = 0; cuts < 3; cuts++) { /* the rest of a pack comes first */
    uint32_t cut = 1 + below(n - 1), rest = n - cut;
    struct given *moved = malloc(n * sizeof *moved);
    ck_assert_ptr_nonnull(moved);
    memcpy(moved, all + cut, rest * sizeof *moved);
    memcpy(moved + rest, all, cut * sizeof *moved);
    memcpy(all, moved, n * sizeof *moved);
    free(moved);
  }
}

static void state_food(struct given *food, uint32_t i) {
  static const char *const components[] = {"VITK2", "VITK1", "MK4"}; /* not in their order */
  struct vitk_food described = {
      .size = sizeof described, .food_id = vitk_str_of(food->id), .name = vitk_str_of(food->id)};
  ck_assert_int_eq(vitk_store_food(store, &described), VITK_OK);
  for (uint32_t k = below(4); k > 0; k--) {
    char code[ID_MAX];
    snprintf(code, sizeof code, "%c%u", 'A' + (int)k, i % 7);
    ck_assert_int_eq(vitk_store_food_code(store, vitk_str_of(food->id), "x", vitk_str_of(code)), VITK_OK);
    size_t had = strlen(food->codes);
    snprintf(food->codes + had, sizeof food->codes - had, "%sx:%s", had > 0 ? " " : "", code);
  }
  food->n_values = below(4);
  for (uint32_t k = 0; k < food->n_values; k++) {
    struct vitk_statement s = a_statement(food->id, components[k], "1.5", i + 1);
    s.method = vitk_str_of(food->id);
    ck_assert_int_eq(vitk_store_statement(store, &s), VITK_OK);
  }
}

static void check_food(const struct given *expected, uint32_t at) {
  const struct vitk_stored_food *stored = vitk_store_food_at(store, at);
  check_text(stored->food_id, expected->id);
  check_text(stored->name, expected->id);
  if (expected->codes[0] != '\0')
    check_text(stored->classification, expected->codes);
  else
    ck_assert_ptr_null(stored->classification.p);
  ck_assert_uint_eq(stored->n_values, expected->n_values);
  for (uint32_t k = 0, before = 0; k < expected->n_values; k++) {
    const struct vitk_value *value = vitk_store_value_at(store, stored->first_value + k);
    check_text(value->method, expected->id);
    ck_assert(k == 0 || value->component > before);
    before = value->component;
  }
}

static void check_order_of(uint32_t n) {
  static const char *const sources[] = {"b", "a"};
  struct given *all = calloc(2 * (size_t)n, sizeof *all);
  ck_assert_ptr_nonnull(all);
  begin(true, UINT64_MAX);
  for (uint32_t s = 0; s < 2; s++) {
    struct given *own = all + (size_t)(1 - s) * n; /* where its source comes */
    ck_assert_int_eq(source(sources[s]), VITK_OK);
    name_foods(own, n);
    for (uint32_t i = 0; i < n; i++)
      state_food(&own[i], i);
    qsort(own, n, sizeof *own, by_id);
  }
  finish();
  ck_assert_uint_eq(vitk_store_n_sources(store), 2);
  for (uint32_t i = 0; i < 2 * n; i++)
    check_food(&all[i], i);
  teardown();
  free(all);
}

START_TEST(few_foods_come_in_order) {
  for (uint32_t n = 1; n < 20; n++)
    check_order_of(n + 1);
  check_order_of(FEW);
}
END_TEST

START_TEST(many_foods_come_in_order) {
  check_order_of(MANY);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("store_order");
  TCase *tests = tcase_create("store_order");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, few_foods_come_in_order);
  tcase_add_test(tests, many_foods_come_in_order);
  suite_add_tcase(suite, tests);
  return run(suite);
}
