/* The new dataset is always a file of its own, filled in one transaction; what is kept of the old one is copied into it
 * at the end, when it is known which sources were written anew: by SQLite, from the old file that is attached. Nothing
 * is journalled: a file that does not become whole is thrown away. */
#include "core/dataset/sqlite_writer.h"

#include "core/dataset/beside.h"
#include "core/dataset/columns.h"
#include "core/dataset/ddl.h"
#include "core/dataset/fingerprint.h"
#include "core/dataset/sqlite_insert.h"
#include "core/dataset/sqlite_reader.h"
#include "core/record/component.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Measured on 791,000 values: pages of 16 KiB take a tenth less time than SQLite's usual 4, and a larger cache nothing.
 */
enum { PAGE_BYTES = 16384, CACHE_KIB = 8192 };
/* Of SQLite's machine, and of what is written: a few milliseconds, how often it is asked for an end. */
enum { STEPS_BETWEEN = 100000, ROWS_BETWEEN = 1024 };
/* So that the sync at the end finds most of the file on the disk: some 10 MB. */
enum { ROWS_OF_WRITE_BACK = 1 << 16 };

struct vitk_sqlite_writer {
  const struct vitk_sink_of_diags *diags;
  char *target, *temporary;     /* malloc'ed */
  int lock;                     /* the old dataset, locked; -1: there is none */
  int made;                     /* the new file, locked until it is published; -1: not made */
  bool keeps;                   /* the old one is attached as `kept` */
  int (*cancelled)(void *user); /* may be NULL */
  void *user;
  sqlite3 *db;
  pthread_t caller; /* the thread that `cancelled` is asked in */
  struct vitk_sqlite_insert *insert;
  sqlite3_stmt *source_is_there;
  struct key {
    char text[256];
    size_t n;
  } source, food;      /* of the rows written last */
  uint64_t components; /* a bit for each that was written */
  uint64_t rows;       /* written */
  bool doubtful;       /* a row came that may point to none */
};

static int report(struct vitk_sqlite_writer *w, const char *code, const char *hint, const char *what,
                  const char *detail) {
  int answer = vitk_report(w->diags, VITK_ERROR, code, (struct vitk_place){.file = vitk_str_of(w->target)},
                           (vitk_str){NULL, 0}, hint, "%s: %s", what, detail);
  return answer < 0 ? answer : VITK_FAILED;
}

/* What SQLite last complained of, as a diag. */
static int sqlite_failed(struct vitk_sqlite_writer *w, const char *what) {
  int error = sqlite3_errcode(w->db);
  if (error == SQLITE_NOMEM)
    return VITK_NOMEM;
  if (error == SQLITE_INTERRUPT)
    return VITK_CANCELLED;
  if (error == SQLITE_CONSTRAINT)
    return report(w, "bad-row", "this is a fault of the importer or of vitk: report it with the input that shows it",
                  what, sqlite3_errmsg(w->db));
  if (error == SQLITE_FULL)
    return vitk_cannot_write(w->diags, w->target, "can't write", ENOSPC);
  bool of_the_system = error == SQLITE_IOERR || error == SQLITE_CANTOPEN || error == SQLITE_READONLY;
  if (of_the_system && sqlite3_system_errno(w->db) != 0)
    return vitk_cannot_write(w->diags, w->target, "can't write", sqlite3_system_errno(w->db));
  return report(w, "cannot-write", "write elsewhere", what, sqlite3_errmsg(w->db));
}

static int run(struct vitk_sqlite_writer *w, const char *sql) {
  return sqlite3_exec(w->db, sql, NULL, NULL, NULL) == SQLITE_OK ? VITK_OK : sqlite_failed(w, "can't write");
}

/* --- the old dataset */

static bool same_file(int fd, const char *path) {
  struct stat a, b;
  return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Locks the file at the target, so that two imports do not write at once. Where it was replaced between open and lock,
 * once more. */
static int lock_target(struct vitk_sqlite_writer *w) {
  for (;;) {
    w->lock = open(w->target, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (w->lock < 0)
      return errno == ENOENT ? VITK_OK : vitk_cannot_write(w->diags, w->target, "can't open", errno);
    if (flock(w->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      return report(w, "dataset-busy", "wait until it is done, or write elsewhere", "another import is writing here",
                    w->target);
    if (same_file(w->lock, w->target))
      return VITK_OK;
    close(w->lock);
  }
}

/* A journal beside the old file belongs to a program that is at work on it, or that died: after a rename SQLite would
 * play it into the new file. */
static int refuse_journal(struct vitk_sqlite_writer *w) {
  static const char *const endings[] = {"-journal", "-wal"};
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    char *path = sqlite3_mprintf("%s%s", w->target, endings[i]);
    struct stat journal;
    bool there = path != NULL && stat(path, &journal) == 0 && journal.st_size > 0;
    int code = path == NULL ? VITK_NOMEM : VITK_OK;
    if (there)
      code = report(w, "dataset-busy", "close the program that has it open, or open and close it once with sqlite3",
                    "another program is at work on the dataset", path);
    sqlite3_free(path);
    if (code != VITK_OK)
      return code;
  }
  return VITK_OK;
}

/* An empty file, as mktemp leaves one, holds nothing that could be lost. */
static int open_old(struct vitk_sqlite_writer *w, bool keep) {
  int code = lock_target(w);
  struct stat file;
  if (code != VITK_OK || w->lock < 0)
    return code;
  if (fstat(w->lock, &file) != 0)
    return vitk_cannot_write(w->diags, w->target, "can't open", errno);
  if (!S_ISREG(file.st_mode))
    return vitk_cannot_write(w->diags, w->target, "can't replace", S_ISDIR(file.st_mode) ? EISDIR : EINVAL);
  code = refuse_journal(w);
  if (code != VITK_OK || file.st_size == 0)
    return code;
  sqlite3 *old = NULL;
  code = vitk_sqlite_open(w->target, w->diags, &old); /* with all its checks */
  sqlite3_close(old);
  w->keeps = code == VITK_OK && keep;
  return code;
}

/* --- the new one */

static int create_tables(struct vitk_sqlite_writer *w) {
  struct vitk_buffer sql = {.maximum = 1 << 16};
  int code = vitk_buffer_printf(&sql,
                                "PRAGMA main.page_size = %d; PRAGMA main.journal_mode = OFF;"
                                "PRAGMA main.synchronous = OFF; PRAGMA main.locking_mode = EXCLUSIVE;"
                                "PRAGMA main.cache_size = -%d; PRAGMA foreign_keys = OFF; PRAGMA encoding = 'UTF-8';"
                                "PRAGMA main.application_id = %d; PRAGMA main.user_version = %d; BEGIN;\n",
                                PAGE_BYTES, CACHE_KIB, VITK_APPLICATION_ID, VITK_DATASET_VERSION);
  if (code == VITK_OK)
    code = vitk_ddl(&sql);
  if (code == VITK_OK)
    code = vitk_buffer_printf(&sql, "%s", vitk_fingerprint_ddl);
  if (code == VITK_OK)
    code = run(w, sql.p);
  vitk_buffer_free(&sql);
  return code;
}

/* A path as SQLite takes it: a leading "./" keeps a name like ":memory:" or "file:x" a name. */
static char *plain_path(const char *path) {
  return sqlite3_mprintf("%s%s", path[0] == '/' ? "" : "./", path);
}

/* Before the transaction. Whatever lies there may be hostile: SQLite is told to trust no schema. */
static int attach_old(struct vitk_sqlite_writer *w) {
  char *plain = plain_path(w->target), *sql = plain ? sqlite3_mprintf("ATTACH %Q AS kept", plain) : NULL;
  sqlite3_db_config(w->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(w->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_busy_timeout(w->db, 2000);
  int code = sql ? run(w, sql) : VITK_NOMEM;
  sqlite3_free(sql);
  sqlite3_free(plain);
  return code == VITK_OK ? run(w, "PRAGMA cell_size_check = ON") : code;
}

static int open_new(struct vitk_sqlite_writer *w) {
  w->made = vitk_beside_new(w->target, false, &w->temporary);
  if (w->made < 0)
    return errno == ENOMEM ? VITK_NOMEM : vitk_cannot_write(w->diags, w->target, "can't write", errno);
  char *plain = plain_path(w->temporary);
  int opened =
      plain ? sqlite3_open_v2(plain, &w->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, NULL) : SQLITE_NOMEM;
  sqlite3_free(plain);
  if (opened != SQLITE_OK)
    return w->db ? sqlite_failed(w, "can't write") : VITK_NOMEM;
  int code = w->keeps ? attach_old(w) : VITK_OK;
  if (code == VITK_OK)
    code = create_tables(w);
  if (code == VITK_OK) {
    code = vitk_sqlite_insert_new(w->db, &w->insert);
    code = code == VITK_FAILED ? sqlite_failed(w, "can't write") : code;
  }
  if (code == VITK_OK && sqlite3_prepare_v2(w->db, "SELECT 1 FROM main.source WHERE source_id = ?1", -1,
                                            &w->source_is_there, NULL) != SQLITE_OK)
    code = sqlite_failed(w, "can't write");
  return code;
}

int vitk_sqlite_writer_new(const char *path, bool keep, const struct vitk_sink_of_diags *diags,
                           struct vitk_sqlite_writer **out) {
  *out = NULL;
  struct vitk_sqlite_writer *w = calloc(1, sizeof *w);
  if (w == NULL)
    return VITK_NOMEM;
  w->diags = diags;
  w->lock = w->made = -1;
  w->target = vitk_beside_resolve(path);
  int code = VITK_OK;
  if (w->target == NULL)
    code = errno == ENOMEM ? VITK_NOMEM : vitk_cannot_write(diags, path, "can't follow the links of", errno);
  if (code == VITK_OK && (path[0] == '\0' || path[strlen(path) - 1] == '/'))
    code = vitk_cannot_write(diags, path, "can't write", EISDIR);
  if (code == VITK_OK && w->target != NULL)
    code = open_old(w, keep);
  if (code == VITK_OK)
    code = open_new(w);
  if (code != VITK_OK)
    vitk_sqlite_writer_abort(w);
  else
    *out = w;
  return code;
}

/* --- rows */

static int is_there(struct vitk_sqlite_writer *w, vitk_str source_id, bool *there) {
  sqlite3_reset(w->source_is_there);
  int code = sqlite3_bind_text64(w->source_is_there, 1, source_id.p, source_id.n, SQLITE_STATIC, SQLITE_UTF8);
  if (code == SQLITE_OK)
    code = sqlite3_step(w->source_is_there);
  *there = code == SQLITE_ROW;
  sqlite3_reset(w->source_is_there);
  sqlite3_clear_bindings(w->source_is_there);
  return code == SQLITE_ROW || code == SQLITE_DONE ? VITK_OK : sqlite_failed(w, "can't write");
}

/* Foreign keys are off while rows pour in, so a source's rows are deleted table by table. */
static int delete_source(struct vitk_sqlite_writer *w, vitk_str source_id) {
  static const uint32_t tables[] = {VITK_VALUES, VITK_FOOD, VITK_FILE, VITK_PROBLEM, VITK_SOURCE};
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < sizeof tables / sizeof tables[0]; i++) {
    char sql[100];
    sqlite3_stmt *delete = NULL;
    snprintf(sql, sizeof sql, "DELETE FROM main.%s WHERE source_id = ?1", vitk_schemas[tables[i]].name);
    if (sqlite3_prepare_v2(w->db, sql, -1, &delete, NULL) != SQLITE_OK ||
        sqlite3_bind_text64(delete, 1, source_id.p, source_id.n, SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK ||
        sqlite3_step(delete) != SQLITE_DONE)
      code = sqlite_failed(w, "can't write");
    sqlite3_finalize(delete);
  }
  return code;
}

static int inserted(struct vitk_sqlite_writer *w, int code) {
  if (code != VITK_FAILED)
    return code;
  char what[100];
  snprintf(what, sizeof what, "a row of table %s was refused", vitk_schemas[vitk_sqlite_insert_table(w->insert)].name);
  return sqlite_failed(w, what);
}

static int flush(struct vitk_sqlite_writer *w) {
  return inserted(w, vitk_sqlite_insert_flush(w->insert));
}

static bool keep_key(struct key *key, const struct vitk_datum *datum) {
  bool fits = !datum->is_null && datum->text.n < sizeof key->text;
  key->n = 0;
  if (fits && datum->text.n > 0)
    memcpy(key->text, datum->text.p, datum->text.n);
  if (fits)
    key->n = datum->text.n;
  return fits;
}
static bool is_key(const struct key *key, const struct vitk_datum *datum) {
  return !datum->is_null && vitk_str_equal((vitk_str){key->text, key->n}, datum->text);
}

/* Does the row point to rows that came before it? Where the rows come in the order of vitk_exporter, that is seen from
 * the source and the food before it, at no cost. */
static bool points_to_the_last(struct vitk_sqlite_writer *w, uint32_t table, const struct vitk_datum *row) {
  int component;
  switch (table) {
  case VITK_COMPONENT:
    component = vitk_component_find(row[VITK_COL_COMPONENT_component_id].text);
    if (component >= 0 && component < 64)
      w->components |= UINT64_C(1) << component;
    return true;
  case VITK_SOURCE:
    w->food.n = 0;
    return keep_key(&w->source, &row[VITK_COL_SOURCE_source_id]);
  case VITK_FOOD:
    return is_key(&w->source, &row[VITK_COL_FOOD_source_id]) && keep_key(&w->food, &row[VITK_COL_FOOD_food_id]);
  case VITK_VALUES:
    component = vitk_component_find(row[VITK_COL_VALUES_component_id].text);
    return is_key(&w->source, &row[VITK_COL_VALUES_source_id]) && is_key(&w->food, &row[VITK_COL_VALUES_food_id]) &&
           w->food.n > 0 && component >= 0 && component < 64 && (w->components >> component & 1) != 0;
  default: /* files and problems: the first column is the source */
    return is_key(&w->source, &row[0]);
  }
}

static int write_row(void *self, uint32_t table, const struct vitk_datum *row) {
  struct vitk_sqlite_writer *w = self;
  if (table >= VITK_N_TABLES)
    return VITK_FATAL;
  if (table == VITK_SOURCE) {
    bool there = false;
    int code = flush(w);
    if (code == VITK_OK)
      code = is_there(w, row[VITK_COL_SOURCE_source_id].text, &there);
    if (code == VITK_OK && there)
      code = delete_source(w, row[VITK_COL_SOURCE_source_id].text);
    if (code != VITK_OK)
      return code;
  }
  w->doubtful = !points_to_the_last(w, table, row) || w->doubtful;
  if (++w->rows % ROWS_BETWEEN == 0 && w->cancelled != NULL && w->cancelled(w->user))
    return VITK_CANCELLED;
  if (w->rows % ROWS_OF_WRITE_BACK == 0)
    (void)sync_file_range(w->made, 0, 0, SYNC_FILE_RANGE_WRITE); /* no more than a hint */
  return inserted(w, vitk_sqlite_insert_row(w->insert, table, row));
}

struct vitk_row_sink vitk_sqlite_writer_sink(struct vitk_sqlite_writer *w) {
  return (struct vitk_row_sink){.row = write_row, .self = w};
}

int vitk_sqlite_writer_fingerprint(struct vitk_sqlite_writer *w, const struct vitk_fingerprint *fingerprint) {
  int code = flush(w);
  if (code == VITK_OK && vitk_fingerprint_write(w->db, fingerprint) != SQLITE_OK)
    code = sqlite_failed(w, "can't write");
  return code;
}

/* --- the end */

/* The rows of the old dataset's sources that were not written anew. Those sources are read off its table of sources, so
 * that is copied last. */
static int copy_table(struct vitk_sqlite_writer *w, uint32_t table) {
  const char *name = vitk_schemas[table].name;
  struct vitk_buffer columns = {.maximum = 4096}, sql = {.maximum = 16384};
  int code = vitk_ddl_columns(&columns, table);
  vitk_str list = vitk_buffer_str(&columns);
  if (code == VITK_OK)
    code = vitk_buffer_printf(&sql,
                              "INSERT INTO main.%s (%.*s) SELECT %.*s FROM kept.%s AS row NOT INDEXED WHERE source_id "
                              "IN (SELECT source_id FROM kept.source EXCEPT SELECT source_id FROM main.source)",
                              name, VITK_STR_ARG(list), VITK_STR_ARG(list), name);
  if (code == VITK_OK && sqlite3_exec(w->db, sql.p, NULL, NULL, NULL) != SQLITE_OK)
    code = sqlite_failed(w, "what the dataset holds can't be kept");
  w->doubtful = w->doubtful || sqlite3_changes(w->db) > 0; /* the old rows may be anyone's */
  vitk_buffer_free(&columns);
  vitk_buffer_free(&sql);
  return code;
}

static int copy_kept(struct vitk_sqlite_writer *w) {
  static const uint32_t tables[] = {VITK_FILE, VITK_FOOD, VITK_VALUES, VITK_PROBLEM, VITK_SOURCE};
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < sizeof tables / sizeof tables[0]; i++)
    code = copy_table(w, tables[i]);
  return code;
}

/* The thread that inserts asks no one: who hands it the rows does. */
static int is_cancelled(void *self) {
  const struct vitk_sqlite_writer *w = self;
  return pthread_equal(pthread_self(), w->caller) && w->cancelled(w->user);
}

void vitk_sqlite_writer_watch(struct vitk_sqlite_writer *w, int (*cancelled)(void *user), void *user) {
  w->cancelled = cancelled;
  w->user = user;
  w->caller = pthread_self();
  sqlite3_progress_handler(w->db, STEPS_BETWEEN, is_cancelled, w);
}

static int check_foreign_keys(struct vitk_sqlite_writer *w) {
  sqlite3_stmt *check = NULL;
  int code = sqlite3_prepare_v2(w->db, "PRAGMA main.foreign_key_check", -1, &check, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_step(check);
  int answer = VITK_OK;
  if (code == SQLITE_ROW) {
    char what[200];
    snprintf(what, sizeof what, "a row of table %.40s points to none of table %.40s",
             (const char *)sqlite3_column_text(check, 0), (const char *)sqlite3_column_text(check, 2));
    answer = report(w, "bad-row", "this is a fault of the importer or of vitk: report it with the input that shows it",
                    what, "the dataset was not written");
  } else if (code != SQLITE_DONE) {
    answer = sqlite_failed(w, "can't check the dataset");
  }
  sqlite3_finalize(check);
  return answer;
}

static void close_new(struct vitk_sqlite_writer *w) {
  vitk_sqlite_insert_free(w->insert);
  w->insert = NULL;
  sqlite3_finalize(w->source_is_there);
  w->source_is_there = NULL;
  sqlite3_close(w->db);
  w->db = NULL;
}

static int sync_and_rename(struct vitk_sqlite_writer *w) {
  if (fsync(w->made) != 0)
    return vitk_cannot_write(w->diags, w->target, "can't write", errno);
  if (vitk_beside_publish(w->temporary, w->target) != 0)
    return vitk_cannot_write(w->diags, w->target, "can't replace", errno);
  free(w->temporary);
  w->temporary = NULL;
  return VITK_OK;
}

int vitk_sqlite_writer_finish(struct vitk_sqlite_writer *w) {
  int code = flush(w);
  if (code == VITK_OK && w->keeps)
    code = copy_kept(w);
  if (code == VITK_OK)
    code = run(w, vitk_ddl_indexes);
  if (code == VITK_OK && w->doubtful)
    code = check_foreign_keys(w);
  if (code == VITK_OK)
    code = run(w, "COMMIT");
  close_new(w);
  if (code == VITK_OK && w->cancelled != NULL && w->cancelled(w->user))
    code = VITK_CANCELLED;
  if (code == VITK_OK)
    code = sync_and_rename(w);
  vitk_sqlite_writer_abort(w);
  return code;
}

void vitk_sqlite_writer_abort(struct vitk_sqlite_writer *w) {
  if (w == NULL)
    return;
  close_new(w);
  if (w->temporary != NULL)
    unlink(w->temporary);
  if (w->made >= 0)
    close(w->made);
  if (w->lock >= 0)
    close(w->lock);
  free(w->temporary);
  free(w->target);
  free(w);
}
