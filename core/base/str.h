/* str.h - borrowed slices of UTF-8 text (`vitk_str`, declared in vitk/plugin.h). */
#ifndef VITK_BASE_STR_H
#define VITK_BASE_STR_H

#include "vitk/plugin.h"

#include <stdbool.h>
#include <string.h>

/* For printf: printf("%.*s", VITK_STR_ARG(s)). */
#define VITK_STR_ARG(s) (int)((s).n > INT32_MAX ? INT32_MAX : (s).n), (s).p ? (s).p : ""

static inline vitk_str vitk_str_of(const char *text) {
  return (vitk_str){text, text ? strlen(text) : 0};
}
static inline vitk_str vitk_str_slice(const char *p, size_t n) {
  return (vitk_str){p, n};
}

static inline uint64_t vitk_load_64(const char *p) {
  uint64_t bytes;
  memcpy(&bytes, p, sizeof bytes);
  return bytes;
}
static inline uint32_t vitk_load_32(const char *p) {
  uint32_t bytes;
  memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

/* Ids, codes, words and names of files are short: up to 32 bytes are loads that may overlap, and no call. */
static inline bool vitk_bytes_equal(const char *a, const char *b, size_t n) {
  if (n < 4)
    return n == 0 || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
  if (n <= 8)
    return vitk_load_32(a) == vitk_load_32(b) && vitk_load_32(a + n - 4) == vitk_load_32(b + n - 4);
  if (n <= 16)
    return vitk_load_64(a) == vitk_load_64(b) && vitk_load_64(a + n - 8) == vitk_load_64(b + n - 8);
  if (n <= 32)
    return ((vitk_load_64(a) ^ vitk_load_64(b)) | (vitk_load_64(a + 8) ^ vitk_load_64(b + 8)) |
            (vitk_load_64(a + n - 16) ^ vitk_load_64(b + n - 16)) |
            (vitk_load_64(a + n - 8) ^ vitk_load_64(b + n - 8))) == 0;
  return memcmp(a, b, n) == 0;
}

/* The same for a copy. */
static inline void vitk_bytes_copy(char *to, const char *from, size_t n) {
  if (n > 16) {
    memcpy(to, from, n);
  } else if (n >= 8) {
    uint64_t ends[2] = {vitk_load_64(from), vitk_load_64(from + n - 8)};
    memcpy(to, &ends[0], 8);
    memcpy(to + n - 8, &ends[1], 8);
  } else if (n >= 4) {
    uint32_t ends[2] = {vitk_load_32(from), vitk_load_32(from + n - 4)};
    memcpy(to, &ends[0], 4);
    memcpy(to + n - 4, &ends[1], 4);
  } else if (n > 0) {
    const char bytes[3] = {from[0], from[n / 2], from[n - 1]};
    to[0] = bytes[0];
    to[n / 2] = bytes[1];
    to[n - 1] = bytes[2];
  }
}

static inline bool vitk_str_equal(vitk_str a, vitk_str b) {
  return a.n == b.n && vitk_bytes_equal(a.p, b.p, a.n);
}
static inline bool vitk_str_is(vitk_str a, const char *text) {
  return vitk_str_equal(a, vitk_str_of(text));
}

/* Byte order, the shorter first: the one order of ids in every output. */
int vitk_str_compare(vitk_str a, vitk_str b);

/* Most cells begin and end with a visible ASCII character: that is seen at once. */
static inline bool vitk_is_visible(char c) {
  return c > ' ' && c < 0x7F;
}

/* White space between the marks of JSON, and of XML. */
static inline bool vitk_is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Without white space at both ends: ASCII's, NBSP, U+2007, U+202F, U+3000 and a byte order mark. */
vitk_str vitk_str_trim_spaces(vitk_str s);
static inline vitk_str vitk_str_trim(vitk_str s) {
  return s.n == 0 || (vitk_is_visible(s.p[0]) && vitk_is_visible(s.p[s.n - 1])) ? s : vitk_str_trim_spaces(s);
}

/* The next alternative of a list parted by '|': false when there is none. *rest starts as the whole list. An empty
 * list has one alternative, the empty one. */
bool vitk_str_alternative(vitk_str *rest, vitk_str *out);

#endif
