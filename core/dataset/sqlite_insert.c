#include "core/dataset/sqlite_insert.h"

#include "core/base/str.h"
#include "core/dataset/ddl.h"
#include "core/dataset/sqlite_batch.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>

/* What goes into one table. Of its two batches one is filled while the other is inserted. */
struct into {
  sqlite3_stmt *statement;
  struct vitk_shown shown; /* to the statement */
  struct vitk_batch batches[2];
  uint32_t filled; /* which of them */
};

/* One batch is inserted at a time, in the order in which they got full: the file is the same, thread or none. */
struct vitk_sqlite_insert {
  struct into tables[VITK_N_TABLES];
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  pthread_t thread;
  bool wants_thread, has_thread;
  /* under the mutex */
  bool at_work, stop;
  uint32_t table; /* whose rows are inserted, or were last */
  int code;       /* of all that was inserted */
};

/* INSERT INTO main.table (columns) SELECT columns FROM waiting_table. A file in which a statement failed is thrown
 * away: with OR FAIL SQLite need not be able to undo it. */
static int write_sql(struct vitk_buffer *sql, uint32_t table) {
  const char *name = vitk_schemas[table].name;
  /* Components are the same whoever writes them, and may come with each of several sources. */
  int code = vitk_buffer_printf(sql, "INSERT OR %s INTO main.%s (", table == VITK_COMPONENT ? "REPLACE" : "FAIL", name);
  if (code == VITK_OK)
    code = vitk_ddl_columns(sql, table);
  if (code == VITK_OK)
    code = vitk_buffer_printf(sql, ") SELECT ");
  if (code == VITK_OK)
    code = vitk_ddl_columns(sql, table);
  return code == VITK_OK ? vitk_buffer_printf(sql, " FROM waiting_%s", name) : code;
}

static int prepare(struct into *into, sqlite3 *db, uint32_t table) {
  struct vitk_buffer sql = {.maximum = 4096};
  int code = write_sql(&sql, table);
  for (int i = 0; code == VITK_OK && i < 2; i++)
    code = vitk_batch_new(&into->batches[i], table);
  if (code == VITK_OK &&
      (vitk_batch_show(db, table, &into->shown) != SQLITE_OK ||
       sqlite3_prepare_v3(db, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &into->statement, NULL) != SQLITE_OK))
    code = VITK_FAILED;
  vitk_buffer_free(&sql);
  return code;
}

int vitk_sqlite_insert_new(struct sqlite3 *db, struct vitk_sqlite_insert **out) {
  struct vitk_sqlite_insert *insert = *out = calloc(1, sizeof *insert);
  if (insert == NULL)
    return VITK_NOMEM;
  pthread_mutex_init(&insert->mutex, NULL);
  pthread_cond_init(&insert->changed, NULL);
  insert->wants_thread = true;
  int code = VITK_OK;
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++)
    code = prepare(&insert->tables[table], db, table);
  return code;
}

static int run(sqlite3_stmt *statement) {
  if (sqlite3_step(statement) != SQLITE_DONE)
    return VITK_FAILED; /* not reset: the connection's error is that of the step */
  sqlite3_reset(statement);
  return VITK_OK;
}

/* --- the thread */

static void *work(void *self) {
  struct vitk_sqlite_insert *insert = self;
  pthread_mutex_lock(&insert->mutex);
  while (!insert->stop) {
    if (insert->at_work) {
      sqlite3_stmt *statement = insert->tables[insert->table].statement;
      pthread_mutex_unlock(&insert->mutex);
      int code = run(statement);
      pthread_mutex_lock(&insert->mutex);
      insert->code = code;
      insert->at_work = false;
      pthread_cond_broadcast(&insert->changed);
    } else {
      pthread_cond_wait(&insert->changed, &insert->mutex);
    }
  }
  pthread_mutex_unlock(&insert->mutex);
  return NULL;
}

/* With the first full batch: a small dataset needs none. Where none can be had, the caller does its work. */
static void start_thread(struct vitk_sqlite_insert *insert) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are for the thread that was there */
  insert->has_thread = pthread_create(&insert->thread, NULL, work, insert) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  insert->wants_thread = false;
}

static int wait_until_done(struct vitk_sqlite_insert *insert) {
  pthread_mutex_lock(&insert->mutex);
  while (insert->at_work)
    pthread_cond_wait(&insert->changed, &insert->mutex);
  int code = insert->code;
  pthread_mutex_unlock(&insert->mutex);
  return code;
}

/* Inserts what is shown of the table, here. Nothing else is at work. */
static int insert_here(struct vitk_sqlite_insert *insert, uint32_t table) {
  insert->table = table;
  insert->code = run(insert->tables[table].statement);
  return insert->code;
}

/* Shows SQLite the batch that was filled, and turns to the other. */
static void show(struct into *into) {
  const struct vitk_batch *batch = &into->batches[into->filled];
  into->shown = (struct vitk_shown){batch->rows, batch->n_rows};
  into->filled = 1 - into->filled;
  vitk_batch_empty(&into->batches[into->filled]);
}

/* Hands what was gathered of the table to the thread, when that is done with what it had. */
static int hand_over(struct vitk_sqlite_insert *insert, uint32_t table) {
  if (insert->wants_thread)
    start_thread(insert);
  int code = wait_until_done(insert);
  if (code != VITK_OK)
    return code;
  show(&insert->tables[table]);
  if (!insert->has_thread)
    return insert_here(insert, table);
  pthread_mutex_lock(&insert->mutex);
  insert->table = table;
  insert->at_work = true;
  pthread_cond_broadcast(&insert->changed);
  pthread_mutex_unlock(&insert->mutex);
  return VITK_OK;
}

/* --- rows */

/* A row whose texts no batch can hold is shown where it lies. */
static int insert_large(struct vitk_sqlite_insert *insert, uint32_t table, const struct vitk_datum *row) {
  int code = vitk_sqlite_insert_flush(insert);
  if (code != VITK_OK)
    return code;
  insert->tables[table].shown = (struct vitk_shown){row, 1};
  return insert_here(insert, table);
}

int vitk_sqlite_insert_row(struct vitk_sqlite_insert *insert, uint32_t table, const struct vitk_datum *row) {
  struct into *into = &insert->tables[table];
  if (vitk_batch_add(&into->batches[into->filled], table, row))
    return VITK_OK;
  int code = into->batches[into->filled].n_rows > 0 ? hand_over(insert, table) : VITK_OK;
  if (code == VITK_OK && !vitk_batch_add(&into->batches[into->filled], table, row))
    code = insert_large(insert, table, row);
  return code;
}

int vitk_sqlite_insert_flush(struct vitk_sqlite_insert *insert) {
  int code = wait_until_done(insert);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++) {
    struct into *into = &insert->tables[table];
    if (into->batches[into->filled].n_rows == 0)
      continue;
    show(into);
    code = insert_here(insert, table);
  }
  return code;
}

uint32_t vitk_sqlite_insert_table(const struct vitk_sqlite_insert *insert) {
  return insert->table;
}

static void stop_thread(struct vitk_sqlite_insert *insert) {
  if (!insert->has_thread)
    return;
  wait_until_done(insert);
  pthread_mutex_lock(&insert->mutex);
  insert->stop = true;
  pthread_cond_broadcast(&insert->changed);
  pthread_mutex_unlock(&insert->mutex);
  pthread_join(insert->thread, NULL);
}

void vitk_sqlite_insert_free(struct vitk_sqlite_insert *insert) {
  if (insert == NULL)
    return;
  stop_thread(insert);
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    sqlite3_finalize(insert->tables[table].statement);
    for (int i = 0; i < 2; i++)
      vitk_batch_free(&insert->tables[table].batches[i]);
  }
  pthread_cond_destroy(&insert->changed);
  pthread_mutex_destroy(&insert->mutex);
  free(insert);
}
