/* checksum.h - the checksum of a member, taken while it is read. */
#ifndef VITK_INPUT_CHECKSUM_H
#define VITK_INPUT_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

struct vitk_checksum;

enum { VITK_CHECKSUM_TEXT = 80 }; /* room for "sha256:", 64 digits and a NUL */

/* `kind`: VITK_CHECKSUM_XXH3 or VITK_CHECKSUM_SHA256. NULL: out of memory. Freed with vitk_checksum_free. */
struct vitk_checksum *vitk_checksum_new(uint32_t kind);
void vitk_checksum_add(struct vitk_checksum *, const void *bytes, size_t n);
void vitk_checksum_finish(struct vitk_checksum *, char out[VITK_CHECKSUM_TEXT]);
void vitk_checksum_free(struct vitk_checksum *);

#endif
