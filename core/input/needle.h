/* needle.h - where any of a set of byte strings occurs: most of a large input is passed over by this and parsed never.
 *
 * Bytes are compared as they are. A vector scan over the bytes at up to four places of the strings finds where one
 * could begin; there the strings themselves are compared. Time is linear in the bytes that are looked at.
 */
#ifndef VITK_INPUT_NEEDLE_H
#define VITK_INPUT_NEEDLE_H

#include "core/input/simd.h"
#include "vitk/plugin.h"

struct vitk_needles;

/* The texts are copied. NULL: out of memory. Freed with vitk_needles_free, for which NULL is fine. */
struct vitk_needles *vitk_needles_new(const vitk_str *texts, size_t n);
void vitk_needles_free(struct vitk_needles *);

/* The offset of the next occurrence of any of them that begins at or after `from` and ends within p[0 … n); n: none. An
 * empty text occurs everywhere. No byte outside p[0 … n) is read. Several threads may search at once. */
size_t vitk_needles_next(const struct vitk_needles *, const char *p, size_t n, size_t from);

/* Searches with the variant from now on, which vitk_simd_has; the best one unless said. */
void vitk_needles_use(struct vitk_needles *, enum vitk_simd variant);

#endif
