/* ahead.h - a large plain text read by several threads: each takes the next block of the file, reads it, sees what its
 * bytes are and scans it. Blocks come out in the order of the file, whatever the number of threads.
 *
 * It only goes as far as nothing is out of the ordinary: at the end of the file, at text that is not UTF-8 or another
 * charset, at a NUL, a limit or a failed read it stops, and text and stream stand where it did, to go on from there and
 * to say what is wrong as they always do.
 */
#ifndef VITK_INPUT_AHEAD_H
#define VITK_INPUT_AHEAD_H

#include "core/input/scan.h"
#include "core/input/text.h"

struct vitk_ahead;

/* Text at block[start … end), after which VITK_SCAN_PADDING bytes can be read; until the next call. */
struct vitk_piece {
  char *block;
  size_t start, end;
  const struct vitk_scan *scan; /* of the block from its first record's start, on a guess where that is; or NULL */
};

/* Goes on where the text is, of which `bytes` are left about. *out NULL: it is not worth it or not possible, now (the
 * text has bytes ahead of its reader) or ever. VITK_OK or VITK_NOMEM. The plan and the text outlive it. */
int vitk_ahead_new(struct vitk_text *, uint64_t bytes, const struct vitk_scan_plan *, const struct vitk_limits *,
                   struct vitk_ahead **out);

/* VITK_END: go on with vitk_text_read. */
int vitk_ahead_next(struct vitk_ahead *, struct vitk_piece *out);

void vitk_ahead_free(struct vitk_ahead *); /* NULL is fine */

#endif
