#include "core/worker/forkserver.h"

#include "core/worker/sandbox.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

vitk_str vitk_worker_program(struct vitk_arena *arena) {
  Dl_info info;
  void *here = NULL;
  vitk_str (*function)(struct vitk_arena *) = vitk_worker_program;
  memcpy(&here, &function, sizeof here);
  char *file = dladdr(here, &info) != 0 ? realpath(info.dli_fname, NULL) : NULL;
  char *slash = file ? strrchr(file, '/') : NULL;
  vitk_str path = {NULL, 0};
  if (slash != NULL)
    path = vitk_arena_printf(arena, "%.*s/vitk/vitk-worker", (int)(slash - file), file);
  free(file);
  if (path.p == NULL || access(path.p, X_OK) != 0)
    return (vitk_str){NULL, 0};
  return path;
}

/* --- started and ended */

/* `orders` and `nothing` are above all places that they are put to. Gives an errno. */
static int spawn(const char *program, int orders, int nothing, pid_t *pid) {
  char name[] = "vitk-worker";
  char *const arguments[] = {name, NULL};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGCHLD);
  int error = posix_spawn_file_actions_init(&actions);
  if (error != 0)
    return error;
  error = posix_spawnattr_init(&attributes);
  if (error == 0) {
    const int born[][2] = {{nothing, STDIN_FILENO}, {nothing, STDOUT_FILENO}, {orders, VITK_WORKER_ORDERS_FD}};
    for (size_t i = 0; error == 0 && i < sizeof born / sizeof born[0]; i++)
      error = posix_spawn_file_actions_adddup2(&actions, born[i][0], born[i][1]);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    if (error == 0)
      error = posix_spawn(pid, program, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

static bool is_ours(const struct vitk_forkserver *server) {
  return server->process == getpid() && server->thread == gettid();
}

bool vitk_forkserver_start(struct vitk_forkserver *server) {
  if (server->fd >= 0 && is_ours(server))
    return true;
  vitk_forkserver_stop(server);
  int pair[2], error = 0;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    return false;
  int orders = fcntl(pair[1], F_DUPFD_CLOEXEC, VITK_WORKER_ABOVE_ALL);
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  int nothing = null >= 0 ? fcntl(null, F_DUPFD_CLOEXEC, VITK_WORKER_ABOVE_ALL) : -1;
  error = orders >= 0 && nothing >= 0 ? spawn(server->program, orders, nothing, &server->pid) : errno;
  const int done[] = {pair[1], orders, null, nothing};
  for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
    if (done[i] >= 0)
      close(done[i]);
  if (error != 0) {
    close(pair[0]);
    errno = error;
    return false;
  }
  server->fd = pair[0];
  server->process = getpid();
  server->thread = gettid();
  return true;
}

static void wait_for(pid_t pid) {
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
    continue;
}

/* By then the one before it has ended: nothing is waited for. */
void vitk_forkserver_leave(struct vitk_forkserver *server, pid_t worker) {
  kill(worker, SIGKILL);
  if (server->left != 0)
    wait_for(server->left);
  server->left = worker;
}

/* In a copy of the process that started it, it is somebody else's. */
void vitk_forkserver_stop(struct vitk_forkserver *server) {
  if (server->fd < 0)
    return;
  bool has_children = server->process == getpid();
  if (has_children)
    kill(server->pid, SIGKILL); /* it may be getting ready still, and has nothing to put away */
  close(server->fd);
  server->fd = -1;
  if (has_children && server->left != 0)
    wait_for(server->left);
  if (has_children)
    wait_for(server->pid);
  server->left = 0;
}

/* --- orders */

static bool send_order(int socket, const int *fds, size_t n) {
  union {
    char bytes[CMSG_SPACE(VITK_ORDER_MOST * sizeof(int))];
    struct cmsghdr aligned;
  } control = {.bytes = {0}};
  char order = (char)n;
  struct iovec body = {&order, sizeof order};
  struct msghdr message = {
      .msg_iov = &body, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = CMSG_SPACE(n * sizeof(int))};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(n * sizeof(int));
  memcpy(CMSG_DATA(header), fds, n * sizeof(int));
  ssize_t sent;
  while ((sent = sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR)
    continue;
  return sent == sizeof order;
}

static bool receive_answer(int socket, int *answer) {
  ssize_t n;
  while ((n = recv(socket, answer, sizeof *answer, 0)) < 0 && errno == EINTR)
    continue;
  if (n >= 0 && n != sizeof *answer)
    errno = ECONNRESET; /* it ended */
  return n == sizeof *answer;
}

pid_t vitk_forkserver_fork(struct vitk_forkserver *server, const int *fds, size_t n) {
  for (int tries = 0; tries < 2; tries++) { /* one that was lost while nothing was asked of it is started again */
    int answer;
    if (!vitk_forkserver_start(server))
      return -1;
    if (send_order(server->fd, fds, n) && receive_answer(server->fd, &answer)) {
      errno = answer < 0 ? -answer : 0;
      return answer < 0 ? -1 : answer;
    }
    int error = errno;
    vitk_forkserver_stop(server);
    errno = error;
  }
  return -1;
}
