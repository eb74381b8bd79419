/* store_find.c - which food of the store an id names.
 *
 * Values of one food follow one another, and a source goes through its foods in one order, in each of its files. So the
 * food met last and the next ones of its source are tried first, by the bytes of their ids; and an id that comes after
 * all of its source's, or between two neighbours, is new. What these do not answer goes to the index, which takes in
 * what was added since it was asked last: a source that keeps to an order is never hashed. */
#include "core/record/store_inside.h"

#include <endian.h>

enum { GUESSES = 8 }; /* most rows that are tried; those of other sources count */

static uint32_t hash_of_food(const struct vitk_store *store, uint32_t source, vitk_str food_id) {
  return vitk_hash_of_source(vitk_hash(&store->secret, food_id.p, food_id.n), source);
}

static vitk_str id_of(const struct vitk_store *store, uint32_t at) {
  return vitk_store_text(store, vitk_food_row(store, at)->food_id);
}

static bool is_of_current(const struct vitk_store *store, uint32_t at) {
  return vitk_food_row(store, at)->source == store->current;
}

/* Of 4 to 8 bytes: a number that is in their order. */
static uint64_t in_order_of_bytes(const char *p, size_t n) {
  return (uint64_t)be32toh(vitk_load_32(p)) << 32 | be32toh(vitk_load_32(p + n - 4));
}

/* Ids by length, then by bytes: codes that are counted up come in this order. */
static int compare_ids(vitk_str a, vitk_str b) {
  if (a.n != b.n)
    return a.n < b.n ? -1 : 1;
  if (a.n < 4 || a.n > 8)
    return a.n > 0 ? memcmp(a.p, b.p, a.n) : 0;
  uint64_t of_a = in_order_of_bytes(a.p, a.n), of_b = in_order_of_bytes(b.p, b.n);
  return (of_a > of_b) - (of_a < of_b);
}

static bool is_beyond_all(const struct vitk_source_node *source, vitk_str food_id) {
  return source->greatest_food == VITK_NONE || compare_ids(food_id, source->greatest_id) > 0;
}

/* Is it one of the `rows` foods from `at` on? true: the answer is *out, VITK_NONE where the source, whose foods come in
 * order, has none between two of them. `past`: it is known to come after the foods before `at`. */
static bool is_among(const struct vitk_store *store, vitk_str food_id, uint32_t at, uint32_t rows, bool past,
                     uint32_t *out) {
  for (; rows > 0 && at < store->foods.n; rows--, at++) {
    if (!is_of_current(store, at))
      continue;
    int order = compare_ids(food_id, id_of(store, at));
    if (order == 0)
      *out = at;
    if (order == 0 || (order < 0 && past && vitk_store_current(store)->in_order))
      return true;
    past = order > 0;
  }
  return false;
}

/* Is the food at `at` the source's of this id? */
static bool is_at(const struct vitk_store *store, uint32_t at, vitk_str food_id) {
  return at < store->foods.n && is_of_current(store, at) && vitk_str_equal(food_id, id_of(store, at));
}

/* A food after the one met last, or the first one, where a file begins anew. */
static bool guess(const struct vitk_store *store, vitk_str food_id, uint32_t *out) {
  const struct vitk_source_node *source = vitk_store_current(store);
  bool past = compare_ids(food_id, source->last_id) > 0;
  return is_among(store, food_id, source->last_food + 1, source->guesses, past, out) ||
         is_among(store, food_id, source->first_food, 1, true, out);
}

/* In a source without an order every guess costs more than it gives. */
static void learn(struct vitk_store *store, uint32_t found, bool guessed) {
  struct vitk_source_node *source = vitk_store_current(store);
  if (guessed)
    source->guesses = GUESSES;
  else if (source->guesses > 1)
    source->guesses /= 2;
  source->last_food = found;
  source->last_id = id_of(store, found);
}

static int look_up(struct vitk_store *store, vitk_str food_id, uint32_t *out) {
  struct vitk_index *index = &store->food_index;
  while (index->n < store->foods.n) {
    uint32_t at = index->n, hash = hash_of_food(store, vitk_food_row(store, at)->source, id_of(store, at));
    if (vitk_index_add(index, hash, at) != VITK_OK)
      return VITK_NOMEM;
  }
  struct vitk_probe probe = vitk_index_probe(index, hash_of_food(store, store->current, food_id));
  do
    *out = vitk_index_next(index, &probe);
  while (*out != VITK_NONE && !(is_of_current(store, *out) && vitk_str_equal(id_of(store, *out), food_id)));
  return VITK_OK;
}

int vitk_store_find_food(struct vitk_store *store, vitk_str food_id, uint32_t *out) {
  const struct vitk_source_node *source = vitk_store_current(store);
  int code = VITK_OK;
  *out = source->last_food;
  if (*out != VITK_NONE && vitk_str_equal(food_id, source->last_id))
    return VITK_OK;
  *out = source->last_food + 1;
  if (is_at(store, *out, food_id)) { /* 0 where there is no last one */
    learn(store, *out, true);
    return VITK_OK;
  }
  *out = VITK_NONE;
  if (is_beyond_all(source, food_id))
    return VITK_OK;
  bool guessed = guess(store, food_id, out);
  if (!guessed)
    code = look_up(store, food_id, out);
  if (*out != VITK_NONE)
    learn(store, *out, guessed);
  return code;
}

int vitk_store_add_food(struct vitk_store *store, vitk_str food_id, uint32_t *out) {
  struct vitk_source_node *source = vitk_store_current(store);
  uint32_t text;
  bool greatest = is_beyond_all(source, food_id);
  if (vitk_texts_add(&store->texts, food_id, &text) != VITK_OK)
    return VITK_NOMEM;
  struct vitk_food_row *food = vitk_pile_add(&store->foods);
  if (food == NULL)
    return VITK_NOMEM;
  food->food_id = text;
  food->source = (uint16_t)store->current;
  *out = store->foods.n - 1;
  source->last_food = *out;
  source->last_id = vitk_store_text(store, text);
  if (source->first_food == VITK_NONE)
    source->first_food = *out;
  source->in_order = source->in_order && greatest;
  if (greatest) {
    source->greatest_food = *out;
    source->greatest_id = source->last_id;
  }
  return VITK_OK;
}
