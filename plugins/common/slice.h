/* slice.h - small helpers on vitk_str for importers. Header only: a plugin links against nothing.
 *
 * Cases are folded in ASCII alone, as the names and codes that are compared here are ASCII.
 */
#ifndef VITK_PLUGINS_COMMON_SLICE_H
#define VITK_PLUGINS_COMMON_SLICE_H

#include <stdbool.h>
#include <string.h>
#include <vitk/plugin.h>

static inline vitk_str slice(const char *text) {
  vitk_str s = {text, text == NULL ? 0 : strlen(text)};
  return s;
}

static inline uint64_t slice_word(const char *p) {
  uint64_t bytes;
  memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

static inline uint32_t slice_half_word(const char *p) {
  uint32_t bytes;
  memcpy(&bytes, p, sizeof bytes);
  return bytes;
}

/* Ids and words are short: two loads that may overlap, and no call. */
static inline bool slice_same_bytes(const char *a, const char *b, size_t n) {
  if (n < 4 || n > 16)
    return n == 0 || memcmp(a, b, n) == 0;
  if (n < 8)
    return slice_half_word(a) == slice_half_word(b) && slice_half_word(a + n - 4) == slice_half_word(b + n - 4);
  return slice_word(a) == slice_word(b) && slice_word(a + n - 8) == slice_word(b + n - 8);
}

static inline bool slice_equal(vitk_str a, const char *b) {
  size_t n = strlen(b);
  return a.n == n && slice_same_bytes(a.p, b, n);
}

static inline bool slice_same(vitk_str a, vitk_str b) {
  return a.n == b.n && slice_same_bytes(a.p, b.p, a.n);
}

static inline char slice_lower(char c) {
  if (c >= 'A' && c <= 'Z')
    return (char)(c | 0x20);
  return c;
}

static inline bool slice_digit(char c) {
  return c >= '0' && c <= '9';
}

static inline bool slice_white(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* `prefix` is in lower case. */
static inline bool slice_starts(vitk_str s, const char *prefix) {
  size_t n = strlen(prefix);
  if (s.n < n)
    return false;
  for (size_t i = 0; i < n; i++)
    if (slice_lower(s.p[i]) != prefix[i])
      return false;
  return true;
}

/* `suffix` is in lower case. */
static inline bool slice_ends(vitk_str s, const char *suffix) {
  size_t n = strlen(suffix);
  vitk_str end = {s.p, n};
  if (s.n < n)
    return false;
  end.p = s.p + (s.n - n);
  return slice_starts(end, suffix);
}

static inline vitk_str slice_from(vitk_str s, size_t at) {
  vitk_str rest = {s.p, 0};
  if (at < s.n) {
    rest.p = s.p + at;
    rest.n = s.n - at;
  }
  return rest;
}

/* The name after the last '/', and what stands before it, '/' included. */
static inline vitk_str slice_base(vitk_str path, vitk_str *folder) {
  size_t at = path.n;
  while (at > 0 && path.p[at - 1] != '/')
    at--;
  folder->p = path.p;
  folder->n = at;
  return slice_from(path, at);
}

/* A copy that lives as long as the run; false: no memory. */
static inline bool slice_keep(const struct vitk_host *host, struct vitk_context *context, vitk_str s, vitk_str *out) {
  char *p = host->alloc(context, s.n + 1);
  if (p == NULL)
    return false;
  if (s.n > 0)
    memcpy(p, s.p, s.n);
  out->p = p;
  out->n = s.n;
  return true;
}

/* The name of a member as a copy that lives as long as the run: the host's own may not outlive the next call. */
static inline int slice_member(const struct vitk_host *host, struct vitk_context *context, uint32_t index,
                               vitk_str *out) {
  struct vitk_member member = {.size = sizeof member};
  int code = host->member(context, index, &member);
  if (code < VITK_OK)
    return code;
  return slice_keep(host, context, member.name, out) ? VITK_OK : VITK_NOMEM;
}

#endif
