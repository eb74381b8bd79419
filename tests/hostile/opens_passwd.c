#define HOSTILE_NAME "opens-passwd"
#define HOSTILE_TEXT "Opens /etc/passwd"
#include "hostile.h"

#include <fcntl.h>

static int deed(struct vitk_context *context) {
  (void)context;
  return open("/etc/passwd", O_RDONLY) >= 0 ? VITK_OK : VITK_FATAL;
}
