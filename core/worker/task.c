#include "core/worker/task.h"

#include "core/worker/stated.h"

enum { PLUGINS_MAX = 4096, OPTIONS_MAX = 4096 };

int vitk_task_write(const struct vitk_task *task, int fd) {
  struct vitk_wire_out out;
  vitk_wire_open(&out, fd);
  vitk_wire_begin(&out, VITK_WIRE_TASK);
  vitk_wire_number(&out, task->kind);
  vitk_wire_number(&out, task->checksum);
  vitk_wire_number(&out, task->first);
  vitk_wire_number(&out, task->memory);
  vitk_wire_number(&out, task->all_foods);
  vitk_wire_string(&out, task->input);
  vitk_wire_string(&out, task->stdin_name);
  vitk_wire_text(&out, task->pipe_head);
  vitk_wire_string(&out, task->map);
  vitk_wire_number(&out, task->n_options);
  for (uint32_t i = 0; i < task->n_options; i++)
    vitk_wire_string(&out, task->options[i]);
  vitk_wire_number(&out, task->n_plugins);
  for (uint32_t i = 0; i < task->n_plugins; i++) {
    vitk_wire_string(&out, task->plugins[i].name);
    vitk_wire_string(&out, task->plugins[i].path);
    vitk_wire_string(&out, task->plugins[i].map);
  }
  int code = vitk_wire_end(&out);
  if (code == VITK_OK)
    code = vitk_wire_flush(&out);
  vitk_wire_free(&out);
  return code;
}

int vitk_task_read(struct vitk_wire_message *message, struct vitk_arena *arena, struct vitk_task *out) {
  *out = (struct vitk_task){.kind = vitk_wire_get_small(message), .checksum = vitk_wire_get_small(message)};
  out->first = vitk_wire_get_small(message);
  out->memory = vitk_wire_get_number(message);
  out->all_foods = vitk_wire_get_small(message) != 0;
  out->input = vitk_wire_get_string(message);
  out->stdin_name = vitk_wire_get_string(message);
  out->pipe_head = vitk_wire_get_text(message);
  out->map = vitk_wire_get_string(message);
  out->n_options = vitk_wire_get_small(message);
  if (message->bad || out->n_options > OPTIONS_MAX)
    return VITK_FAILED;
  const char **options = vitk_arena_alloc(arena, out->n_options * sizeof *options);
  for (uint32_t i = 0; options != NULL && i < out->n_options; i++)
    options[i] = vitk_wire_get_string(message);
  out->options = options;
  out->n_plugins = vitk_wire_get_small(message);
  if (message->bad || out->n_plugins > PLUGINS_MAX)
    return VITK_FAILED;
  struct vitk_task_plugin *plugins = vitk_arena_alloc(arena, out->n_plugins * sizeof *plugins);
  for (uint32_t i = 0; plugins != NULL && i < out->n_plugins; i++) {
    plugins[i].name = vitk_wire_get_string(message);
    plugins[i].path = vitk_wire_get_string(message);
    plugins[i].map = vitk_wire_get_string(message);
  }
  out->plugins = plugins;
  if (options == NULL || plugins == NULL)
    return VITK_NOMEM;
  return message->bad ? VITK_FAILED : VITK_OK;
}
