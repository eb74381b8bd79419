/* output.c - the files of an export, as they are written. */
#include "core/dataset/behind.h"
#include "core/dataset/beside.h"
#include "core/dataset/output_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Larger writes are no gain: on ext4 those of a MiB take five times the time of the CPU. */
enum { BUFFERED = 256 * 1024 };

static int misuse(const struct vitk_target *target, const char *name, const char *what) {
  int code = vitk_report(target->diags, VITK_ERROR, "plugin-misuse",
                         (struct vitk_place){.file = vitk_str_of(target->shown)}, vitk_str_of(name),
                         "this is a fault of the exporter: report it to its author", "the exporter opened %s", what);
  return code < 0 ? code : VITK_FATAL;
}

static int check_name(const struct vitk_target *target, const char *name) {
  if (target->kind == VITK_TO_URL)
    return misuse(target, name, "an output, but the target is a URL, which it must reach itself");
  if (target->kind != VITK_TO_FOLDER) {
    if (name != NULL)
      return misuse(target, name, "a file by name, but the target is no folder");
    return target->outputs == NULL ? VITK_OK : misuse(target, name, "the target a second time");
  }
  if (name == NULL || name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL)
    return misuse(target, name, "a file in a folder without a plain name");
  for (const struct vitk_output *output = target->outputs; output != NULL; output = output->next)
    if (strcmp(strrchr(output->path, '/') + 1, name) == 0)
      return misuse(target, name, "the same file a second time");
  return VITK_OK;
}

static int open_file(struct vitk_output *output, const char *name) {
  struct vitk_target *target = output->target;
  if (target->kind == VITK_TO_STDOUT) {
    output->fd = STDOUT_FILENO;
  } else if (target->streams) {
    output->fd = open(target->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  } else {
    output->path = name ? vitk_path_in(target->path, name) : strdup(target->path);
    if (output->path == NULL)
      return VITK_NOMEM;
    if (target->temporary != NULL) {
      output->temporary = vitk_path_in(target->temporary, name);
      if (output->temporary == NULL)
        return VITK_NOMEM;
      output->fd = open(output->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } else {
      output->fd = vitk_beside_new(output->path, false, &output->temporary);
      output->lock = output->fd >= 0 ? fcntl(output->fd, F_DUPFD_CLOEXEC, 0) : -1;
    }
  }
  if (output->fd >= 0)
    return VITK_OK;
  return errno == ENOMEM ? VITK_NOMEM : vitk_cannot_write(target->diags, target->shown, "can't write", errno);
}

static void free_buffer(struct vitk_output *output) {
  if (output->behind != NULL)
    vitk_behind_end(output->behind);
  else
    free(output->buffer);
  output->behind = NULL;
  output->buffer = NULL;
}

static void output_free(struct vitk_output *output) {
  free_buffer(output);
  if (output->lock >= 0)
    close(output->lock);
  free(output->temporary);
  free(output->path);
  free(output);
}

int vitk_output_open(struct vitk_target *target, const char *name, struct vitk_output **out) {
  *out = NULL;
  int code = check_name(target, name);
  if (code != VITK_OK)
    return code;
  struct vitk_output *output = calloc(1, sizeof *output);
  if (output == NULL)
    return VITK_NOMEM;
  output->target = target;
  output->fd = output->lock = -1;
  output->buffer = malloc(BUFFERED);
  code = output->buffer ? open_file(output, name) : VITK_NOMEM;
  if (code != VITK_OK) {
    output_free(output);
    return code;
  }
  sha256_init(&output->sha256);
  output->next = target->outputs;
  target->outputs = output;
  *out = output;
  return VITK_OK;
}

static int write_out(struct vitk_output *output, const unsigned char *bytes, size_t n) {
  if (output->path == NULL)
    sha256_update(&output->sha256, n, bytes);
  output->bytes += n;
  while (n > 0) {
    ssize_t written = write(output->fd, bytes, n);
    if (written >= 0) {
      bytes += written;
      n -= (size_t)written;
    } else if (errno == EAGAIN) {
      poll(&(struct pollfd){.fd = output->fd, .events = POLLOUT}, 1, -1);
    } else if (errno == EPIPE) {
      return VITK_CANCELLED;
    } else if (errno != EINTR) {
      return vitk_cannot_write(output->target->diags, output->target->shown, "can't write", errno);
    }
  }
  return VITK_OK;
}

/* A file that is renamed when whole may be written while more of it is made; a pipe gets each part as it comes. */
static bool is_written_behind(struct vitk_output *output) {
  if (output->behind == NULL && output->path != NULL && output->n == BUFFERED)
    output->behind = vitk_behind_start(output->fd, output->buffer, BUFFERED);
  return output->behind != NULL;
}

static int written(const struct vitk_output *output, int error) {
  return error == 0 ? VITK_OK : vitk_cannot_write(output->target->diags, output->target->shown, "can't write", error);
}

static int flush(struct vitk_output *output) {
  int code = VITK_OK;
  if (output->n > 0 && is_written_behind(output)) {
    output->bytes += output->n;
    code = written(output, vitk_behind_give(output->behind, output->n, &output->buffer));
  } else {
    code = write_out(output, output->buffer, output->n);
  }
  output->n = 0;
  return code;
}

int vitk_output_write(struct vitk_output *output, const void *bytes, size_t n) {
  const unsigned char *from = bytes;
  int code = n == 0 ? flush(output) : VITK_OK;
  while (code == VITK_OK && n > 0) {
    size_t room = BUFFERED - output->n, part = n < room ? n : room;
    memcpy(output->buffer + output->n, from, part);
    output->n += part;
    from += part;
    n -= part;
    if (output->n == BUFFERED)
      code = flush(output);
  }
  return code;
}

/* Few exporters ask for a checksum: it is taken then, from what the system still has in memory. */
static int read_again(struct vitk_output *output) {
  for (off_t at = 0;;) {
    ssize_t n = pread(output->fd, output->buffer, BUFFERED, at);
    if (n == 0)
      return VITK_OK;
    if (n < 0 && errno != EINTR)
      return vitk_cannot_write(output->target->diags, output->target->text, "can't read what was written to", errno);
    if (n > 0) {
      sha256_update(&output->sha256, (size_t)n, output->buffer);
      at += n;
    }
  }
}

static int describe(struct vitk_output *output, struct vitk_output_info *info) {
  uint8_t digest[SHA256_DIGEST_SIZE];
  struct vitk_output_info whole = {.size = info->size, .bytes = output->bytes};
  int code = output->path != NULL ? read_again(output) : VITK_OK;
  sha256_digest(&output->sha256, sizeof digest, digest);
  for (size_t i = 0; i < sizeof digest; i++)
    snprintf(whole.sha256 + 2 * i, 3, "%02x", digest[i]);
  memcpy(info, &whole, info->size < sizeof whole ? info->size : sizeof whole);
  return code;
}

/* The file itself, not what is remembered of it. */
static int close_file(struct vitk_output *output, bool sync) {
  int code = VITK_OK, fd = output->fd;
  output->fd = -1;
  if (fd < 0 || fd == STDOUT_FILENO)
    return VITK_OK;
  if (sync && fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
    code = vitk_cannot_write(output->target->diags, output->target->shown, "can't write", errno);
  if (close(fd) != 0 && code == VITK_OK && sync && errno != EINTR)
    code = vitk_cannot_write(output->target->diags, output->target->shown, "can't write", errno);
  return code;
}

int vitk_output_close(struct vitk_output *output, struct vitk_output_info *info) {
  int code = flush(output);
  if (code == VITK_OK && output->behind != NULL)
    code = written(output, vitk_behind_wait(output->behind));
  if (code == VITK_OK && info != NULL)
    code = describe(output, info);
  int closed = close_file(output, code == VITK_OK && output->temporary != NULL);
  free_buffer(output);
  return code == VITK_OK ? closed : code;
}

void vitk_output_abort(struct vitk_output *output) {
  free_buffer(output); /* nothing is written any more */
  close_file(output, false);
  if (output->temporary != NULL)
    unlink(output->temporary);
  output_free(output);
}
