/* threads.c - starts a thread and forgets it. */
#define HOOK_OPEN
#include "list.h"

#include <pthread.h>
#include <unistd.h>

static void *wait_for_ever(void *nothing) {
  for (;;)
    pause();
  return nothing;
}

static int hook_open(struct list *list) {
  pthread_t thread;
  (void)list;
  if (pthread_create(&thread, NULL, wait_for_ever, NULL) == 0)
    pthread_detach(thread);
  return VITK_OK;
}
static void hook_close(struct list *list) {
  (void)list;
}
