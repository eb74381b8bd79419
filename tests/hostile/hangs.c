#define HOSTILE_NAME "hangs"
#define HOSTILE_TEXT "Never comes back"
#include "hostile.h"

#include <unistd.h>

static int deed(struct vitk_context *context) {
  (void)context;
  for (;;)
    usleep(1000);
}
