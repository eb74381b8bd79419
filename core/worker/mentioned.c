/* mentioned.c - words of bits and hashes, each by open addressing with half of the slots free. */
#include "core/worker/mentioned.h"

#include "core/base/decimal.h"

#include <stdlib.h>
#include <xxhash.h>

/* NEIGHBOURS: words of numbers that follow each other, and lie so: a table that goes through its foods in their order
 * finds the next word beside the last one, and seldom far away in memory. */
enum { FIRST_SLOTS = 64, WORD_BITS = 64, NEIGHBOURS = 8 };

static uint64_t hash_of(const struct vitk_mentioned *set, const void *bytes, size_t n) {
  uint64_t hash = XXH3_64bits_withSecret(bytes, n, set->secret->bytes, sizeof set->secret->bytes);
  return hash ? hash : 1;
}

static int make_secret(struct vitk_mentioned *set) {
  struct vitk_secret *secret = malloc(sizeof *secret);
  if (secret == NULL || vitk_secret_make(secret) != VITK_OK) {
    free(secret);
    return VITK_NOMEM;
  }
  set->secret = secret;
  return VITK_OK;
}

/* Is the id written as its number is, so that no other id is the same number? */
static bool is_number(vitk_str id, uint64_t *out) {
  return vitk_digits_read(id, out) && (id.p[0] != '0' || id.n == 1);
}

/* --- numbers */

/* Where the word belongs. */
static size_t place_of(const struct vitk_mentioned *set, uint64_t of) {
  const uint64_t group = of / NEIGHBOURS;
  return ((size_t)hash_of(set, &group, sizeof group) * NEIGHBOURS + of % NEIGHBOURS) & (set->word_slots - 1);
}

/* The slot of the word that has the number, or the free one where it belongs. Rows come in the order of their foods:
 * most ask for the slot of the row before. */
static struct vitk_mentioned_word *word_of(struct vitk_mentioned *set, uint64_t number) {
  const uint64_t of = number / WORD_BITS + 1;
  if (set->words[set->at_hand].of == of)
    return &set->words[set->at_hand];
  size_t at = place_of(set, of);
  while (set->words[at].bits != 0 && set->words[at].of != of)
    at = (at + 1) & (set->word_slots - 1);
  set->at_hand = at;
  set->words[at].of = of;
  return &set->words[at];
}

static int grow_words(struct vitk_mentioned *set) {
  struct vitk_mentioned_word *before = set->words;
  size_t slots = set->word_slots ? set->word_slots * 2 : FIRST_SLOTS;
  struct vitk_mentioned_word *words = calloc(slots, sizeof *words);
  if (words == NULL)
    return VITK_NOMEM;
  size_t n = set->word_slots;
  set->words = words;
  set->word_slots = slots;
  set->at_hand = 0;
  for (size_t i = 0; i < n; i++)
    if (before[i].bits != 0)
      word_of(set, (before[i].of - 1) * WORD_BITS)->bits = before[i].bits;
  free(before);
  return VITK_OK;
}

static int add_number(struct vitk_mentioned *set, uint64_t number) {
  if (set->n_words * 2 >= set->word_slots && grow_words(set) != VITK_OK)
    return VITK_NOMEM;
  struct vitk_mentioned_word *word = word_of(set, number);
  set->n_words += word->bits == 0;
  word->bits |= UINT64_C(1) << number % WORD_BITS;
  return VITK_OK;
}

/* --- other ids */

static uint64_t *slot_of(const struct vitk_mentioned *set, uint64_t hash) {
  size_t at = (size_t)hash & (set->hash_slots - 1);
  while (set->hashes[at] != 0 && set->hashes[at] != hash)
    at = (at + 1) & (set->hash_slots - 1);
  return &set->hashes[at];
}

static int grow_hashes(struct vitk_mentioned *set) {
  uint64_t *before = set->hashes;
  size_t n = set->hash_slots, slots = n ? n * 2 : FIRST_SLOTS;
  uint64_t *hashes = calloc(slots, sizeof *hashes);
  if (hashes == NULL)
    return VITK_NOMEM;
  set->hashes = hashes;
  set->hash_slots = slots;
  for (size_t i = 0; i < n; i++)
    if (before[i] != 0)
      *slot_of(set, before[i]) = before[i];
  free(before);
  return VITK_OK;
}

static int add_hash(struct vitk_mentioned *set, uint64_t hash) {
  if (set->n_hashes * 2 >= set->hash_slots && grow_hashes(set) != VITK_OK)
    return VITK_NOMEM;
  uint64_t *slot = slot_of(set, hash);
  set->n_hashes += *slot == 0;
  *slot = hash;
  return VITK_OK;
}

/* --- the set */

int vitk_mentioned_add(struct vitk_mentioned *set, vitk_str food_id) {
  uint64_t number;
  if (food_id.n == 0)
    return VITK_OK; /* no food has it */
  if (set->secret == NULL && make_secret(set) != VITK_OK)
    return VITK_NOMEM;
  if (is_number(food_id, &number))
    return add_number(set, number);
  return add_hash(set, hash_of(set, food_id.p, food_id.n));
}

bool vitk_mentioned_has(struct vitk_mentioned *set, vitk_str food_id) {
  uint64_t number, hash;
  if (food_id.n == 0)
    return false;
  if (is_number(food_id, &number))
    return set->n_words > 0 && (word_of(set, number)->bits >> number % WORD_BITS & 1) != 0;
  if (set->n_hashes == 0)
    return false;
  hash = hash_of(set, food_id.p, food_id.n);
  return *slot_of(set, hash) == hash;
}

void vitk_mentioned_free(struct vitk_mentioned *set) {
  free(set->words);
  free(set->hashes);
  free(set->secret);
  *set = (struct vitk_mentioned){.n_words = 0};
}
