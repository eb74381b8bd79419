/* window.h - the part of a text that is being looked at, for xml.c and json.c.
 *
 * A parser is given blocks that end at the same places of the text however its reads fall and whatever is passed over:
 * what it tells of a document with more than one fault depends on them. */
#ifndef VITK_INPUT_WINDOW_H
#define VITK_INPUT_WINDOW_H

#include "core/input/blocks.h"
#include "core/input/held.h"
#include "core/input/skim.h"

struct vitk_window {
  struct vitk_text *text;
  struct vitk_held told; /* what is to be told where the text fails */
  struct vitk_sink_of_diags diags;
  char *own; /* what the text is read into */
  char *p;   /* `own`, or in a block of `blocks`; VITK_BLOCK_PADDING bytes can be read after `end` */
  size_t block, capacity, at, end; /* p[at … end) was not dealt with */
  uint64_t before;                 /* bytes of the text before p[0] */
  bool over;                       /* there is nothing after `end` … */
  int failure;                     /* … or no more can be read */
  struct vitk_needles *sought;     /* NULL: nothing is, each record is parsed */
  size_t hit;                      /* where the next of the sought is; where hit_known */
  bool hit_known;
  /* Of a large file that threads read, from vitk_window_look on: */
  struct vitk_looker looker;
  uint64_t bytes; /* of the text; 0: no threads */
  const struct vitk_limits *limits;
  struct vitk_blocks *blocks; /* NULL: not now */
  void *kept;                 /* of the block that p[kept_at] begins; NULL: there is none */
  size_t kept_at;
};

/* Of so many blocks of the limits' size. The text is opened with the sink `diags`, which is ready after this, and put
 * into `text`; vitk_window_close closes it with the rest. Takes over `sought`, also on failure. VITK_OK or VITK_NOMEM.
 */
int vitk_window_open(struct vitk_window *, size_t blocks, const struct vitk_limits *, const struct vitk_sink_of_diags *,
                     struct vitk_needles *sought);
void vitk_window_close(struct vitk_window *);

/* Where the text is in a large file, which has so many bytes, it is read by threads, which look through it by blocks.
 */
void vitk_window_look(struct vitk_window *, const struct vitk_looker *, uint64_t bytes);

/* Reads on, by a parser's block at least where the text is that long; false: it is over, or there is no room. What
 * can't be read is told by vitk_window_end, when all before it was dealt with. */
bool vitk_window_fill(struct vitk_window *);

/* How many bytes from `at` on can be given to a parser: whole blocks, and what is left where the text is over. */
size_t vitk_window_ready(const struct vitk_window *);

/* All was dealt with. VITK_OK at the text's end; else what reading it failed with, which is told. */
int vitk_window_end(struct vitk_window *);

/* Does one of the sought begin in p[from … to)? `from` never goes back until the next fill. */
bool vitk_window_holds_sought(struct vitk_window *, size_t from, size_t to);

#endif
