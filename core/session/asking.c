#include "core/session/asking.h"

#include "core/worker/stated.h"

#include <errno.h>

static int start(struct asking *a) {
  a->task.first = a->next;
  int code = vitk_process_start(&a->session->workers, &a->task, a->input, &a->process);
  if (code == VITK_FAILED)
    vitk_session_no_process(a->told, a->task.input, errno);
  return code;
}

int asking_start(struct asking *a, struct vitk *session, const char *input, const struct vitk_taken *taken,
                 const struct vitk_import_request *request, struct vitk_arena *arena,
                 const struct vitk_sink_of_diags *told) {
  const struct vitk_loader *loader = &session->loader;
  struct vitk_task_plugin *plugins = vitk_arena_alloc(arena, loader->n * sizeof *plugins);
  *a = (struct asking){.session = session, .told = told, .input = taken->fd, .process = {.in = {.fd = -1}}};
  a->asked = vitk_arena_alloc(arena, loader->n * sizeof(void *));
  a->found = vitk_arena_alloc(arena, loader->n * sizeof *a->found);
  if (plugins == NULL || a->asked == NULL || a->found == NULL)
    return VITK_NOMEM;
  uint32_t n = 0;
  for (size_t i = 0; i < loader->n; i++) {
    const struct vitk_loaded *loaded = &loader->loaded[i];
    if (loaded->plugin == NULL || loaded->plugin->importer == NULL)
      continue;
    plugins[n] = (struct vitk_task_plugin){loaded->name, loaded->path, loaded->map};
    if (loaded->map != NULL) /* its importer's library is another file */
      plugins[n].path = vitk_loader_importer(loader, loaded->plugin->name)->path;
    a->asked[n++] = loaded;
  }
  a->task = (struct vitk_task){.kind = VITK_TASK_PROBE,
                               .n_plugins = n,
                               .plugins = plugins,
                               .memory = session->settings.memory,
                               .input = input,
                               .stdin_name = request->stdin_name,
                               .pipe_head = taken->pipe_head,
                               .options = request->options,
                               .n_options = (uint32_t)request->n_options};
  return start(a);
}

static int take_verdict(struct asking *a, struct vitk_wire_message *message) {
  uint32_t index = vitk_wire_get_small(message), score = vitk_wire_get_small(message);
  const char *evidence = vitk_wire_get_string(message);
  if (message->bad || evidence == NULL || index != a->next || index >= a->task.n_plugins || score > 100)
    return VITK_FAILED;
  a->next++;
  if (score == 0)
    return VITK_OK;
  struct vitk_candidate_found *found = &a->found[a->n_found++];
  *found = (struct vitk_candidate_found){.loaded = a->asked[index], .verdict = {.size = sizeof found->verdict}};
  found->verdict.score = (int32_t)score;
  strncpy(found->verdict.evidence, evidence, sizeof found->verdict.evidence - 1);
  return VITK_OK;
}

static int take(struct asking *a, struct vitk_wire_message *message) {
  struct vitk_diag diag;
  switch (message->kind) {
  case VITK_WIRE_TOLD:
    vitk_wire_get_diag(message, &diag);
    return message->bad ? VITK_FAILED : a->told->emit(a->told->self, &diag);
  case VITK_WIRE_VERDICT:
    return take_verdict(a, message);
  case VITK_WIRE_RESULT:
    a->code = (int)(int64_t)vitk_wire_get_number(message);
    a->done = true;
    return message->bad ? VITK_FAILED : VITK_OK;
  default:
    return VITK_FAILED;
  }
}

/* The importer that the process was lost with is left out. `death`: what it did. */
static int go_on_without(struct asking *a, const char *death) {
  a->cost_one = true;
  vitk_report(a->told, VITK_WARNING, "plugin-crashed", (struct vitk_place){.file = vitk_str_of(a->task.input)},
              (vitk_str){0}, "Tell its author; the others are asked without it.",
              "plugin %s %s when it was asked about this input: it is left out", a->asked[a->next]->name, death);
  a->next++;
  vitk_process_free(&a->process);
  if (a->next < a->task.n_plugins)
    return start(a);
  vitk_candidates_sort(a->found, a->n_found);
  return VITK_END;
}

static int at_end(struct asking *a, bool makes_sense) {
  char text[VITK_DEATH_MAX];
  vitk_process_end(&a->process, !makes_sense);
  if (a->done && makes_sense && a->code != VITK_NOMEM) {
    vitk_candidates_sort(a->found, a->n_found);
    return a->code == VITK_OK ? VITK_END : a->code;
  }
  const char *death = makes_sense ? vitk_process_death(&a->process, a->task.memory, text) : "said what makes no sense";
  if (death == NULL)
    death = "ended its process";
  bool by_plugin = a->process.mark->step < a->task.n_plugins && a->next < a->task.n_plugins;
  if (by_plugin)
    return go_on_without(a, death);
  vitk_report(a->told, VITK_ERROR, "reader-crashed", (struct vitk_place){.file = vitk_str_of(a->task.input)},
              (vitk_str){0}, "The file may be broken, or made to do harm; please report it.",
              "the process that looked at this input %s", death);
  return VITK_FATAL;
}

int asking_hear(struct asking *a) {
  struct vitk_wire_message message;
  int code = vitk_wire_receive(&a->process.in), next = VITK_OK;
  if (code == VITK_CANCELLED)
    return VITK_OK;
  while (code == VITK_OK && (next = vitk_wire_next(&a->process.in, &message)) == VITK_OK)
    code = take(a, &message);
  if (code == VITK_NOMEM || code == VITK_CANCELLED)
    return code;
  if (code == VITK_FAILED || next == VITK_FAILED)
    return at_end(a, false);
  if (a->done && a->code == VITK_OK) {
    vitk_process_leave(&a->process);
    vitk_candidates_sort(a->found, a->n_found);
    return VITK_END;
  }
  return code == VITK_END ? at_end(a, true) : VITK_OK;
}

int asking_skip(struct asking *a) {
  vitk_process_end(&a->process, true);
  if (a->next < a->task.n_plugins)
    return go_on_without(a, "took too long");
  return VITK_FATAL;
}

void asking_stop(struct asking *a) {
  vitk_process_free(&a->process);
}
