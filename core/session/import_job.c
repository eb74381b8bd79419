/* import_job.c - one input: what is told of it, its store, and what became of it. */
#include "core/session/import.h"

#include <stdlib.h>
#include <time.h>

static const double SECONDS_BETWEEN = 0.1;

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Inputs side by side are told of in their order. */
static int hold_or_emit(struct import_job *job, const struct vitk_diag *diag) {
  const struct vitk_sink_of_diags *listener = &job->import->session->diags;
  job->part.told++;
  if (!job->waits && !job->part.holds)
    return listener->emit(listener->self, diag);
  vitk_wire_begin(&job->held, 0);
  vitk_wire_diag(&job->held, diag);
  return vitk_wire_end(&job->held);
}

void import_job_goes_first(struct import_job *job) {
  const struct vitk_sink_of_diags *listener = &job->import->session->diags;
  struct vitk_wire_in held = {.fd = -1, .bytes = job->held.bytes.p, .end = job->held.bytes.n};
  struct vitk_wire_message message;
  struct vitk_diag diag;
  job->waits = false;
  if (job->part.holds)
    return;
  while (vitk_wire_next(&held, &message) == VITK_OK) {
    vitk_wire_get_diag(&message, &diag);
    listener->emit(listener->self, &diag);
  }
  vitk_wire_free(&job->held);
}

/* A member's name alone doesn't tell a person which of several inputs it is in. */
static int tell_with_input(void *self, const struct vitk_diag *diag) {
  struct import_job *job = self;
  vitk_str input = vitk_str_of(job->input);
  bool is_of_map = diag->file.n > 4 && memcmp(diag->file.p + diag->file.n - 4, ".map", 4) == 0; /* no member */
  if (is_of_map || diag->file.n == 0 || vitk_str_equal(diag->file, input) || vitk_str_is(input, "-"))
    return hold_or_emit(job, diag);
  const char *slash = strrchr(job->input, '/');
  struct vitk_diag full = *diag;
  bool is_input_itself = vitk_str_is(diag->file, slash ? slash + 1 : job->input);
  if (is_input_itself)
    full.file = input;
  else
    full.file = vitk_arena_printf(&job->texts, "%s:%.*s", job->input, VITK_STR_ARG(diag->file));
  int code = hold_or_emit(job, &full);
  vitk_arena_reset(&job->texts);
  return code;
}

static int keep_in_ledger(void *self, const struct vitk_diag *diag) {
  struct import_job *job = self;
  if (diag->severity == VITK_ERROR && (strcmp(diag->code, "map") == 0 || strcmp(diag->code, "option") == 0))
    job->bad_usage = true;
  return vitk_store_diag(job->store, diag);
}

void import_job_begin(struct import *import, size_t index) {
  struct import_job *job = &import->jobs[index];
  *job = (struct import_job){.import = import,
                             .input = import->request.inputs[index],
                             .outcome = VITK_EXIT_INPUT,
                             .started = seconds_now(),
                             .told = {tell_with_input, job},
                             .kept = {keep_in_ledger, job},
                             .waits = index > 0,
                             .bytes = UINT64_MAX,
                             .of_bytes = UINT64_MAX,
                             .identity = {.maximum = VITK_WIRE_TEXT_MAX}};
  vitk_wire_open(&job->held, -1);
}

void import_job_free(struct import_job *job) {
  vitk_store_free(job->store);
  vitk_wire_free(&job->held);
  vitk_arena_free(&job->arena);
  vitk_arena_free(&job->texts);
  vitk_buffer_free(&job->identity);
}

static void tell_step(const struct import_job *job, bool ended) {
  const struct vitk_settings *settings = &job->import->session->settings;
  if (settings->step == NULL)
    return;
  settings->step(settings->user, &(struct vitk_step){.size = sizeof(struct vitk_step),
                                                     .input = job->input,
                                                     .statements = job->store ? vitk_store_statements(job->store) : 0,
                                                     .bytes = job->bytes,
                                                     .of_bytes = job->of_bytes,
                                                     .ended = ended,
                                                     .outcome = ended ? job->outcome : 0});
}

void import_job_progress(struct import_job *job) {
  const struct vitk_settings *settings = &job->import->session->settings;
  double now = seconds_now();
  if (now - job->told_at < SECONDS_BETWEEN)
    return;
  job->told_at = now;
  if (settings->progress != NULL && !job->waits)
    settings->progress(settings->user, job->input, vitk_store_statements(job->store));
  tell_step(job, false);
}

struct vitk_bundle_settings import_job_bundle(const struct import_job *job) {
  const struct import *import = job->import;
  return (struct vitk_bundle_settings){.limits = &vitk_default_limits,
                                       .stdin_name = import->request.stdin_name,
                                       .cancelled = import->session->settings.cancelled,
                                       .user = import->session->settings.user,
                                       .checksum = import->request.sha256 ? VITK_CHECKSUM_SHA256 : VITK_CHECKSUM_XXH3};
}

int import_job_ready(struct import_job *job, struct vitk_option_values **options) {
  const struct vitk_import_request *request = &job->import->request;
  const struct vitk_loaded *loaded = job->loaded;
  job->outcome = VITK_EXIT_USAGE;
  int code = vitk_options_parse(loaded->plugin, request->options, request->n_options,
                                loaded->map ? loaded->map : request->map, &job->arena, &job->told, options);
  if (code != VITK_OK)
    return code;
  job->outcome = VITK_EXIT_INPUT;
  job->store_settings = (struct vitk_store_settings){.all_foods = request->all_foods != 0,
                                                     .max_rejects = request->strict ? 0 : request->max_rejects,
                                                     .importer = loaded->name,
                                                     .importer_version = loaded->plugin->version,
                                                     .listener = &job->told};
  code = unchanged_settings(job, *options);
  return code == VITK_OK ? vitk_store_new(&job->store_settings, &job->store) : code;
}

uint32_t import_job_outcome(const struct import_job *job, int code) {
  const struct vitk_store *store = job->store;
  if (code == VITK_FATAL)
    return VITK_EXIT_CRASHED;
  if (code != VITK_OK)
    return vitk_exit_of(code, job->bad_usage ? VITK_EXIT_USAGE : VITK_EXIT_INPUT);
  uint64_t values = 0, rejects = 0;
  for (uint32_t i = 0; i < vitk_store_n_sources(store); i++) {
    const struct vitk_stored_source *source = vitk_store_source_at(store, i);
    values += source->statements_read;
    rejects += source->rejects;
  }
  if (values == 0)
    return VITK_EXIT_NO_VITAMIN_K;
  return rejects > 0 ? VITK_EXIT_REJECTS : VITK_EXIT_DONE;
}

void import_job_end(struct import_job *job, int code) {
  job->ended = true;
  import_part_end(job);
  job->seconds = seconds_now() - job->started;
  bool without = code == VITK_OK && job->outcome == VITK_EXIT_NO_VITAMIN_K;
  job->imported = code == VITK_OK && !without && job->n_unchanged == 0;
  if (without)
    vitk_report(&job->told, VITK_NOTE, "no-vitamin-k", (struct vitk_place){.file = vitk_str_of(job->input)},
                (vitk_str){0}, NULL, "no vitamin K in this release (read as %s)", job->loaded->name);
  if (code != VITK_OK)
    job->outcome = vitk_exit_of(code, job->outcome);
  job->code = code == VITK_NOMEM || code == VITK_CANCELLED ? code : VITK_OK;
  tell_step(job, true);
}
