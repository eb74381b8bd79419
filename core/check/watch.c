/* watch.c - seccomp's notifications (Linux 5.5), by libseccomp. */
#include "core/check/watch.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Calls that a plugin has no use for, as the host does these things for it. */
static const int refused[] = {
    SCMP_SYS(open),     SCMP_SYS(openat),   SCMP_SYS(openat2),   SCMP_SYS(creat),     SCMP_SYS(socket),
    SCMP_SYS(connect),  SCMP_SYS(bind),     SCMP_SYS(fork),      SCMP_SYS(vfork),     SCMP_SYS(clone),
    SCMP_SYS(execve),   SCMP_SYS(execveat), SCMP_SYS(unlink),    SCMP_SYS(unlinkat),  SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(mkdir),    SCMP_SYS(mkdirat),   SCMP_SYS(rmdir),     SCMP_SYS(link),
    SCMP_SYS(linkat),   SCMP_SYS(symlink),  SCMP_SYS(symlinkat), SCMP_SYS(renameat2), SCMP_SYS(memfd_create),
    SCMP_SYS(kill),     SCMP_SYS(ptrace),   SCMP_SYS(truncate),  SCMP_SYS(chdir),     SCMP_SYS(chmod)};

static bool send_fd(int channel, int fd) {
  char byte = 0;
  struct iovec part = {&byte, 1};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control = {.room = {0}};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fd);
  memcpy(CMSG_DATA(header), &fd, sizeof fd);
  return sendmsg(channel, &message, 0) == 1;
}

static int receive_fd(int channel) {
  char byte;
  struct iovec part = {&byte, 1};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control = {.room = {0}};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
  int fd = -1;
  if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) <= 0)
    return -1;
  const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header != NULL && header->cmsg_type == SCM_RIGHTS)
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return fd;
}

const char *check_watch_me(int channel) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (filter == NULL)
    return "there is no memory for a filter of system calls";
  /* clone3 has its flags where a filter can't see them; without it libc takes clone. */
  int code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  for (size_t i = 0; code == 0 && i < sizeof refused / sizeof refused[0]; i++)
    code = seccomp_rule_add(filter, SCMP_ACT_NOTIFY, refused[i], 0);
  if (code == 0)
    code = seccomp_load(filter);
  int fd = code == 0 ? seccomp_notify_fd(filter) : -1;
  bool sent = fd >= 0 && send_fd(channel, fd);
  if (fd >= 0)
    close(fd);
  seccomp_release(filter);
  return sent ? NULL : "this kernel has no seccomp notifications, or denies them here";
}

/* Starting a thread is no process: whether one is left running is another check. */
static bool is_thread(const struct seccomp_notif *call) {
  return call->data.nr == SCMP_SYS(clone) && (call->data.args[0] & CLONE_THREAD) != 0;
}

static void note(struct check_watcher *w, const struct check_shared *shared, int number) {
  char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
  if (w->first[0] == '\0')
    snprintf(w->first, sizeof w->first, "%.100s: it made the system call %s", (const char *)shared->doing,
             name ? name : "?");
  free(name);
}

static void answer_one(struct check_watcher *w, const struct check_shared *shared) {
  struct seccomp_notif *call = NULL;
  struct seccomp_notif_resp *answer = NULL;
  if (seccomp_notify_alloc(&call, &answer) == 0 && seccomp_notify_receive(w->notifications, call) == 0) {
    answer->id = call->id;
    if (shared->in_plugin && !is_thread(call)) {
      note(w, shared, call->data.nr);
      answer->error = -EPERM;
    } else
      answer->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    seccomp_notify_respond(w->notifications, answer);
  }
  seccomp_notify_free(call, answer);
}

void check_watch_answer(struct check_watcher *w, const struct check_shared *shared, int ms) {
  struct pollfd waiting = {.fd = w->notifications >= 0 ? w->notifications : w->channel, .events = POLLIN};
  if (poll(&waiting, 1, ms) <= 0)
    return;
  if ((waiting.revents & POLLIN) == 0)
    poll(NULL, 0, ms); /* the child has ended, or is about to */
  else if (w->notifications >= 0)
    answer_one(w, shared);
  else
    w->notifications = receive_fd(w->channel);
}

void check_watch_end(struct check_watcher *w) {
  if (w->notifications >= 0)
    close(w->notifications);
  w->notifications = -1;
}
