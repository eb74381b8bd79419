/* target_shown.c - what the text of a target says: whether it is a URL, and how messages may cite it. */
#include "core/base/buffer.h"
#include "core/dataset/output.h"

#include <stdlib.h>

/* Length of the scheme that `text` begins with, and of the ':' after it; 0: none. */
static size_t scheme_length(const char *text) {
  size_t n = 0;
  while ((text[n] >= 'a' && text[n] <= 'z') || (text[n] >= 'A' && text[n] <= 'Z') ||
         (n > 0 && text[n] != '\0' && strchr("0123456789+-.", text[n]) != NULL))
    n++;
  return n > 0 && text[n] == ':' ? n + 1 : 0;
}

bool vitk_target_is_url(const char *text) {
  size_t scheme = scheme_length(text);
  return scheme > 0 && strncmp(text + scheme, "//", 2) == 0;
}

static int add_masked_pair(struct vitk_buffer *shown, const char *pair, size_t n) {
  const char *equals = memchr(pair, '=', n);
  bool secret = equals != NULL && memmem(pair, (size_t)(equals - pair), "pass", 4) != NULL;
  int code = vitk_buffer_add(shown, pair, secret ? (size_t)(equals + 1 - pair) : n);
  return code == VITK_OK && secret ? vitk_buffer_add(shown, "***", 3) : code;
}

/* A '/' or '?' that a password holds unescaped must not end it: all up to the last '@' is hidden. */
static int add_masked(struct vitk_buffer *shown, const char *rest) {
  const char *colon = strchr(rest, ':'), *at = strrchr(rest, '@');
  int code = VITK_OK;
  if (colon != NULL && at != NULL && colon < at) {
    code = vitk_buffer_printf(shown, "%.*s:***", (int)(colon - rest), rest);
    rest = at;
  }
  while (code == VITK_OK && *rest != '\0') {
    size_t n = strcspn(rest, "?&"), more = rest[n] != '\0';
    code = add_masked_pair(shown, rest, n);
    if (code == VITK_OK)
      code = vitk_buffer_add(shown, rest + n, more);
    rest += n + more;
  }
  return code;
}

char *vitk_target_shown(const char *text) {
  size_t scheme = scheme_length(text);
  if (scheme == 0 || text[scheme] != '/')
    return strdup(text);
  struct vitk_buffer shown = {.maximum = SIZE_MAX};
  int code = vitk_buffer_add(&shown, text, scheme);
  if (code == VITK_OK)
    code = add_masked(&shown, text + scheme);
  char *copy = code == VITK_OK ? strndup(shown.p, shown.n) : NULL;
  vitk_buffer_free(&shown);
  return copy;
}
