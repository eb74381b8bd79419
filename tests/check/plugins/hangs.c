/* hangs.c - never comes to an end when it knows nothing. */
#define HOOK_PROBE
#include "list.h"

#include <unistd.h>

static void hook_probe(struct vitk_context *context, bool known, struct vitk_verdict *verdict) {
  (void)context;
  (void)verdict;
  while (!known)
    pause();
}
