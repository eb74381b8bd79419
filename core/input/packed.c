#include "core/input/packed.h"

#include "core/input/unpack.h"
#include "vitk/plugin.h"

#include <archive.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* libarchive drops what a read had when it fails: of those in a thread a SLICE at most. */
enum { SLICE = 16384 };

struct vitk_packed {
  struct vitk_packed_source from;
  uint64_t given;       /* bytes, to the reader */
  uint64_t thread_from; /* of them, when it proved to be large enough for a thread; UINT64_MAX: not yet */
  struct vitk_unpacker *unpacker;
  bool unpacks_here;              /* there was no thread to be had */
  struct vitk_inflater *inflater; /* NULL: from.archive is read, and empty if that is NULL */
  pthread_mutex_t mutex;          /* over what follows, and the inflater while others peek */
  pthread_cond_t turn;
  uint64_t inflated; /* to the reader or those who peek */
  bool peeks_ended;
};

static int open_archive(struct vitk_packed *packed) {
  return packed->from.archive ? VITK_OK : packed->from.open(packed->from.self, &packed->from.archive);
}

int vitk_packed_open(const struct vitk_packed_source *from, struct vitk_packed **out) {
  struct vitk_packed *packed = calloc(1, sizeof *packed);
  *out = NULL;
  if (packed == NULL) {
    archive_read_free(from->archive);
    return VITK_NOMEM;
  }
  packed->from = *from;
  packed->thread_from = UINT64_MAX;
  pthread_mutex_init(&packed->mutex, NULL);
  pthread_cond_init(&packed->turn, NULL);
  packed->inflater = from->is_deflated ? vitk_inflater_new(&packed->from.deflated) : NULL;
  int code = packed->inflater ? VITK_OK : open_archive(packed);
  if (code == VITK_OK)
    *out = packed;
  else
    vitk_packed_free(packed);
  return code;
}

void vitk_packed_free(struct vitk_packed *packed) {
  if (packed == NULL)
    return;
  vitk_unpacker_free(packed->unpacker);
  vitk_inflater_free(packed->inflater);
  archive_read_free(packed->from.archive);
  pthread_cond_destroy(&packed->turn);
  pthread_mutex_destroy(&packed->mutex);
  free(packed);
}

/* A member that has given as much as this is worth a thread. */
static void see_size(struct vitk_packed *packed) {
  const struct vitk_limits *limits = packed->from.limits;
  if (packed->thread_from == UINT64_MAX && limits->threads != 1 && packed->given >= limits->threads_from)
    packed->thread_from = packed->given;
}

static void begin_thread(struct vitk_packed *packed, struct vitk_unpacking from) {
  packed->unpacker = vitk_unpacker_new(from);
  packed->unpacks_here = packed->unpacker == NULL;
}

static ssize_t unpack(void *archive, void *to, size_t n) {
  la_ssize_t r;
  do {
    r = archive ? archive_read_data(archive, to, n) : 0;
  } while (r == ARCHIVE_RETRY);
  return r;
}

static int read_archive(struct vitk_packed *packed, void *to, size_t n, size_t *got) {
  if (packed->given >= packed->thread_from && packed->unpacker == NULL && !packed->unpacks_here)
    begin_thread(packed, (struct vitk_unpacking){unpack, packed->from.archive, SLICE});
  ssize_t r = packed->unpacker ? vitk_unpacker_read(packed->unpacker, to, n) : unpack(packed->from.archive, to, n);
  if (r < 0)
    return archive_errno(packed->from.archive) == ENOMEM ? VITK_NOMEM : VITK_FAILED;
  packed->given += (uint64_t)r;
  *got = (size_t)r;
  return VITK_OK;
}

/* libarchive takes over, from the member's start: each byte is read as it would have been by it alone, so that it fails
 * where it would have failed. */
static int fall_back(struct vitk_packed *packed) {
  uint64_t given = packed->given;
  char block[SLICE];
  vitk_unpacker_free(packed->unpacker);
  vitk_inflater_free(packed->inflater);
  packed->unpacker = NULL;
  packed->inflater = NULL;
  packed->unpacks_here = false;
  packed->given = 0;
  int code = open_archive(packed);
  while (code == VITK_OK && packed->given < given) {
    uint64_t to = packed->given < packed->thread_from && packed->thread_from < given ? packed->thread_from : given;
    size_t got = 0, n = to - packed->given < SLICE ? (size_t)(to - packed->given) : SLICE;
    code = read_archive(packed, block, n, &got);
    if (code == VITK_OK && got == 0)
      code = VITK_FAILED; /* the file is not what it was */
  }
  return code;
}

static ssize_t inflate(void *inflater, void *to, size_t n) {
  size_t got;
  return vitk_inflater_read(inflater, to, n, &got) ? (ssize_t)got : -1;
}

/* Some of what was peeked at was not taken: from the start again to where the reader is. */
static bool rewind_inflater(struct vitk_packed *packed) {
  char block[SLICE];
  vitk_inflater_free(packed->inflater);
  packed->inflater = vitk_inflater_new(&packed->from.deflated);
  packed->peeks_ended = true;
  packed->inflated = 0;
  while (packed->inflater != NULL && packed->inflated < packed->given) {
    uint64_t left = packed->given - packed->inflated;
    ssize_t got = inflate(packed->inflater, block, left < SLICE ? (size_t)left : SLICE);
    if (got <= 0)
      return false;
    packed->inflated += (uint64_t)got;
  }
  return packed->inflater != NULL;
}

/* Readers that peek do so as soon as they can; who has read this much more by then won't. */
static bool peeks_no_more(const struct vitk_packed *packed) {
  return !packed->from.peeks || packed->peeks_ended ||
         packed->given - packed->thread_from >= 2 * packed->from.limits->thread_block;
}

static bool read_inflated(struct vitk_packed *packed, void *to, size_t n, size_t *got) {
  if (packed->unpacker == NULL && packed->inflated != packed->given && !rewind_inflater(packed))
    return false;
  if (packed->given >= packed->thread_from && packed->unpacker == NULL && !packed->unpacks_here &&
      peeks_no_more(packed))
    begin_thread(packed, (struct vitk_unpacking){inflate, packed->inflater, SIZE_MAX});
  ssize_t r = packed->unpacker ? vitk_unpacker_read(packed->unpacker, to, n) : inflate(packed->inflater, to, n);
  if (r < 0)
    return false;
  packed->given += (uint64_t)r;
  packed->inflated = packed->given;
  *got = (size_t)r;
  return true;
}

int vitk_packed_read(struct vitk_packed *packed, void *to, size_t n, size_t *got) {
  see_size(packed);
  if (packed->inflater != NULL) {
    if (read_inflated(packed, to, n, got))
      return VITK_OK;
    int code = fall_back(packed);
    if (code != VITK_OK)
      return code;
  }
  return read_archive(packed, to, n, got);
}

const char *vitk_packed_failure(const struct vitk_packed *packed, uint64_t *at) {
  *at = packed->given;
  return packed->from.archive ? archive_error_string(packed->from.archive) : NULL;
}

bool vitk_packed_can_peek(const struct vitk_packed *packed) {
  const struct vitk_limits *limits = packed->from.limits;
  return packed->from.peeks && packed->inflater != NULL && packed->unpacker == NULL && !packed->peeks_ended &&
         limits->threads != 1 && packed->given >= limits->threads_from;
}

size_t vitk_packed_peek(struct vitk_packed *packed, void *to, size_t n, uint64_t offset) {
  size_t got = 0;
  pthread_mutex_lock(&packed->mutex);
  while (packed->inflated < offset && !packed->peeks_ended)
    pthread_cond_wait(&packed->turn, &packed->mutex);
  if (packed->inflated == offset && !packed->peeks_ended) {
    if (!vitk_inflater_read(packed->inflater, to, n, &got))
      got = 0;
    packed->inflated += got;
    packed->peeks_ended = got < n;
    pthread_cond_broadcast(&packed->turn);
  }
  pthread_mutex_unlock(&packed->mutex);
  return got;
}

void vitk_packed_advance(struct vitk_packed *packed, size_t n) {
  see_size(packed);
  packed->given += n;
}
