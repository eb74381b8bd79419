/* deflate.h - deflated bytes of a zip's member or a .gz file, inflated by libisal, which takes a third of the time that
 * the zlib in libarchive does.
 *
 * It knows the ordinary case alone. At anything else (a stream that is broken or cut, a checksum or length that is not
 * the stated one) it gives up, and libarchive has to read from the start: that tells what is wrong, or goes on. What
 * was given until then is what libarchive gives too: it loses at a failure what it has unpacked last, so nothing is
 * given here before as much as that was unpacked after it, or the end was reached and found right. There is one thing
 * that libisal takes and zlib refuses, a code with gaps: it passes if length and checksum are those that are stated.
 */
#ifndef VITK_INPUT_DEFLATE_H
#define VITK_INPUT_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What packed bytes are read from: a file, or memory. It outlives those who read. */
struct vitk_origin {
  int fd;        /* read by offset */
  const char *p; /* NULL: `fd` is meant */
  uint64_t n;    /* bytes in it */
};

/* Up to n bytes at the offset; fewer where it ends or can't be read. */
size_t vitk_origin_read(const struct vitk_origin *, void *to, size_t n, uint64_t offset);

/* Where deflated bytes are, and what they become. */
struct vitk_deflated {
  struct vitk_origin origin;
  uint64_t at;
  bool is_gzip;   /* a .gz file from `at` on, which says the rest itself */
  uint64_t bytes; /* packed */
  uint64_t size;  /* unpacked */
  uint32_t crc;   /* of them unpacked */
};

struct vitk_inflater;

/* NULL: out of memory, no .gz file, or built without libisal. */
struct vitk_inflater *vitk_inflater_new(const struct vitk_deflated *);

/* The next n bytes; fewer at the end alone. false: it gives up, and `to` may have been written to. */
bool vitk_inflater_read(struct vitk_inflater *, char *to, size_t n, size_t *got);

void vitk_inflater_free(struct vitk_inflater *); /* NULL is fine */

#endif
