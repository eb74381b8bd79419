#include "core/worker/describe.h"

#include "core/worker/stated.h"
#include "core/worker/task.h"

#include <errno.h>
#include <poll.h>

enum { MOST_MS = 10000 /* that a plugin may take to be loaded */, ALL_MS = 20 /* that all of them take, as a rule */ };

struct describing {
  const struct vitk_task *task;
  struct vitk_arena *arena;
  struct vitk_description *out;
  uint32_t next; /* the first plugin of which nothing is known yet */
  bool done;     /* the process said its last word */
};

static int take(struct describing *d, struct vitk_wire_message *message) {
  if (message->kind == VITK_WIRE_RESULT) {
    d->done = true;
    return VITK_OK;
  }
  uint32_t index = vitk_wire_get_small(message);
  const char *trouble = vitk_wire_get_string(message);
  if (message->kind != VITK_WIRE_PLUGIN || message->bad || index != d->next || index >= d->task->n_plugins)
    return VITK_FAILED;
  struct vitk_description *out = &d->out[d->next];
  int code = VITK_OK;
  vitk_str copy = {NULL, 0};
  if (trouble == NULL)
    code = vitk_descriptor_read(message, d->arena, &out->plugin);
  else
    code = vitk_arena_copy(d->arena, vitk_str_of(trouble), &copy);
  out->trouble = copy.p;
  d->next += code == VITK_OK;
  return code;
}

static bool all_is_said(const struct describing *d) {
  return d->done && d->next == d->task->n_plugins;
}

/* Hears the process until all is said (VITK_OK), or its end (VITK_END). VITK_FAILED: what it says is no message;
 * VITK_CANCELLED: it took too long. */
static int hear(struct describing *d, struct vitk_process *process) {
  int code = VITK_OK;
  /* A turn for each message would take the processor from the fork server, which gets ready meanwhile. */
  struct pollfd closed = {.fd = process->in.fd};
  poll(&closed, 1, ALL_MS);
  while (code == VITK_OK && !all_is_said(d)) {
    struct pollfd readable = {.fd = process->in.fd, .events = POLLIN};
    struct vitk_wire_message message;
    int ready = poll(&readable, 1, MOST_MS);
    if (ready == 0)
      return VITK_CANCELLED;
    if (ready < 0 && errno == EINTR)
      continue;
    code = vitk_wire_receive(&process->in);
    if (code == VITK_CANCELLED)
      code = VITK_OK;
    int next = VITK_OK;
    while (code == VITK_OK && (next = vitk_wire_next(&process->in, &message)) == VITK_OK)
      code = take(d, &message);
    if (next == VITK_FAILED)
      code = VITK_FAILED;
  }
  return code;
}

/* The plugin that cost the process is in trouble, and the others get another one. */
static int blame(struct describing *d, const struct vitk_process *process, int heard) {
  char text[VITK_DEATH_MAX];
  const char *death = heard == VITK_CANCELLED ? "was not done after 10 s"
                      : heard == VITK_FAILED  ? "made its process say what makes no sense"
                                              : vitk_process_death(process, d->task->memory, text);
  d->out[d->next].trouble =
      vitk_arena_printf(d->arena, "%s: it %s while it was loaded: tell its author, or take it out of the folder",
                        d->task->plugins[d->next].path, death ? death : "ended its process")
          .p;
  return d->out[d->next++].trouble ? VITK_OK : VITK_NOMEM;
}

int vitk_describe_apart(const void *self, const char *const *paths, size_t n, struct vitk_arena *arena,
                        struct vitk_description *out) {
  const struct vitk_describer *describer = self;
  struct vitk_task_plugin *plugins = vitk_arena_alloc(arena, n * sizeof *plugins);
  if (plugins == NULL)
    return VITK_NOMEM;
  for (size_t i = 0; i < n; i++)
    plugins[i] = (struct vitk_task_plugin){.name = "", .path = paths[i]};
  struct vitk_task task = {
      .kind = VITK_TASK_DESCRIBE, .plugins = plugins, .n_plugins = (uint32_t)n, .memory = describer->memory};
  struct describing d = {.task = &task, .arena = arena, .out = out};
  int code = VITK_OK;
  while (code == VITK_OK && d.next < n) {
    struct vitk_process process;
    task.first = d.next;
    code = vitk_process_start(describer->server, &task, -1, &process);
    if (code != VITK_OK)
      break;
    int heard = hear(&d, &process);
    if (heard == VITK_OK)
      vitk_process_leave(&process);
    else
      vitk_process_end(&process, heard != VITK_END);
    if (heard == VITK_NOMEM)
      code = heard;
    else if (d.next < n)
      code = blame(&d, &process, heard);
    vitk_process_free(&process);
  }
  return code;
}
