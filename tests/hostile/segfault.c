#define HOSTILE_NAME "segfault"
#define HOSTILE_TEXT "Writes to memory that is not there"
#include "hostile.h"

static int deed(struct vitk_context *context) {
  (void)context;
  *(volatile int *)8 = 1;
  return VITK_OK;
}
