#include "core/dataset/sqlite_insert.h"

#include "core/base/str.h"
#include "core/dataset/ddl.h"
#include "core/dataset/sqlite_batch.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>

/* So many full batches wait at most, with the one that is inserted: enough for the thread to find the next one there
 * when it is done with one, for waking it takes a good part of the time that a batch does. A table has one more, to be
 * filled: taken in turn, it is no longer waiting. */
enum { FULL_BATCHES = 3, TABLE_BATCHES = FULL_BATCHES + 1 };

/* What goes into one table. */
struct into {
  sqlite3_stmt *statement;
  struct vitk_shown shown; /* to the statement */
  struct vitk_batch batches[TABLE_BATCHES];
  uint32_t filled; /* which of them */
};

struct full {
  uint32_t table;
  struct vitk_shown rows;
};

/* One batch is inserted at a time, in the order in which they got full: the file is the same, thread or none. */
struct vitk_sqlite_insert {
  struct into tables[VITK_N_TABLES];
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  pthread_t thread;
  bool wants_thread, has_thread;
  /* under the mutex */
  struct full full[FULL_BATCHES]; /* a ring */
  uint32_t first, n_full;         /* the first is the one that is inserted */
  bool stop;
  uint32_t table; /* whose rows are inserted, or were last */
  int code;       /* of all that was inserted: where that failed, no more is */
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
  for (int i = 0; code == VITK_OK && i < TABLE_BATCHES; i++)
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

static int run(struct into *into, struct vitk_shown rows) {
  into->shown = rows;
  if (sqlite3_step(into->statement) != SQLITE_DONE)
    return VITK_FAILED; /* not reset: the connection's error is that of the step */
  sqlite3_reset(into->statement);
  return VITK_OK;
}

/* --- the thread */

static void *work(void *self) {
  struct vitk_sqlite_insert *insert = self;
  pthread_mutex_lock(&insert->mutex);
  while (!insert->stop) {
    if (insert->n_full > 0) {
      struct full full = insert->full[insert->first];
      insert->table = full.table;
      pthread_mutex_unlock(&insert->mutex);
      int code = run(&insert->tables[full.table], full.rows);
      pthread_mutex_lock(&insert->mutex);
      insert->code = code;
      insert->first = (insert->first + 1) % FULL_BATCHES;
      insert->n_full = code == VITK_OK ? insert->n_full - 1 : 0;
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

/* Until no more than so many full batches are left. */
static int wait_until_left(struct vitk_sqlite_insert *insert, uint32_t n_full) {
  pthread_mutex_lock(&insert->mutex);
  while (insert->n_full > n_full)
    pthread_cond_wait(&insert->changed, &insert->mutex);
  int code = insert->code;
  pthread_mutex_unlock(&insert->mutex);
  return code;
}

/* Inserts rows of the table, here. Nothing else is at work. */
static int insert_here(struct vitk_sqlite_insert *insert, uint32_t table, struct vitk_shown rows) {
  insert->table = table;
  insert->code = run(&insert->tables[table], rows);
  return insert->code;
}

/* The rows of the batch that was filled. The next one is filled from now on. */
static struct vitk_shown take_filled(struct into *into) {
  const struct vitk_batch *batch = &into->batches[into->filled];
  into->filled = (into->filled + 1) % TABLE_BATCHES;
  vitk_batch_empty(&into->batches[into->filled]);
  return (struct vitk_shown){batch->rows, batch->n_rows};
}

/* Hands what was gathered of the table to the thread, when there is room for it. */
static int hand_over(struct vitk_sqlite_insert *insert, uint32_t table) {
  if (insert->wants_thread)
    start_thread(insert);
  int code = wait_until_left(insert, FULL_BATCHES - 1);
  if (code != VITK_OK)
    return code;
  struct vitk_shown rows = take_filled(&insert->tables[table]);
  if (!insert->has_thread)
    return insert_here(insert, table, rows);
  pthread_mutex_lock(&insert->mutex);
  if (insert->code == VITK_OK) {
    insert->full[(insert->first + insert->n_full) % FULL_BATCHES] = (struct full){table, rows};
    insert->n_full++;
    pthread_cond_broadcast(&insert->changed);
  }
  code = insert->code;
  pthread_mutex_unlock(&insert->mutex);
  return code;
}

/* --- rows */

/* A row whose texts no batch can hold is shown where it lies. */
static int insert_large(struct vitk_sqlite_insert *insert, uint32_t table, const struct vitk_datum *row) {
  int code = vitk_sqlite_insert_flush(insert);
  if (code != VITK_OK)
    return code;
  return insert_here(insert, table, (struct vitk_shown){row, 1});
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
  int code = wait_until_left(insert, 0);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++) {
    struct into *into = &insert->tables[table];
    if (into->batches[into->filled].n_rows == 0)
      continue;
    code = insert_here(insert, table, take_filled(into));
  }
  return code;
}

uint32_t vitk_sqlite_insert_table(const struct vitk_sqlite_insert *insert) {
  return insert->table;
}

static void stop_thread(struct vitk_sqlite_insert *insert) {
  if (!insert->has_thread)
    return;
  wait_until_left(insert, 0);
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
    for (int i = 0; i < TABLE_BATCHES; i++)
      vitk_batch_free(&insert->tables[table].batches[i]);
  }
  pthread_cond_destroy(&insert->changed);
  pthread_mutex_destroy(&insert->mutex);
  free(insert);
}
