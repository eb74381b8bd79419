/* run_probe.c - asks importers whether they know a bundle. */
#include "core/plugin/run.h"
#include "core/plugin/utf8.h"

#include <stdlib.h>

/* The sentence on one line: no control characters, no half character at its cut. */
static void tidy(char *evidence, size_t size) {
  evidence[size - 1] = '\0';
  size_t n = vitk_plugin_utf8_prefix(vitk_str_of(evidence)), to = 0;
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)evidence[i];
    if (c >= ' ' && c != 0x7F)
      evidence[to++] = (char)c;
  }
  evidence[to] = '\0';
}

int vitk_run_probe_options(const struct vitk_probing *p, const struct vitk_loaded *loaded,
                           struct vitk_option_values **out) {
  *out = NULL;
  int code = vitk_options_parse_known(loaded->plugin, p->options, p->n_options, loaded->map, p->arena,
                                      &vitk_silent_diags, out);
  if (code == VITK_FAILED)
    code = vitk_options_parse_known(loaded->plugin, NULL, 0, loaded->map, p->arena, p->diags, out);
  if (code == VITK_FAILED)
    *out = NULL;
  return code == VITK_FAILED ? VITK_OK : code;
}

int vitk_run_probe_one(const struct vitk_probing *p, const struct vitk_loaded *loaded,
                       const struct vitk_option_values *values, struct vitk_verdict *verdict) {
  *verdict = (struct vitk_verdict){.size = sizeof *verdict};
  if (values == NULL)
    return VITK_OK;
  struct vitk_context context = {.plugin = loaded->plugin,
                                 .options = values,
                                 .diags = p->diags,
                                 .input = {.bundle = p->bundle, .limits = p->limits},
                                 .member_flags = p->member_flags,
                                 .mark = p->mark};
  int code = vitk_context_begin(&context);
  if (code == VITK_OK) {
    struct vitk_context *outer = vitk_context_enter(&context, VITK_IN_PROBE);
    int returned = loaded->plugin->importer->probe(&context, verdict);
    code = vitk_context_returned(&context, "probe", returned, false);
    vitk_context_leave(&context, outer);
  }
  vitk_context_end(&context);
  verdict->size = sizeof *verdict;
  tidy(verdict->evidence, sizeof verdict->evidence);
  int score = verdict->score;
  if (code != VITK_OK || score < 0 || score > 100)
    verdict->score = 0;
  if (code != VITK_OK) /* a failure was told, and costs this importer only */
    return code == VITK_NOMEM || code == VITK_CANCELLED ? code : VITK_OK;
  if (score == verdict->score)
    return VITK_OK;
  code =
      vitk_report(p->diags, VITK_WARNING, "bad-score", (struct vitk_place){.line = 0}, (vitk_str){NULL, 0},
                  "tell the plugin's author; --from NAME chooses an importer without asking it",
                  "plugin %s gave the score %d, which is not between 0 and 100: it is left out", loaded->name, score);
  return code < 0 ? code : VITK_OK;
}

static int by_score(const void *a, const void *b) {
  const struct vitk_candidate_found *x = a, *y = b;
  if (x->verdict.score != y->verdict.score)
    return x->verdict.score > y->verdict.score ? -1 : 1;
  return strcmp(x->loaded->name, y->loaded->name);
}

void vitk_candidates_sort(struct vitk_candidate_found *found, size_t n) {
  if (n > 0)
    qsort(found, n, sizeof *found, by_score);
}

int vitk_run_probe(const struct vitk_loader *loader, struct vitk_bundle *bundle, const struct vitk_limits *limits,
                   const char *only, const char *const *options, size_t n_options, struct vitk_arena *arena,
                   const struct vitk_sink_of_diags *diags, struct vitk_candidate_found **out, size_t *n) {
  *n = 0;
  *out = vitk_arena_alloc(arena, loader->n * sizeof **out);
  struct vitk_probing p = {bundle, limits, options, n_options, arena, diags, NULL, NULL};
  p.member_flags = vitk_arena_alloc(arena, vitk_bundle_count(bundle));
  if (*out == NULL || p.member_flags == NULL)
    return VITK_NOMEM;
  for (size_t i = 0; i < loader->n; i++) {
    const struct vitk_loaded *loaded = &loader->loaded[i];
    if (loaded->plugin == NULL || loaded->plugin->importer == NULL || (only && strcmp(loaded->name, only) != 0))
      continue;
    struct vitk_candidate_found found = {.loaded = loaded};
    struct vitk_option_values *values;
    int code = vitk_run_probe_options(&p, loaded, &values);
    if (code == VITK_OK)
      code = vitk_run_probe_one(&p, loaded, values, &found.verdict);
    if (code != VITK_OK)
      return code;
    if (found.verdict.score > 0)
      (*out)[(*n)++] = found;
  }
  vitk_candidates_sort(*out, *n);
  return VITK_OK;
}
