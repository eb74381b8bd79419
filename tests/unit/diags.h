/* diags.h - keeps what was told, for tests that look at it. */
#ifndef VITK_TEST_DIAGS_H
#define VITK_TEST_DIAGS_H

#include "core/base/diag.h"

#include <stdio.h>

struct told {
  int n;
  uint32_t severity; /* of the last, as all below */
  uint64_t line;
  char code[64], message[512], hint[512];
  char codes[1024]; /* of all, parted by spaces */
};

static inline int keep_diag(void *self, const struct vitk_diag *diag) {
  struct told *told = self;
  told->n++;
  told->severity = diag->severity;
  told->line = diag->line;
  size_t used = strlen(told->codes);
  snprintf(told->codes + used, sizeof told->codes - used, "%s ", diag->code);
  snprintf(told->code, sizeof told->code, "%s", diag->code);
  snprintf(told->message, sizeof told->message, "%.*s", VITK_STR_ARG(diag->message));
  snprintf(told->hint, sizeof told->hint, "%.*s", VITK_STR_ARG(diag->hint));
  return VITK_OK;
}

#endif
