/* cancel.c - takes a cancelling for the end of the table. */
#define HOOK_ROW
#include "list.h"

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  (void)row;
  (void)food;
  (void)amount;
  *code = *code == VITK_CANCELLED ? VITK_END : *code;
  return list;
}
