/* blocks.h - a large plain text read by several threads: each takes the next block of the file, reads it, sees what its
 * bytes are and looks through it as the user says. Blocks come out in the order of the file, whatever the number of
 * threads.
 *
 * It only goes as far as nothing is out of the ordinary: at the end of the file, at text that is not UTF-8 or another
 * charset, at a NUL, a limit or a failed read it stops, and the text stands where it did, to go on from there and to
 * say what is wrong as it always does.
 */
#ifndef VITK_INPUT_BLOCKS_H
#define VITK_INPUT_BLOCKS_H

#include "core/input/examine.h"
#include "core/input/text.h"

/* Bytes that can be read after a block's last, and that can be written before its first. */
enum { VITK_BLOCK_PADDING = 128, VITK_BLOCK_HEADROOM = (1 << 18) + 64 };

/* What looking through a block leaves for the reader: as many as there are blocks at a time, each used again and again.
 */
struct vitk_looker {
  void *(*make)(const void *self); /* NULL: out of memory */
  /* In any thread, at the block p[0 … n), which is at the offset in the file. */
  void (*look)(void *kept, const char *p, size_t n, uint64_t offset);
  void (*free)(void *kept); /* NULL is fine */
  const void *self;
  /* What the bytes of that block are, of which looking through it told most. NULL: vitk_examine tells it. */
  void (*examine)(void *kept, const char *p, size_t n, struct vitk_examined *out);
};

/* The text goes on at p, for n bytes. The block that was looked through began at p + at; its last bytes may be left
 * out, and come at the start of the next. */
struct vitk_block {
  char *p;
  size_t n, at;
  void *kept;
};

struct vitk_blocks;

/* Goes on where the text is, of which `bytes` are left about. *out NULL: it is not worth it or not possible, now (the
 * text has bytes ahead of its reader) or ever. VITK_OK or VITK_NOMEM. What it is given outlives it. */
int vitk_blocks_new(struct vitk_text *, uint64_t bytes, const struct vitk_looker *, const struct vitk_limits *,
                    struct vitk_blocks **out);

/* Until the next call. VITK_END: go on with vitk_text_read, which will tell why. */
int vitk_blocks_next(struct vitk_blocks *, struct vitk_block *out);

void vitk_blocks_free(struct vitk_blocks *); /* NULL is fine */

#endif
