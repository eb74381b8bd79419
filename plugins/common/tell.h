/* tell.h - sends a problem to the host, with its message put together as printf does. Header only. */
#ifndef VITK_PLUGINS_COMMON_TELL_H
#define VITK_PLUGINS_COMMON_TELL_H

#include "common/slice.h"

#include <stdarg.h>
#include <stdio.h>

/* At most 80 bytes of what a file says go into a message, cut between two characters. */
static inline int tell_length(vitk_str s) {
  size_t n = s.n;
  if (n > 80) {
    n = 80;
    while (n > 0 && ((unsigned char)s.p[n] & 0xC0U) == 0x80U)
      n--;
  }
  return (int)n;
}

/* For "%.*s" with a slice. */
#define TELL_SLICE(s) tell_length(s), ((s).p == NULL ? "" : (s).p)

struct tell_place {
  vitk_str file, field, excerpt;
  uint64_t line;
};

#if defined(__GNUC__)
__attribute__((format(printf, 7, 8)))
#endif
static inline int
tell(const struct vitk_host *host, struct vitk_context *context, uint32_t severity, const char *code,
     struct tell_place place, const char *hint, const char *format, ...) {
  char message[400];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  struct vitk_diag diag = {.size = sizeof diag,
                           .severity = severity,
                           .code = code,
                           .file = place.file,
                           .field = place.field,
                           .line = place.line,
                           .message = slice(message),
                           .hint = slice(hint),
                           .excerpt = place.excerpt};
  return host->diag(context, &diag);
}

#endif
