/* quiet.c - talks. */
#define HOOK_OPEN
#include "list.h"

static int hook_open(struct list *list) {
  (void)list;
  puts("here I am");
  return VITK_OK;
}
static void hook_close(struct list *list) {
  (void)list;
}
