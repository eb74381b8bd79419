#include "core/worker/program/worker.h"

#include "core/plugin/run.h"

struct ranging {
  struct worker *worker;
  struct vitk_shard part;
};

static int tell_ranged(void *self) {
  struct ranging *ranging = self;
  struct vitk_wire_out *out = &ranging->worker->out;
  vitk_wire_begin(out, VITK_WIRE_RANGED);
  vitk_wire_text(out, ranging->part.member);
  vitk_wire_number(out, ranging->part.from);
  vitk_wire_number(out, ranging->part.to);
  vitk_wire_number(out, ranging->part.food_rows);
  int code = vitk_wire_end(out);
  return code == VITK_FAILED ? VITK_CANCELLED : code;
}

static int run(struct worker *worker, const struct vitk_loaded *loaded, const struct vitk_option_values *options,
               struct vitk_bundle *bundle) {
  struct vitk_stating stating = {.out = &worker->out, .all_foods = worker->task.all_foods};
  const struct vitk_receiver receiver = vitk_stating_receiver(&stating);
  struct vitk_buffer identity = {.maximum = VITK_WIRE_TEXT_MAX};
  struct ranging ranging = {worker,
                            {.shard = worker->task.shard,
                             .shards = worker->task.shards,
                             .reads_all = worker->task.reads_all,
                             .ranged = tell_ranged,
                             .self = &ranging}};
  struct vitk_context context = {.plugin = loaded->plugin,
                                 .options = options,
                                 .receiver = &receiver,
                                 .identity = worker->task.identity ? &identity : NULL,
                                 .mark = worker->mark,
                                 .input = {.bundle = bundle,
                                           .limits = &vitk_default_limits,
                                           .shard = worker->task.shards > 1 ? &ranging.part : NULL}};
  int code = vitk_run_import(&context, NULL, NULL);
  if (code == VITK_OK && ranging.part.member.p != NULL)
    code = tell_ranged(&ranging); /* the rows are all counted now */
  if (code == VITK_OK && identity.n > 0)
    code = vitk_worker_tell_identity(worker, vitk_buffer_str(&identity));
  vitk_buffer_free(&identity);
  return code;
}

int vitk_worker_import(struct worker *worker) {
  const struct vitk_task *task = &worker->task;
  struct vitk_loaded loaded;
  struct vitk_option_values *options = NULL;
  struct vitk_bundle *bundle = NULL;
  if (task->n_plugins != 1)
    return VITK_FATAL;
  int code = vitk_worker_load(worker, 0, &loaded);
  if (code == VITK_OK && loaded.plugin == NULL)
    code = VITK_FATAL;
  if (code == VITK_OK) /* what is wrong with them was told before this process was started */
    code = vitk_options_parse(loaded.plugin, task->options, task->n_options, loaded.map ? loaded.map : task->map,
                              &worker->arena, &vitk_silent_diags, &options);
  if (code == VITK_OK) {
    vitk_worker_keep_charsets(loaded.plugin, options);
    code = vitk_sandbox_enter(VITK_SANDBOX_RUNNING, 0, worker->mark);
  }
  if (code == VITK_OK)
    code = vitk_worker_open(worker, &bundle);
  if (code != VITK_OK)
    return code;
  worker->mark->of_bytes = vitk_bundle_bytes_to_read(bundle);
  return run(worker, &loaded, options, bundle);
}
