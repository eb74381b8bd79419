/* export_postgres.h - the PostgreSQL exporter: a connection, the tables of a schema, rows that are copied into them. */
#ifndef VITK_EXPORT_POSTGRES_H
#define VITK_EXPORT_POSTGRES_H

#include "libpq.h"

#include <common/text_out.h>

enum { POSTGRES_LONGEST_NAME = 63 };

struct postgres_export {
  const struct vitk_host *host;
  struct vitk_context *context;
  PGconn *connection;
  char name[POSTGRES_LONGEST_NAME + 3]; /* of the schema, in quotes: it may be a word of SQL */
  struct vitk_schema schemas[VITK_N_TABLES];
  struct text_out rows[VITK_N_TABLES]; /* in COPY's binary form, not sent yet */
  struct text_out sql, text;           /* the statement that is being written; at hand for mending */
  bool replace;
};

/* Tables so that what is pointed into comes before what points into it. */
extern const uint32_t postgres_order[VITK_N_TABLES];

/* VITK_FAILED after a diag; of the message its first line. */
int postgres_complain(const struct postgres_export *, const char *message, const char *hint);

/* --- connection.c: no call of it waits for the server longer than it takes to notice that the run was cancelled */

int postgres_connect(struct postgres_export *, const char *url);
/* The statements of e->sql, which is empty afterwards. */
int postgres_execute(struct postgres_export *);
/* The same with one parameter; *n_rows: of the answer. */
int postgres_ask(struct postgres_export *, const char *parameter, int *n_rows);
/* The COPY of e->sql, which is empty afterwards, and its bytes. */
int postgres_copy(struct postgres_export *, const char *bytes, size_t n);
/* Where the connection breaks in it, nobody knows whether the server carried it out: the diag says so. */
int postgres_commit(struct postgres_export *);

/* --- tables.c */

/* Adds SCHEMA."table". */
void postgres_add_table(struct postgres_export *, const char *table);
/* Adds the names of the columns with all of the flags, or (into not NULL) that point into a table. False: none. */
bool postgres_add_columns(struct text_out *, const struct vitk_schema *, uint32_t flags, const char *into);
/* Begins the transaction; makes what is not there yet, and a temporary table beside each. */
int postgres_make_tables(struct postgres_export *);
/* What comes after the rows: the index and the view. */
int postgres_make_view(struct postgres_export *);

/* --- view.c: the view food_k as `core/dataset/view.c` makes it for SQLite. In parts, NULL after the last; "@" stands
 * for the schema. */
extern const char *const postgres_view_food_k[];

#endif
