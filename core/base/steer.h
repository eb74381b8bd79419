/* steer.h - text of an input that is shown to a person must not steer the terminal, nor turn the order of its letters.
 */
#ifndef VITK_BASE_STEER_H
#define VITK_BASE_STEER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* How many of the n bytes at p, one at least, are a character: 1 where they are not UTF-8. */
static inline size_t vitk_character_bytes(const char *p, size_t n) {
  unsigned char lead = (unsigned char)p[0];
  size_t length = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
  if (length > n)
    return 1;
  for (size_t i = 1; i < length; i++)
    if (((unsigned char)p[i] & 0xC0) != 0x80)
      return 1;
  return length;
}

/* Is the character at p, of so many bytes, a control: U+0000 to U+001F and U+007F to U+009F, which as single bytes are
 * those of ISO 8859; or one that parts lines or turns the direction of writing: U+2028 to U+202E, U+2066 to U+2069? */
static inline bool vitk_steers(const char *p, size_t bytes) {
  unsigned char first = (unsigned char)p[0];
  if (bytes == 1)
    return first < ' ' || (first >= 0x7F && first < 0xA0);
  if (bytes == 2)
    return first == 0xC2 && (unsigned char)p[1] < 0xA0;
  if (bytes != 3 || first != 0xE2)
    return false;
  unsigned char second = (unsigned char)p[1], third = (unsigned char)p[2];
  return (second == 0x80 && third >= 0xA8 && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

/* Puts a blank for each byte of such a character. */
static inline void vitk_make_plain(char *p, size_t n) {
  for (size_t i = 0, bytes; i < n; i += bytes) {
    bytes = vitk_character_bytes(p + i, n - i);
    if (vitk_steers(p + i, bytes))
      memset(p + i, ' ', bytes);
  }
}

#endif
