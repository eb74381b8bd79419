/* held.h - problems that were met while reading ahead, to be told at their place among the records. */
#ifndef VITK_INPUT_HELD_H
#define VITK_INPUT_HELD_H

#include "core/base/arena.h"
#include "core/base/diag.h"

struct vitk_held_diag;
struct vitk_held {
  const struct vitk_sink_of_diags *to; /* set, like `place`, by the user before the first diag */
  const uint64_t *place;               /* how many records were whole when a diag is met; NULL: 0 */
  struct vitk_held_diag *first, *last; /* in the arena */
  struct vitk_arena arena;
};

/* The sink's function, whose self is the vitk_held: keeps a copy. VITK_OK or VITK_NOMEM. */
int vitk_held_emit(void *self, const struct vitk_diag *);

/* Tells what was met before more than `records` were whole. VITK_OK, or what the listener asked. */
int vitk_held_tell(struct vitk_held *, uint64_t records);

void vitk_held_free(struct vitk_held *);

#endif
