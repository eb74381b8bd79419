/* writer-quiet.c - talks. */
#define HOOK_BEGIN
#include "writer.h"

static int hook_begin(struct writer *writer) {
  (void)writer;
  puts("here I am");
  return VITK_OK;
}
