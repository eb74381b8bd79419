/* store_find.c - which food of the store an id names.
 *
 * Values of one food follow one another, and a source goes through its foods in one order, in each of its files. So the
 * food met last and the next ones of its source are tried first, by the bytes of their ids; and an id that comes after
 * all of its source's, or between two neighbours, is new. What these do not answer goes to the index, which takes in
 * what was added since it was asked last: a source that keeps to an order is never hashed. */
#include "core/record/store_inside.h"

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

/* Ids by length, then by bytes: codes that are counted up come in this order. */
static int compare_ids(vitk_str a, vitk_str b) {
  if (a.n != b.n)
    return a.n < b.n ? -1 : 1;
  return a.n > 0 ? memcmp(a.p, b.p, a.n) : 0;
}

static bool is_beyond_all(const struct vitk_store *store, vitk_str food_id) {
  uint32_t greatest = vitk_store_current(store)->greatest_food;
  return greatest == VITK_NONE || compare_ids(food_id, id_of(store, greatest)) > 0;
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

/* The food met last, one after it, or the first one, where a file begins anew. */
static bool guess(const struct vitk_store *store, vitk_str food_id, uint32_t *out) {
  const struct vitk_source_node *source = vitk_store_current(store);
  return is_among(store, food_id, source->last_food, 1 + source->guesses, false, out) ||
         is_among(store, food_id, source->first_food, 1, true, out);
}

/* In a source without an order every guess costs more than it gives. */
static void learn(struct vitk_source_node *source, uint32_t found, bool guessed) {
  if (guessed && found != source->last_food)
    source->guesses = GUESSES;
  else if (!guessed && source->guesses > 1)
    source->guesses /= 2;
  source->last_food = found;
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
  int code = VITK_OK;
  *out = VITK_NONE;
  bool guessed = guess(store, food_id, out);
  if (!guessed && !is_beyond_all(store, food_id))
    code = look_up(store, food_id, out);
  if (*out != VITK_NONE)
    learn(vitk_store_current(store), *out, guessed);
  return code;
}

int vitk_store_add_food(struct vitk_store *store, vitk_str food_id, uint32_t *out) {
  struct vitk_source_node *source = vitk_store_current(store);
  uint32_t text;
  bool greatest = is_beyond_all(store, food_id);
  if (vitk_texts_add(&store->texts, food_id, &text) != VITK_OK)
    return VITK_NOMEM;
  struct vitk_food_row *food = vitk_pile_add(&store->foods);
  if (food == NULL)
    return VITK_NOMEM;
  food->food_id = text;
  food->source = (uint16_t)store->current;
  *out = store->foods.n - 1;
  source->last_food = *out;
  if (source->first_food == VITK_NONE)
    source->first_food = *out;
  source->in_order = source->in_order && greatest;
  if (greatest)
    source->greatest_food = *out;
  return VITK_OK;
}
