/* explain.h - walks a value of the dataset back to the cell in which it stood. */
#ifndef VITK_DATASET_EXPLAIN_H
#define VITK_DATASET_EXPLAIN_H

#include "core/base/diag.h"
#include "vitk/vitk.h"

struct sqlite3;

/* Steps of the food (their component is ""), then of each of its values; `component` NULL: of all components. Labels:
 * source, food, group; value, place, file, original, status, unit, bounds, basis, equivalents, origin, method,
 * confidence, samples, spread, flags, problem; those of which nothing is known are left out. What `step` returns below
 * 0 ends it and is returned. VITK_FAILED after a diag "not-in-dataset", "unknown-component" or "cannot-read". */
int vitk_dataset_explain(struct sqlite3 *, const struct vitk_sink_of_diags *, const char *source, const char *food,
                         const char *component, int (*step)(void *user, const struct vitk_explain_step *), void *user);

#endif
