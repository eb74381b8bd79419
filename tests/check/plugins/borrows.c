/* borrows.c - calls a function of a library that it is not linked with; libvitk is. */
#define HOOK_OPEN
#include "list.h"

extern const char *sqlite3_libversion(void);

static int hook_open(struct list *list) {
  (void)list;
  return sqlite3_libversion() != NULL ? VITK_OK : VITK_FAILED;
}
static void hook_close(struct list *list) {
  (void)list;
}
