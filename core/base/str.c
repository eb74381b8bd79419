#include "core/base/str.h"

int vitk_str_compare(vitk_str a, vitk_str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int order = n ? memcmp(a.p, b.p, n) : 0;
  if (order != 0)
    return order;
  return a.n < b.n ? -1 : a.n > b.n;
}

/* Multi-byte white space that occurs around cells; U+FEFF is left in the middle of re-saved files. */
static const char *const wide_spaces[] = {"\xC2\xA0", "\xE2\x80\x87", "\xE2\x80\xAF", "\xE3\x80\x80", "\xEF\xBB\xBF"};

static bool is_ascii_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t space_at_start(vitk_str s) {
  if (s.n == 0 || vitk_is_visible(s.p[0]))
    return 0;
  if (is_ascii_space(s.p[0]))
    return 1;
  for (size_t i = 0; i < sizeof wide_spaces / sizeof wide_spaces[0]; i++) {
    size_t n = strlen(wide_spaces[i]);
    if (s.n >= n && memcmp(s.p, wide_spaces[i], n) == 0)
      return n;
  }
  return 0;
}

static size_t space_at_end(vitk_str s) {
  if (s.n == 0 || vitk_is_visible(s.p[s.n - 1]))
    return 0;
  if (is_ascii_space(s.p[s.n - 1]))
    return 1;
  for (size_t i = 0; i < sizeof wide_spaces / sizeof wide_spaces[0]; i++) {
    size_t n = strlen(wide_spaces[i]);
    if (s.n >= n && memcmp(s.p + s.n - n, wide_spaces[i], n) == 0)
      return n;
  }
  return 0;
}

vitk_str vitk_str_trim_spaces(vitk_str s) {
  for (size_t n = space_at_start(s); n > 0; n = space_at_start(s)) {
    s.p += n;
    s.n -= n;
  }
  for (size_t n = space_at_end(s); n > 0; n = space_at_end(s))
    s.n -= n;
  return s;
}

bool vitk_str_alternative(vitk_str *rest, vitk_str *out) {
  if (rest->p == NULL)
    return false;
  const char *bar = rest->n ? memchr(rest->p, '|', rest->n) : NULL;
  if (bar == NULL) {
    *out = *rest;
    *rest = (vitk_str){NULL, 0};
    return true;
  }
  size_t n = (size_t)(bar - rest->p);
  *out = (vitk_str){rest->p, n};
  *rest = (vitk_str){bar + 1, rest->n - n - 1};
  return true;
}
