/* sqlite_reader.h - opens a dataset to read, with the checks that every reader of one owes its user. */
#ifndef VITK_DATASET_SQLITE_READER_H
#define VITK_DATASET_SQLITE_READER_H

#include "core/base/diag.h"
#include "core/dataset/sink.h"

struct sqlite3;

/* Read-only. VITK_FAILED after a diag: "cannot-open", "not-a-dataset", "dataset-too-new". Free with sqlite3_close. */
int vitk_sqlite_open(const char *path, const struct vitk_sink_of_diags *, struct sqlite3 **out);

/* The two halves of it, for a file that is open and has no name that SQLite could open: `path` is what messages call
 * it. The first looks at its first bytes; the second takes a connection to it, which it closes on failure. */
int vitk_sqlite_check_start(int fd, const char *path, const struct vitk_sink_of_diags *);
int vitk_sqlite_accept(struct sqlite3 *, const char *path, const struct vitk_sink_of_diags *);

/* All rows, in the order of vitk_exporter, the same for the same content whatever wrote it. */
int vitk_sqlite_read(struct sqlite3 *, const struct vitk_sink_of_diags *, const struct vitk_row_sink *);

/* Which of them: NULL, or 0 of tables, is all. `tables` has bits 1 << VITK_FOOD …; with a component only foods that
 * have a value of it, and only those values. */
struct vitk_sqlite_filter {
  const char *source, *component;
  uint64_t tables;
};
int vitk_sqlite_read_some(struct sqlite3 *, const struct vitk_sink_of_diags *, const struct vitk_sqlite_filter *,
                          const struct vitk_row_sink *);

#endif
