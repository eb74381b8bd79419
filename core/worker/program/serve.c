/* serve.c - the fork server: a copy of it for each order (worker/forkserver.h). */
#include "core/worker/program/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The descriptors of the next order. How many; 0: none comes any more. */
static size_t receive_order(int *fds) {
  union {
    char bytes[CMSG_SPACE(VITK_ORDER_MOST * sizeof(int))];
    struct cmsghdr aligned;
  } control;
  char order;
  struct iovec body = {&order, sizeof order};
  struct msghdr message = {
      .msg_iov = &body, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  ssize_t got;
  while ((got = recvmsg(VITK_WORKER_ORDERS_FD, &message, 0)) < 0 && errno == EINTR)
    continue;
  const struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  if (header == NULL || header->cmsg_type != SCM_RIGHTS)
    return 0;
  size_t n = (header->cmsg_len - CMSG_LEN(0)) / sizeof *fds;
  memcpy(fds, CMSG_DATA(header), n * sizeof *fds);
  return n;
}

/* Each to its place, by way of one that is no place: so none overwrites another. An input that was not given is what
 * the standard input is, nothing. */
static void take_places(const int *fds, size_t n) {
  static const int places[VITK_ORDER_MOST] = {[VITK_ORDER_TASK] = VITK_WORKER_TASK_FD,
                                              [VITK_ORDER_RESULT] = VITK_WORKER_RESULT_FD,
                                              [VITK_ORDER_MARK] = VITK_WORKER_MARK_FD,
                                              [VITK_ORDER_INPUT] = VITK_WORKER_INPUT_FD};
  int apart[VITK_ORDER_MOST];
  for (size_t i = 0; i < VITK_ORDER_MOST; i++)
    apart[i] = fcntl(i < n ? fds[i] : STDIN_FILENO, F_DUPFD, VITK_WORKER_ABOVE_ALL);
  for (size_t i = 0; i < VITK_ORDER_MOST; i++)
    dup2(apart[i], places[i]);
}

/* fork(), but the copy is a child of the one who started this process, and waits for it. Of one thread, as this process
 * has, nothing else is to be done that fork() does. */
static long make_brother(void) {
  return syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
}

bool vitk_worker_serve(void (*prepare)(void)) {
  int fds[VITK_ORDER_MOST];
  for (size_t n; (n = receive_order(fds)) > 0;) {
    long pid = make_brother();
    if (pid == 0) {
      take_places(fds, n);
      return true;
    }
    int answer = pid > 0 ? (int)pid : -errno;
    bool heard = send(VITK_WORKER_ORDERS_FD, &answer, sizeof answer, MSG_NOSIGNAL) == sizeof answer;
    for (size_t i = 0; i < n; i++)
      close(fds[i]);
    if (!heard)
      break;
    prepare();
  }
  return false;
}
