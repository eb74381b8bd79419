/* mentioned.h - the foods that a worker's statements named, so that it can answer the predicate MENTIONED without the
 * store, which is in another process.
 *
 * Foods are known by hashes of 64 bits under a secret of the run: that two share one, so that a food is described for
 * nothing, does not happen. A filter that stays in the processor's cache answers for most foods that were not named.
 */
#ifndef VITK_WORKER_MENTIONED_H
#define VITK_WORKER_MENTIONED_H

#include "core/record/index.h"

struct vitk_mentioned {       /* of one source; all zero is the empty set */
  struct vitk_secret *secret; /* drawn with the first food */
  uint64_t *hashes;           /* of all foods, as they were named; rows of one food follow each other */
  size_t n, most;
  uint64_t *words;         /* the filter: three bits a food, all in one word */
  uint64_t *slots;         /* the hashes again, each where it is looked for; 0: free */
  size_t n_words, n_slots; /* powers of two, or 0 */
  size_t n_known;          /* so many of the hashes are in the filter and the slots */
};

/* VITK_OK, also where it is there already, or VITK_NOMEM. */
int vitk_mentioned_add(struct vitk_mentioned *, vitk_str food_id);
/* Was it named? The first question after foods were named puts them where they are looked for. VITK_OK, or VITK_NOMEM
 * with *out false. */
int vitk_mentioned_has(struct vitk_mentioned *, vitk_str food_id, bool *out);
void vitk_mentioned_free(struct vitk_mentioned *);

#endif
