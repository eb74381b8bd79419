#define HOSTILE_NAME "opens-raw"
#define HOSTILE_TEXT "Opens /etc/passwd by the system call itself, the folder's number extended by its sign"
#include "hostile.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int deed(struct vitk_context *context) {
  (void)context;
  return syscall(SYS_openat, (long)AT_FDCWD, "/etc/passwd", O_RDONLY) >= 0 ? VITK_OK : VITK_FATAL;
}
