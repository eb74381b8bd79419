/* main.c - vitk-worker: a fork server, and each of its copies a worker that does one task (worker/task.h). It is
 * started by vitk alone. */
#include "core/worker/program/worker.h"

#include "core/input/spool.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NO_TASK = 2 };

static int tell(void *self, const struct vitk_diag *diag) {
  struct worker *worker = self;
  vitk_wire_begin(&worker->out, VITK_WIRE_TOLD);
  vitk_wire_diag(&worker->out, diag);
  int code = vitk_wire_end(&worker->out);
  return code == VITK_FAILED ? VITK_CANCELLED : code;
}

struct vitk_sink_of_diags vitk_worker_telling(struct worker *worker) {
  return (struct vitk_sink_of_diags){tell, worker};
}

int vitk_worker_load(struct worker *worker, uint32_t index, struct vitk_loaded *out) {
  const struct vitk_task_plugin *plugin = &worker->task.plugins[index];
  struct vitk_description found;
  worker->mark->step = index;
  int code = vitk_plugin_load(plugin->path, &vitk_the_host, &worker->arena, &found);
  if (code == VITK_OK)
    *out = (struct vitk_loaded){.name = plugin->name, .path = plugin->path, .map = plugin->map, .plugin = found.plugin};
  return code;
}

int vitk_worker_open(struct worker *worker, struct vitk_bundle **out) {
  const struct vitk_taken taken = {VITK_WORKER_INPUT_FD, false, worker->task.pipe_head};
  const struct vitk_bundle_settings settings = {.limits = &vitk_default_limits,
                                                .stdin_name = worker->task.stdin_name,
                                                .checksum = worker->task.checksum,
                                                .bytes_read = &worker->mark->bytes,
                                                .taken = &taken};
  struct vitk_sink_of_diags diags = vitk_worker_telling(worker);
  /* The bundle may tell of problems as long as it is open. */
  struct vitk_sink_of_diags *kept = vitk_arena_alloc(&worker->arena, sizeof *kept);
  if (kept == NULL)
    return VITK_NOMEM;
  *kept = diags;
  return vitk_bundle_open(worker->task.input, &settings, kept, out);
}

/* The mark, and no other descriptor than those that a worker is born with. */
static bool settle(struct worker *worker) {
  close_range(VITK_WORKER_SPOOL_FD, ~0U, 0);
  void *mark = mmap(NULL, sizeof *worker->mark, PROT_READ | PROT_WRITE, MAP_SHARED, VITK_WORKER_MARK_FD, 0);
  worker->mark = mark;
  return mark != MAP_FAILED;
}

/* A file for what must be sought in, of an input. */
static void open_spool(void) {
  int spool = vitk_spool_open();
  if (spool >= 0 && spool != VITK_WORKER_SPOOL_FD) {
    dup2(spool, VITK_WORKER_SPOOL_FD);
    close(spool);
  }
  vitk_spool_give(spool >= 0 ? VITK_WORKER_SPOOL_FD : -1);
}

static bool read_task(struct worker *worker, struct vitk_wire_in *in) {
  struct vitk_wire_message message;
  vitk_wire_take(in, VITK_WORKER_TASK_FD);
  while (vitk_wire_receive(in) == VITK_OK)
    continue;
  return vitk_wire_next(in, &message) == VITK_OK && message.kind == VITK_WIRE_TASK &&
         vitk_task_read(&message, &worker->arena, &worker->task) == VITK_OK;
}

/* What only those take that read an input. Mostly the first describes plugins, and it is made while that one is at
 * work; where the fork server was started anew for one that reads, that one makes it. */
static void prepare_reading(void) {
  static bool done;
  if (done)
    return;
  done = true;
  vitk_bundle_prepare();
  vitk_worker_keep_usual_charsets();
}

static int do_task(struct worker *worker) {
  if (worker->task.kind != VITK_TASK_DESCRIBE) {
    prepare_reading();
    open_spool();
  }
  int code = vitk_sandbox_enter(VITK_SANDBOX_LOADING, worker->task.memory, worker->mark);
  if (code != VITK_OK)
    return code;
  switch (worker->task.kind) {
  case VITK_TASK_DESCRIBE:
    return vitk_worker_describe(worker);
  case VITK_TASK_PROBE:
    return vitk_worker_probe(worker);
  case VITK_TASK_IMPORT:
    return vitk_worker_import(worker);
  case VITK_TASK_DIGEST:
    return vitk_worker_digest(worker);
  default:
    return VITK_FATAL;
  }
}

/* Who started it ends it, in whatever way it ends itself. */
static void end_with_parent(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* All threads allocate from one arena: before glibc gives memory of another one back it opens a file of /proc, which a
 * worker may not. */
static void take_one_arena(void) {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, 1);
#endif
}

/* What every worker takes, so that none has to make it. */
static void prepare(void) {
  take_one_arena();
  setenv("TZ", "UTC0", 1); /* an archive's times are turned into days that nobody looks at: no file of zones */
  tzset();
  vitk_seccomp_prepare();
}

int main(void) {
  struct worker worker = {.mark = NULL};
  struct vitk_wire_in task;
  struct stat orders;
  end_with_parent();
  signal(SIGINT, SIG_IGN); /* a terminal's signal goes to all: the parent decides */
  signal(SIGTERM, SIG_IGN);
  setvbuf(stdout, NULL, _IONBF, 0); /* a plugin's print is refused where it happens, not at the end */
  if (fstat(VITK_WORKER_ORDERS_FD, &orders) != 0 || !S_ISSOCK(orders.st_mode)) {
    fputs("vitk-worker does the work of the command vitk, which starts it\n", stderr);
    return NO_TASK;
  }
  prepare();
  if (!vitk_worker_serve(prepare_reading))
    _exit(0); /* who started it is gone */
  end_with_parent();
  if (!settle(&worker) || !read_task(&worker, &task))
    return NO_TASK;
  vitk_wire_open(&worker.out, VITK_WORKER_RESULT_FD);
  int code = do_task(&worker);
  worker.mark->no_memory = code == VITK_NOMEM;
  vitk_wire_begin(&worker.out, VITK_WIRE_RESULT);
  vitk_wire_number(&worker.out, (uint64_t)(int64_t)code);
  if (vitk_wire_end(&worker.out) == VITK_OK)
    vitk_wire_flush(&worker.out);
  close(VITK_WORKER_RESULT_FD); /* who listens need not wait until the memory is given back */
  _exit(0);                     /* no destructor of a plugin runs, and memory goes with the process */
}
