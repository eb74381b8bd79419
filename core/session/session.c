#include "core/session/session.h"

#include "core/record/component.h"
#include "core/record/record.h"
#include "core/worker/describe.h"
#include "core/worker/task.h"

#include <stdlib.h>
#include <unistd.h>

enum { MOST_JOBS = 64 };

const char *vitk_version(void) {
  return VITK_VERSION;
}

void vitk_free(void *memory) {
  free(memory);
}

void vitk_copy_sized(void *to, size_t to_size, const void *from) {
  size_t from_size;
  memcpy(&from_size, from, sizeof from_size); /* the first field of every sized struct */
  memset(to, 0, to_size);
  memcpy(to, from, from_size < to_size ? from_size : to_size);
}

uint32_t vitk_exit_of(int code, uint32_t otherwise) {
  if (code == VITK_CANCELLED)
    return VITK_EXIT_INTERRUPTED;
  return otherwise;
}

static int tell_listener(void *self, const struct vitk_diag *diag) {
  struct vitk *session = self;
  if (session->settings.listener != NULL)
    session->settings.listener(session->settings.user, diag);
  return VITK_OK;
}

static uint32_t processors(void) {
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n < 1 ? 1 : n > MOST_JOBS ? MOST_JOBS : (uint32_t)n;
}

/* Plugins are described apart, where they may do what they like to themselves; here where that can't be. */
static int search(struct vitk *session) {
  const struct vitk_settings *settings = &session->settings;
  int code = VITK_FAILED;
  session->workers.program = settings->in_process ? NULL : vitk_worker_program(&session->arena).p;
  if (session->workers.program != NULL && vitk_forkserver_start(&session->workers)) {
    struct vitk_describer describer = {&session->workers, settings->memory};
    code = vitk_loader_search(&session->loader, settings->plugin_folders, settings->n_plugin_folders,
                              vitk_describe_apart, &describer);
  }
  if (code != VITK_FAILED)
    return code;
  vitk_forkserver_stop(&session->workers);
  session->workers.program = NULL;
  return vitk_loader_open(&session->loader, settings->plugin_folders, settings->n_plugin_folders, &vitk_the_host);
}

int vitk_open(const struct vitk_settings *settings, struct vitk **out) {
  struct vitk *session = calloc(1, sizeof *session);
  if (session == NULL)
    return VITK_NOMEM;
  vitk_copy_sized(&session->settings, sizeof session->settings, settings);
  session->diags = (struct vitk_sink_of_diags){tell_listener, session};
  session->workers.fd = -1;
  if (session->settings.memory == 0)
    session->settings.memory = VITK_MEMORY;
  if (session->settings.memory == UINT64_MAX)
    session->settings.memory = 0; /* as tasks have it */
  if (session->settings.timeout == 0)
    session->settings.timeout = VITK_TIMEOUT;
  if (session->settings.jobs == 0)
    session->settings.jobs = processors();
  int code = search(session);
  if (code != VITK_OK) {
    vitk_close(session);
    return code;
  }
  *out = session;
  return VITK_OK;
}

void vitk_close(struct vitk *session) {
  if (session == NULL)
    return;
  vitk_forkserver_stop(&session->workers);
  vitk_loader_close(&session->loader);
  vitk_arena_free(&session->arena);
  free(session);
}

size_t vitk_plugin_count(const struct vitk *session) {
  return session->loader.n;
}

int vitk_plugin_at(const struct vitk *session, size_t index, struct vitk_plugin_info *out) {
  if (index >= session->loader.n)
    return VITK_END;
  const struct vitk_loaded *loaded = &session->loader.loaded[index];
  struct vitk_plugin_info info = {.size = sizeof info,
                                  .name = loaded->name,
                                  .path = loaded->path,
                                  .summary = loaded->summary,
                                  .plugin = loaded->plugin,
                                  .map = loaded->map,
                                  .trouble = loaded->trouble,
                                  .database = loaded->reads.database,
                                  .country = loaded->reads.country,
                                  .components = loaded->reads.components,
                                  .data_licence = loaded->reads.data_licence};
  size_t size = out->size < sizeof info ? out->size : sizeof info;
  memcpy(out, &info, size);
  out->size = size;
  return VITK_OK;
}

size_t vitk_component_count(void) {
  return vitk_n_components;
}

struct vitk_components_entry vitk_component_at(size_t index) {
  if (index >= vitk_n_components)
    return (struct vitk_components_entry){NULL, NULL, NULL};
  const struct vitk_component *component = &vitk_components[index];
  return (struct vitk_components_entry){component->id, component->name, component->kind};
}

const char *vitk_status_word(uint32_t status) {
  return status < sizeof vitk_status_words / sizeof vitk_status_words[0] ? vitk_status_words[status] : "";
}
