#include "core/plugin/utf8.h"

/* Length of the valid character that starts at p, or 0. Bounds of the second byte: Unicode 15, table 3-7. */
static size_t character(const unsigned char *p, size_t n) {
  if (p[0] < 0x80)
    return 1;
  size_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
  if (p[0] < 0xC2 || p[0] > 0xF4 || length > n)
    return 0;
  unsigned char least = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
  unsigned char most = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < least || p[1] > most)
    return 0;
  for (size_t i = 2; i < length; i++) {
    if (p[i] < 0x80 || p[i] > 0xBF)
      return 0;
  }
  return length;
}

size_t vitk_plugin_utf8_prefix(vitk_str text) {
  size_t at = 0;
  while (at < text.n) {
    size_t n = character((const unsigned char *)text.p + at, text.n - at);
    if (n == 0)
      break;
    at += n;
  }
  return at;
}
