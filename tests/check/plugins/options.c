/* options.c - crashes at the greatest value of its option. */
#define HOOK_OPEN
#include "list.h"

#include <stdlib.h>

static int hook_open(struct list *list) {
  if (vitk->option_integer(list->context, "step") == 9)
    abort();
  return VITK_OK;
}
static void hook_close(struct list *list) {
  (void)list;
}
