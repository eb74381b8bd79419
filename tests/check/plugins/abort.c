/* abort.c - counts on a row before an abort. */
#define HOOK_ABORT
#include "writer.h"

#include <signal.h>

static void hook_abort(struct writer *writer) {
  if (writer->rows == 0)
    raise(SIGFPE);
}
