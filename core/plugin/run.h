/* run.h - runs one importer over one bundle, or one exporter over the rows of a dataset. */
#ifndef VITK_PLUGIN_RUN_H
#define VITK_PLUGIN_RUN_H

#include "core/dataset/sink.h"
#include "core/plugin/context.h"

struct vitk_candidate_found {
  const struct vitk_loaded *loaded;
  struct vitk_verdict verdict;
};

/* Asks every importer (`only`: just the one of that name) about the bundle. *out, best first then by name, has n of
 * them, scores of 0 left out; it lives in the arena. Options that an importer lacks or can't read are left out here:
 * the import itself refuses them. An importer that fails in its probe is left out after an error that says why, one
 * whose score is beyond 100 after a warning "bad-score". */
int vitk_run_probe(const struct vitk_loader *, struct vitk_bundle *, const struct vitk_limits *, const char *only,
                   const char *const *options, size_t n_options, struct vitk_arena *, const struct vitk_sink_of_diags *,
                   struct vitk_candidate_found **out, size_t *n);

/* Opens, reads to the end and closes; then each member that was opened is noted as a file, and the store is finished,
 * also after a failure, to be asked what was read. `progress` is called with `user` between the importer's steps; may
 * be NULL. VITK_OK, FAILED or FATAL (a diag said why), NOMEM, CANCELLED (these two leave the store unfinished). */
int vitk_run_import(struct vitk_context *, void (*progress)(void *user), void *user);

/* An exporter as a sink. vitk_run_export_begin opens it and takes over the context's target, which it takes away again
 * on failure, with *out NULL. finish publishes the target, or takes it away on failure; abort leaves it as it was. Both
 * free the run. The context must live as long. NULL is fine for abort. */
struct vitk_export_run;
int vitk_run_export_begin(struct vitk_context *, struct vitk_export_run **out);
struct vitk_row_sink vitk_run_export_sink(struct vitk_export_run *);
int vitk_run_export_finish(struct vitk_export_run *);
void vitk_run_export_abort(struct vitk_export_run *);

#endif
