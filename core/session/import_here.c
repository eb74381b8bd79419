/* import_here.c - importers run in this process, an input after the other: for debuggers, and where no process of their
 * own can be had. */
#include "core/session/import.h"

#include "core/input/identity.h"

static void tell_progress(void *job) {
  import_job_progress(job);
}

static int choose(struct import_job *job, struct vitk_bundle *bundle) {
  struct import *import = job->import;
  struct vitk_candidate_found *found;
  size_t n;
  int code = import_choose_named(job, &job->loaded);
  if (code != VITK_OK || job->loaded != NULL)
    return code;
  job->outcome = VITK_EXIT_NOT_KNOWN;
  code = vitk_run_probe(&import->session->loader, bundle, &vitk_default_limits, NULL, import->request.options,
                        import->request.n_options, &job->arena, &job->told, &found, &n);
  return code == VITK_OK ? import_choose_best(job, found, n, &job->loaded) : code;
}

/* Is the input what was imported before? Then job->unchanged is set. */
static int check(struct import_job *job, struct vitk_bundle *bundle) {
  const char *const *identities;
  uint32_t n;
  bool holds = false;
  int code = unchanged_candidates(job, &identities, &n);
  for (uint32_t i = 0; code == VITK_OK && !holds && i < n; i++) {
    code = vitk_identity_holds(bundle, vitk_str_of(identities[i]), &holds);
    if (code == VITK_OK && holds)
      code = unchanged_accept(job, vitk_str_of(identities[i]));
  }
  return code == VITK_FAILED ? VITK_OK : code; /* the import says what is wrong with it */
}

/* A run that tells where its table is parted. */
struct ranging {
  struct import_job *job;
  struct vitk_shard part;
};

static int take_ranged(void *self) {
  struct ranging *ranging = self;
  return import_part_ranged(ranging->job, &ranging->part);
}

static int run_once(struct import_job *job, struct vitk_bundle *bundle, const struct vitk_option_values *options) {
  const struct vitk_settings *settings = &job->import->session->settings;
  import_part_begin(job);
  struct ranging ranging = {job, import_part_of(job)};
  ranging.part.ranged = take_ranged;
  ranging.part.self = &ranging;
  struct vitk_context context = {.plugin = job->loaded->plugin,
                                 .options = options,
                                 .diags = &job->kept,
                                 .cancelled = settings->cancelled,
                                 .user = settings->user,
                                 .store = job->store,
                                 .identity = job->settings.p ? &job->identity : NULL,
                                 .input = {.bundle = bundle,
                                           .limits = &vitk_default_limits,
                                           .shard = ranging.part.shards > 1 ? &ranging.part : NULL}};
  int code = vitk_run_import(&context, tell_progress, job);
  if (code == VITK_OK && ranging.part.member.p != NULL)
    code = take_ranged(&ranging); /* the rows are all counted now */
  return code;
}

static int run(struct import_job *job, struct vitk_bundle *bundle) {
  struct vitk_option_values *options;
  int code = import_job_ready(job, &options);
  if (code == VITK_OK)
    code = check(job, bundle);
  if (code != VITK_OK || job->n_unchanged > 0)
    return code;
  code = run_once(job, bundle, options);
  if (import_part_needs_all(job, code) && (code = import_part_again(job)) == VITK_OK)
    code = run_once(job, bundle, options);
  job->outcome = import_job_outcome(job, code);
  return code;
}

int import_here(struct import *import) {
  for (size_t i = 0; i < import->request.n_inputs; i++) {
    struct import_job *job = &import->jobs[i];
    struct vitk_bundle *bundle = NULL;
    import_job_begin(import, i);
    import_job_goes_first(job);
    struct vitk_bundle_settings settings = import_job_bundle(job);
    job->bytes = 0;
    settings.bytes_read = &job->bytes;
    int code = vitk_bundle_open(job->input, &settings, &job->told, &bundle);
    if (code == VITK_OK) {
      job->of_bytes = vitk_bundle_bytes_to_read(bundle);
      code = choose(job, bundle);
    }
    if (code == VITK_OK)
      code = run(job, bundle);
    vitk_bundle_close(bundle);
    import_job_end(job, code);
    if (job->code != VITK_OK)
      return job->code;
  }
  return VITK_OK;
}
