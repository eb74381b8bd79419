#include "core/input/member.h"
#include "core/input/spool.h"

#include <errno.h>
#include <unistd.h>

ssize_t vitk_read_full(int fd, void *to, size_t n) {
  size_t got = 0;
  while (got < n) {
    ssize_t r = read(fd, (char *)to + got, n - got);
    if (r < 0)
      return -1;
    if (r == 0)
      break;
    got += (size_t)r;
  }
  return (ssize_t)got;
}

static int spool_failed(const struct vitk_bundle *bundle, int error) {
  vitk_report(bundle->diags, VITK_ERROR, "cannot-open", VITK_BUNDLE_PLACE(bundle), (vitk_str){NULL, 0},
              "make room in TMPDIR, or save the archive as a file and name it",
              "an archive on a pipe is kept in a temporary file, which failed: %s", strerrordesc_np(error));
  return VITK_FAILED;
}

static int too_long(const struct vitk_bundle *bundle) {
  vitk_report(bundle->diags, VITK_ERROR, "limit", VITK_BUNDLE_PLACE(bundle), (vitk_str){NULL, 0},
              "save the archive as a file and name it", "an archive on a pipe is longer than %llu bytes",
              (unsigned long long)bundle->limits->stdin_archive);
  return VITK_FAILED;
}

/* Copies head and rest of the pipe, whose end is not known, to `spool`. */
static int copy(const struct vitk_bundle *bundle, int spool) {
  uint64_t most = bundle->limits->stdin_archive, ahead = bundle->pipe_head.n;
  if (ahead > most)
    return too_long(bundle);
  if (!vitk_spool_write(spool, bundle->pipe_head.p, bundle->pipe_head.n))
    return spool_failed(bundle, errno);
  int code = vitk_spool_copy(spool, bundle->fd, most - ahead);
  if (code != VITK_FAILED)
    return code;
  return errno == EFBIG ? too_long(bundle) : spool_failed(bundle, errno);
}

int vitk_bundle_take_pipe(struct vitk_bundle *bundle) {
  char *head = vitk_arena_alloc(&bundle->arena, VITK_HEAD_BYTES);
  if (head == NULL)
    return VITK_NOMEM;
  ssize_t n = vitk_read_full(bundle->fd, head, VITK_HEAD_BYTES);
  if (n < 0 && errno == EINTR)
    return VITK_CANCELLED;
  if (n < 0) {
    vitk_report(bundle->diags, VITK_ERROR, "cannot-open", VITK_BUNDLE_PLACE(bundle), (vitk_str){NULL, 0},
                "check what writes to the pipe", "cannot read from \"%s\": %s", bundle->path, strerrordesc_np(errno));
    return VITK_FAILED;
  }
  bundle->pipe_head = (vitk_str){head, (size_t)n};
  if (vitk_packing_of(bundle->pipe_head) == VITK_PACKED_NOT)
    return VITK_OK;
  int spool = vitk_spool_open();
  if (spool < 0)
    return spool_failed(bundle, errno);
  int code = copy(bundle, spool);
  if (bundle->owns_fd)
    close(bundle->fd);
  bundle->fd = spool;
  bundle->owns_fd = true;
  bundle->pipe_head = (vitk_str){NULL, 0};
  return code;
}
