/* forkserver.h - the process that workers are made by: vitk-worker, started once, whose copies do one task each.
 *
 * Starting a program that links all that inputs are read with takes milliseconds, copying a process that did takes a
 * fraction of one. The fork server runs no plugin and opens no input: a worker begins as clean as a program that was
 * started for it. Its parent is the process that asked for it, which waits for it as for any child.
 */
#ifndef VITK_WORKER_FORKSERVER_H
#define VITK_WORKER_FORKSERVER_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <sys/types.h>

struct vitk_forkserver {
  const char *program;   /* the path of vitk-worker */
  int fd;                /* orders go to it; -1: it does not run */
  pid_t pid;             /* of the fork server itself */
  pid_t process, thread; /* that started it: workers end with that thread */
  pid_t left;            /* a worker that was left: 0: none */
};

/* A worker is ordered by descriptors, and answered by its pid, or by an errno below 0 where it can't be made. */
enum { VITK_ORDER_TASK, VITK_ORDER_RESULT, VITK_ORDER_MARK, VITK_ORDER_INPUT, VITK_ORDER_MOST };

/* The path of vitk-worker, in the arena; p NULL: there is none. */
vitk_str vitk_worker_program(struct vitk_arena *);

/* It starts as {.program, .fd = -1}. Starts it, unless it runs, and does not wait until it is ready. false: errno says
 * why. */
bool vitk_forkserver_start(struct vitk_forkserver *);

/* A worker that is born with these descriptors, which stay the caller's: all of them, or all but INPUT. -1: errno says
 * why. */
pid_t vitk_forkserver_fork(struct vitk_forkserver *, const int *fds, size_t n);

/* Makes a worker end that has said its last word, and leaves it to the server to wait for that. */
void vitk_forkserver_leave(struct vitk_forkserver *, pid_t worker);

/* Ends it, and waits for that, and for a worker that was left; others stay. */
void vitk_forkserver_stop(struct vitk_forkserver *);

#endif
