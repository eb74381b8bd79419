/* sqlite_insert.h - rows on their way into one table of a SQLite file, gathered so that one statement inserts many:
 * that spares the work that SQLite does once a statement. */
#ifndef VITK_DATASET_SQLITE_INSERT_H
#define VITK_DATASET_SQLITE_INSERT_H

#include "core/dataset/schema.h"

struct sqlite3;
struct sqlite3_stmt;

enum { VITK_INSERT_ROWS = 20, VITK_INSERT_TEXT = 32 * 1024 };

struct vitk_sqlite_insert { /* starts as {0} */
  uint32_t table;
  struct sqlite3_stmt *one, *many;
  struct vitk_datum *rows; /* malloc'ed: those that wait, one after another … */
  uint32_t n_rows;
  char *text; /* … and what their cells say, malloc'ed */
  size_t n_text;
};

/* VITK_OK, VITK_NOMEM, or VITK_FAILED: sqlite3_errmsg tells why, as after the other functions. */
int vitk_sqlite_insert_prepare(struct vitk_sqlite_insert *, struct sqlite3 *, uint32_t table);

/* The row's texts are copied. A row that SQLite refuses may be told of with a later one, or at the flush. */
int vitk_sqlite_insert_row(struct vitk_sqlite_insert *, const struct vitk_datum *row);

/* Inserts what waits. */
int vitk_sqlite_insert_flush(struct vitk_sqlite_insert *);

void vitk_sqlite_insert_free(struct vitk_sqlite_insert *);

#endif
