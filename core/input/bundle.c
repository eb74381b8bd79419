#include "core/input/member.h"

#include "core/input/charset.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name as members bear it: '/' between parts, without "./", and with %XX for what is not UTF-8 or would garble a
 * message. *out p NULL: no memory. */
static void clean_name(struct vitk_bundle *bundle, vitk_str raw, vitk_str *out) {
  char *clean = raw.n < SIZE_MAX / 3 ? vitk_arena_alloc(&bundle->arena, raw.n * 3 + 1) : NULL;
  size_t n = 0;
  *out = (vitk_str){clean, 0};
  for (size_t i = 0; clean != NULL && i < raw.n;) {
    bool part_start = n == 0 || clean[n - 1] == '/';
    if (part_start && i > 0 && raw.p[i] == '/') {
      i++; /* "a//b" */
      continue;
    }
    if (part_start && raw.n - i >= 2 && raw.p[i] == '.' && raw.p[i + 1] == '/') {
      i += 2;
      continue;
    }
    bool broken;
    size_t whole = vitk_utf8_prefix(raw.p + i, raw.n - i < 4 ? raw.n - i : vitk_utf8_length(raw.p[i]), &broken);
    unsigned char c = (unsigned char)raw.p[i];
    if (whole == 0 || c < ' ' || c == 0x7F) {
      static const char digits[] = "0123456789ABCDEF";
      clean[n++] = '%';
      clean[n++] = digits[c >> 4];
      clean[n++] = digits[c & 15];
      i++;
      continue;
    }
    size_t length = vitk_utf8_length(raw.p[i]);
    memcpy(clean + n, raw.p + i, length);
    n += length;
    i += length;
  }
  out->n = n;
}

/* Is any part of the name hidden? Is any ".."? */
static void judge_name(vitk_str name, bool *hidden, bool *bad) {
  *hidden = false;
  *bad = name.n == 0 || name.p[0] == '/';
  for (size_t i = 0; i < name.n; i++) {
    if ((i > 0 && name.p[i - 1] != '/') || name.p[i] != '.')
      continue;
    size_t n = 0;
    while (i + n < name.n && name.p[i + n] != '/')
      n++;
    if (n == 2 && name.p[i + 1] == '.')
      *bad = true;
    else
      *hidden = true;
  }
}

static int grow(struct vitk_bundle *bundle) {
  if (bundle->count >= bundle->limits->members) {
    vitk_report(bundle->diags, VITK_ERROR, "limit", VITK_BUNDLE_PLACE(bundle), (vitk_str){NULL, 0},
                "name the files that matter one by one, or put them into a folder of their own",
                "more than %u files in one input", bundle->limits->members);
    return VITK_FAILED;
  }
  if (bundle->count < bundle->capacity)
    return VITK_OK;
  uint32_t capacity = bundle->capacity ? bundle->capacity * 2 : 16;
  struct vitk_bundle_member *members = realloc(bundle->members, capacity * sizeof *members);
  if (members == NULL)
    return VITK_NOMEM;
  bundle->members = members;
  bundle->capacity = capacity;
  return VITK_OK;
}

int vitk_bundle_add(struct vitk_bundle *bundle, vitk_str name, struct vitk_bundle_member member) {
  bool hidden, bad;
  clean_name(bundle, name, &member.name);
  if (member.name.p == NULL)
    return VITK_NOMEM;
  judge_name(member.name, &hidden, &bad);
  if (bad)
    return vitk_report(bundle->diags, VITK_WARNING, "bad-name", VITK_BUNDLE_PLACE(bundle), member.name,
                       "pack it again with names that stay inside the archive's own folder",
                       "a name that is empty, absolute or has \"..\" in it: this member is left out");
  if (hidden)
    return VITK_OK;
  int code = grow(bundle);
  if (code == VITK_OK)
    bundle->members[bundle->count++] = member;
  return code;
}

/* Leaves out the folder that all members share. */
static void strip_shared_folder(struct vitk_bundle *bundle) {
  if (bundle->count == 0)
    return;
  vitk_str first = bundle->members[0].name;
  const char *slash = memchr(first.p, '/', first.n);
  if (slash == NULL)
    return;
  size_t n = (size_t)(slash - first.p) + 1;
  for (uint32_t i = 1; i < bundle->count; i++)
    if (bundle->members[i].name.n <= n || memcmp(bundle->members[i].name.p, first.p, n) != 0)
      return;
  for (uint32_t i = 0; i < bundle->count; i++) {
    bundle->members[i].name.p += n;
    bundle->members[i].name.n -= n;
  }
}

static int by_name(const void *a, const void *b) {
  const struct vitk_bundle_member *x = a, *y = b;
  int order = vitk_str_compare(x->name, y->name);
  return order ? order : x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* Sorts by name; of members of one name the first in the archive stays. */
static int sort_members(struct vitk_bundle *bundle) {
  if (bundle->count == 0)
    return VITK_OK;
  qsort(bundle->members, bundle->count, sizeof *bundle->members, by_name);
  uint32_t kept = 1;
  for (uint32_t i = 1; i < bundle->count; i++) {
    vitk_str name = bundle->members[i].name;
    if (!vitk_str_equal(name, bundle->members[kept - 1].name)) {
      bundle->members[kept++] = bundle->members[i];
      continue;
    }
    int code = vitk_report(bundle->diags, VITK_WARNING, "double-member", VITK_BUNDLE_PLACE(bundle), name,
                           "pack the archive again with the one that is meant",
                           "two members are named \"%.*s\": the first is read", VITK_STR_ARG(name));
    if (code < 0)
      return code;
  }
  bundle->count = kept;
  return VITK_OK;
}

static int cannot_open(const struct vitk_bundle *bundle, int error, const char *hint) {
  vitk_report(bundle->diags, VITK_ERROR, "cannot-open", VITK_BUNDLE_PLACE(bundle), (vitk_str){NULL, 0}, hint,
              "cannot open \"%s\": %s", bundle->path, strerrordesc_np(error));
  return VITK_FAILED;
}

/* The file's own name in a path, without "/" at its end. */
static vitk_str base_name(const char *path) {
  vitk_str s = vitk_str_of(path);
  while (s.n > 1 && s.p[s.n - 1] == '/')
    s.n--;
  const char *slash = s.n ? memrchr(s.p, '/', s.n) : NULL;
  return slash != NULL && s.n > 1 ? (vitk_str){slash + 1, s.n - (size_t)(slash + 1 - s.p)} : s;
}

/* The one member of a file or pipe: a name the person gave is taken as it is, be it hidden. */
static int add_single(struct vitk_bundle *bundle, vitk_str name, uint64_t bytes) {
  struct vitk_bundle_member member = {.bytes = bytes};
  clean_name(bundle, name, &member.name);
  int code = member.name.p == NULL ? VITK_NOMEM : grow(bundle);
  if (code == VITK_OK)
    bundle->members[bundle->count++] = member;
  return code;
}

static int open_file(struct vitk_bundle *bundle, vitk_str name, enum vitk_packing packing) {
  bundle->kind = packing == VITK_PACKED_NOT ? VITK_BUNDLE_FILE : VITK_BUNDLE_ARCHIVE;
  bundle->packing = packing;
  if (packing != VITK_PACKED_NOT) {
    int code = vitk_bundle_list_archive(bundle, name);
    if (code != VITK_OK || bundle->kind == VITK_BUNDLE_ARCHIVE)
      return code;
  }
  struct stat status;
  if (fstat(bundle->fd, &status) != 0)
    return cannot_open(bundle, errno, "check that the file can be read");
  return add_single(bundle, name, (uint64_t)status.st_size);
}

static int open_regular(struct vitk_bundle *bundle, vitk_str name) {
  char head[1024]; /* what a tar's first header and each magic number need */
  ssize_t n = pread(bundle->fd, head, sizeof head, 0);
  if (n < 0)
    return cannot_open(bundle, errno, "check that the file can be read");
  return open_file(bundle, name, vitk_packing_of((vitk_str){head, (size_t)n}));
}

/* What is open decides how it is read. */
static int list(struct vitk_bundle *bundle, const char *stdin_name) {
  struct stat status;
  if (fstat(bundle->fd, &status) != 0)
    return cannot_open(bundle, errno, "check that the file can be read");
  bool is_stdin = strcmp(bundle->path, "-") == 0;
  vitk_str name = is_stdin ? vitk_str_of(stdin_name ? stdin_name : "-") : base_name(bundle->path);
  if (S_ISDIR(status.st_mode)) {
    bundle->kind = VITK_BUNDLE_FOLDER;
    return vitk_bundle_walk(bundle);
  }
  if (bundle->pipe_head.p == NULL)
    return open_regular(bundle, name);
  bundle->kind = VITK_BUNDLE_PIPE;
  return add_single(bundle, name, UINT64_MAX);
}

static int fill(struct vitk_bundle *bundle, const char *stdin_name) {
  int code = list(bundle, stdin_name);
  if (code != VITK_OK)
    return code;
  if (bundle->kind == VITK_BUNDLE_ARCHIVE)
    strip_shared_folder(bundle);
  return sort_members(bundle);
}

/* Opens the bundle's path, and takes the head of what can't be looked at twice. */
static int take(struct vitk_bundle *bundle) {
  struct stat status;
  bool is_stdin = strcmp(bundle->path, "-") == 0;
  bundle->fd = is_stdin ? STDIN_FILENO : open(bundle->path, O_RDONLY | O_CLOEXEC);
  bundle->owns_fd = !is_stdin;
  if (bundle->fd < 0)
    return cannot_open(bundle, errno, "check the name, and that the file can be read");
  if (fstat(bundle->fd, &status) != 0)
    return cannot_open(bundle, errno, "check that the file can be read");
  return S_ISDIR(status.st_mode) || S_ISREG(status.st_mode) ? VITK_OK : vitk_bundle_take_pipe(bundle);
}

static struct vitk_bundle begin(const struct vitk_bundle_settings *settings, const struct vitk_sink_of_diags *diags) {
  return (struct vitk_bundle){.limits = settings->limits ? settings->limits : &vitk_default_limits,
                              .diags = diags,
                              .checksum = settings->checksum,
                              .cancelled = settings->cancelled,
                              .user = settings->user,
                              .bytes_read = settings->bytes_read,
                              .fd = -1};
}

int vitk_bundle_take(const char *path, const struct vitk_bundle_settings *settings, struct vitk_arena *arena,
                     const struct vitk_sink_of_diags *diags, struct vitk_taken *out) {
  struct vitk_bundle bundle = begin(settings, diags);
  bundle.path = path;
  bundle.arena = *arena;
  int code = take(&bundle);
  *arena = bundle.arena;
  *out = (struct vitk_taken){bundle.fd, bundle.owns_fd, bundle.pipe_head};
  if (code != VITK_OK)
    vitk_bundle_release(out);
  return code;
}

void vitk_bundle_release(struct vitk_taken *taken) {
  if (taken->owned && taken->fd >= 0)
    close(taken->fd);
  *taken = (struct vitk_taken){.fd = -1};
}

int vitk_bundle_open(const char *path, const struct vitk_bundle_settings *settings,
                     const struct vitk_sink_of_diags *diags, struct vitk_bundle **out) {
  *out = NULL;
  struct vitk_bundle *bundle = calloc(1, sizeof *bundle);
  if (bundle == NULL)
    return VITK_NOMEM;
  *bundle = begin(settings, diags);
  vitk_str copy;
  int code = vitk_arena_copy(&bundle->arena, vitk_str_of(path), &copy);
  bundle->path = copy.p;
  if (code == VITK_OK && settings->taken == NULL)
    code = take(bundle);
  else if (code == VITK_OK) {
    bundle->fd = settings->taken->fd; /* stays its taker's */
    code = settings->taken->pipe_head.p
               ? vitk_arena_copy(&bundle->arena, settings->taken->pipe_head, &bundle->pipe_head)
               : VITK_OK;
  }
  if (code == VITK_OK)
    code = fill(bundle, settings->stdin_name);
  if (code != VITK_OK) {
    vitk_bundle_close(bundle);
    return code;
  }
  *out = bundle;
  return VITK_OK;
}

void vitk_bundle_close(struct vitk_bundle *bundle) {
  if (bundle == NULL)
    return;
  if (bundle->owns_fd && bundle->fd >= 0)
    close(bundle->fd);
  if (bundle->kept.object != NULL)
    bundle->kept.release(bundle->kept.object);
  free(bundle->members);
  vitk_arena_free(&bundle->arena);
  free(bundle);
}

uint32_t vitk_bundle_count(const struct vitk_bundle *bundle) {
  return bundle->count;
}

vitk_str vitk_bundle_name(const struct vitk_bundle *bundle, uint32_t member) {
  return member < bundle->count ? bundle->members[member].name : (vitk_str){NULL, 0};
}

uint64_t vitk_bundle_bytes(const struct vitk_bundle *bundle, uint32_t member) {
  return member < bundle->count ? bundle->members[member].bytes : UINT64_MAX;
}

uint64_t vitk_bundle_bytes_to_read(const struct vitk_bundle *bundle) {
  return bundle->count == 1 ? bundle->members[0].bytes : UINT64_MAX;
}

bool vitk_bundle_digest(const struct vitk_bundle *bundle, uint32_t member, uint64_t *bytes, vitk_str *checksum) {
  if (member >= bundle->count || bundle->members[member].digest.p == NULL)
    return false;
  *bytes = bundle->members[member].digest_bytes;
  *checksum = bundle->members[member].digest;
  return true;
}
