/* ahead.h - the blocks of a large delimited text (blocks.h), each scanned by the thread that read it. */
#ifndef VITK_INPUT_AHEAD_H
#define VITK_INPUT_AHEAD_H

#include "core/input/blocks.h"
#include "core/input/split_ahead.h"

/* Bytes that can be written before a piece: the start of a record that the one before ended in. */
enum { VITK_AHEAD_ROOM = 1 << 15 };

/* Text at block[start … end), after which VITK_SCAN_PADDING bytes can be read; until the next call. */
struct vitk_piece {
  char *block;
  size_t start, end;
  const struct vitk_scan *scan;   /* of the block from its first record's start, on a guess where that is; or NULL */
  struct vitk_split_ahead *split; /* of that scan's records, or NULL */
};

/* As vitk_blocks_new, with what vitk_ahead_next is for. The plan outlives it. */
int vitk_ahead_new(struct vitk_text *, uint64_t bytes, const struct vitk_scan_plan *, const struct vitk_limits *,
                   struct vitk_blocks **out);

int vitk_ahead_next(struct vitk_blocks *, struct vitk_piece *out); /* as vitk_blocks_next */

#endif
