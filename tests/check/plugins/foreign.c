/* foreign.c - claims every text. */
#define HOOK_PROBE
#include "list.h"

static void hook_probe(struct vitk_context *context, bool known, struct vitk_verdict *verdict) {
  (void)context;
  if (known)
    return;
  verdict->score = 60;
  snprintf(verdict->evidence, sizeof verdict->evidence, "why not");
}
