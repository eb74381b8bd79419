/* behind.h - writes blocks to a file in a thread of its own, so that the next ones are made meanwhile. */
#ifndef VITK_DATASET_BEHIND_H
#define VITK_DATASET_BEHIND_H

#include <stddef.h>

struct vitk_behind;

/* NULL where there is no memory or no thread to be had: the caller then writes by itself. *block, malloc'ed and of
 * `size` bytes, is the writer's from then on. */
struct vitk_behind *vitk_behind_start(int fd, unsigned char *block, size_t size);

/* The block that was got last has n bytes to be written; gives the next one to fill. 0, or the errno of a write that
 * failed: nothing is written after it. */
int vitk_behind_give(struct vitk_behind *, size_t n, unsigned char **block);

/* Until all is written that was given. The same answer. */
int vitk_behind_wait(struct vitk_behind *);

/* Writes no more and frees all blocks. NULL is fine. */
void vitk_behind_end(struct vitk_behind *);

#endif
