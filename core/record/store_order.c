/* store_order.c - foods and their values, put into the one order that every output has: by source and id, then by
 * component, basis and place. Nearly all of them come in that order, or in a few stretches of it. */
#include "core/base/both.h"
#include "core/record/field.h"
#include "core/record/flags.h"
#include "core/record/store_inside.h"

#include <stdlib.h>

static int by_number(uint64_t a, uint64_t b) {
  return (a > b) - (a < b);
}

static int compare_texts(const struct vitk_store *store, uint32_t a, uint32_t b) {
  return a == b ? 0 : vitk_str_compare(vitk_store_text(store, a), vitk_store_text(store, b));
}

/* --- foods */

/* What most foods are told apart by, beside each other in memory. */
struct food_key {
  uint64_t head; /* the first bytes of the id, in the order of bytes */
  uint32_t row, source;
};

static int compare_foods(const struct vitk_store *store, const struct food_key *a, const struct food_key *b) {
  if (a->source != b->source)
    return a->source < b->source ? -1 : 1;
  if (a->head != b->head)
    return a->head < b->head ? -1 : 1;
  return vitk_str_compare(vitk_store_text(store, vitk_food_row(store, a->row)->food_id),
                          vitk_store_text(store, vitk_food_row(store, b->row)->food_id));
}

static struct food_key key_of(const struct vitk_store *store, uint32_t row, uint32_t source) {
  vitk_str id = vitk_store_text(store, vitk_food_row(store, row)->food_id);
  struct food_key key = {.row = row, .source = source};
  for (size_t i = 0; i < sizeof key.head; i++)
    key.head = key.head << 8 | (i < id.n ? (unsigned char)id.p[i] : 0);
  return key;
}

/* Where the keys that are in order from `from` on end. */
static uint32_t run_end(const struct vitk_store *store, const struct food_key *keys, uint32_t from, uint32_t n) {
  while (++from < n && compare_foods(store, &keys[from - 1], &keys[from]) <= 0)
    ;
  return from < n ? from : n;
}

static void merge(const struct vitk_store *store, const struct food_key *left, const struct food_key *right,
                  const struct food_key *end, struct food_key *to) {
  const struct food_key *left_end = right;
  while (left < left_end && right < end)
    *to++ = compare_foods(store, left, right) <= 0 ? *left++ : *right++;
  for (; left < left_end; left++)
    *to++ = *left;
  for (; right < end; right++)
    *to++ = *right;
}

/* Sources come in a few stretches of which each is in order, as codes that are counted up are between one length and
 * the next: neighbours are merged until one stretch is left. Gives the one of both in which the keys are then. */
static struct food_key *merge_runs(const struct vitk_store *store, struct food_key *keys, struct food_key *spare,
                                   uint32_t n) {
  while (run_end(store, keys, 0, n) < n) {
    for (uint32_t from = 0, middle, end; from < n; from = end) {
      middle = run_end(store, keys, from, n);
      end = middle < n ? run_end(store, keys, middle, n) : n;
      merge(store, keys + from, keys + middle, keys + end, spare + from);
    }
    struct food_key *merged = spare;
    spare = keys;
    keys = merged;
  }
  return keys;
}

/* Foods from `from` on, of which keys are made and put in order. */
struct stretch {
  struct vitk_store *store;
  const uint32_t *map;
  uint32_t from, n_foods;
  struct food_key *keys, *spare; /* room for n_foods each */
  const struct food_key *sorted; /* one of both; those whose source stays, by its new number and their ids */
  uint32_t n;
};

static void sort_stretch(void *self) {
  struct stretch *stretch = self;
  struct vitk_store *store = stretch->store;
  stretch->n = 0;
  for (uint32_t i = stretch->from; i < stretch->from + stretch->n_foods; i++) {
    struct vitk_food_row *food = vitk_food_row(store, i);
    uint32_t source = stretch->map[food->source];
    if (source == VITK_NONE)
      continue;
    food->source = (uint16_t)source;
    stretch->keys[stretch->n++] = key_of(store, i, source);
  }
  stretch->sorted = merge_runs(store, stretch->keys, stretch->spare, stretch->n);
}

static void add_in_order(struct vitk_store *store, const struct food_key *key) {
  struct vitk_stored_source *source = &store->sources[key->source]->is;
  if (source->n_foods++ == 0)
    source->first_food = store->n_foods;
  store->food_order[store->n_foods++] = key->row;
}

static void merge_stretches(struct vitk_store *store, const struct stretch *first, const struct stretch *second) {
  const struct food_key *left = first->sorted, *left_end = left + first->n;
  const struct food_key *right = second->sorted, *right_end = right + second->n;
  store->n_foods = 0;
  for (size_t i = 0; i < store->n_sources; i++)
    store->sources[i]->is.n_foods = 0;
  while (left < left_end && right < right_end)
    add_in_order(store, compare_foods(store, left, right) <= 0 ? left++ : right++);
  while (left < left_end)
    add_in_order(store, left++);
  while (right < right_end)
    add_in_order(store, right++);
}

int vitk_store_order_foods(struct vitk_store *store, const uint32_t *map) {
  const uint32_t n = store->foods.n, half = n / 2;
  struct food_key *keys = malloc((2 * (size_t)n + 1) * sizeof *keys);
  if (keys == NULL)
    return VITK_NOMEM;
  struct stretch first = {store, map, 0, half, keys, keys + n, NULL, 0};
  struct stretch second = {store, map, half, n - half, keys + half, keys + n + half, NULL, 0};
  if (n >= VITK_STORE_LARGE) {
    vitk_do_both(sort_stretch, &second, sort_stretch, &first);
  } else {
    sort_stretch(&first);
    sort_stretch(&second);
  }
  merge_stretches(store, &first, &second);
  free(keys);
  return VITK_OK;
}

/* --- values */

/* Any order will do that depends on the numbers alone. */
static int by_bits(const struct vitk_store *store, const struct vitk_value_row *left,
                   const struct vitk_value_row *right) {
  struct vitk_value a, b;
  vitk_store_unpack(store, left, &a);
  vitk_store_unpack(store, right, &b);
  const double of_a[] = {a.amount_ug, a.lower_ug, a.upper_ug, a.sd_ug, a.min_ug, a.max_ug, a.serving_g};
  const double of_b[] = {b.amount_ug, b.lower_ug, b.upper_ug, b.sd_ug, b.min_ug, b.max_ug, b.serving_g};
  for (size_t i = 0; i < sizeof of_a / sizeof of_a[0]; i++) {
    uint64_t bits_a, bits_b;
    memcpy(&bits_a, &of_a[i], sizeof bits_a);
    memcpy(&bits_b, &of_b[i], sizeof bits_b);
    if (bits_a != bits_b)
      return by_number(bits_a, bits_b);
  }
  return 0;
}

static uint64_t samples_of(const struct vitk_store *store, const struct vitk_value_row *row) {
  const struct vitk_numbers *numbers = row->numbers > 0 ? vitk_pile_at(&store->numbers, row->numbers - 1) : NULL;
  return numbers ? (uint64_t)(numbers->n + 1) : 0;
}

/* Of one food. Values of the same place come in the order of what they say, so that it does not depend on who stated
 * them first. */
static int compare_values(const void *left, const void *right, void *self) {
  const struct vitk_store *store = self;
  const struct vitk_value_row *a = vitk_value_row(store, *(const uint32_t *)left),
                              *b = vitk_value_row(store, *(const uint32_t *)right);
  const struct vitk_manner *of_a = vitk_manner_row(store, a->manner), *of_b = vitk_manner_row(store, b->manner);
  int order = by_number(of_a->component, of_b->component);
  order = order ? order : by_number(of_a->basis, of_b->basis);
  order = order ? order : by_number(of_a->file, of_b->file);
  order = order ? order : by_number(a->line, b->line);
  if (order == 0 && of_a->field != of_b->field)
    order = vitk_field_compare(vitk_store_text(store, of_a->field), vitk_store_text(store, of_b->field));
  order = order ? order : compare_texts(store, a->original, b->original);
  order = order ? order : compare_texts(store, of_a->unit, of_b->unit);
  order = order ? order : by_number(of_a->status, of_b->status);
  order = order ? order : by_number(of_a->origin, of_b->origin);
  order = order ? order : by_number(of_a->equivalents, of_b->equivalents);
  order = order ? order : by_number(samples_of(store, a), samples_of(store, b));
  order = order ? order : compare_texts(store, of_a->method, of_b->method);
  order = order ? order : compare_texts(store, of_a->confidence, of_b->confidence);
  order = order ? order : compare_texts(store, of_a->flags, of_b->flags);
  return order ? order : by_bits(store, a, b);
}

/* Of a food: its place among all, and where its next value goes. */
struct spot {
  uint32_t food, value;
};

/* The values of each food beside each other, in time that is linear in them. `spots` has room for all foods. */
static void group_values(struct vitk_store *store, struct spot *spots) {
  for (uint32_t i = 0, at = 0; i < store->n_foods; i++) {
    uint32_t row = store->food_order[i];
    struct vitk_food_row *food = vitk_food_row(store, row);
    food->first_value = at;
    spots[row] = (struct spot){i, at};
    at += food->n_values;
  }
  for (uint32_t i = 0; i < store->values.n; i++) {
    struct vitk_value_row *value = vitk_value_row(store, i);
    struct spot *spot = &spots[value->food];
    value->food = spot->food;
    store->value_order[spot->value++] = i;
  }
}

static bool is_sorted(struct vitk_store *store, const uint32_t *order, uint32_t n) {
  for (uint32_t i = 1; i < n; i++)
    if (compare_values(&order[i - 1], &order[i], store) > 0)
      return false;
  return true;
}

static bool same_statement(const struct vitk_store *store, uint32_t i, uint32_t j) {
  const struct vitk_manner *a = vitk_manner_row(store, vitk_value_row(store, i)->manner),
                           *b = vitk_manner_row(store, vitk_value_row(store, j)->manner);
  return a->component == b->component && a->basis == b->basis;
}

/* Values of a food, in order. */
static int flag_stated_twice(struct vitk_store *store, const uint32_t *order, uint32_t n) {
  vitk_str word = vitk_str_of(vitk_flag_kinds[VITK_FLAG_STATED_TWICE].word);
  for (uint32_t start = 0, end; start < n; start = end) {
    for (end = start + 1; end < n && same_statement(store, order[start], order[end]);)
      end++;
    for (uint32_t i = start; end - start > 1 && i < end; i++)
      if (vitk_store_flag(store, vitk_value_row(store, order[i]), word) != VITK_OK)
        return VITK_NOMEM;
  }
  return VITK_OK;
}

/* The n values of a food. */
static int order_values_of(struct vitk_store *store, uint32_t *order, uint32_t n, uint64_t *by_status) {
  for (uint32_t k = 0; k < n; k++)
    by_status[vitk_manner_row(store, vitk_value_row(store, order[k])->manner)->status]++;
  if (n < 2)
    return VITK_OK;
  if (!is_sorted(store, order, n))
    qsort_r(order, n, sizeof *order, compare_values, store);
  return flag_stated_twice(store, order, n);
}

int vitk_store_order_values(struct vitk_store *store) {
  struct spot *spots = calloc((size_t)store->foods.n + 1, sizeof *spots);
  if (spots == NULL)
    return VITK_NOMEM;
  group_values(store, spots);
  free(spots);
  int code = VITK_OK;
  for (size_t s = 0; s < store->n_sources; s++) {
    struct vitk_stored_source *source = &store->sources[s]->is;
    for (uint32_t k = 0, i = source->first_food; code == VITK_OK && k < source->n_foods; k++, i++) {
      const struct vitk_food_row *food = vitk_food_row(store, store->food_order[i]);
      code = order_values_of(store, store->value_order + food->first_value, food->n_values, source->values_by_status);
    }
  }
  return code;
}
