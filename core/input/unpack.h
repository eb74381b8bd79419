/* unpack.h - what an archive holds, unpacked by a thread of its own ahead of the reader: unpacking a large member takes
 * longer than to find in it what matters. */
#ifndef VITK_INPUT_UNPACK_H
#define VITK_INPUT_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What unpacks. */
struct vitk_unpacking {
  ssize_t (*read)(void *self, void *to, size_t n); /* up to n bytes, 0 at the end, below 0 after a failure */
  void *self;
  size_t most; /* bytes that it is asked for at a time: a read that fails gives none of them */
};

struct vitk_unpacker;

/* The caller keeps his hands off `self` until the unpacker is freed or has given what is not above 0. NULL: no memory
 * or no thread: go on without. */
struct vitk_unpacker *vitk_unpacker_new(struct vitk_unpacking);

/* Up to n bytes, 0 at the end, below 0 after a failure. */
ssize_t vitk_unpacker_read(struct vitk_unpacker *, void *to, size_t n);

void vitk_unpacker_free(struct vitk_unpacker *); /* NULL is fine */

#endif
