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

/* One importer after the other, as vitk_run_probe asks all of them. */
struct vitk_probing {
  struct vitk_bundle *bundle;
  const struct vitk_limits *limits;
  const char *const *options;
  size_t n_options;
  struct vitk_arena *arena;
  const struct vitk_sink_of_diags *diags;
  unsigned char *member_flags; /* one a member, zero at first: so that a broken member is told once */
  struct vitk_mark *mark;      /* may be NULL */
};
/* The options for its probe, in the arena; the bundle need not be there yet. *out NULL: it can't be asked with them,
 * which was told. VITK_OK, NOMEM or CANCELLED. */
int vitk_run_probe_options(const struct vitk_probing *, const struct vitk_loaded *, struct vitk_option_values **out);
/* Asks it; the verdict's score is 0 where it is left out, as it is where `values` is NULL. Codes as above. */
int vitk_run_probe_one(const struct vitk_probing *, const struct vitk_loaded *, const struct vitk_option_values *values,
                       struct vitk_verdict *verdict);

/* The best first, then by name. */
void vitk_candidates_sort(struct vitk_candidate_found *, size_t n);

/* Opens, reads to the end and closes; then each member that was opened is noted as a file, and the store is finished,
 * also after a failure, to be asked what was read. `progress` is called with `user` between the importer's steps; may
 * be NULL. VITK_OK, FAILED or FATAL (a diag said why), NOMEM, CANCELLED (these two leave the store unfinished). */
int vitk_run_import(struct vitk_context *, void (*progress)(void *user), void *user);

/* The same by the step, where the caller has several at once: a step returns VITK_END after the last. `opened`: what
 * open returned was VITK_OK; `code`: what open or the last step returned. end is to be called in any case. */
int vitk_run_import_open(struct vitk_context *, void **handle);
int vitk_run_import_step(struct vitk_context *, void *handle);
int vitk_run_import_end(struct vitk_context *, void *handle, bool opened, int code);

/* An exporter as a sink. vitk_run_export_begin opens it and takes over the context's target, which it takes away again
 * on failure, with *out NULL. finish publishes the target, or takes it away on failure; abort leaves it as it was. Both
 * free the run. The context must live as long. NULL is fine for abort. */
struct vitk_export_run;
int vitk_run_export_begin(struct vitk_context *, struct vitk_export_run **out);
struct vitk_row_sink vitk_run_export_sink(struct vitk_export_run *);
int vitk_run_export_finish(struct vitk_export_run *);
void vitk_run_export_abort(struct vitk_export_run *);

#endif
