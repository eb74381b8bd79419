#define HOSTILE_NAME "prints"
#define HOSTILE_TEXT "Writes to standard output, where the data goes"
#include "hostile.h"

#include <stdio.h>

static int deed(struct vitk_context *context) {
  (void)context;
  puts("source_id,food_id,component_id");
  return VITK_OK;
}
