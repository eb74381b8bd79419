/* import_input.c - one input: opened, its importer run, its records kept in a store. */
#include "core/session/import.h"

#include <stdlib.h>
#include <time.h>

/* What one input's run needs to say which input a problem is in. */
struct input_run {
  struct import *import;
  const char *input;
  struct vitk_store *store;
  bool bad_usage; /* a map or an option can't be used: the person's words, not the input */
  struct vitk_sink_of_diags told, kept;
  struct vitk_arena texts; /* of the problem that is being told */
};

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A member's name alone doesn't tell a person which of several inputs it is in. */
static int tell_with_input(void *self, const struct vitk_diag *diag) {
  struct input_run *run = self;
  const struct vitk_sink_of_diags *listener = &run->import->session->diags;
  vitk_str input = vitk_str_of(run->input);
  bool is_of_map = diag->file.n > 4 && memcmp(diag->file.p + diag->file.n - 4, ".map", 4) == 0; /* no member */
  if (is_of_map || diag->file.n == 0 || vitk_str_equal(diag->file, input) || vitk_str_is(input, "-"))
    return listener->emit(listener->self, diag);
  const char *slash = strrchr(run->input, '/');
  struct vitk_diag full = *diag;
  bool is_input_itself = vitk_str_is(diag->file, slash ? slash + 1 : run->input);
  if (is_input_itself)
    full.file = input;
  else
    full.file = vitk_arena_printf(&run->texts, "%s:%.*s", run->input, VITK_STR_ARG(diag->file));
  int code = listener->emit(listener->self, &full);
  vitk_arena_reset(&run->texts);
  return code;
}

static int keep_in_ledger(void *self, const struct vitk_diag *diag) {
  struct input_run *run = self;
  if (diag->severity == VITK_ERROR && (strcmp(diag->code, "map") == 0 || strcmp(diag->code, "option") == 0))
    run->bad_usage = true;
  return vitk_store_diag(run->store, diag);
}

static bool store_mentions(void *self, vitk_str food_id) {
  return vitk_store_mentioned(((struct input_run *)self)->store, food_id);
}

static void store_skipped(void *self, uint64_t n) {
  vitk_store_foods_skipped(((struct input_run *)self)->store, n);
}

static void tell_progress(void *self) {
  struct input_run *run = self;
  const struct vitk_settings *settings = &run->import->session->settings;
  if (settings->progress != NULL)
    settings->progress(settings->user, run->input, vitk_store_statements(run->store));
}

static struct vitk_import_line *add_line(struct import *import, const char *input, uint32_t outcome) {
  if (import->n_lines == import->max_lines) {
    size_t more = import->max_lines ? import->max_lines * 2 : 16;
    struct vitk_import_line *lines = realloc(import->lines, more * sizeof *lines);
    if (lines == NULL)
      return NULL;
    import->lines = lines;
    import->max_lines = more;
  }
  struct vitk_import_line *line = &import->lines[import->n_lines++];
  *line = (struct vitk_import_line){.input = input, .outcome = outcome};
  return line;
}

static uint32_t outcome_of(int code, const struct input_run *run) {
  const struct vitk_store *store = run->store;
  if (code == VITK_FATAL)
    return VITK_EXIT_CRASHED;
  if (code != VITK_OK)
    return vitk_exit_of(code, run->bad_usage ? VITK_EXIT_USAGE : VITK_EXIT_INPUT);
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

static int run_importer(struct input_run *run, struct vitk_bundle *bundle, const struct vitk_loaded *loaded,
                        struct vitk_arena *arena, uint32_t *outcome) {
  struct import *import = run->import;
  const struct vitk_import_request *request = &import->request;
  struct vitk_option_values *options;
  *outcome = VITK_EXIT_USAGE;
  int code = vitk_options_parse(loaded->plugin, request->options, request->n_options,
                                loaded->map ? loaded->map : request->map, arena, &run->told, &options);
  if (code != VITK_OK)
    return code;
  *outcome = VITK_EXIT_INPUT;
  struct vitk_store_settings settings = {.all_foods = request->all_foods != 0,
                                         .max_rejects = request->strict ? 0 : request->max_rejects,
                                         .importer = loaded->name,
                                         .importer_version = loaded->plugin->version,
                                         .listener = &run->told};
  code = vitk_store_new(&settings, &run->store);
  if (code != VITK_OK)
    return code;
  struct vitk_context context = {.plugin = loaded->plugin,
                                 .options = options,
                                 .diags = &run->kept,
                                 .cancelled = import->session->settings.cancelled,
                                 .user = import->session->settings.user,
                                 .store = run->store,
                                 .input = {.bundle = bundle,
                                           .limits = &vitk_default_limits,
                                           .diags = &run->kept,
                                           .mentioned = store_mentions,
                                           .foods_skipped = store_skipped,
                                           .self = run}};
  code = vitk_run_import(&context, tell_progress, run);
  *outcome = outcome_of(code, run);
  return code;
}

int vitk_import_input(struct import *import, size_t index) {
  const char *input = import->request.inputs[index];
  struct import_job *job = &import->jobs[index];
  struct input_run run = {.import = import, .input = input};
  run.told = (struct vitk_sink_of_diags){tell_with_input, &run};
  run.kept = (struct vitk_sink_of_diags){keep_in_ledger, &run};
  struct vitk_bundle_settings settings = {.limits = &vitk_default_limits,
                                          .stdin_name = import->request.stdin_name,
                                          .cancelled = import->session->settings.cancelled,
                                          .user = import->session->settings.user,
                                          .checksum =
                                              import->request.sha256 ? VITK_CHECKSUM_SHA256 : VITK_CHECKSUM_XXH3};
  struct vitk_bundle *bundle = NULL;
  const struct vitk_loaded *loaded = NULL;
  struct vitk_arena arena = {0};
  double start = seconds_now();
  job->outcome = VITK_EXIT_INPUT;
  int code = vitk_bundle_open(input, &settings, &import->session->diags, &bundle);
  if (code == VITK_OK)
    code = vitk_import_choose(import, input, bundle, &arena, &loaded, &job->outcome);
  if (code == VITK_OK)
    code = run_importer(&run, bundle, loaded, &arena, &job->outcome);
  job->store = run.store;
  vitk_bundle_close(bundle);
  vitk_arena_free(&arena);
  vitk_arena_free(&run.texts);
  if (code == VITK_NOMEM)
    return code;

  double seconds = seconds_now() - start;
  bool imported = code == VITK_OK && job->outcome != VITK_EXIT_NO_VITAMIN_K;
  if (code == VITK_OK && job->outcome == VITK_EXIT_NO_VITAMIN_K)
    vitk_report(&import->session->diags, VITK_NOTE, "no-vitamin-k", (struct vitk_place){.file = vitk_str_of(input)},
                (vitk_str){0}, NULL, "no vitamin K in this release (read as %s)", loaded->name);
  for (uint32_t i = 0; imported && i < vitk_store_n_sources(job->store); i++) {
    struct vitk_import_line *line = add_line(import, input, job->outcome);
    if (line == NULL)
      return VITK_NOMEM;
    line->importer = loaded->name;
    line->seconds = seconds;
  }
  if (!imported) {
    struct vitk_import_line *line = add_line(import, input, vitk_exit_of(code, job->outcome));
    if (line == NULL)
      return VITK_NOMEM;
    line->importer = loaded ? loaded->name : NULL;
    line->seconds = seconds;
  }
  return code == VITK_CANCELLED ? code : VITK_OK;
}
