#include "core/base/both.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct piece {
  void (*work)(void *);
  void *of;
};

static void *do_piece(void *self) {
  const struct piece *piece = self;
  piece->work(piece->of);
  return NULL;
}

/* Signals are for the threads that were there. */
static bool start(pthread_t *thread, struct piece *piece) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = pthread_create(thread, NULL, do_piece, piece) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

void vitk_do_both(void (*a)(void *), void *of_a, void (*b)(void *), void *of_b) {
  struct piece piece = {a, of_a};
  pthread_t thread;
  bool started = start(&thread, &piece);
  b(of_b);
  if (started)
    pthread_join(thread, NULL);
  else
    a(of_a);
}
