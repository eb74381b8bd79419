/* sqlite_batch.h - rows of one table that wait to be inserted, and the virtual table that shows them to SQLite: one
 * statement takes all of them as they lie there, which spares binding each cell and what SQLite does once a statement.
 */
#ifndef VITK_DATASET_SQLITE_BATCH_H
#define VITK_DATASET_SQLITE_BATCH_H

#include "core/dataset/schema.h"

#include <stdbool.h>

struct sqlite3;

enum { VITK_BATCH_ROWS = 256, VITK_BATCH_TEXT = 64 * 1024 };

struct vitk_batch {        /* starts as {0} */
  struct vitk_datum *rows; /* malloc'ed: one after another … */
  uint32_t n_rows;
  char *text; /* … and what their cells say, malloc'ed */
  size_t n_text;
};

int vitk_batch_new(struct vitk_batch *, uint32_t table);

/* Adds a copy of the row; false: there is no room for it. */
bool vitk_batch_add(struct vitk_batch *, uint32_t table, const struct vitk_datum *row);

void vitk_batch_empty(struct vitk_batch *);
void vitk_batch_free(struct vitk_batch *);

struct vitk_shown {
  const struct vitk_datum *rows;
  uint32_t n_rows;
};

/* Makes the virtual table waiting_NAME of the connection, NAME being that of the table: each statement finds in it the
 * rows that `shown` has then. An error of SQLite, or SQLITE_OK. */
int vitk_batch_show(struct sqlite3 *, uint32_t table, struct vitk_shown *shown);

#endif
