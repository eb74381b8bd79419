#define HOSTILE_NAME "opens-socket"
#define HOSTILE_TEXT "Opens a socket"
#include "hostile.h"

#include <sys/socket.h>

static int deed(struct vitk_context *context) {
  (void)context;
  return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? VITK_OK : VITK_FATAL;
}
