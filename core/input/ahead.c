#include "core/input/ahead.h"

#include "core/input/range.h"

#include <stdlib.h>

/* A scan counts from before its block, so that the start of a character can come there which its first bytes end, and
 * before that the start of a record. */
enum { BEFORE = VITK_BLOCK_HEADROOM };
_Static_assert((int)VITK_SCAN_PADDING <= (int)VITK_BLOCK_PADDING && (int)VITK_AHEAD_ROOM + 64 <= (int)BEFORE,
               "room around a block");

struct scanned { /* what is kept of a block */
  const struct vitk_scan_plan *plan;
  bool is_scanned;
  struct vitk_scan scan;
  struct vitk_split_ahead split; /* of that scan */
};

static void *make_scanned(const void *self) {
  struct scanned *scanned = malloc(sizeof *scanned);
  if (scanned != NULL)
    scanned->plan = self;
  return scanned;
}

/* The guess is that a block begins outside quotes, else that it begins within. */
static void scan_block(void *kept, const char *p, size_t n, uint64_t offset) {
  struct scanned *scanned = kept;
  const struct vitk_scan_plan *plan = scanned->plan;
  size_t first = vitk_scan_first(plan, p, n, false);
  if (first == SIZE_MAX)
    first = vitk_scan_first(plan, p, n, true);
  scanned->is_scanned = first != SIZE_MAX;
  bool is_before = offset + n <= plan->pass_before;
  if (!scanned->is_scanned)
    return;
  (is_before ? vitk_range_pass : vitk_scan)(plan, p - BEFORE, BEFORE + n, BEFORE + first, &scanned->scan);
  vitk_ahead_split(&scanned->split, plan, p - BEFORE, &scanned->scan);
}

static void examine_block(void *kept, const char *p, size_t n, struct vitk_examined *out) {
  const struct scanned *scanned = kept;
  const struct vitk_scan *scan = &scanned->scan;
  if (scanned->is_scanned)
    vitk_examine_rest(p, n, scan->start - BEFORE, scan->seen - BEFORE, scan->feeds, 0, out);
  else
    vitk_examine(p, n, out);
}

int vitk_ahead_new(struct vitk_text *text, uint64_t bytes, const struct vitk_scan_plan *plan,
                   const struct vitk_limits *limits, struct vitk_blocks **out) {
  struct vitk_looker looker = {make_scanned, scan_block, free, plan, examine_block};
  return vitk_blocks_new(text, bytes, &looker, limits, out);
}

int vitk_ahead_next(struct vitk_blocks *blocks, struct vitk_piece *out) {
  struct vitk_block block;
  int code = vitk_blocks_next(blocks, &block);
  if (code != VITK_OK)
    return code;
  struct scanned *scanned = block.kept;
  *out = (struct vitk_piece){.block = block.p + block.at - BEFORE,
                             .start = BEFORE - block.at,
                             .end = BEFORE - block.at + block.n,
                             .scan = scanned->is_scanned ? &scanned->scan : NULL,
                             .split = scanned->is_scanned ? &scanned->split : NULL};
  return VITK_OK;
}
