/* copy.c - lets its rows depend on whether the length of the file is known beforehand, which of a .gz it is not. */
#define HOOK_ROW
#include "list.h"

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  (void)row;
  (void)amount;
  (void)code;
  if (list->member.bytes == UINT64_MAX)
    food->name_en = (vitk_str){"packed", 6};
  return list;
}
