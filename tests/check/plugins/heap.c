/* heap.c - never frees what it took. */
#define HOOK_OPEN
#include "list.h"

#include <stdlib.h>

static int hook_open(struct list *list) {
  static char *kept;
  (void)list;
  kept = malloc(10);
  return kept ? VITK_OK : VITK_NOMEM;
}
static void hook_close(struct list *list) {
  (void)list;
}
