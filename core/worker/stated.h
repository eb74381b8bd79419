/* stated.h - what an importer states, over the wire: a receiver that writes it, and what reads it into another
 * receiver.
 */
#ifndef VITK_WORKER_STATED_H
#define VITK_WORKER_STATED_H

#include "core/base/arena.h"
#include "core/record/receiver.h"
#include "core/worker/changed.h"
#include "core/worker/mentioned.h"

/* Kinds of messages from a worker. Those of stated.c come first; the others are of the task (task.h). */
enum vitk_wire_kind {
  VITK_WIRE_SOURCE = 1,
  VITK_WIRE_FOOD,
  VITK_WIRE_FOOD_CODE,
  VITK_WIRE_STATEMENT,
  VITK_WIRE_ROW,
  VITK_WIRE_DIAG, /* for the ledger */
  VITK_WIRE_FOODS_SKIPPED,
  VITK_WIRE_FILE,
  VITK_WIRE_LAST_STATED = VITK_WIRE_FILE,
  VITK_WIRE_TOLD,   /* a diag for the person alone */
  VITK_WIRE_PLUGIN, /* a descriptor, or why there is none */
  VITK_WIRE_VERDICT,
  VITK_WIRE_IDENTITY, /* of the bundle: what an import saw of it, or which of those asked about holds */
  VITK_WIRE_RANGED,   /* a table is parted, see struct vitk_shard: its member, lines and rows of foods */
  VITK_WIRE_RESULT,   /* the code that the task ended with */
  VITK_WIRE_TASK      /* to a worker: what it is to do */
};

/* --- the worker's side */

struct vitk_stating_source {
  const char *source_id; /* of the arena */
  struct vitk_mentioned foods;
  struct vitk_stating_source *next;
};

struct vitk_stating { /* zero, but for `out` and `all_foods` */
  struct vitk_wire_out *out;
  bool all_foods; /* all are as good as mentioned */
  struct vitk_arena arena;
  struct vitk_stating_source *sources, *current;
  bool named;               /* the last statement's food is among those of the current source */
  struct vitk_source rules; /* those stated last */
  struct {                  /* the texts that were stated last */
    struct vitk_last food, statement;
  } last;
  uint32_t words[4]; /* of the last statement: status, basis, origin, equivalents */
};

/* Its calls return VITK_OK, VITK_NOMEM, or VITK_CANCELLED when nobody reads any more. */
struct vitk_receiver vitk_stating_receiver(struct vitk_stating *);
void vitk_stating_free(struct vitk_stating *);

/* --- the other side */

struct vitk_stated_food { /* the last one, and the last code of one */
  struct vitk_food food;
  vitk_str scheme, code;
};
struct vitk_stated { /* zero at first */
  struct vitk_stated_food food;
  struct vitk_statement statement; /* the last one */
  struct vitk_arrived of_food, of_statement;
};
void vitk_stated_free(struct vitk_stated *);

/* Gives a message of one of the kinds to `to`, whose code it returns; VITK_FATAL with message->bad where it is not made
 * right. What `to` keeps of a source's tokens must be a copy. */
int vitk_stated_apply(struct vitk_stated *, struct vitk_wire_message *, const struct vitk_receiver *to);

/* To be called when messages were applied, before their bytes are gone: a next one may be like them. VITK_OK or
 * VITK_NOMEM. */
int vitk_stated_keep(struct vitk_stated *);

#endif
