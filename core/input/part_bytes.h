/* part_bytes.h - the bytes of a part, unpacked: those of a large one by a thread of its own, ahead of the reader. */
#ifndef VITK_INPUT_PART_BYTES_H
#define VITK_INPUT_PART_BYTES_H

#include "core/input/package.h"

#include <sys/types.h>

/* A read that fails gives none of its bytes: whoever asks for as many at a time has the same before the failure. */
enum { VITK_PART_READ = 16384 };

struct vitk_part_bytes;

/* VITK_END where there is no part of that name. The package outlives it. */
int vitk_part_bytes_open(const struct vitk_input *, const struct vitk_package *, const char *name,
                         struct vitk_part_bytes **out);
void vitk_part_bytes_close(struct vitk_part_bytes *); /* NULL is fine */

/* Up to n bytes; 0 at the end, below 0 after a failure. */
ssize_t vitk_part_bytes_read(struct vitk_part_bytes *, void *to, size_t n);

/* Tells of the failure, "bad-archive"; returns VITK_FAILED or VITK_NOMEM. */
int vitk_part_bytes_broken(const struct vitk_part_bytes *);

#endif
