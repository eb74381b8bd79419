/* packed.h - a member of an archive as bytes in order. It is inflated by deflate.c where that can be, else unpacked by
 * libarchive; which of them did it shows in the time alone. A large one is unpacked ahead of its reader: by a thread of
 * its own, or by threads that peek at it.
 */
#ifndef VITK_INPUT_PACKED_H
#define VITK_INPUT_PACKED_H

#include "core/input/deflate.h"
#include "core/input/limits.h"

struct archive;
struct vitk_packed;

/* What a member is read from. */
struct vitk_packed_source {
  const struct vitk_limits *limits;
  bool is_deflated;
  struct vitk_deflated deflated; /* if it is */
  struct archive *archive;       /* which stands at its data, and is freed by the reader; or NULL: */
  int (*open)(const void *self, struct archive **out); /* opens it, NULL where the member is empty; tells of failures */
  const void *self;                                    /* outlives the reader */
  bool peeks;                                          /* it may be peeked at */
};

/* Takes the source's archive, also on failure. */
int vitk_packed_open(const struct vitk_packed_source *, struct vitk_packed **out);
void vitk_packed_free(struct vitk_packed *); /* NULL is fine */

/* Up to n bytes, 0 at the end. VITK_NOMEM; VITK_FAILED: not told yet, vitk_packed_failure says why. */
int vitk_packed_read(struct vitk_packed *, void *to, size_t n, size_t *got);

/* What libarchive says of a failed read, or NULL; *at: after which byte of the member. */
const char *vitk_packed_failure(const struct vitk_packed *, uint64_t *at);

/* Peeks as in stream.h, with one difference: each begins where another ends, whichever thread it is in, and waits until
 * that is done. */
bool vitk_packed_can_peek(const struct vitk_packed *);
size_t vitk_packed_peek(struct vitk_packed *, void *to, size_t n, uint64_t offset);
void vitk_packed_advance(struct vitk_packed *, size_t n);

#endif
