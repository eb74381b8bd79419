/* writer-heap.c - never frees what it took. */
#define HOOK_BEGIN
#include "writer.h"

#include <stdlib.h>

static int hook_begin(struct writer *writer) {
  static char *kept;
  (void)writer;
  kept = malloc(10);
  return kept ? VITK_OK : VITK_NOMEM;
}
