/* mentioned.h - the foods that a worker's statements named, so that it can answer the predicate MENTIONED without the
 * store, which is in another process. */
#ifndef VITK_WORKER_MENTIONED_H
#define VITK_WORKER_MENTIONED_H

#include "core/base/arena.h"
#include "core/record/texts.h"

struct vitk_mentioned {       /* of one source; all zero is the empty set */
  struct vitk_secret *secret; /* drawn with the first food */
  struct vitk_texts *texts;
  struct vitk_index index; /* of the numbers of texts */
  uint32_t last;           /* the number of the text that was added last: rows of one food follow each other */
};

/* VITK_OK, also where it is there already, or VITK_NOMEM. */
int vitk_mentioned_add(struct vitk_mentioned *, vitk_str food_id);
bool vitk_mentioned_has(const struct vitk_mentioned *, vitk_str food_id);
void vitk_mentioned_free(struct vitk_mentioned *);

#endif
