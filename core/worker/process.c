/* process.c - a worker from outside: started, heard, ended, and its end put into words. */
#include "core/worker/task.h"

#include "core/worker/sandbox.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  ABOVE_ALL = 16 /* descriptors from here on are no worker's */,
  PIPE_BYTES = 1 << 20,
  PATIENCE = 10000 /* of 0.2 ms */
};

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

/* Descriptors of the parent's side, each above all that a worker is born with, so that no dup2 overwrites another. */
struct ends {
  int task, result, ours, mark, nothing;
};

static int raised(int fd) {
  if (fd < 0)
    return -1;
  int high = fcntl(fd, F_DUPFD_CLOEXEC, ABOVE_ALL);
  int error = errno;
  close(fd);
  errno = error;
  return high;
}

static void close_one(int fd) {
  if (fd >= 0)
    close(fd);
}

static void close_theirs(const struct ends *ends) {
  close_one(ends->task);
  close_one(ends->result);
  close_one(ends->mark);
  close_one(ends->nothing);
}

static bool open_ends(struct ends *ends) {
  int pair[2];
  *ends = (struct ends){-1, -1, -1, -1, -1};
  if (pipe2(pair, O_CLOEXEC) != 0)
    return false;
  ends->ours = raised(pair[0]);
  ends->result = raised(pair[1]);
  ends->task = raised(memfd_create("vitk-task", MFD_CLOEXEC));
  ends->mark = raised(memfd_create("vitk-mark", MFD_CLOEXEC));
  ends->nothing = raised(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (ends->ours < 0 || ends->result < 0 || ends->task < 0 || ends->mark < 0 || ends->nothing < 0)
    return false;
  fcntl(ends->ours, F_SETPIPE_SZ, PIPE_BYTES); /* fewer turns where the system allows it */
  return ftruncate(ends->mark, sizeof(struct vitk_mark)) == 0;
}

static int spawn(const char *program, const struct ends *ends, int input, pid_t *pid) {
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
    const int born[][2] = {
        {ends->nothing, STDIN_FILENO},     {ends->nothing, STDOUT_FILENO},
        {ends->task, VITK_WORKER_TASK_FD}, {ends->result, VITK_WORKER_RESULT_FD},
        {ends->mark, VITK_WORKER_MARK_FD}, {input < 0 ? ends->nothing : input, VITK_WORKER_INPUT_FD}};
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

int vitk_process_start(const char *program, const struct vitk_task *task, int input, struct vitk_process *out) {
  struct ends ends;
  *out = (struct vitk_process){.in = {.fd = -1}};
  int high = input >= 0 ? fcntl(input, F_DUPFD_CLOEXEC, ABOVE_ALL) : -1;
  bool ready = open_ends(&ends) && (input < 0 || high >= 0);
  int code = ready ? vitk_task_write(task, ends.task) : VITK_FAILED;
  if (code == VITK_OK) {
    out->mark = mmap(NULL, sizeof *out->mark, PROT_READ | PROT_WRITE, MAP_SHARED, ends.mark, 0);
    if (out->mark == MAP_FAILED)
      out->mark = NULL;
    int error =
        out->mark != NULL && lseek(ends.task, 0, SEEK_SET) == 0 ? spawn(program, &ends, high, &out->pid) : errno;
    errno = error;
    code = error == 0 ? VITK_OK : VITK_FAILED;
  }
  int error = errno;
  close_theirs(&ends);
  close_one(high);
  if (code == VITK_OK) {
    vitk_wire_take(&out->in, ends.ours);
    return VITK_OK;
  }
  close_one(ends.ours);
  out->pid = 0;
  vitk_process_free(out);
  errno = error;
  return code;
}

/* Did it end? */
static bool has_ended(struct vitk_process *process, int how) {
  pid_t ended = waitpid(process->pid, &process->status, how);
  process->lost = ended < 0 && errno != EINTR; /* the program around us waits for all children, or ignores SIGCHLD */
  return ended == process->pid || process->lost;
}

/* A process whose pipe has closed is about to end: by itself, so that its status says how. */
static bool ends_soon(struct vitk_process *process) {
  const struct timespec moment = {.tv_nsec = 200000};
  for (int waited = 0; waited < PATIENCE; waited++) {
    if (has_ended(process, WNOHANG))
      return true;
    nanosleep(&moment, NULL);
  }
  return false;
}

void vitk_process_leave(struct vitk_process *process) {
  if (process->pid == 0)
    return;
  if (process->in.fd >= 0)
    close(process->in.fd);
  vitk_wire_drop(&process->in);
  kill(process->pid, SIGKILL);
}

void vitk_process_end(struct vitk_process *process, bool by_force) {
  if (process->pid == 0)
    return; /* nor a pipe: descriptor 0 may be one that somebody reads from */
  if (process->in.fd >= 0)
    close(process->in.fd);
  vitk_wire_drop(&process->in);
  if (by_force || !ends_soon(process)) {
    kill(process->pid, SIGKILL);
    while (!has_ended(process, 0))
      continue;
  }
  process->pid = 0;
}

void vitk_process_free(struct vitk_process *process) {
  vitk_process_end(process, true);
  if (process->mark != NULL)
    munmap(process->mark, sizeof *process->mark);
  process->mark = NULL;
}

const char *vitk_process_death(const struct vitk_process *process, uint64_t memory, char text[VITK_DEATH_MAX]) {
  uint32_t refused = process->mark ? process->mark->refused : 0;
  const char *call = refused ? vitk_sandbox_call_name(refused - 1) : NULL;
  if (refused != 0)
    snprintf(text, VITK_DEATH_MAX, "called %s (system call %" PRIu32 "), which a plugin may not", call ? call : "?",
             refused - 1);
  else if (process->mark != NULL && process->mark->no_memory)
    snprintf(text, VITK_DEATH_MAX, "needed more than the %" PRIu64 " MiB of memory that it may have", memory >> 20);
  else if (process->lost)
    snprintf(text, VITK_DEATH_MAX, "ended, and how is not known");
  else if (WIFSIGNALED(process->status))
    snprintf(text, VITK_DEATH_MAX, "crashed: %s (signal %d)", strsignal(WTERMSIG(process->status)),
             WTERMSIG(process->status));
  else if (WEXITSTATUS(process->status) != 0)
    snprintf(text, VITK_DEATH_MAX, "ended its process with status %d", WEXITSTATUS(process->status));
  else
    return NULL;
  return text;
}
