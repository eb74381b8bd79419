/* steer.h - text of an input that is shown to a person must not steer the terminal, nor turn the order of its letters.
 */
#ifndef VITK_BASE_STEER_H
#define VITK_BASE_STEER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Bytes of the character at p, of which n bytes are there, if it is a control: U+0000 to U+001F, U+007F to U+009F; or
 * if it parts lines or turns the direction of writing: U+2028 to U+202E, U+2066 to U+2069. 0: it is none of these. In
 * UTF-8 their first bytes stand nowhere but at a character's start. */
static inline size_t vitk_steering(const char *p, size_t n) {
  unsigned char first = (unsigned char)p[0];
  if (first < ' ' || first == 0x7F)
    return 1;
  if (first == 0xC2)
    return n > 1 && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] < 0xA0 ? 2 : 0;
  if (first != 0xE2 || n < 3)
    return 0;
  unsigned char second = (unsigned char)p[1], third = (unsigned char)p[2];
  bool turns = (second == 0x80 && third >= 0xA8 && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9);
  return turns ? 3 : 0;
}

/* Puts a blank for each byte of such a character. */
static inline void vitk_make_plain(char *p, size_t n) {
  for (size_t i = 0, bytes; i<n; i += bytes> 0 ? bytes : 1) {
    bytes = vitk_steering(p + i, n - i);
    memset(p + i, ' ', bytes);
  }
}

#endif
