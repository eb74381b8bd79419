/* sqlite_insert.h - rows on their way into a SQLite file: gathered by table, so that one statement inserts many. A
 * thread inserts what is gathered while its caller makes the next rows. */
#ifndef VITK_DATASET_SQLITE_INSERT_H
#define VITK_DATASET_SQLITE_INSERT_H

#include "core/dataset/schema.h"

struct sqlite3;
struct vitk_sqlite_insert;

/* VITK_OK, VITK_NOMEM, or VITK_FAILED: sqlite3_errmsg tells why, as after the other functions. From the first row to
 * the next flush, or to a function that failed, the connection is not the caller's. */
int vitk_sqlite_insert_new(struct sqlite3 *, struct vitk_sqlite_insert **out);

/* The row's texts are copied. A row that SQLite refuses may be told of with a later one, or at the flush. */
int vitk_sqlite_insert_row(struct vitk_sqlite_insert *, uint32_t table, const struct vitk_datum *row);

/* Inserts what waits. */
int vitk_sqlite_insert_flush(struct vitk_sqlite_insert *);

/* The table whose rows were inserted last: where that failed, it has the row that was refused. */
uint32_t vitk_sqlite_insert_table(const struct vitk_sqlite_insert *);

void vitk_sqlite_insert_free(struct vitk_sqlite_insert *);

#endif
