#include "core/worker/task.h"

#include "core/worker/stated.h"

enum { PLUGINS_MAX = 4096, TEXTS_MAX = 4096 };

static void put_texts(struct vitk_wire_out *out, const char *const *texts, uint32_t n) {
  vitk_wire_number(out, n);
  for (uint32_t i = 0; i < n; i++)
    vitk_wire_string(out, texts[i]);
}

/* The array is of the arena. VITK_OK, VITK_NOMEM, VITK_FAILED. */
static int get_texts(struct vitk_wire_message *message, struct vitk_arena *arena, const char *const **out,
                     uint32_t *n) {
  *n = vitk_wire_get_small(message);
  if (message->bad || *n > TEXTS_MAX)
    return VITK_FAILED;
  const char **texts = vitk_arena_alloc(arena, *n * sizeof *texts);
  for (uint32_t i = 0; texts != NULL && i < *n; i++)
    texts[i] = vitk_wire_get_string(message);
  *out = texts;
  return texts ? VITK_OK : VITK_NOMEM;
}

int vitk_task_write(const struct vitk_task *task, int fd) {
  struct vitk_wire_out out;
  vitk_wire_open(&out, fd);
  vitk_wire_begin(&out, VITK_WIRE_TASK);
  vitk_wire_number(&out, task->kind);
  vitk_wire_number(&out, task->checksum);
  vitk_wire_number(&out, task->first);
  vitk_wire_number(&out, task->memory);
  vitk_wire_number(&out, task->all_foods);
  vitk_wire_number(&out, task->shard);
  vitk_wire_number(&out, task->shards);
  vitk_wire_number(&out, task->reads_all);
  vitk_wire_number(&out, task->identity);
  vitk_wire_string(&out, task->input);
  vitk_wire_string(&out, task->stdin_name);
  vitk_wire_text(&out, task->pipe_head);
  vitk_wire_string(&out, task->map);
  put_texts(&out, task->options, task->n_options);
  put_texts(&out, task->identities, task->n_identities);
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
  out->shard = vitk_wire_get_small(message);
  out->shards = vitk_wire_get_small(message);
  out->reads_all = vitk_wire_get_small(message) != 0;
  out->identity = vitk_wire_get_small(message) != 0;
  out->input = vitk_wire_get_string(message);
  out->stdin_name = vitk_wire_get_string(message);
  out->pipe_head = vitk_wire_get_text(message);
  out->map = vitk_wire_get_string(message);
  int code = get_texts(message, arena, &out->options, &out->n_options);
  if (code == VITK_OK)
    code = get_texts(message, arena, &out->identities, &out->n_identities);
  if (code != VITK_OK)
    return code;
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
  if (plugins == NULL)
    return VITK_NOMEM;
  return message->bad ? VITK_FAILED : VITK_OK;
}
