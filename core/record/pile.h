/* pile.h - rows of one size, numbered as they come. They lie in blocks that never move, so that a pointer to a row
 * holds, and that growing asks for one block more and not for twice the memory. */
#ifndef VITK_RECORD_PILE_H
#define VITK_RECORD_PILE_H

#include "vitk/plugin.h"

enum { VITK_PILE_BITS = 12, VITK_PILE_BLOCK = 1 << VITK_PILE_BITS /* rows of a block */ };

struct vitk_pile { /* starts as {.each = sizeof a row} */
  size_t each;
  uint32_t n;
  uint32_t n_blocks, max_blocks;
  unsigned char **blocks;
};

static inline void *vitk_pile_at(const struct vitk_pile *pile, uint32_t i) {
  return pile->blocks[i >> VITK_PILE_BITS] + (size_t)(i & (VITK_PILE_BLOCK - 1)) * pile->each;
}

/* A zeroed row more, number n - 1 from then on; NULL: out of memory, or of numbers. */
void *vitk_pile_add_block(struct vitk_pile *); /* where it needs another block */
static inline void *vitk_pile_add(struct vitk_pile *pile) {
  return pile->n >> VITK_PILE_BITS < pile->n_blocks ? vitk_pile_at(pile, pile->n++) : vitk_pile_add_block(pile);
}

void vitk_pile_free(struct vitk_pile *);

#endif
