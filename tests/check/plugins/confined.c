/* confined.c - opens a file behind the host's back. */
#define HOOK_OPEN
#include "list.h"

static int hook_open(struct list *list) {
  (void)list;
  FILE *file = fopen("/etc/hostname", "re");
  if (file != NULL)
    fclose(file);
  return VITK_OK;
}
static void hook_close(struct list *list) {
  (void)list;
}
