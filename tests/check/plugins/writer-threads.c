/* writer-threads.c - starts a thread and forgets it. */
#define HOOK_BEGIN
#include "writer.h"

#include <pthread.h>
#include <unistd.h>

static void *wait_for_ever(void *nothing) {
  for (;;)
    pause();
  return nothing;
}

static int hook_begin(struct writer *writer) {
  pthread_t thread;
  (void)writer;
  if (pthread_create(&thread, NULL, wait_for_ever, NULL) == 0)
    pthread_detach(thread);
  return VITK_OK;
}
