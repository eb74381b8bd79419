/* writes.c - fails at the third row. */
#define HOOK_ROW
#include "writer.h"

static int hook_row(struct writer *writer, int code) {
  return writer->rows == 3 && code == VITK_OK ? VITK_FAILED : code;
}
