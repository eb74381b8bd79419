/* parts.c - says that its rows stand each by itself, and counts them. */
#define TABLE_FLAGS (VITK_RAGGED | VITK_ROWS_APART)
#define HOOK_ROW
#include "list.h"

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  (void)row;
  (void)food;
  (void)code;
  if (list->lines % 2 == 0)
    *amount = (vitk_str){"0", 1};
  return list;
}
