/* import_apart.c - each input is read by a process of its own, several side by side; their statements come here, where
 * each has its store. What a process does to itself costs its input and nothing else. */
#include "core/session/import.h"

#include "core/session/asking.h"
#include "core/worker/stated.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { POLL_MS = 100 /* how often it is asked whether the user wants an end */, MOST_SIDE_BY_SIDE = 64 };

enum stage { STAGE_IDLE, STAGE_ASKING, STAGE_CHECKING, STAGE_READING };

struct apart { /* an input that is being read */
  struct import_job *job;
  enum stage stage;
  struct vitk_taken taken;
  struct asking asking;
  struct vitk_process process;
  struct vitk_receiver receiver;
  struct vitk_stated stated;
  double deadline; /* of the process; 0: none */
  bool done;       /* the process said its last word, `code` */
  int code;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void set_deadline(struct apart *a) {
  uint64_t seconds = a->job->import->session->settings.timeout;
  a->deadline = seconds == UINT64_MAX ? 0 : now() + (double)seconds;
}

/* What the process says of its place is told, and trusted for nothing. */
static void take_bytes(const struct apart *a) {
  if (a->stage != STAGE_READING || a->process.mark == NULL)
    return;
  a->job->bytes = a->process.mark->bytes;
  a->job->of_bytes = a->process.mark->of_bytes ? a->process.mark->of_bytes : UINT64_MAX;
}

static void end(struct apart *a, int code) {
  take_bytes(a);
  asking_stop(&a->asking);
  vitk_process_free(&a->process);
  vitk_stated_free(&a->stated);
  vitk_bundle_release(&a->taken);
  import_job_end(a->job, code);
  *a = (struct apart){.stage = STAGE_IDLE};
}

/* --- reading */

static int start(struct apart *a, enum stage stage, const struct vitk_task *task) {
  const struct import_job *job = a->job;
  int code = vitk_process_start(&job->import->session->workers, task, a->taken.fd, &a->process);
  if (code == VITK_FAILED)
    vitk_session_no_process(&job->told, job->input, errno);
  if (code == VITK_OK)
    a->stage = stage;
  set_deadline(a);
  return code;
}

static int start_run(struct apart *a) {
  struct import_job *job = a->job;
  const struct vitk_import_request *request = &job->import->request;
  const struct vitk *session = job->import->session;
  const struct vitk_loaded *library =
      job->loaded->map ? vitk_loader_importer(&session->loader, job->loaded->plugin->name) : job->loaded;
  const struct vitk_task_plugin plugin = {job->loaded->name, library->path, job->loaded->map};
  const struct vitk_task task = {.kind = VITK_TASK_IMPORT,
                                 .checksum = import_job_bundle(job).checksum,
                                 .n_plugins = 1,
                                 .plugins = &plugin,
                                 .memory = session->settings.memory,
                                 .all_foods = request->all_foods != 0,
                                 .shard = request->shard,
                                 .shards = request->shards,
                                 .reads_all = job->part.reads_all,
                                 .identity = job->settings.p != NULL,
                                 .input = job->input,
                                 .stdin_name = request->stdin_name,
                                 .pipe_head = a->taken.pipe_head,
                                 .map = request->map,
                                 .options = request->options,
                                 .n_options = (uint32_t)request->n_options};
  a->receiver = vitk_store_receiver(job->store);
  import_part_begin(job);
  return start(a, STAGE_READING, &task);
}

/* Where the input may be one that was imported before it is looked at first: a pipe can't be. */
static int start_check(struct apart *a) {
  struct import_job *job = a->job;
  const struct vitk_import_request *request = &job->import->request;
  const char *const *identities;
  uint32_t n;
  int code = unchanged_candidates(job, &identities, &n);
  if (code != VITK_OK)
    return code;
  if (n == 0 || a->taken.pipe_head.p != NULL)
    return start_run(a);
  const struct vitk_task task = {.kind = VITK_TASK_DIGEST,
                                 .checksum = import_job_bundle(job).checksum,
                                 .memory = job->import->session->settings.memory,
                                 .input = job->input,
                                 .stdin_name = request->stdin_name,
                                 .identities = identities,
                                 .n_identities = n};
  return start(a, STAGE_CHECKING, &task);
}

static void start_reading(struct apart *a) {
  struct vitk_option_values *options;
  int code = import_job_ready(a->job, &options);
  if (code == VITK_OK)
    code = start_check(a);
  if (code != VITK_OK)
    end(a, code);
}

/* Whatever goes wrong here, the import goes on and says it. */
static void end_check(struct apart *a, int code) {
  vitk_process_free(&a->process);
  if (code == VITK_OK && a->job->n_unchanged == 0)
    code = start_run(a);
  if (code != VITK_OK || a->job->n_unchanged > 0)
    end(a, code);
}

static void hear_check(struct apart *a) {
  struct vitk_wire_message message;
  int code = vitk_wire_receive(&a->process.in), next = VITK_OK;
  if (code == VITK_CANCELLED)
    return;
  while (code == VITK_OK && (next = vitk_wire_next(&a->process.in, &message)) == VITK_OK)
    if (message.kind == VITK_WIRE_IDENTITY && a->job->n_unchanged == 0)
      code = unchanged_accept(a->job, vitk_wire_get_text(&message));
  if (code == VITK_OK && next == VITK_END)
    return;
  end_check(a, code == VITK_NOMEM || code == VITK_CANCELLED ? code : VITK_OK);
}

/* A part of the input was not enough: another process reads all of it. */
static void read_all(struct apart *a) {
  vitk_process_end(&a->process, true);
  vitk_process_free(&a->process);
  vitk_stated_free(&a->stated);
  a->process = (struct vitk_process){.pid = 0};
  a->stated = (struct vitk_stated){0};
  a->done = false;
  int code = import_part_again(a->job);
  if (code == VITK_OK)
    code = start_run(a);
  if (code != VITK_OK)
    end(a, code);
}

/* The run came to its end, well or not. */
static void end_reading(struct apart *a, int code) {
  struct import_job *job = a->job;
  if (code != VITK_NOMEM && code != VITK_CANCELLED) {
    int finished = vitk_store_finish(job->store);
    if (code == VITK_OK || finished == VITK_NOMEM)
      code = finished;
  }
  if (import_part_needs_all(job, code)) {
    read_all(a);
    return;
  }
  job->outcome = import_job_outcome(job, code);
  end(a, code);
}

/* The process was lost: names plugin, what it did, and the last row that it was given. */
static void tell_loss(struct apart *a, const char *code, const char *hint, const char *what) {
  const struct vitk_mark *mark = a->process.mark;
  char member[sizeof mark->member];
  memcpy(member, mark->member, sizeof member);
  member[sizeof member - 1] = '\0';
  struct vitk_place place = {.file = vitk_str_of(member[0] ? member : a->job->input),
                             .line = member[0] ? mark->line : 0};
  vitk_report(&a->job->told, VITK_ERROR, code, place, (vitk_str){0}, hint, "plugin %s %s, in %s%s",
              a->job->loaded->name, what, vitk_context_phase_name(mark->phase),
              place.line ? "; this is where the last row that it was given begins" : "");
}

static void lose(struct apart *a, const char *what) {
  tell_loss(a, "plugin-crashed", "Tell its author; `vitk plugin check` shows more. The other inputs are not touched.",
            what);
  end_reading(a, VITK_FATAL);
}

static int take(struct apart *a, struct vitk_wire_message *message) {
  struct import_job *job = a->job;
  struct vitk_diag diag;
  if (message->kind == VITK_WIRE_RESULT) {
    a->code = (int)(int64_t)vitk_wire_get_number(message);
    a->done = true;
    return VITK_OK;
  }
  if (message->kind == VITK_WIRE_IDENTITY) {
    vitk_str identity = vitk_wire_get_text(message);
    job->identity.n = 0;
    return message->bad ? VITK_FATAL : vitk_buffer_add_str(&job->identity, identity);
  }
  if (message->kind == VITK_WIRE_RANGED) {
    struct vitk_shard part = {.member = vitk_wire_get_text(message)};
    part.from = vitk_wire_get_number(message);
    part.to = vitk_wire_get_number(message);
    part.food_rows = vitk_wire_get_number(message);
    bool is_wanted = job->import->request.shards > 1 && part.member.p != NULL;
    return message->bad || !is_wanted ? VITK_FATAL : import_part_ranged(job, &part);
  }
  if (message->kind != VITK_WIRE_TOLD && message->kind != VITK_WIRE_DIAG)
    return vitk_stated_apply(&a->stated, message, &a->receiver);
  vitk_wire_get_diag(message, &diag);
  if (message->bad)
    return VITK_FATAL;
  const struct vitk_sink_of_diags *to = message->kind == VITK_WIRE_TOLD ? &job->told : &job->kept;
  return to->emit(to->self, &diag);
}

static void at_end(struct apart *a) {
  char text[VITK_DEATH_MAX];
  vitk_process_end(&a->process, false);
  const char *death = vitk_process_death(&a->process, a->job->import->session->settings.memory, text);
  if (death == NULL && a->done && a->code >= VITK_CANCELLED && a->code <= VITK_OK)
    end_reading(a, a->code);
  else
    lose(a, death ? death : "ended its process");
}

static void hear_reading(struct apart *a) {
  struct vitk_wire_message message = {.bad = false};
  int code = vitk_wire_receive(&a->process.in), next = VITK_OK;
  if (code == VITK_CANCELLED)
    return;
  while (code == VITK_OK && (next = vitk_wire_next(&a->process.in, &message)) == VITK_OK)
    code = take(a, &message);
  if (code == VITK_OK)
    code = vitk_stated_keep(&a->stated);
  if (code == VITK_OK && next == VITK_END && import_part_is_doubtful(a->job)) {
    read_all(a);
    return;
  }
  if (code == VITK_OK && next == VITK_END && a->done && a->code == VITK_OK) {
    vitk_process_leave(&a->process); /* it gives its memory back while the records are put in order */
    end_reading(a, VITK_OK);
    return;
  }
  if (code == VITK_OK && next == VITK_END)
    return;
  if (code == VITK_END) {
    at_end(a);
    return;
  }
  bool makes_sense = next != VITK_FAILED && !message.bad;
  vitk_process_end(&a->process, true);
  if (makes_sense)
    end_reading(a, code); /* the store has had enough of it, and said why */
  else
    lose(a, "made its process say what makes no sense");
}

/* --- asking */

static void choose(struct apart *a) {
  struct import_job *job = a->job;
  int code = import_choose_best(job, a->asking.found, a->asking.n_found, &job->loaded);
  if (code == VITK_OK) {
    start_reading(a);
    return;
  }
  if (a->asking.n_found == 0 && a->asking.cost_one)
    job->outcome = VITK_EXIT_CRASHED; /* one that is lost may be the one that knows it */
  end(a, code);
}

static void asked(struct apart *a, int code) {
  if (code == VITK_OK) {
    set_deadline(a);
    return;
  }
  if (code == VITK_END) {
    choose(a);
    return;
  }
  a->job->outcome = code == VITK_FATAL ? VITK_EXIT_CRASHED : VITK_EXIT_INPUT;
  end(a, code);
}

/* --- all of them */

static void begin(struct apart *a, struct import *import, size_t index) {
  struct import_job *job = &import->jobs[index];
  *a = (struct apart){.job = job, .taken = {.fd = -1}};
  import_job_begin(import, index);
  bool first = true;
  for (size_t i = 0; i < index; i++)
    first = first && import->jobs[i].ended;
  if (first)
    import_job_goes_first(job);
  struct vitk_bundle_settings settings = import_job_bundle(job);
  int code = vitk_bundle_take(job->input, &settings, &job->arena, &job->told, &a->taken);
  if (code == VITK_OK)
    code = import_choose_named(job, &job->loaded);
  if (code == VITK_OK && job->loaded != NULL) {
    start_reading(a);
    return;
  }
  if (code == VITK_OK) {
    job->outcome = VITK_EXIT_INPUT;
    code = asking_start(&a->asking, import->session, job->input, &a->taken, &import->request, &job->arena, &job->told);
  }
  if (code == VITK_OK) {
    a->stage = STAGE_ASKING;
    set_deadline(a);
  } else {
    end(a, code);
  }
}

static void on_deadline(struct apart *a) {
  char text[VITK_DEATH_MAX];
  if (a->stage == STAGE_ASKING) {
    asked(a, asking_skip(&a->asking));
    return;
  }
  if (a->stage == STAGE_CHECKING) {
    end_check(a, VITK_OK);
    return;
  }
  vitk_process_end(&a->process, true);
  snprintf(text, sizeof text, "was not done after %llu s",
           (unsigned long long)a->job->import->session->settings.timeout);
  tell_loss(a, "plugin-timeout", "--timeout SECONDS gives an input more time; 0 is any.", text);
  end_reading(a, VITK_FATAL);
}

static int fd_of(const struct apart *a) {
  return a->stage == STAGE_ASKING ? a->asking.process.in.fd : a->process.in.fd;
}

/* Waits for what comes first: a message, a deadline, or the moment to ask the user. */
static void serve(struct apart *all, size_t n) {
  struct pollfd readable[MOST_SIDE_BY_SIDE];
  for (size_t i = 0; i < n; i++)
    readable[i] = (struct pollfd){.fd = all[i].stage == STAGE_IDLE ? -1 : fd_of(&all[i]), .events = POLLIN};
  if (poll(readable, n, POLL_MS) < 0)
    return; /* a signal came */
  for (size_t i = 0; i < n; i++) {
    struct apart *a = &all[i];
    if (readable[i].revents == 0)
      continue;
    if (a->stage == STAGE_ASKING)
      asked(a, asking_hear(&a->asking));
    else if (a->stage == STAGE_CHECKING)
      hear_check(a);
    else
      hear_reading(a);
  }
  for (size_t i = 0; i < n; i++) {
    if (all[i].stage != STAGE_READING)
      continue;
    take_bytes(&all[i]);
    import_job_progress(all[i].job);
  }
  for (size_t i = 0; i < n; i++)
    if (all[i].stage != STAGE_IDLE && all[i].deadline > 0 && now() > all[i].deadline)
      on_deadline(&all[i]);
}

/* The first input that is not done is told of at once. */
static void let_first_speak(struct import *import, size_t begun) {
  size_t i = 0;
  for (; i < begun && import->jobs[i].ended; i++)
    if (import->jobs[i].waits)
      import_job_goes_first(&import->jobs[i]);
  if (i < begun && import->jobs[i].waits)
    import_job_goes_first(&import->jobs[i]);
}

static int worst_of(const struct import *import, size_t begun) {
  for (size_t i = 0; i < begun; i++)
    if (import->jobs[i].ended && import->jobs[i].code != VITK_OK)
      return import->jobs[i].code;
  return VITK_OK;
}

int import_apart(struct import *import) {
  const struct vitk_settings *settings = &import->session->settings;
  size_t n = import->request.n_inputs, begun = 0;
  size_t side_by_side = settings->jobs < MOST_SIDE_BY_SIDE ? settings->jobs : MOST_SIDE_BY_SIDE;
  struct apart *all = calloc(side_by_side, sizeof *all);
  if (all == NULL)
    return VITK_NOMEM;
  int code = VITK_OK;
  for (;;) {
    size_t running = 0;
    for (size_t i = 0; code == VITK_OK && i < side_by_side; i++) {
      while (all[i].stage == STAGE_IDLE && begun < n) /* one may end as it begins */
        begin(&all[i], import, begun++);
      running += all[i].stage != STAGE_IDLE;
    }
    let_first_speak(import, begun);
    code = worst_of(import, begun);
    if (code == VITK_OK && settings->cancelled != NULL && settings->cancelled(settings->user))
      code = VITK_CANCELLED;
    if (code != VITK_OK || running == 0)
      break;
    serve(all, side_by_side);
  }
  for (size_t i = 0; i < side_by_side; i++)
    if (all[i].stage != STAGE_IDLE)
      end(&all[i], VITK_CANCELLED);
  free(all);
  return code;
}
