#include "core/base/diag.h"

#include <stdarg.h>
#include <stdio.h>

#define ELLIPSIS "…"
enum { MESSAGE_MAX = 1000 };

/* At most n of its bytes, fewer than there are, so that no character is cut. */
static size_t whole_characters(vitk_str s, size_t n) {
  while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
    n--;
  return n;
}

/* The first bytes of `text`, `most` at most, and "…". `to`, which has room for it, may be where they are. */
static vitk_str shorten(char *to, vitk_str text, size_t most) {
  size_t keep = whole_characters(text, most);
  memmove(to, text.p, keep);
  memcpy(to + keep, ELLIPSIS, sizeof ELLIPSIS - 1);
  return (vitk_str){to, keep + sizeof ELLIPSIS - 1};
}

int vitk_report(const struct vitk_sink_of_diags *sink, uint32_t severity, const char *code, struct vitk_place place,
                vitk_str excerpt, const char *hint, const char *format, ...) {
  char message[MESSAGE_MAX], cut[VITK_EXCERPT_MAX + sizeof ELLIPSIS];
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (n < 0)
    return VITK_FAILED;
  vitk_str text = {message, (size_t)n};
  if (text.n >= sizeof message)
    text = shorten(message, text, sizeof message - sizeof ELLIPSIS);
  if (excerpt.n > VITK_EXCERPT_MAX)
    excerpt = shorten(cut, excerpt, VITK_EXCERPT_MAX);
  struct vitk_diag diag = {.size = sizeof diag,
                           .severity = severity,
                           .code = code,
                           .file = place.file,
                           .field = place.field,
                           .line = place.line,
                           .message = text,
                           .hint = vitk_str_of(hint),
                           .excerpt = excerpt};
  return sink->emit(sink->self, &diag);
}

static int say_nothing(void *self, const struct vitk_diag *diag) {
  (void)self, (void)diag;
  return VITK_OK;
}

const struct vitk_sink_of_diags vitk_silent_diags = {say_nothing, NULL};
