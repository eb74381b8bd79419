#include "core/record/wellformed.h"

#include <stdint.h>

static bool is_tail(unsigned char c) {
  return (c & 0xC0) == 0x80;
}

/* Bytes of the character at p, 0: not well-formed. */
static size_t character(const unsigned char *p, size_t n) {
  unsigned char c = p[0];
  if (c < 0x80)
    return c != 0;
  if (c >= 0xC2 && c <= 0xDF)
    return n >= 2 && is_tail(p[1]) ? 2 : 0;
  if ((c & 0xF0) == 0xE0) {
    if (n < 3 || !is_tail(p[1]) || !is_tail(p[2]) || (c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F))
      return 0;
    return 3;
  }
  if (c >= 0xF0 && c <= 0xF4) {
    if (n < 4 || !is_tail(p[1]) || !is_tail(p[2]) || !is_tail(p[3]) || (c == 0xF0 && p[1] < 0x90) ||
        (c == 0xF4 && p[1] > 0x8F))
      return 0;
    return 4;
  }
  return 0;
}

/* Is all of a text of a word or more ASCII without a NUL? Words are looked at, the last of which overlaps another. */
static bool is_plain(const char *p, size_t n) {
  const size_t word = sizeof(uint64_t);
  bool plain = n >= word && vitk_is_plain_word(vitk_load_64(p + n - word));
  for (size_t i = 0; plain && i + word < n; i += word)
    plain = vitk_is_plain_word(vitk_load_64(p + i));
  return plain;
}

bool vitk_wellformed_all(vitk_str text) {
  if (text.p == NULL || text.n == 0)
    return text.n == 0;
  if (is_plain(text.p, text.n))
    return true;
  const unsigned char *p = (const unsigned char *)text.p;
  for (size_t i = 0, length; i < text.n; i += length) {
    length = character(p + i, text.n - i);
    if (length == 0)
      return false;
  }
  return true;
}

size_t vitk_wellformed_cut(vitk_str text, size_t most) {
  if (text.n <= most)
    return text.n;
  while (most > 0 && is_tail((unsigned char)text.p[most]))
    most--;
  return most;
}

int vitk_wellformed_mended(struct vitk_arena *arena, vitk_str text, vitk_str *out) {
  static const char replacement[] = "\xEF\xBF\xBD";
  *out = (vitk_str){NULL, 0};
  if (text.p == NULL)
    return VITK_OK;
  if (text.n > SIZE_MAX / 4)
    return VITK_NOMEM;
  char *to = vitk_arena_alloc(arena, text.n * 3 + 1);
  if (to == NULL)
    return VITK_NOMEM;
  size_t n = 0;
  const unsigned char *p = (const unsigned char *)text.p;
  for (size_t i = 0, length; i < text.n; i += length) {
    length = character(p + i, text.n - i);
    const char *from = length ? text.p + i : replacement;
    size_t taken = length ? length : 3;
    memcpy(to + n, from, taken);
    n += taken;
    length = length ? length : 1;
  }
  *out = (vitk_str){to, n};
  return VITK_OK;
}
