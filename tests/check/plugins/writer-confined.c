/* writer-confined.c - opens a socket behind the host's back. */
#define HOOK_BEGIN
#include "writer.h"

#include <sys/socket.h>
#include <unistd.h>

static int hook_begin(struct writer *writer) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  (void)writer;
  if (fd >= 0)
    close(fd);
  return VITK_OK;
}
