/* mentioned.h - the foods that a worker's statements named, so that it can answer the predicate MENTIONED without the
 * store, which is in another process.
 *
 * Most databases number their foods, close to each other: such an id is a bit, and 64 of them are one word that stays
 * at hand while a table goes through them in their order. Any other id is known by a hash of 64 bits under a secret of
 * the run: that two share one, so that a food is described for nothing, does not happen. What ids can be made to cost
 * is bounded: at most 64 bytes each.
 */
#ifndef VITK_WORKER_MENTIONED_H
#define VITK_WORKER_MENTIONED_H

#include "core/record/index.h"

struct vitk_mentioned_word {
  uint64_t of;   /* number / 64 + 1 */
  uint64_t bits; /* 0: the slot is free */
};

struct vitk_mentioned {       /* of one source; all zero is the empty set */
  struct vitk_secret *secret; /* drawn with the first food */
  struct vitk_mentioned_word *words;
  uint64_t *hashes;           /* of ids that are no numbers; 0: the slot is free */
  size_t n_words, word_slots; /* slots: powers of two, or 0 */
  size_t n_hashes, hash_slots;
  size_t at_hand; /* the slot that was looked for last */
};

/* VITK_OK, also where it is there already, or VITK_NOMEM. */
int vitk_mentioned_add(struct vitk_mentioned *, vitk_str food_id);
bool vitk_mentioned_has(struct vitk_mentioned *, vitk_str food_id);
void vitk_mentioned_free(struct vitk_mentioned *);

#endif
