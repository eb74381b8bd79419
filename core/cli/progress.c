/* progress.c - for programs: what an import does, a line of JSON at a time, on a descriptor that they name; and whether
 * a descriptor is one that can be written to. */
#include "core/cli/cli.h"

#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int progress_fd = -1; /* -1: nobody asked, or nobody reads any more */

int cli_check_descriptor(const struct cli_command *command, const char *option, uint64_t fd) {
  if (fd == CLI_NO_DESCRIPTOR)
    return -1;
  int flags = fd <= INT_MAX ? fcntl((int)fd, F_GETFL) : -1;
  if (flags < 0)
    return cli_usage(command, "--%s=%llu: there is no open descriptor %llu", option, (unsigned long long)fd,
                     (unsigned long long)fd);
  if ((flags & O_ACCMODE) == O_RDONLY)
    return cli_usage(command, "--%s=%llu: descriptor %llu is open to be read, not to be written", option,
                     (unsigned long long)fd, (unsigned long long)fd);
  return -1;
}

void cli_progress_to(uint64_t fd) {
  progress_fd = fd == CLI_NO_DESCRIPTOR ? -1 : (int)fd;
}

/* A whole line or none: PIPE_BUF bytes fit where a pipe can be written to at all, so it never waits for a reader. The
 * descriptor's own flags are shared with who gave it, and stay as they are. */
static void write_line(char *line, size_t n) {
  struct pollfd writable = {.fd = progress_fd, .events = POLLOUT};
  line[n++] = '\n';
  if (n > PIPE_BUF || poll(&writable, 1, 0) != 1 || (writable.revents & POLLOUT) == 0) {
    if (writable.revents & (POLLERR | POLLNVAL))
      progress_fd = -1;
    return;
  }
  if (write(progress_fd, line, n) < 0)
    progress_fd = -1;
}

static json_t *count_json(uint64_t count) {
  return count == UINT64_MAX ? json_null() : json_integer((json_int_t)count);
}

void cli_progress_step(void *user, const struct vitk_step *step) {
  char line[PIPE_BUF + 1];
  (void)user;
  if (progress_fd < 0)
    return;
  json_t *json = json_pack("{s:s, s:o, s:I, s:o, s:o}", "event", step->ended ? "end" : "progress", "input",
                           cli_json_text(step->input), "statements", (json_int_t)step->statements, "bytes",
                           count_json(step->bytes), "of_bytes", count_json(step->of_bytes));
  if (json != NULL && step->ended)
    json_object_set_new(json, "exit", json_integer((json_int_t)step->outcome));
  size_t n = json ? json_dumpb(json, line, PIPE_BUF, JSON_COMPACT | JSON_PRESERVE_ORDER) : 0;
  if (n > 0 && n < PIPE_BUF)
    write_line(line, n);
  json_decref(json);
}
