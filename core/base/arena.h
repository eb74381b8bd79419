/* arena.h - memory that is freed together. Not for threads that share one. */
#ifndef VITK_BASE_ARENA_H
#define VITK_BASE_ARENA_H

#include "vitk/plugin.h"

struct vitk_arena_block;
struct vitk_arena {
  struct vitk_arena_block *blocks; /* newest first */
  size_t limit;                    /* most bytes in all; 0: none */
  size_t used;                     /* bytes asked of malloc */
};

/* Zeroed memory, aligned for any type; NULL when memory or the limit is at its end. */
void *vitk_arena_alloc(struct vitk_arena *, size_t bytes);

/* A copy of the slice, NUL-terminated besides; p NULL stays NULL. false: out of memory. */
int vitk_arena_copy(struct vitk_arena *, vitk_str text, vitk_str *out); /* VITK_OK or VITK_NOMEM */

/* printf into the arena; p NULL on failure. */
vitk_str vitk_arena_printf(struct vitk_arena *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets all that was handed out and keeps one block for the next batch. */
void vitk_arena_reset(struct vitk_arena *);

void vitk_arena_free(struct vitk_arena *);

#endif
