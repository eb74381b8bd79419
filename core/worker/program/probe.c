#include "core/worker/program/worker.h"

#include "core/plugin/run.h"

static int tell_verdict(struct worker *worker, uint32_t index, const struct vitk_verdict *verdict) {
  vitk_wire_begin(&worker->out, VITK_WIRE_VERDICT);
  vitk_wire_number(&worker->out, index);
  vitk_wire_number(&worker->out, (uint64_t)verdict->score);
  vitk_wire_string(&worker->out, verdict->evidence);
  int code = vitk_wire_end(&worker->out);
  return code == VITK_OK ? vitk_wire_flush(&worker->out) : code; /* the next probe may be this process's end */
}

struct candidate {
  struct vitk_loaded loaded;
  struct vitk_option_values *options; /* NULL: it is not asked */
};

/* Loads the importers and reads their maps, while files can be opened. */
static int load_all(struct worker *worker, const struct vitk_probing *probing, struct candidate *candidates) {
  int code = VITK_OK;
  for (uint32_t i = worker->task.first; code == VITK_OK && i < worker->task.n_plugins; i++) {
    struct candidate *candidate = &candidates[i];
    code = vitk_worker_load(worker, i, &candidate->loaded);
    if (code == VITK_OK && candidate->loaded.plugin != NULL)
      code = vitk_run_probe_options(probing, &candidate->loaded, &candidate->options);
  }
  return code;
}

static int ask_all(struct worker *worker, const struct vitk_probing *probing, const struct candidate *candidates) {
  int code = VITK_OK;
  for (uint32_t i = worker->task.first; code == VITK_OK && i < worker->task.n_plugins; i++) {
    struct vitk_verdict verdict;
    worker->mark->step = i;
    code = vitk_run_probe_one(probing, &candidates[i].loaded, candidates[i].options, &verdict);
    if (code == VITK_OK)
      code = tell_verdict(worker, i, &verdict);
  }
  return code;
}

int vitk_worker_probe(struct worker *worker) {
  const struct vitk_task *task = &worker->task;
  const struct vitk_sink_of_diags diags = vitk_worker_telling(worker);
  struct vitk_probing probing = {.limits = &vitk_default_limits,
                                 .options = task->options,
                                 .n_options = task->n_options,
                                 .arena = &worker->arena,
                                 .diags = &diags,
                                 .mark = worker->mark};
  struct candidate *candidates = vitk_arena_alloc(&worker->arena, task->n_plugins * sizeof *candidates);
  int code = candidates ? load_all(worker, &probing, candidates) : VITK_NOMEM;
  worker->mark->step = task->n_plugins; /* no plugin is at fault for what the bundle brings */
  if (code == VITK_OK)
    code = vitk_sandbox_enter(VITK_SANDBOX_RUNNING, 0, worker->mark);
  if (code == VITK_OK)
    code = vitk_worker_open(worker, &probing.bundle);
  if (code != VITK_OK)
    return code;
  probing.member_flags = vitk_arena_alloc(&worker->arena, vitk_bundle_count(probing.bundle));
  return probing.member_flags ? ask_all(worker, &probing, candidates) : VITK_NOMEM;
}
