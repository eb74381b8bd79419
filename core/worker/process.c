/* process.c - a worker from outside: started, heard, ended, and its end put into words. */
#include "core/worker/task.h"

#include "core/worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PIPE_BYTES = 1 << 20, PATIENCE = 10000 /* of 0.2 ms */ };

/* Descriptors of the parent's side. */
struct ends {
  int task, result, ours, mark;
};

static void close_one(int fd) {
  if (fd >= 0)
    close(fd);
}

static void close_theirs(const struct ends *ends) {
  close_one(ends->task);
  close_one(ends->result);
  close_one(ends->mark);
}

static bool open_ends(struct ends *ends) {
  int pair[2];
  *ends = (struct ends){-1, -1, -1, -1};
  if (pipe2(pair, O_CLOEXEC) != 0)
    return false;
  ends->ours = pair[0];
  ends->result = pair[1];
  ends->task = memfd_create("vitk-task", MFD_CLOEXEC);
  ends->mark = memfd_create("vitk-mark", MFD_CLOEXEC);
  if (ends->task < 0 || ends->mark < 0)
    return false;
  fcntl(ends->ours, F_SETPIPE_SZ, PIPE_BYTES); /* fewer turns where the system allows it */
  return ftruncate(ends->mark, sizeof(struct vitk_mark)) == 0;
}

int vitk_process_start(struct vitk_forkserver *server, const struct vitk_task *task, int input,
                       struct vitk_process *out) {
  struct ends ends;
  *out = (struct vitk_process){.in = {.fd = -1}, .server = server};
  int code = open_ends(&ends) ? vitk_task_write(task, ends.task) : VITK_FAILED;
  if (code == VITK_OK) {
    out->mark = mmap(NULL, sizeof *out->mark, PROT_READ | PROT_WRITE, MAP_SHARED, ends.mark, 0);
    if (out->mark == MAP_FAILED)
      out->mark = NULL;
    const int fds[VITK_ORDER_MOST] = {[VITK_ORDER_TASK] = ends.task,
                                      [VITK_ORDER_RESULT] = ends.result,
                                      [VITK_ORDER_MARK] = ends.mark,
                                      [VITK_ORDER_INPUT] = input};
    bool ready = out->mark != NULL && lseek(ends.task, 0, SEEK_SET) == 0;
    out->pid = ready ? vitk_forkserver_fork(server, fds, input >= 0 ? VITK_ORDER_MOST : VITK_ORDER_INPUT) : -1;
    code = out->pid > 0 ? VITK_OK : VITK_FAILED;
  }
  int error = errno;
  close_theirs(&ends);
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
  vitk_forkserver_leave(process->server, process->pid);
  process->pid = 0;
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
