/* spool.h - files without a name, for what must be sought in and came by a stream. On disk, since it may be larger than
 * memory; gone when they are closed. */
#ifndef VITK_INPUT_SPOOL_H
#define VITK_INPUT_SPOOL_H

#include "core/input/bundle.h"

/* An empty one; -1 and errno where there is none. In a process that may open nothing it is the one that it was given
 * (vitk_spool_give), while nobody else has it. */
int vitk_spool_open(void);
void vitk_spool_close(int fd);
/* Copies what comes to its end; `most` bytes at most. VITK_OK, NOMEM, CANCELLED when a signal came, or FAILED and
 * errno: EFBIG where it is longer. */
int vitk_spool_copy(int to, int from, uint64_t most);
bool vitk_spool_write(int fd, const char *from, size_t n); /* all of it; false and errno */

/* From now on this is the one file that vitk_spool_open gives. */
void vitk_spool_give(int fd);

#endif
