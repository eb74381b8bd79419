#include "core/base/diag.h"

#include "core/base/steer.h"

#include <stdarg.h>
#include <stdio.h>

#define ELLIPSIS "…"
enum { MESSAGE_MAX = 1000, CHARACTER_MAX = 4 };

/* Ends p[0 … n), of which there may be no more, with "…", in the place of a character that is cut there. */
static vitk_str shorten(char *p, size_t n) {
  size_t last = n;
  for (int i = 0; i < CHARACTER_MAX && last > 0; i++)
    if (((unsigned char)p[--last] & 0xC0) != 0x80)
      break;
  if (vitk_character_bytes(p + last, n - last) != n - last || (last + 1 == n && (unsigned char)p[last] >= 0x80))
    n = last;
  memcpy(p + n, ELLIPSIS, sizeof ELLIPSIS - 1);
  return (vitk_str){p, n + sizeof ELLIPSIS - 1};
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
    text = shorten(message, sizeof message - sizeof ELLIPSIS);
  if (excerpt.n > VITK_EXCERPT_MAX)
    excerpt = shorten(memcpy(cut, excerpt.p, VITK_EXCERPT_MAX), VITK_EXCERPT_MAX);
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
