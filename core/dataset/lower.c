#include "core/dataset/lower.h"

/* The next character of s, which loses it, in lower case. A byte that begins none stands for itself, above Unicode. */
static uint32_t next_lower(vitk_str *s) {
  const unsigned char *p = (const unsigned char *)s->p;
  uint32_t c = p[0];
  size_t length = c < 0x80                 ? 1
                  : c >= 0xC2 && c <= 0xDF ? 2
                  : c >= 0xE0 && c <= 0xEF ? 3
                  : c >= 0xF0 && c <= 0xF4 ? 4
                                           : 0;
  if (length == 0 || length > s->n) {
    s->p++;
    s->n--;
    return 0x110000 + c;
  }
  if (length > 1)
    c &= 0x7Fu >> length;
  for (size_t i = 1; i < length; i++)
    c = c << 6 | (p[i] & 0x3Fu);
  s->p += length;
  s->n -= length;
  bool capital = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
                 (c >= 0x410 && c <= 0x42F);
  if (capital)
    return c + 0x20;
  if (c >= 0x400 && c <= 0x40F)
    return c + 0x50;
  /* Latin Extended-A has its capitals at even places, but for two runs where they are at odd ones. */
  bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  if (c >= 0x100 && c <= 0x17E && c != 0x130 && c != 0x138 && c != 0x178 && (c & 1) == (odd ? 1u : 0u))
    return c + 1;
  return c;
}

static bool begins_with(vitk_str text, vitk_str part) {
  while (part.n > 0) {
    if (text.n == 0 || next_lower(&text) != next_lower(&part))
      return false;
  }
  return true;
}

bool vitk_holds(vitk_str text, vitk_str part) {
  while (!begins_with(text, part)) {
    if (text.n == 0)
      return false;
    (void)next_lower(&text);
  }
  return true;
}
