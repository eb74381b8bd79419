#include "core/dataset/output.h"

#include "core/base/buffer.h"
#include "core/dataset/behind.h"
#include "core/dataset/beside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFERED = 256 * 1024, MARK_WITHIN = 64 * 1024 };
static const char last_of_all[] = "datapackage.json";

struct vitk_output {
  struct vitk_output *next;
  struct vitk_target *target;
  int fd;                 /* -1: closed */
  int lock;               /* of the temporary file until it is published, -1: none */
  char *temporary, *path; /* malloc'ed; both NULL where bytes go out as they come */
  unsigned char *buffer;  /* NULL: closed */
  size_t n;
  struct vitk_behind *behind; /* writes what fills more than a buffer, and has the buffer; NULL: not needed so far */
  uint64_t bytes;
  struct sha256_ctx sha256; /* of bytes that can't be read again; a file is, where its checksum is asked for */
};

struct vitk_target {
  const struct vitk_sink_of_diags *diags;
  char *text;      /* malloc'ed, as it was given */
  char *shown;     /* malloc'ed, as messages cite it */
  char *path;      /* malloc'ed: of a file or folder, its symlinks followed */
  char *temporary; /* malloc'ed: the folder beside the target, NULL: an existing one is used */
  uint32_t kind;
  int lock;     /* of the temporary folder, -1: none */
  bool streams; /* a pipe or a device: nothing to rename */
  struct vitk_output *outputs;
};

/* --- the target */

/* Length of the scheme that `text` begins with, and of the ':' after it; 0: none. */
static size_t scheme_length(const char *text) {
  size_t n = 0;
  while ((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= 'A' && text[n] <= 'Z') ||
         (n > 0 && text[n] != '\0' && strchr("0123456789+-.", text[n]) != NULL))
    n++;
  return n > 0 && text[n] == ':' ? n + 1 : 0;
}

bool vitk_target_is_url(const char *text) {
  size_t scheme = scheme_length(text);
  return scheme > 0 && strncmp(text + scheme, "//", 2) == 0;
}

static int add_masked_pair(struct vitk_buffer *shown, const char *pair, size_t n) {
  const char *equals = memchr(pair, '=', n);
  bool secret = equals != NULL && memmem(pair, (size_t)(equals - pair), "pass", 4) != NULL;
  int code = vitk_buffer_add(shown, pair, secret ? (size_t)(equals + 1 - pair) : n);
  return code == VITK_OK && secret ? vitk_buffer_add(shown, "***", 3) : code;
}

/* A '/' or '?' that a password holds unescaped must not end it: all up to the last '@' is hidden. */
static int add_masked(struct vitk_buffer *shown, const char *rest) {
  const char *colon = strchr(rest, ':'), *at = strrchr(rest, '@');
  int code = VITK_OK;
  if (colon != NULL && at != NULL && colon < at) {
    code = vitk_buffer_printf(shown, "%.*s:***", (int)(colon - rest), rest);
    rest = at;
  }
  while (code == VITK_OK && *rest != '\0') {
    size_t n = strcspn(rest, "?&"), more = rest[n] != '\0';
    code = add_masked_pair(shown, rest, n);
    if (code == VITK_OK)
      code = vitk_buffer_add(shown, rest + n, more);
    rest += n + more;
  }
  return code;
}

char *vitk_target_shown(const char *text) {
  size_t scheme = scheme_length(text);
  if (scheme == 0 || text[scheme] != '/')
    return strdup(text);
  struct vitk_buffer shown = {.maximum = SIZE_MAX};
  int code = vitk_buffer_add(&shown, text, scheme);
  if (code == VITK_OK)
    code = add_masked(&shown, text + scheme);
  char *copy = code == VITK_OK ? strndup(shown.p, shown.n) : NULL;
  vitk_buffer_free(&shown);
  return copy;
}

static uint32_t kind_of(const char *text, const struct stat *existing) {
  size_t n = strlen(text);
  if (strcmp(text, "-") == 0)
    return VITK_TO_STDOUT;
  if (vitk_target_is_url(text))
    return VITK_TO_URL;
  if ((n > 0 && text[n - 1] == '/') || (existing != NULL && S_ISDIR(existing->st_mode)))
    return VITK_TO_FOLDER;
  return VITK_TO_FILE;
}

static bool is_empty_folder(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL)
    return false;
  bool empty = true;
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
    empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
  closedir(folder);
  return empty;
}

/* `name` in `folder`. malloc'ed. */
static char *path_in(const char *folder, const char *name) {
  char *path = NULL;
  return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

static bool is_export_of_ours(const char *folder) {
  char *path = path_in(folder, last_of_all);
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
  free(path);
  if (fd < 0)
    return false;
  char *head = malloc(MARK_WITHIN);
  ssize_t n = head ? pread(fd, head, MARK_WITHIN, 0) : -1;
  close(fd);
  bool ours = n > 0 && memmem(head, (size_t)n, VITK_OUTPUT_MARK, sizeof VITK_OUTPUT_MARK - 1) != NULL;
  free(head);
  return ours;
}

static int open_folder(struct vitk_target *target, const struct stat *existing) {
  if (existing == NULL) {
    target->lock = vitk_beside_new(target->path, true, &target->temporary);
    if (target->lock < 0)
      return errno == ENOMEM ? VITK_NOMEM : vitk_cannot_write(target->diags, target->shown, "can't make", errno);
    return VITK_OK;
  }
  if (!S_ISDIR(existing->st_mode))
    return vitk_cannot_write(target->diags, target->shown, "can't make the folder", ENOTDIR);
  if (is_empty_folder(target->path) || is_export_of_ours(target->path))
    return VITK_OK;
  return vitk_cannot_write(target->diags, target->shown, "won't write into the folder", ENOTEMPTY);
}

int vitk_target_open(const char *text, const struct vitk_sink_of_diags *diags, struct vitk_target **out) {
  *out = NULL;
  struct vitk_target *target = calloc(1, sizeof *target);
  if (target == NULL)
    return VITK_NOMEM;
  struct stat found;
  const struct stat *existing = stat(text, &found) == 0 ? &found : NULL;
  target->diags = diags;
  target->lock = -1;
  target->kind = kind_of(text, existing);
  target->text = strdup(text);
  target->shown = vitk_target_shown(text);
  int code = target->text && target->shown ? VITK_OK : VITK_NOMEM;
  if (code == VITK_OK && text[0] == '\0')
    code = vitk_cannot_write(diags, target->shown, "can't write to a target without a name", ENOENT);
  if (code == VITK_OK && (target->kind == VITK_TO_FILE || target->kind == VITK_TO_FOLDER)) {
    target->streams = existing != NULL && !S_ISREG(existing->st_mode) && !S_ISDIR(existing->st_mode);
    target->path = target->streams ? strdup(text) : vitk_beside_resolve(text);
    if (target->path == NULL)
      code = errno == ENOMEM ? VITK_NOMEM : vitk_cannot_write(diags, target->shown, "can't follow the links of", errno);
  }
  for (size_t n = target->path ? strlen(target->path) : 0; n > 1 && target->path[n - 1] == '/'; n--)
    target->path[n - 1] = '\0';
  if (code == VITK_OK && target->path != NULL &&
      target->kind == VITK_TO_FOLDER) /* without the '/' at its end a file there is seen too */
    code = open_folder(target, stat(target->path, &found) == 0 ? &found : NULL);
  if (code != VITK_OK)
    vitk_target_abort(target);
  else
    *out = target;
  return code;
}

uint32_t vitk_target_kind(const struct vitk_target *target) {
  return target->kind;
}

vitk_str vitk_target_text(const struct vitk_target *target) {
  return vitk_str_of(target->text);
}

/* --- its files */

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
    output->path = name ? path_in(target->path, name) : strdup(target->path);
    if (output->path == NULL)
      return VITK_NOMEM;
    if (target->temporary != NULL) {
      output->temporary = path_in(target->temporary, name);
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

/* --- the end */

static int publish_file(struct vitk_output *output) {
  if (vitk_beside_publish(output->temporary, output->path) != 0)
    return vitk_cannot_write(output->target->diags, output->path, "can't replace", errno);
  free(output->temporary);
  output->temporary = NULL;
  return VITK_OK;
}

static bool comes_last(const struct vitk_output *output) {
  return strcmp(strrchr(output->path, '/') ? strrchr(output->path, '/') + 1 : output->path, last_of_all) == 0;
}

static int publish(struct vitk_target *target) {
  if (target->temporary != NULL) {
    if (vitk_beside_publish(target->temporary, target->path) != 0)
      return vitk_cannot_write(target->diags, target->shown, "can't make", errno);
    free(target->temporary);
    target->temporary = NULL;
    for (struct vitk_output *output = target->outputs; output != NULL; output = output->next) {
      free(output->temporary);
      output->temporary = NULL;
    }
    return VITK_OK;
  }
  int code = VITK_OK;
  for (int last = 0; last <= 1; last++)
    for (struct vitk_output *output = target->outputs; code == VITK_OK && output != NULL; output = output->next)
      if (output->temporary != NULL && comes_last(output) == (last == 1))
        code = publish_file(output);
  return code;
}

int vitk_target_finish(struct vitk_target *target) {
  int code = VITK_OK;
  for (struct vitk_output *output = target->outputs; code == VITK_OK && output != NULL; output = output->next)
    if (output->buffer != NULL)
      code = vitk_output_close(output, NULL);
  if (code == VITK_OK)
    code = publish(target);
  vitk_target_abort(target);
  return code;
}

void vitk_target_abort(struct vitk_target *target) {
  if (target == NULL)
    return;
  while (target->outputs != NULL) {
    struct vitk_output *output = target->outputs;
    target->outputs = output->next;
    free_buffer(output); /* nothing is written any more */
    close_file(output, false);
    if (output->temporary != NULL)
      unlink(output->temporary);
    output_free(output);
  }
  if (target->temporary != NULL)
    rmdir(target->temporary);
  if (target->lock >= 0)
    close(target->lock);
  free(target->temporary);
  free(target->path);
  free(target->text);
  free(target->shown);
  free(target);
}
