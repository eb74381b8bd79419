/* pile.c - blocks of rows. */
#include "core/record/pile.h"

#include <stdlib.h>

enum { FIRST_BLOCKS = 16 };
static const uint32_t most_rows = UINT32_MAX - VITK_PILE_BLOCK + 1; /* whole blocks, and no row is VITK_NONE */

static int add_block(struct vitk_pile *pile) {
  if (pile->n_blocks == pile->max_blocks) {
    uint32_t more = pile->max_blocks ? pile->max_blocks * 2 : FIRST_BLOCKS;
    unsigned char **blocks = realloc(pile->blocks, more * sizeof *blocks);
    if (blocks == NULL)
      return VITK_NOMEM;
    pile->blocks = blocks;
    pile->max_blocks = more;
  }
  unsigned char *block = calloc(VITK_PILE_BLOCK, pile->each);
  if (block == NULL)
    return VITK_NOMEM;
  pile->blocks[pile->n_blocks++] = block;
  return VITK_OK;
}

void *vitk_pile_add_block(struct vitk_pile *pile) {
  if (pile->n == most_rows || add_block(pile) != VITK_OK)
    return NULL;
  return vitk_pile_at(pile, pile->n++);
}

void vitk_pile_free(struct vitk_pile *pile) {
  for (uint32_t i = 0; i < pile->n_blocks; i++)
    free(pile->blocks[i]);
  free(pile->blocks);
  *pile = (struct vitk_pile){.each = pile->each};
}
