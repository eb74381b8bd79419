/* faults.h - the host as the plugin under check sees it: it counts the plugin's calls, and fails the one it is told to.
 *
 * There is one plugin under check in a process, so this is one struct.
 */
#ifndef VITK_CHECK_FAULTS_H
#define VITK_CHECK_FAULTS_H

#include "core/check/check.h"

struct check_faults {
  /* Set before a run; from 1, 0 is never. */
  uint64_t fail_alloc, fail_malloc, fail_write, cancel;

  /* What happened in it. */
  uint64_t calls, allocs, mallocs, writes; /* so far */
  int told;                                /* the code that the plugin was to return since, VITK_OK: none */
  uint64_t calls_after;                    /* that, but for those that close something */
  char unheeded[200];                      /* a function of the plugin that returned another code; "" none */
  int32_t raw_score;
  size_t evidence; /* bytes of the probe's sentence; SIZE_MAX: it has no end */
};

extern struct check_faults check_faults;
extern const struct vitk_host check_host;

/* The descriptor with functions that call the real ones and see what they return. */
const struct vitk_plugin *check_shim(struct check *, const struct vitk_plugin *plugin, struct vitk_arena *);

/* The plugin's own heap. Makes its calls of malloc and the like go through here from now on. NULL, or why they can't.
 */
const char *check_heap_watch(void *library);
size_t check_heap_held(void); /* blocks that the plugin took and has not freed */
void check_heap_forget(void);

#endif
