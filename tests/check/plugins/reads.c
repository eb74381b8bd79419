/* reads.c - states nothing. */
#define HOOK_ROW
#include "list.h"

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  (void)row;
  (void)food;
  (void)amount;
  *code = *code < 0 ? *code : VITK_END;
  return list;
}
