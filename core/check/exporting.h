/* exporting.h - one export of a small dataset by the exporter under check. */
#ifndef VITK_CHECK_EXPORTING_H
#define VITK_CHECK_EXPORTING_H

#include "core/base/buffer.h"
#include "core/check/check.h"

/* The dataset: two sources whose foods and values have every status, and texts that are awkward to quote. NULL after
 * check_fail; made once, and kept for the child's life. */
struct vitk_store *check_dataset(struct check *);

/* The outputs that the exporter's formats name, one for each ending, in c->folder. */
struct check_formats {
  const struct vitk_plugin *plugin;
  uint32_t format;
  size_t used;    /* bytes of the format's endings */
  uint64_t n;     /* that were given */
  char path[400]; /* of the output */
};
/* false: no more; where there was none at all, check_skip said why. */
bool check_next_format(struct check *, struct check_formats *);

/* One export to `path`: a code of a run. What it wrote stays there. */
int check_export(struct check *, const char *path);

/* Adds all that c->folder holds, names and bytes, to `to`, and takes it away. */
bool check_take_output(struct check *, struct vitk_buffer *to);

/* After a failure or an abort: is c->folder as empty as it was? Else check_fail, and it is cleared. */
void check_nothing_left(struct check *);
void check_clear(struct check *);

#endif
