#include "core/session/session.h"

#include <stdlib.h>

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

int vitk_probe(struct vitk *session, const char *input, const char *stdin_name, struct vitk_candidate **out,
               size_t *n) {
  struct vitk_bundle_settings settings = {.limits = &vitk_default_limits,
                                          .stdin_name = stdin_name,
                                          .cancelled = session->settings.cancelled,
                                          .user = session->settings.user};
  struct vitk_bundle *bundle;
  struct vitk_candidate_found *found;
  struct vitk_arena arena = {0};
  *out = NULL;
  *n = 0;
  int code = vitk_bundle_open(input, &settings, &session->diags, &bundle);
  if (code != VITK_OK)
    return code;
  code =
      vitk_run_probe(&session->loader, bundle, &vitk_default_limits, NULL, NULL, 0, &arena, &session->diags, &found, n);
  if (code == VITK_OK)
    code = copy_candidates(found, *n, out);
  if (code != VITK_OK)
    *n = 0;
  vitk_arena_free(&arena);
  vitk_bundle_close(bundle);
  return code;
}
