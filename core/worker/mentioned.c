/* mentioned.c - hashes by open addressing, behind a Bloom filter whose bits of one food lie in one word (Putze,
 * Sanders, Singler: "Cache-, Hash- and Space-Efficient Bloom Filters", 2007). */
#include "core/worker/mentioned.h"

#include <stdlib.h>
#include <xxhash.h>

enum { FIRST_WORDS = 1024, WORD_BITS = 64, BITS_A_FOOD = 16, FIRST_HASHES = 1024 };

static uint64_t hash_of(const struct vitk_mentioned *set, vitk_str food_id) {
  uint64_t hash = XXH3_64bits_withSecret(food_id.p, food_id.n, set->secret->bytes, sizeof set->secret->bytes);
  return hash ? hash : 1;
}

/* Three bits by 18 of the hash's highest bits; the word is chosen by its lowest. */
static uint64_t bits_of(uint64_t hash) {
  return UINT64_C(1) << (hash >> 58) | UINT64_C(1) << (hash >> 52 & 63) | UINT64_C(1) << (hash >> 46 & 63);
}

static uint64_t *word_of(const struct vitk_mentioned *set, uint64_t hash) {
  return &set->words[(size_t)hash & (set->n_words - 1)];
}

/* The slot that holds the hash, or the free one where it belongs. */
static uint64_t *slot_of(const struct vitk_mentioned *set, uint64_t hash) {
  size_t at = (size_t)(hash >> 8) & (set->n_slots - 1);
  while (set->slots[at] != 0 && set->slots[at] != hash)
    at = (at + 1) & (set->n_slots - 1);
  return &set->slots[at];
}

/* Room for all foods that were named, half of the slots free; nothing is in it then. */
static int make_room(struct vitk_mentioned *set) {
  size_t n_words = set->n_words ? set->n_words : FIRST_WORDS;
  while (n_words * WORD_BITS < set->n * BITS_A_FOOD)
    n_words *= 2;
  size_t n_slots = n_words * WORD_BITS / BITS_A_FOOD * 2;
  free(set->words);
  free(set->slots);
  set->words = calloc(n_words, sizeof *set->words);
  set->slots = calloc(n_slots, sizeof *set->slots);
  set->n_words = n_words;
  set->n_slots = n_slots;
  set->n_known = 0;
  if (set->words != NULL && set->slots != NULL)
    return VITK_OK;
  set->n_words = 0;
  return VITK_NOMEM;
}

static int learn(struct vitk_mentioned *set) {
  if (set->n * BITS_A_FOOD > set->n_words * WORD_BITS && make_room(set) != VITK_OK)
    return VITK_NOMEM;
  for (; set->n_known < set->n; set->n_known++) {
    uint64_t hash = set->hashes[set->n_known];
    *word_of(set, hash) |= bits_of(hash);
    *slot_of(set, hash) = hash;
  }
  return VITK_OK;
}

static int grow_hashes(struct vitk_mentioned *set) {
  size_t most = set->most ? set->most * 2 : FIRST_HASHES;
  uint64_t *hashes = realloc(set->hashes, most * sizeof *hashes);
  if (hashes == NULL)
    return VITK_NOMEM;
  set->hashes = hashes;
  set->most = most;
  return VITK_OK;
}

static int make_secret(struct vitk_mentioned *set) {
  set->secret = malloc(sizeof *set->secret);
  return set->secret ? vitk_secret_make(set->secret) : VITK_NOMEM;
}

int vitk_mentioned_add(struct vitk_mentioned *set, vitk_str food_id) {
  if (food_id.n == 0)
    return VITK_OK; /* no food has it */
  if ((set->secret == NULL && make_secret(set) != VITK_OK) || (set->n == set->most && grow_hashes(set) != VITK_OK))
    return VITK_NOMEM;
  uint64_t hash = hash_of(set, food_id);
  if (set->n == 0 || hash != set->hashes[set->n - 1])
    set->hashes[set->n++] = hash;
  return VITK_OK;
}

int vitk_mentioned_has(struct vitk_mentioned *set, vitk_str food_id, bool *out) {
  *out = false;
  if (set->n == 0 || food_id.n == 0)
    return VITK_OK;
  if (set->n_known < set->n && learn(set) != VITK_OK)
    return VITK_NOMEM;
  uint64_t hash = hash_of(set, food_id), bits = bits_of(hash);
  *out = (*word_of(set, hash) & bits) == bits && *slot_of(set, hash) == hash;
  return VITK_OK;
}

void vitk_mentioned_free(struct vitk_mentioned *set) {
  free(set->words);
  free(set->slots);
  free(set->hashes);
  free(set->secret);
  *set = (struct vitk_mentioned){.n = 0};
}
