/* query.h - what the questions to a dataset share. */
#ifndef VITK_DATASET_QUERY_H
#define VITK_DATASET_QUERY_H

#include "core/base/buffer.h"
#include "core/base/diag.h"

#include <stdbool.h>

struct sqlite3;
struct sqlite3_stmt;

/* Diag "cannot-read" with SQLite's words; VITK_NOMEM when that is what it was. */
int vitk_query_failed(struct sqlite3 *, const struct vitk_sink_of_diags *);

/* A prepared statement whose parameters ?1 … are the n texts, NULL for null. Free with sqlite3_finalize. */
int vitk_query(struct sqlite3 *, const struct vitk_sink_of_diags *, const char *sql, const char *const *texts, int n,
               struct sqlite3_stmt **out);

/* VITK_OK: there is a row; VITK_END: no more; else as vitk_query_failed. */
int vitk_query_next(struct sqlite3 *, const struct vitk_sink_of_diags *, struct sqlite3_stmt *);

/* Diag: `what` is not in the dataset; the hint lists what `sql`, with the n texts, gives instead: "there are a, b, c
 * …". VITK_FAILED, or the code of the diag. */
int vitk_query_not_there(struct sqlite3 *, const struct vitk_sink_of_diags *, const char *what, const char *name,
                         const char *sql, const char *const *texts, int n);

/* VITK_OK if the dataset has the source, else VITK_FAILED after a diag "not-in-dataset". */
int vitk_query_source(struct sqlite3 *, const struct vitk_sink_of_diags *, const char *source);

/* A text column, NULL for null; valid until the statement is stepped. */
const char *vitk_query_text(struct sqlite3_stmt *, int column);
/* A number, NaN for null. */
double vitk_query_real(struct sqlite3_stmt *, int column);

/* VITK_OK if the component is one of vitk's, else VITK_FAILED after a diag "unknown-component". */
int vitk_query_component(const struct vitk_sink_of_diags *, const char *component);

#endif
