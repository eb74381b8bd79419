#include "core/input/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Of a process that may open nothing: set once, before its threads are. */
static int given = -1;
static bool given_is_taken;

void vitk_spool_give(int fd) {
  given = fd;
  given_is_taken = false;
}

int vitk_spool_open(void) {
  const char *folder = getenv("TMPDIR");
  if (given < 0) {
    int fd = open(folder && folder[0] ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : memfd_create("vitk-spool", MFD_CLOEXEC);
  }
  if (given_is_taken) {
    errno = EMFILE;
    return -1;
  }
  if (ftruncate(given, 0) != 0 || lseek(given, 0, SEEK_SET) != 0)
    return -1;
  given_is_taken = true;
  return given;
}

void vitk_spool_close(int fd) {
  if (fd < 0)
    return;
  if (fd == given)
    given_is_taken = false;
  else
    close(fd);
}

int vitk_spool_copy(int to, int from, uint64_t most) {
  enum { BLOCK = 65536 };
  char *block = malloc(BLOCK);
  int code = block ? VITK_OK : VITK_NOMEM;
  for (uint64_t total = 0; code == VITK_OK;) {
    ssize_t n = read(from, block, BLOCK);
    if (n == 0)
      break;
    if (n > 0 && (uint64_t)n > most - total) {
      errno = EFBIG;
      code = VITK_FAILED;
    } else if (n < 0 || !vitk_spool_write(to, block, (size_t)n)) {
      code = n < 0 && errno == EINTR ? VITK_CANCELLED : VITK_FAILED;
    } else {
      total += (uint64_t)n;
    }
  }
  int error = errno;
  free(block);
  errno = error;
  return code;
}

bool vitk_spool_write(int fd, const char *from, size_t n) {
  while (n > 0) {
    ssize_t written = write(fd, from, n);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    from += written;
    n -= (size_t)written;
  }
  return true;
}
