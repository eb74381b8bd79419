/* two-targets.c - counts the rows of all exports since the last one was begun. */
#define HOOK_BEGIN
#define HOOK_ROW
#include "writer.h"

static unsigned rows;

static int hook_begin(struct writer *writer) {
  (void)writer;
  rows = 0;
  return VITK_OK;
}

static int hook_row(struct writer *writer, int code) {
  char line[16];
  int n = snprintf(line, sizeof line, "%u\n", ++rows);
  return code == VITK_OK ? vitk->output_write(writer->output, line, n > 0 ? (size_t)n : 0) : code;
}
