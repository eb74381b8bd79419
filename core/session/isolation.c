/* isolation.c - what keeps plugins in, and what is said where it is lacking. */
#include "core/session/session.h"

#include "core/worker/sandbox.h"

static int warn(struct vitk *session, const char *hint, const char *what, const char *more) {
  return vitk_report(&session->diags, VITK_WARNING, "not-isolated", (struct vitk_place){0}, (vitk_str){0}, hint, "%s%s",
                     what, more);
}

void vitk_session_tell_isolation(struct vitk *session) {
  struct vitk_layer layers[VITK_N_LAYERS];
  if (session->told_isolation || session->settings.in_process)
    return;
  session->told_isolation = true;
  if (session->workers.program == NULL) {
    warn(session, "Install vitk-worker beside the plugins, where `vitk plugin list --verbose` looks for it.",
         "no process of their own can be started for the inputs: a plugin that crashes takes all of the import down",
         "");
    return;
  }
  vitk_sandbox_layers(layers);
  for (size_t i = 0; i < VITK_N_LAYERS; i++)
    if (!layers[i].there)
      warn(session, "Import with plugins and files that you trust, or on a newer kernel; `vitk version` tells more.",
           "this kernel has no ", layers[i].name);
}

void vitk_session_no_process(const struct vitk_sink_of_diags *told, const char *input, int error) {
  vitk_report(told, VITK_ERROR, "no-process", (struct vitk_place){.file = vitk_str_of(input)}, (vitk_str){0},
              "Make room for another process, or import with --isolate=off what you trust.",
              "the process that is to read this input can't be started: %s", strerrordesc_np(error));
}

int vitk_session_bring_in(struct vitk *session, const struct vitk_loaded *loaded) {
  if (session->workers.program == NULL || loaded->plugin == NULL)
    return VITK_OK; /* it is here */
  return vitk_loader_bring_in(&session->loader, loaded, &vitk_the_host);
}

size_t vitk_layer_count(void) {
  return VITK_N_LAYERS;
}

int vitk_layer_at(size_t index, struct vitk_layer_info *out) {
  static _Thread_local struct vitk_layer layers[VITK_N_LAYERS];
  if (index >= VITK_N_LAYERS)
    return VITK_END;
  vitk_sandbox_layers(layers);
  struct vitk_layer_info info = {.size = sizeof info,
                                 .name = layers[index].name,
                                 .keeps_from = layers[index].keeps,
                                 .version = layers[index].version,
                                 .there = layers[index].there};
  size_t size = out->size < sizeof info ? out->size : sizeof info;
  memcpy(out, &info, size);
  out->size = size;
  return VITK_OK;
}
