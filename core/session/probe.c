#include "core/session/asking.h"

#include <poll.h>
#include <stdlib.h>

enum { POLL_MS = 100 };

/* One block: the entries, then their texts. */
static int copy_candidates(const struct vitk_candidate_found *found, size_t n, struct vitk_candidate **out) {
  size_t bytes = (n + 1) * sizeof **out;
  for (size_t i = 0; i < n; i++)
    bytes += strlen(found[i].loaded->name) + 1 + strlen(found[i].verdict.evidence) + 1;
  struct vitk_candidate *candidates = malloc(bytes);
  if (candidates == NULL)
    return VITK_NOMEM;
  char *text = (char *)(candidates + n + 1);
  for (size_t i = 0; i < n; i++) {
    candidates[i] = (struct vitk_candidate){.importer = text, .score = found[i].verdict.score};
    text = stpcpy(text, found[i].loaded->name) + 1;
    candidates[i].evidence = text;
    text = stpcpy(text, found[i].verdict.evidence) + 1;
  }
  *out = candidates;
  return VITK_OK;
}

static int probe_here(struct vitk *session, const char *input, const struct vitk_bundle_settings *settings,
                      struct vitk_arena *arena, struct vitk_candidate_found **found, size_t *n) {
  struct vitk_bundle *bundle;
  int code = vitk_bundle_open(input, settings, &session->diags, &bundle);
  if (code != VITK_OK)
    return code;
  code =
      vitk_run_probe(&session->loader, bundle, &vitk_default_limits, NULL, NULL, 0, arena, &session->diags, found, n);
  vitk_bundle_close(bundle);
  return code;
}

/* Hears the process until all have answered. */
static int hear(struct vitk *session, struct asking *asking) {
  const struct vitk_settings *settings = &session->settings;
  int code = VITK_OK;
  for (uint64_t waited = 0; code == VITK_OK;) {
    struct pollfd readable = {.fd = asking->process.in.fd, .events = POLLIN};
    int ready = poll(&readable, 1, POLL_MS);
    if (settings->cancelled != NULL && settings->cancelled(settings->user))
      return VITK_CANCELLED;
    waited = ready > 0 ? 0 : waited + POLL_MS;
    if (ready > 0)
      code = asking_hear(asking);
    else if (ready == 0 && settings->timeout != UINT64_MAX && waited / 1000 >= settings->timeout)
      code = asking_skip(asking);
  }
  return code == VITK_END ? VITK_OK : code;
}

static int probe_apart(struct vitk *session, const char *input, const struct vitk_bundle_settings *settings,
                       struct vitk_arena *arena, struct vitk_candidate_found **found, size_t *n) {
  const struct vitk_import_request request = {.size = sizeof request, .stdin_name = settings->stdin_name};
  struct vitk_taken taken;
  struct asking asking;
  int code = vitk_bundle_take(input, settings, arena, &session->diags, &taken);
  if (code != VITK_OK)
    return code;
  code = asking_start(&asking, session, input, &taken, &request, arena, &session->diags);
  if (code == VITK_OK)
    code = hear(session, &asking);
  *found = asking.found;
  *n = asking.n_found;
  asking_stop(&asking);
  vitk_bundle_release(&taken);
  return code;
}

int vitk_probe(struct vitk *session, const char *input, const char *stdin_name, struct vitk_candidate **out,
               size_t *n) {
  const struct vitk_bundle_settings settings = {.limits = &vitk_default_limits,
                                                .stdin_name = stdin_name,
                                                .cancelled = session->settings.cancelled,
                                                .user = session->settings.user};
  struct vitk_candidate_found *found = NULL;
  struct vitk_arena arena = {0};
  *out = NULL;
  *n = 0;
  vitk_session_tell_isolation(session);
  int code = session->workers.program ? probe_apart(session, input, &settings, &arena, &found, n)
                                      : probe_here(session, input, &settings, &arena, &found, n);
  if (code == VITK_OK)
    code = copy_candidates(found, *n, out);
  if (code != VITK_OK)
    *n = 0;
  vitk_arena_free(&arena);
  return code;
}
