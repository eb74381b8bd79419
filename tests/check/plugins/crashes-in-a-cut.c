/* crashes-in-a-cut.c - counts on three lines: a shorter file is a crash, whose place is told. */
#define HOOK_ROW
#include "list.h"

#include <signal.h>

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  static uint64_t last;
  (void)food;
  (void)amount;
  last = *code == VITK_OK ? row->line : last;
  if (*code == VITK_END && last < 4)
    raise(SIGSEGV);
  return list;
}
