/* mentioned.h - the foods that a worker's statements named, so that it can answer the predicate MENTIONED without the
 * store, which is in another process.
 *
 * It is a filter, small enough to stay in the processor's cache: it knows each food that was named, and takes one in a
 * hundred others for one. Such a food is described for nothing: the store, which knows the names, lets it go and counts
 * it as read, as it would have been counted when passed over.
 */
#ifndef VITK_WORKER_MENTIONED_H
#define VITK_WORKER_MENTIONED_H

#include "core/record/index.h"

struct vitk_mentioned {       /* of one source; all zero is the empty set */
  struct vitk_secret *secret; /* drawn with the first food */
  uint64_t *hashes;           /* of all foods, as they were named; rows of one food follow each other */
  size_t n, most;
  uint64_t *words;   /* the filter: three bits a food, all in one word */
  size_t n_words;    /* a power of two, or 0 */
  size_t n_filtered; /* so many of the hashes are in it */
};

/* VITK_OK, also where it is there already, or VITK_NOMEM. */
int vitk_mentioned_add(struct vitk_mentioned *, vitk_str food_id);
/* The first question after foods were named puts them into the filter; without memory for it all are as good as named.
 */
bool vitk_mentioned_has(struct vitk_mentioned *, vitk_str food_id);
void vitk_mentioned_free(struct vitk_mentioned *);

#endif
