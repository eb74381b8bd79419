/* once.h - one import by one importer, and what came out of it as text. */
#ifndef VITK_HARNESS_ONCE_H
#define VITK_HARNESS_ONCE_H

#include "core/base/buffer.h"
#include "core/plugin/run.h"

#include <stdbool.h>

/* A row of the value table: `text` is all of it but source_id and flags, which depend on other rows. Offsets into the
 * outcome's `values`. */
struct value_line {
  size_t text, file, line;
};

struct outcome {
  int code;
  int32_t score;              /* of the probe; 0: it does not know the input */
  struct vitk_buffer rows;    /* every row of every table, in their order */
  struct vitk_buffer values;  /* NUL-terminated texts of `lines` */
  struct vitk_buffer members; /* NUL-terminated names of the members that were read */
  struct value_line *lines;
  size_t n_lines, most_lines, n_members;
  char broken[300]; /* what no run may do: a ledger that does not close, a misuse; "" is good */
};

struct harness {
  struct vitk_loader loader;
  const struct vitk_loaded *loaded;
  const char *const *options;
  size_t n_options;
  bool aloud; /* problems go to standard error */
};

/* Imports what `path` names. false: not even begun (no memory, no option of that kind). Freed with outcome_free. */
bool import_once(struct harness *, const char *path, const struct vitk_limits *, struct outcome *);
void outcome_free(struct outcome *);

#endif
