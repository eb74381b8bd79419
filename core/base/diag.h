/* diag.h - where problems go. A room that meets one emits it and does not know who listens. */
#ifndef VITK_BASE_DIAG_H
#define VITK_BASE_DIAG_H

#include "core/base/str.h"

struct vitk_sink_of_diags {
  /* VITK_OK, or a code below 0 that asks to stop (cancelled, too many rejects, no memory). Nothing of the diag is
   * valid after the call. */
  int (*emit)(void *self, const struct vitk_diag *);
  void *self;
};

/* A place in a source's file. */
struct vitk_place {
  vitk_str file, field;
  uint64_t line;
};

/* Emits a problem whose message is formatted. `hint` and `excerpt` may be NULL-slices. Returns what emit returned. */
int vitk_report(const struct vitk_sink_of_diags *, uint32_t severity, const char *code, struct vitk_place,
                vitk_str excerpt, const char *hint, const char *format, ...) __attribute__((format(printf, 7, 8)));

/* Where nobody is to hear of them. */
extern const struct vitk_sink_of_diags vitk_silent_diags;

/* Longest excerpt that is kept, in bytes; a longer one is cut at a character and ends in "…". */
enum { VITK_EXCERPT_MAX = 200 };

#endif
