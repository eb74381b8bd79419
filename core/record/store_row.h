/* store_row.h - records that a dataset holds already, taken into the store as they stand: nothing is normalised again.
 *
 * A source comes first; the others name it and it becomes the current one, so that statements may follow. A value that
 * breaks the rules of the dataset is a reject "bad-value-row", anything else that does is left out with a warning
 * "row-left-out"; both are VITK_OK. Texts are checked and copied. VITK_FAILED after an error: a source that was not
 * handed over, or that comes twice.
 */
#ifndef VITK_RECORD_STORE_ROW_H
#define VITK_RECORD_STORE_ROW_H

#include "core/record/store.h"

struct vitk_row_of_source {
  struct vitk_stored_source is; /* its texts alone; importer and the counts are these: */
  vitk_str importer, importer_version;
  int64_t foods_read, statements_read; /* -1: not stated, and counted instead */
};
struct vitk_row_of_value {
  vitk_str food_id, component_id, file;
  struct vitk_value is; /* without food, component and file */
};

int vitk_store_source_row(struct vitk_store *, const struct vitk_row_of_source *);
int vitk_store_file_row(struct vitk_store *, vitk_str source_id, const struct vitk_stored_file *);
int vitk_store_food_row(struct vitk_store *, vitk_str source_id, const struct vitk_stored_food *);
int vitk_store_value_row(struct vitk_store *, vitk_str source_id, const struct vitk_row_of_value *);
/* Into the ledger as it stands; the listener is not told of it again, and it counts for no limit of rejects. */
int vitk_store_problem_row(struct vitk_store *, vitk_str source_id, const struct vitk_stored_problem *);

/* A row that could not even be read as one: a reject at its place where it is a value, else a warning. */
int vitk_store_bad_row(struct vitk_store *, vitk_str source_id, bool is_value, struct vitk_place, vitk_str excerpt,
                       const char *what);

/* Before the end, of each source that was handed over: do the rows add up to what its own row says? */
int vitk_store_check_rows(struct vitk_store *);

#endif
