/* worker.h - what the parts of vitk-worker share. */
#ifndef VITK_WORKER_PROGRAM_WORKER_H
#define VITK_WORKER_PROGRAM_WORKER_H

#include "core/worker/sandbox.h"
#include "core/worker/stated.h"
#include "core/worker/task.h"

struct worker {
  struct vitk_task task;
  struct vitk_arena arena; /* as long as the process */
  struct vitk_wire_out out;
  struct vitk_mark *mark;
};

/* The fork server's work, until no order comes any more (false). In each copy that is to be a worker it returns true.
 * `prepare` is called after an order is carried out, when there is time. */
bool vitk_worker_serve(void (*prepare)(void));

/* Each does the task and returns the code that it ended with. */
int vitk_worker_describe(struct worker *);
int vitk_worker_probe(struct worker *);
int vitk_worker_import(struct worker *);
int vitk_worker_digest(struct worker *);

/* Sends what identity.h says of the bundle. */
int vitk_worker_tell_identity(struct worker *, vitk_str words);

/* Loads plugin `index` of the task; *out has no plugin where it is in trouble, which was told when the plugin was
 * described. VITK_OK or VITK_NOMEM. */
int vitk_worker_load(struct worker *, uint32_t index, struct vitk_loaded *out);

/* Diags that are for the person and not for the ledger. */
struct vitk_sink_of_diags vitk_worker_telling(struct worker *);

/* The bundle, from the descriptor that the worker was born with; its problems are told. */
int vitk_worker_open(struct worker *, struct vitk_bundle **out);

/* Opens converters and keeps them, for no file of libc's can be opened later: for the charsets that sources use, once
 * and for all workers; and for those that the options or their map name. */
void vitk_worker_keep_usual_charsets(void);
void vitk_worker_keep_charsets(const struct vitk_plugin *, const struct vitk_option_values *);

#endif
