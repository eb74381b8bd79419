/* write-fails.c - does not look at what became of a write. */
#define HOOK_ROW
#include "writer.h"

static int hook_row(struct writer *writer, int code) {
  (void)writer;
  return code == VITK_CANCELLED ? code : VITK_OK;
}
