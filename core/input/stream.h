/* stream.h - a stream for readers that take its bytes by their offset, in threads: blocks.c. */
#ifndef VITK_INPUT_STREAM_H
#define VITK_INPUT_STREAM_H

#include "core/input/bundle.h"

/* Can its bytes be read at any offset, now? Those of a packed member only in the order in which they are, each peek
 * where another ends, in whatever threads they are. */
bool vitk_stream_can_peek(const struct vitk_stream *);

/* Of the byte that vitk_stream_read gives next. */
uint64_t vitk_stream_offset(const struct vitk_stream *);

/* The bytes at the offset; fewer than n: the file ends there or a read failed, which vitk_stream_read will tell. Any
 * thread may call it. */
size_t vitk_stream_peek(const struct vitk_stream *, void *to, size_t n, uint64_t offset);

/* Adds to the member's checksum the bytes at `offset`, where those that were added last end. One thread at a time. */
void vitk_stream_sum(struct vitk_stream *, const void *bytes, size_t n, uint64_t offset);

/* The next n bytes were taken: vitk_stream_read goes on after them. VITK_END: a limit forbids it, as it will tell.
 * VITK_CANCELLED. */
int vitk_stream_advance(struct vitk_stream *, size_t n);

#endif
