#define HOSTILE_NAME "exits"
#define HOSTILE_TEXT "Calls exit(0), as if all were well"
#include "hostile.h"

#include <stdlib.h>

static int deed(struct vitk_context *context) {
  (void)context;
  exit(0);
}
