#include "core/input/stream.h"

#include "core/input/checksum.h"
#include "core/input/member.h"
#include "core/input/packed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct vitk_stream {
  struct vitk_bundle *bundle;
  uint32_t member;
  int fd; /* of the bundle, except for a FOLDER's member */
  off_t at;
  struct vitk_packed *packed; /* ARCHIVE */
  size_t head_given;          /* PIPE: of the bytes that were read ahead */
  uint64_t bytes;             /* given so far */
  uint64_t summed;            /* bytes that the checksum has; ahead of `bytes` where they were peeked at */
  struct vitk_checksum *checksum;
  bool ended;
  int failure; /* what the first failed read returned, and all after it */
};

static struct vitk_place place_of(const struct vitk_stream *stream) {
  return (struct vitk_place){.file = stream->bundle->members[stream->member].name};
}

static int read_error(struct vitk_stream *stream, uint64_t at, const char *reason) {
  bool cut = reason != NULL && (strstr(reason, "runcated") != NULL || strstr(reason, "premature end") != NULL);
  vitk_report(stream->bundle->diags, VITK_ERROR, cut ? "truncated" : "read-error", place_of(stream),
              (vitk_str){NULL, 0}, "fetch the file again and compare its size with the publisher's",
              "cannot read on after byte %llu of this member of \"%s\": %s", (unsigned long long)at,
              stream->bundle->path, reason ? reason : "unknown reason");
  return VITK_FAILED;
}

static int read_descriptor(struct vitk_stream *stream, void *to, size_t n, size_t *got) {
  bool pipe = stream->bundle->kind == VITK_BUNDLE_PIPE;
  ssize_t r = pipe ? read(stream->fd, to, n) : pread(stream->fd, to, n, stream->at);
  if (r < 0 && errno == EINTR)
    return VITK_CANCELLED; /* as for vitk_read_full */
  if (r < 0)
    return read_error(stream, stream->bytes, strerrordesc_np(errno));
  stream->at += r;
  *got = (size_t)r;
  return VITK_OK;
}

static int read_packed(struct vitk_stream *stream, void *to, size_t n, size_t *got) {
  int code = vitk_packed_read(stream->packed, to, n, got);
  if (code != VITK_FAILED)
    return code;
  uint64_t at;
  const char *reason = vitk_packed_failure(stream->packed, &at);
  return read_error(stream, at, reason);
}

static int read_source(struct vitk_stream *stream, void *to, size_t n, size_t *got) {
  const struct vitk_bundle *bundle = stream->bundle;
  if (bundle->kind == VITK_BUNDLE_ARCHIVE)
    return read_packed(stream, to, n, got);
  size_t ahead = bundle->kind == VITK_BUNDLE_PIPE ? bundle->pipe_head.n - stream->head_given : 0;
  if (bundle->pipe_head.p == NULL || ahead == 0)
    return read_descriptor(stream, to, n, got);
  *got = n < ahead ? n : ahead;
  memcpy(to, bundle->pipe_head.p + stream->head_given, *got);
  stream->head_given += *got;
  return VITK_OK;
}

/* At the end: the checksum becomes the member's. */
static int end(struct vitk_stream *stream) {
  stream->ended = true;
  if (stream->checksum == NULL)
    return VITK_OK;
  struct vitk_bundle_member *member = &stream->bundle->members[stream->member];
  char text[VITK_CHECKSUM_TEXT];
  vitk_checksum_finish(stream->checksum, text);
  member->digest_bytes = stream->bytes;
  return vitk_arena_copy(&stream->bundle->arena, vitk_str_of(text), &member->digest);
}

int vitk_stream_read(struct vitk_stream *stream, void *to, size_t n, size_t *got) {
  *got = 0;
  if (stream->failure != VITK_OK || stream->ended || n == 0)
    return stream->failure;
  if (stream->bundle->cancelled != NULL && stream->bundle->cancelled(stream->bundle->user))
    return stream->failure = VITK_CANCELLED;
  const struct vitk_limits *limits = stream->bundle->limits;
  if (limits->read_size != 0 && n > limits->read_size)
    n = limits->read_size;
  size_t r = 0;
  int code = read_source(stream, to, n, &r);
  if (code == VITK_OK && r > limits->member_bytes - stream->bytes) {
    vitk_report(stream->bundle->diags, VITK_ERROR, "limit", place_of(stream), (vitk_str){NULL, 0},
                "an archive that unpacks to this much is likely made to do harm",
                "this member is longer than %llu bytes", (unsigned long long)limits->member_bytes);
    code = VITK_FAILED;
  }
  if (code == VITK_OK && r == 0)
    code = end(stream);
  if (code != VITK_OK) {
    stream->failure = code;
    return code;
  }
  uint64_t had = stream->summed - stream->bytes;
  if (had < r)
    vitk_stream_sum(stream, (const char *)to + had, r - (size_t)had, stream->summed);
  stream->bytes += r;
  if (stream->checksum != NULL && stream->bundle->bytes_read != NULL)
    *stream->bundle->bytes_read += r;
  *got = r;
  return VITK_OK;
}

bool vitk_stream_can_peek(const struct vitk_stream *stream) {
  enum vitk_bundle_kind kind = stream->bundle->kind;
  return kind == VITK_BUNDLE_FOLDER || kind == VITK_BUNDLE_FILE ||
         (kind == VITK_BUNDLE_ARCHIVE && vitk_packed_can_peek(stream->packed));
}

uint64_t vitk_stream_offset(const struct vitk_stream *stream) {
  return stream->bytes;
}

size_t vitk_stream_peek(const struct vitk_stream *stream, void *to, size_t n, uint64_t offset) {
  size_t got = 0;
  ssize_t r = 1;
  if (stream->packed != NULL)
    return vitk_packed_peek(stream->packed, to, n, offset);
  while (got < n && r > 0) {
    r = pread(stream->fd, (char *)to + got, n - got, (off_t)(offset + got));
    got += r > 0 ? (size_t)r : 0;
  }
  return got;
}

void vitk_stream_sum(struct vitk_stream *stream, const void *bytes, size_t n, uint64_t offset) {
  if (stream->checksum != NULL)
    vitk_checksum_add(stream->checksum, bytes, n);
  stream->summed = offset + n;
}

int vitk_stream_advance(struct vitk_stream *stream, size_t n) {
  const struct vitk_bundle *bundle = stream->bundle;
  if (bundle->cancelled != NULL && bundle->cancelled(bundle->user))
    return stream->failure = VITK_CANCELLED;
  if (n > bundle->limits->member_bytes - stream->bytes)
    return VITK_END;
  if (stream->packed != NULL)
    vitk_packed_advance(stream->packed, n);
  stream->at += (off_t)n;
  stream->bytes += n;
  return VITK_OK;
}

static void free_stream(struct vitk_stream *stream) {
  vitk_packed_free(stream->packed);
  if (stream->bundle->kind == VITK_BUNDLE_FOLDER && stream->fd >= 0)
    close(stream->fd);
  vitk_checksum_free(stream->checksum);
  free(stream);
}

/* A file of the folder, which must still be a plain file. */
static int open_path(struct vitk_stream *stream) {
  const struct vitk_bundle *bundle = stream->bundle;
  struct stat status;
  stream->fd = openat(bundle->fd, bundle->members[stream->member].path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int error = stream->fd < 0 || fstat(stream->fd, &status) != 0 ? errno : S_ISREG(status.st_mode) ? 0 : EINVAL;
  if (error == 0)
    return VITK_OK;
  vitk_report(bundle->diags, VITK_ERROR, "cannot-open", place_of(stream), (vitk_str){NULL, 0},
              "check that the file can be read", "cannot open this file of \"%s\": %s", bundle->path,
              strerrordesc_np(error));
  return VITK_FAILED;
}

static int open_archive(const void *self, struct archive **out) {
  const struct vitk_stream *stream = self;
  return vitk_archive_at(stream->bundle, stream->member, out);
}

static int open_packed(struct vitk_stream *stream) {
  struct vitk_packed_source from = {
      .limits = stream->bundle->limits, .open = open_archive, .self = stream, .peeks = true};
  from.is_deflated = vitk_archive_deflated(stream->bundle, stream->member, &from.deflated);
  return vitk_packed_open(&from, &stream->packed);
}

static int open_source(struct vitk_stream *stream) {
  struct vitk_bundle *bundle = stream->bundle;
  if (bundle->kind == VITK_BUNDLE_FOLDER)
    return open_path(stream);
  stream->fd = bundle->fd;
  if (bundle->kind == VITK_BUNDLE_ARCHIVE)
    return open_packed(stream);
  return VITK_OK;
}

static int new_stream(struct vitk_bundle *bundle, uint32_t member, struct vitk_stream **out) {
  struct vitk_stream *stream = calloc(1, sizeof *stream);
  if (stream == NULL)
    return VITK_NOMEM;
  *stream = (struct vitk_stream){.bundle = bundle, .member = member, .fd = -1};
  int code = open_source(stream);
  if (code != VITK_OK) {
    free_stream(stream);
    return code;
  }
  *out = stream;
  return VITK_OK;
}

int vitk_bundle_stream(struct vitk_bundle *bundle, uint32_t member, struct vitk_stream **out) {
  *out = NULL;
  if (member >= bundle->count) {
    vitk_report(bundle->diags, VITK_ERROR, "no-member", VITK_BUNDLE_PLACE(bundle), (vitk_str){NULL, 0},
                "count from 0 to the number of members", "there is no member %u, the input has %u", member,
                bundle->count);
    return VITK_FAILED;
  }
  if (bundle->kind == VITK_BUNDLE_PIPE && bundle->pipe_taken) {
    vitk_report(bundle->diags, VITK_ERROR, "read-once", (struct vitk_place){.file = bundle->members[member].name},
                (vitk_str){NULL, 0}, "save it as a file and name that",
                "what comes through a pipe can be read once only");
    return VITK_FAILED;
  }
  struct vitk_stream *stream;
  int code = new_stream(bundle, member, &stream);
  if (code != VITK_OK)
    return code;
  if (bundle->members[member].digest.p == NULL) {
    stream->checksum = vitk_checksum_new(bundle->checksum);
    if (stream->checksum == NULL) {
      free_stream(stream);
      return VITK_NOMEM;
    }
  }
  bundle->pipe_taken = true;
  *out = stream;
  return VITK_OK;
}

void vitk_stream_close(struct vitk_stream *stream) {
  if (stream == NULL)
    return;
  enum { BLOCK = 65536 };
  char *block = stream->checksum && !stream->ended && stream->failure == VITK_OK ? malloc(BLOCK) : NULL;
  size_t got = 1;
  while (block != NULL && got > 0 && vitk_stream_read(stream, block, BLOCK, &got) == VITK_OK)
    continue;
  free(block);
  free_stream(stream);
}

/* Reads on until `most` bytes are there or the member ends; a short read is no end. */
static int read_head(struct vitk_stream *stream, char *head, size_t most, size_t *n) {
  size_t got = 1;
  int code = VITK_OK;
  for (*n = 0; code == VITK_OK && got > 0 && *n < most; *n += got)
    code = vitk_stream_read(stream, head + *n, most - *n, &got);
  return code;
}

int vitk_bundle_start(struct vitk_bundle *bundle, uint32_t member, char *to, size_t *n) {
  *n = 0;
  if (member >= bundle->count)
    return VITK_FAILED;
  vitk_str head = bundle->kind == VITK_BUNDLE_PIPE ? bundle->pipe_head : bundle->members[member].head;
  if (head.p != NULL) {
    *n = head.n < VITK_START_BYTES ? head.n : VITK_START_BYTES;
    memcpy(to, head.p, *n);
    return VITK_OK;
  }
  struct vitk_stream *stream;
  int code = new_stream(bundle, member, &stream);
  if (code != VITK_OK)
    return code;
  code = read_head(stream, to, VITK_START_BYTES, n);
  free_stream(stream);
  return code;
}

int vitk_bundle_head(struct vitk_bundle *bundle, uint32_t member, vitk_str *out) {
  *out = (vitk_str){NULL, 0};
  if (member >= bundle->count)
    return VITK_FAILED;
  struct vitk_bundle_member *of = &bundle->members[member];
  if (bundle->kind == VITK_BUNDLE_PIPE)
    of->head = bundle->pipe_head;
  if (of->head.p == NULL) {
    struct vitk_stream *stream = NULL;
    size_t n = 0;
    char *head = malloc(VITK_HEAD_BYTES);
    int code = head ? new_stream(bundle, member, &stream) : VITK_NOMEM;
    if (code == VITK_OK)
      code = read_head(stream, head, VITK_HEAD_BYTES, &n);
    if (code == VITK_OK)
      code = vitk_arena_copy(&bundle->arena, (vitk_str){head, n}, &of->head);
    if (stream != NULL)
      free_stream(stream);
    free(head);
    if (code != VITK_OK)
      return code;
  }
  *out = of->head;
  return VITK_OK;
}
