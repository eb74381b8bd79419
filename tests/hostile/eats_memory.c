#define HOSTILE_NAME "eats-memory"
#define HOSTILE_TEXT "Takes all the memory that it can get"
#include "hostile.h"

#include <stdlib.h>

static int deed(struct vitk_context *context) {
  enum { BLOCK = 1 << 20 };
  for (char *block; (block = malloc(BLOCK)) != NULL;)
    memset(block, 1, BLOCK);
  (void)context;
  return VITK_NOMEM;
}
