/* top.h - the foods that have most of a component. */
#ifndef VITK_DATASET_TOP_H
#define VITK_DATASET_TOP_H

#include "core/base/diag.h"
#include "vitk/vitk.h"

struct sqlite3;

/* Gives the foods to `line`, most first: first those per 100 g or 100 ml, then those per serving; those without an
 * amount after those with one, by their lower bound; then by source and food. VITK2 is the view food_k's: a food whose
 * K2 is a sum of MK-n has the status "sum"; where the values behind a line differ in status or origin, it is "several".
 * `name` may be NULL. A component NULL is VITK2, a limit of 0 is none. What `line` returns below 0 ends it and is
 * returned. VITK_FAILED after a diag "unknown-component", "not-in-dataset" or "cannot-read". */
int vitk_dataset_top(struct sqlite3 *, const struct vitk_sink_of_diags *, const struct vitk_top_request *,
                     int (*line)(void *user, const struct vitk_top_line *), void *user);

#endif
