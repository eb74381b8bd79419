#include "map/fold.h"

#include <string.h>

enum { MENTION_MAX = 512 }; /* bytes of a header cell that are looked at */

bool vitk_map_equal(vitk_str a, vitk_str b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int vitk_map_cut(vitk_str text, size_t max) {
  size_t n = text.n < max ? text.n : max;
  while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
    n--;
  return (int)n;
}

static bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

vitk_str vitk_map_trim(vitk_str text) {
  while (text.n > 0 && is_space(text.p[0])) {
    text.p++;
    text.n--;
  }
  while (text.n > 0 && is_space(text.p[text.n - 1]))
    text.n--;
  return text;
}

bool vitk_map_alternative(vitk_str *rest, vitk_str *out) {
  if (!rest->p)
    return false;
  const char *bar = rest->n ? memchr(rest->p, '|', rest->n) : NULL;
  size_t n = bar ? (size_t)(bar - rest->p) : rest->n;
  *out = (vitk_str){rest->p, n};
  *rest = bar ? (vitk_str){bar + 1, rest->n - n - 1} : (vitk_str){NULL, 0};
  return true;
}

/* A code point of UTF-8, or where the bytes are none, the byte read as windows-1252 (its dashes are all that matter
 * here). Returns its length. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *out) {
  size_t length = p[0] < 0x80 ? 1 : p[0] >= 0xC2 && p[0] < 0xE0 ? 2 : p[0] >= 0xE0 && p[0] < 0xF0 ? 3 : 0;
  uint32_t code = length == 1 ? p[0] : length == 2 ? p[0] & 0x1Fu : p[0] & 0x0Fu;
  for (size_t i = 1; i < length; i++) {
    if (i >= n || (p[i] & 0xC0) != 0x80) {
      length = 0;
      break;
    }
    code = code << 6 | (p[i] & 0x3Fu);
  }
  if (length == 0 || (length == 3 && code < 0x800)) {
    *out = p[0] == 0x96 || p[0] == 0x97 ? '-' : p[0];
    return 1;
  }
  *out = code;
  return length;
}

static bool is_dropped(uint32_t code) {
  return code == 0 || code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0 || code == 0x3000 ||
         (code >= 0x2000 && code <= 0x200D) || code == 0x202F || code == 0x2060 || code == 0xFEFF;
}

/* One case, one µ, one hyphen. */
static uint32_t folded(uint32_t code) {
  if (code >= 0xFF01 && code <= 0xFF5E)
    code -= 0xFEE0;
  if (code >= 0x2010 && code <= 0x2015)
    return '-';
  if (code == 0x3BC)
    return 0xB5;
  if ((code >= 'A' && code <= 'Z') || (code >= 0xC0 && code <= 0xDE && code != 0xD7))
    return code + 0x20;
  return code;
}

size_t vitk_map_fold(vitk_str text, char *to, size_t n) {
  size_t length = 0;
  for (size_t i = 0; i < text.n;) {
    uint32_t code;
    size_t step = decode((const unsigned char *)text.p + i, text.n - i, &code);
    char bytes[4];
    size_t used = 0;
    code = folded(code);
    if (code == 0x338D) { /* the character µg */
      bytes[used++] = (char)0xB5;
      bytes[used++] = 'g';
    } else if (code < 0x100) {
      if (!is_dropped(code))
        bytes[used++] = (char)code;
    } else if (!is_dropped(code)) {
      memcpy(bytes, text.p + i, step);
      used = step;
    }
    if (length + used > n)
      break;
    memcpy(to + length, bytes, used);
    length += used;
    i += step;
  }
  return length;
}

bool vitk_map_fold_matches(vitk_str cell, vitk_str names) {
  vitk_str name;
  while (vitk_map_alternative(&names, &name)) {
    if (name.n > 0 && name.p[name.n - 1] == '*') {
      if (cell.n >= name.n - 1 && memcmp(cell.p, name.p, name.n - 1) == 0)
        return true;
    } else if (name.n > 0 && vitk_map_equal(cell, name)) {
      return true;
    }
  }
  return false;
}

/* Folded, UTF-8 beyond U+00FF. "mk" counts only before a number. */
static const char *const k_words[] = {"vitamink",      "vitaminek",   "vitamin-k",    "vitamin_k",    "vitk",
                                      "menaquinon",    "menachinon",  "phylloquinon", "phyllochinon", "fylloquinon",
                                      "phytomenadion", "phytonadion", "ビタミンk",    "維生素k",      "维生素k",
                                      "비타민k",       "メナキノン",  "フィロキノン", "menatetrenon", "k-vitamin",
                                      "kvitamin",      "k-1vitamin",  "k-2vitamin"};

bool vitk_map_mentions_k(vitk_str text) {
  char cell[MENTION_MAX];
  size_t n = vitk_map_fold(text, cell, sizeof cell);
  for (size_t i = 0; i < sizeof k_words / sizeof k_words[0]; i++)
    if (n > 0 && memmem(cell, n, k_words[i], strlen(k_words[i])))
      return true;
  for (size_t i = 0; i + 2 < n; i++) {
    if (cell[i] != 'm' || cell[i + 1] != 'k' || (i > 0 && cell[i - 1] >= 'a' && cell[i - 1] <= 'z'))
      continue;
    size_t digit = cell[i + 2] == '-' ? i + 3 : i + 2;
    if (digit < n && cell[digit] >= '0' && cell[digit] <= '9')
      return true;
  }
  return false;
}
