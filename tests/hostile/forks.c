#define HOSTILE_NAME "forks"
#define HOSTILE_TEXT "Starts a process that stays"
#include "hostile.h"

#include <unistd.h>

static int deed(struct vitk_context *context) {
  (void)context;
  if (fork() == 0)
    for (;;)
      pause();
  return VITK_OK;
}
