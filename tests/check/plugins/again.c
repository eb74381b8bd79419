/* again.c - the first run in a process gives other names than later ones. */
#define HOOK_ROW
#include "list.h"

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  static struct list *first;
  (void)row;
  (void)amount;
  (void)code;
  if (first == NULL)
    first = list;
  if (first == list)
    food->name_en = (vitk_str){"first", 5};
  return list;
}
