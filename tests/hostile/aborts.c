#define HOSTILE_NAME "aborts"
#define HOSTILE_TEXT "Calls abort()"
#include "hostile.h"

#include <stdlib.h>

static int deed(struct vitk_context *context) {
  (void)context;
  abort();
}
