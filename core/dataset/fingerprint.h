/* fingerprint.h - the table `fingerprint` of a SQLite dataset: for a source, all that its rows were made of, so that an
 * input that would give them again need not be imported again. Bookkeeping of vitk alone: no row sink and no exporter
 * sees it, and a dataset without it is whole. */
#ifndef VITK_DATASET_FINGERPRINT_H
#define VITK_DATASET_FINGERPRINT_H

#include "core/base/arena.h"
#include "core/base/diag.h"

struct sqlite3;

struct vitk_fingerprint {
  vitk_str source_id, text;
};

/* The statement that makes the table. */
extern const char vitk_fingerprint_ddl[];

/* All of the dataset at `path` whose sources are there, by source_id, in the arena; none where there is no dataset, or
 * none that has the table. VITK_OK, NOMEM, or FAILED after a diag. */
int vitk_fingerprints_read(const char *path, const struct vitk_sink_of_diags *, struct vitk_arena *,
                           struct vitk_fingerprint **out, size_t *n);

/* Into the main database of a writer. Returns SQLite's code. */
int vitk_fingerprint_write(struct sqlite3 *, const struct vitk_fingerprint *);

#endif
