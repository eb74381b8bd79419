#include "core/worker/program/worker.h"

int vitk_worker_describe(struct worker *worker) {
  int code = VITK_OK;
  for (uint32_t i = worker->task.first; code == VITK_OK && i < worker->task.n_plugins; i++) {
    struct vitk_description found;
    worker->mark->step = i;
    code = vitk_plugin_load(worker->task.plugins[i].path, &vitk_the_host, &worker->arena, &found);
    if (code != VITK_OK)
      break;
    vitk_wire_begin(&worker->out, VITK_WIRE_PLUGIN);
    vitk_wire_number(&worker->out, i);
    vitk_wire_string(&worker->out, found.trouble);
    if (found.plugin != NULL)
      vitk_descriptor_write(&worker->out, found.plugin);
    code = vitk_wire_end(&worker->out);
    if (code == VITK_OK) /* at once: the next plugin may be this process's end */
      code = vitk_wire_flush(&worker->out);
  }
  return code;
}
