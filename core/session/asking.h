/* asking.h - all importers asked about one input, in a process of their own: one that crashes or hangs in its probe is
 * left out, and the others are asked by another process. */
#ifndef VITK_SESSION_ASKING_H
#define VITK_SESSION_ASKING_H

#include "core/session/session.h"
#include "core/worker/task.h"

struct asking {
  struct vitk *session;
  const struct vitk_sink_of_diags *told;
  struct vitk_task task;
  int input; /* its descriptor */
  struct vitk_process process;
  const struct vitk_loaded **asked;   /* the importers, in the order of the task */
  struct vitk_candidate_found *found; /* those that know the input */
  size_t n_found;
  uint32_t next; /* the first that has not answered yet */
  bool cost_one; /* an importer was left out for what it did */
  bool done;     /* the process said its last word, `code` */
  int code;
};

/* Starts the process; `taken` and what `request` points at must live as long. VITK_OK, NOMEM, or FAILED after a diag.
 */
int asking_start(struct asking *, struct vitk *, const char *input, const struct vitk_taken *,
                 const struct vitk_import_request *, struct vitk_arena *, const struct vitk_sink_of_diags *told);

/* Takes what there is to be read. VITK_OK: go on; VITK_END: all have answered, `found` is in order; else the code that
 * it failed with, which was told (VITK_FATAL: the process of an input was lost with no plugin at fault). */
int asking_hear(struct asking *);
/* The importer that is being asked takes too long: goes on without it. As asking_hear. */
int asking_skip(struct asking *);
void asking_stop(struct asking *);

#endif
