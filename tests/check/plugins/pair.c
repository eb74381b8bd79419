/* pair.c - keeps in a static variable how many runs are open. */
#define HOOK_OPEN
#define HOOK_ROW
#include "list.h"

static unsigned open_lists;

static int hook_open(struct list *list) {
  (void)list;
  open_lists++;
  return VITK_OK;
}

static void hook_close(struct list *list) {
  (void)list;
  open_lists--;
}

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  (void)row;
  (void)amount;
  (void)code;
  if (open_lists > 1)
    food->name_en = (vitk_str){"beside another", 14};
  return list;
}
