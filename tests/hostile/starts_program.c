#define HOSTILE_NAME "starts-program"
#define HOSTILE_TEXT "Becomes another program"
#include "hostile.h"

#include <unistd.h>

static int deed(struct vitk_context *context) {
  (void)context;
  execl("/bin/true", "true", (char *)NULL);
  return VITK_FATAL;
}
