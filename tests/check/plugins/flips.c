/* flips.c - takes every byte for ASCII. */
#define HOOK_ROW
#include "list.h"

#include <stdlib.h>

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  (void)row;
  (void)amount;
  for (size_t i = 0; *code == VITK_OK && i < food->food_id.n; i++)
    if ((unsigned char)food->food_id.p[i] > 0x7F)
      abort();
  return list;
}
