/* output.h - files that exporters write: whole or not at all.
 *
 * A file is written beside its target and renamed when whole. A folder is made beside its target and renamed; one that
 * exists is used only if it is empty or an earlier export of ours (its datapackage.json says so), and then each file is
 * replaced by rename, datapackage.json last. Standard output, and a target that is a pipe or a device, is written as it
 * comes; a closed pipe ends quietly (VITK_CANCELLED without a diag), in a process that ignores SIGPIPE.
 */
#ifndef VITK_DATASET_OUTPUT_H
#define VITK_DATASET_OUTPUT_H

#include "core/base/diag.h"

struct vitk_target;
struct vitk_output;

/* `text`: "-" standard output; ends in '/' or an existing folder: a folder; "scheme://…": a URL, left to the exporter;
 * else a file. VITK_FAILED after a diag "cannot-write". */
int vitk_target_open(const char *text, const struct vitk_sink_of_diags *, struct vitk_target **out);
uint32_t vitk_target_kind(const struct vitk_target *); /* VITK_TO_FILE … */
vitk_str vitk_target_text(const struct vitk_target *);

bool vitk_target_is_url(const char *text);

/* A target as messages may cite it: a URL, or what was meant to be one, has *** in the place of its user's password and
 * of parameters such as password=. malloc'ed; NULL: no memory. */
char *vitk_target_shown(const char *text);

/* What a folder's datapackage.json holds within its first 64 KiB, by which an export of ours is known. */
#define VITK_OUTPUT_MARK "\"vitk\": {\"format\": "

/* `name` NULL: the target itself, a file or stdout, once. In a folder a plain file name, no '/' and no '.' at its
 * start; each once. Misuse is VITK_FATAL after a diag "plugin-misuse". */
int vitk_output_open(struct vitk_target *, const char *name, struct vitk_output **out);

/* Buffered; n 0 sends on what is buffered, so that a reader of a pipe need not wait. */
int vitk_output_write(struct vitk_output *, const void *bytes, size_t n);

/* Not to be used afterwards, whatever it returns. `info` may be NULL, and may be of an older, shorter ABI. */
int vitk_output_close(struct vitk_output *, struct vitk_output_info *info);

/* Publishes what was written, or takes all of it away again; outputs left open are closed. Both free the target. */
int vitk_target_finish(struct vitk_target *);
void vitk_target_abort(struct vitk_target *);

#endif
