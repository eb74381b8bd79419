/* child.c - forks for a check, waits for it, and makes a finding of a signal or a silence. */
#include "core/check/child.h"

#include "core/check/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NAP_MS = 5 };

/* Of sanitizer builds: the child ends without its exit handlers, which would look for leaks. */
extern int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

static _Noreturn void be_child(struct check *c, int channel) {
  static const int usual[] = {SIGINT, SIGTERM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  const struct rlimit no_core = {0, 0};
  for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
    if (__lsan_do_recoverable_leak_check == NULL || i < 2)
      signal(usual[i], SIG_DFL);
  }
  setrlimit(RLIMIT_CORE, &no_core);
  bool ready = dup2(c->said, STDOUT_FILENO) >= 0 && dup2(c->said, STDERR_FILENO) >= 0;
  if (!ready)
    check_fail(c, "standard output can't be turned aside: %s", strerror(errno));
  bool watched = (c->row->kinds & CHECK_WATCHED) != 0;
  if (ready && check_subject_load(c)) {
    const char *without = watched ? check_watch_me(channel) : NULL;
    c->shared->is_watched = watched && without == NULL;
    if (without != NULL)
      check_skip(c, "%s", without);
    else
      c->row->run(c);
  }
  fflush(stdout);
  check_subject_free(c);
  bool leaks = __lsan_do_recoverable_leak_check != NULL && !watched && __lsan_do_recoverable_leak_check() != 0;
  _exit(leaks ? 23 : 0);
}

/* The line of what the child said that tells most: a sanitizer's summary, else its first. */
static void add_what_it_said(struct check *c) {
  char said[4096];
  ssize_t n = pread(c->said, said, sizeof said - 1, 0);
  said[n > 0 ? n : 0] = '\0';
  const char *line = strstr(said, "SUMMARY: ");
  if (line == NULL)
    line = strstr(said, "ERROR: ");
  if (line == NULL)
    line = said;
  size_t used = strlen(c->shared->detail), length = strcspn(line, "\n");
  if (length > 0)
    snprintf(c->shared->detail + used, sizeof c->shared->detail - used, "; it said: %.*s",
             (int)(length < 300 ? length : 300), line);
}

static void tell_end(struct check *c, int status, bool hung) {
  struct check_shared *s = c->shared;
  s->doing[sizeof s->doing - 1] = s->detail[sizeof s->detail - 1] = '\0'; /* the plugin may have written there */
  const char *doing = s->doing[0] ? s->doing : "loading the plugin";
  if (!hung && WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return;
  s->outcome = VITK_CHECK_FAILED;
  if (hung)
    snprintf(s->detail, sizeof s->detail, "%s: it did not end within %u seconds", doing, c->request->seconds);
  else if (WIFSIGNALED(status))
    snprintf(s->detail, sizeof s->detail, "%s: it crashed with SIG%s (%s)", doing, sigabbrev_np(WTERMSIG(status)),
             strsignal(WTERMSIG(status)));
  else
    snprintf(s->detail, sizeof s->detail, "%s: it ended the process with exit code %d", doing, WEXITSTATUS(status));
  if (!hung)
    add_what_it_said(c);
}

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits, answering the filter's questions meanwhile. */
static int wait_for(struct check *c, pid_t child, int channel) {
  int64_t limit = (int64_t)c->request->seconds * 1000, since = now_ms();
  struct check_watcher watcher = {.channel = channel, .notifications = -1};
  uint64_t steps = c->shared->steps;
  int status = 0, code = VITK_OK;
  bool hung = false;
  pid_t ended;
  while ((ended = waitpid(child, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
    if (steps != c->shared->steps) {
      steps = c->shared->steps;
      since = now_ms();
    }
    hung = now_ms() - since > limit;
    if (c->settings->cancelled != NULL && c->settings->cancelled(c->settings->user))
      code = VITK_CANCELLED;
    if (hung || code != VITK_OK) {
      kill(child, SIGKILL);
      while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
      break;
    }
    check_watch_answer(&watcher, c->shared, NAP_MS);
  }
  if (code == VITK_OK)
    tell_end(c, status, hung);
  if (code == VITK_OK && watcher.first[0] != '\0' && c->shared->outcome != VITK_CHECK_FAILED) {
    c->shared->outcome = VITK_CHECK_FAILED;
    snprintf(c->shared->detail, sizeof c->shared->detail, "%s", watcher.first);
  }
  check_watch_end(&watcher);
  return code;
}

int check_in_child(struct check *c) {
  int channel[2] = {-1, -1};
  memset(c->shared, 0, sizeof *c->shared);
  c->said = memfd_create("vitk-check", MFD_CLOEXEC);
  if (c->said < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0) {
    if (c->said >= 0)
      close(c->said);
    return VITK_FAILED;
  }
  fflush(stdout); /* what is not yet written would be written by both */
  pid_t child = fork();
  if (child == 0)
    be_child(c, channel[1]);
  close(channel[1]);
  int code = child > 0 ? wait_for(c, child, channel[0]) : VITK_FAILED;
  close(channel[0]);
  close(c->said);
  c->said = -1;
  return code;
}
