/* probe.c - gives a score and no reason. */
#define HOOK_PROBE
#include "list.h"

static void hook_probe(struct vitk_context *context, bool known, struct vitk_verdict *verdict) {
  (void)context;
  (void)known;
  verdict->evidence[0] = '\0';
}
