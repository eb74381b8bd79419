/* sqlite_writer.h - writes a dataset as a SQLite file: beside its target, in one transaction, renamed when whole. */
#ifndef VITK_DATASET_SQLITE_WRITER_H
#define VITK_DATASET_SQLITE_WRITER_H

#include "core/base/diag.h"
#include "core/dataset/sink.h"

struct vitk_fingerprint;
struct vitk_sqlite_writer;

/* With `keep`, what the dataset at `path` holds (if there is one) stays, but for the sources that are written now: a
 * source row takes the place of the source of that id. Refused with VITK_FAILED and a diag: a file there that is no
 * vitk dataset ("not-a-dataset"), one of a newer version ("dataset-too-new"), a folder that can't be written
 * ("cannot-write"), another import that holds the lock ("dataset-busy"). The target stays as it was until finish. */
int vitk_sqlite_writer_new(const char *path, bool keep, const struct vitk_sink_of_diags *,
                           struct vitk_sqlite_writer **out);
struct vitk_row_sink vitk_sqlite_writer_sink(struct vitk_sqlite_writer *);

/* For a source that was written, or that is kept: none of the old dataset is kept by itself. */
int vitk_sqlite_writer_fingerprint(struct vitk_sqlite_writer *, const struct vitk_fingerprint *);

/* From now on the writer's statements end with VITK_CANCELLED where `cancelled` says so. */
void vitk_sqlite_writer_watch(struct vitk_sqlite_writer *, int (*cancelled)(void *user), void *user);

/* Checks foreign keys, commits, syncs, renames. Frees the writer, as abort does; on failure the target is as before. */
int vitk_sqlite_writer_finish(struct vitk_sqlite_writer *);
void vitk_sqlite_writer_abort(struct vitk_sqlite_writer *);

#endif
