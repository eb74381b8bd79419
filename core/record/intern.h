/* intern.h - one copy of each text that records share: units, fields, file names, amounts, messages. */
#ifndef VITK_RECORD_INTERN_H
#define VITK_RECORD_INTERN_H

#include "core/base/arena.h"
#include "core/base/str.h"

struct vitk_interned;
struct vitk_intern {
  struct vitk_arena *arena; /* holds the texts, and outlives the table */
  struct vitk_interned *table;
};

/* *out is equal to `text`, lives as long as the arena, and is NUL-terminated besides; an empty text gives p NULL.
 * VITK_OK or VITK_NOMEM. */
int vitk_intern(struct vitk_intern *, vitk_str text, vitk_str *out);

/* Frees the table, not the texts. */
void vitk_intern_free(struct vitk_intern *);

#endif
