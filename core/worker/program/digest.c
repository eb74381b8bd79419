/* digest.c - is the bundle one that was imported before? Its members are read for checksums; no plugin runs. */
#include "core/worker/program/worker.h"

#include "core/input/identity.h"

int vitk_worker_tell_identity(struct worker *worker, vitk_str words) {
  vitk_wire_begin(&worker->out, VITK_WIRE_IDENTITY);
  vitk_wire_text(&worker->out, words);
  int code = vitk_wire_end(&worker->out);
  return code == VITK_FAILED ? VITK_CANCELLED : code;
}

int vitk_worker_digest(struct worker *worker) {
  const struct vitk_task *task = &worker->task;
  struct vitk_bundle *bundle = NULL;
  int code = vitk_sandbox_enter(VITK_SANDBOX_RUNNING, 0, worker->mark);
  if (code == VITK_OK)
    code = vitk_worker_open(worker, &bundle);
  bool holds = false;
  for (uint32_t i = 0; code == VITK_OK && !holds && i < task->n_identities; i++) {
    code = vitk_identity_holds(bundle, vitk_str_of(task->identities[i]), &holds);
    if (code == VITK_OK && holds)
      code = vitk_worker_tell_identity(worker, vitk_str_of(task->identities[i]));
  }
  return code;
}
