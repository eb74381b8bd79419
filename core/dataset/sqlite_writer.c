/* The new dataset is always a file of its own, filled in one transaction; what is kept of the old one is copied into it
 * row by row at the end, when it is known which sources were written anew. Nothing is journalled: a file that does not
 * become whole is thrown away. */
#include "core/dataset/sqlite_writer.h"

#include "core/dataset/beside.h"
#include "core/dataset/columns.h"
#include "core/dataset/ddl.h"
#include "core/dataset/sqlite_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct vitk_sqlite_writer {
  const struct vitk_sink_of_diags *diags;
  char *target, *temporary; /* malloc'ed */
  int lock;                 /* the old dataset, locked; -1: there is none */
  sqlite3 *db, *old;        /* old: NULL if nothing is kept */
  sqlite3_stmt *inserts[VITK_N_TABLES], *source_is_there;
  bool skipping; /* while copying: the source at hand was written anew */
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
  code = vitk_sqlite_open(w->target, w->diags, &w->old);
  if (code == VITK_OK && !keep) {
    sqlite3_close(w->old);
    w->old = NULL;
  }
  return code;
}

/* --- the new one */

static int prepare_insert(struct vitk_sqlite_writer *w, uint32_t table) {
  struct vitk_buffer sql = {.maximum = 4096};
  /* Components are the same whoever writes them, and may come with each of several sources. */
  int code = vitk_buffer_printf(&sql, "INSERT %s INTO %s (", table == VITK_COMPONENT ? "OR REPLACE" : "",
                                vitk_schemas[table].name);
  if (code == VITK_OK)
    code = vitk_ddl_columns(&sql, table);
  for (uint32_t i = 0; code == VITK_OK && i < vitk_schemas[table].n_fields; i++)
    code = vitk_buffer_printf(&sql, "%s?%u", i ? ", " : ") VALUES (", (unsigned)i + 1);
  if (code == VITK_OK)
    code = vitk_buffer_printf(&sql, ")");
  if (code == VITK_OK &&
      sqlite3_prepare_v3(w->db, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &w->inserts[table], NULL) != SQLITE_OK)
    code = sqlite_failed(w, "can't write");
  vitk_buffer_free(&sql);
  return code;
}

static int create_tables(struct vitk_sqlite_writer *w) {
  struct vitk_buffer sql = {.maximum = 1 << 16};
  int code = vitk_buffer_printf(&sql,
                                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                                "PRAGMA cache_size = -32768; PRAGMA foreign_keys = OFF; PRAGMA encoding = 'UTF-8';"
                                "PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN;\n",
                                VITK_APPLICATION_ID, VITK_DATASET_VERSION);
  if (code == VITK_OK)
    code = vitk_ddl(&sql);
  if (code == VITK_OK)
    code = run(w, sql.p);
  vitk_buffer_free(&sql);
  return code;
}

static int open_new(struct vitk_sqlite_writer *w) {
  int fd = vitk_beside_new(w->target, false, &w->temporary);
  if (fd < 0)
    return errno == ENOMEM ? VITK_NOMEM : vitk_cannot_write(w->diags, w->target, "can't write", errno);
  close(fd);
  char *plain = sqlite3_mprintf("%s%s", w->temporary[0] == '/' ? "" : "./", w->temporary);
  int opened = plain ? sqlite3_open_v2(plain, &w->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
  sqlite3_free(plain);
  if (opened != SQLITE_OK)
    return w->db ? sqlite_failed(w, "can't write") : VITK_NOMEM;
  int code = create_tables(w);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++)
    code = prepare_insert(w, table);
  if (code == VITK_OK && sqlite3_prepare_v2(w->db, "SELECT 1 FROM source WHERE source_id = ?1", -1, &w->source_is_there,
                                            NULL) != SQLITE_OK)
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
  w->lock = -1;
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
    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE source_id = ?1", vitk_schemas[tables[i]].name);
    if (sqlite3_prepare_v2(w->db, sql, -1, &delete, NULL) != SQLITE_OK ||
        sqlite3_bind_text64(delete, 1, source_id.p, source_id.n, SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK ||
        sqlite3_step(delete) != SQLITE_DONE)
      code = sqlite_failed(w, "can't write");
    sqlite3_finalize(delete);
  }
  return code;
}

static int bind(sqlite3_stmt *insert, int i, uint32_t type, const struct vitk_datum *datum) {
  if (datum->is_null)
    return sqlite3_bind_null(insert, i);
  if (type == VITK_INTEGER)
    return sqlite3_bind_int64(insert, i, datum->integer);
  if (type == VITK_REAL)
    return sqlite3_bind_double(insert, i, datum->real);
  return sqlite3_bind_text64(insert, i, datum->text.p ? datum->text.p : "", datum->text.n, SQLITE_STATIC, SQLITE_UTF8);
}

static int insert_row(struct vitk_sqlite_writer *w, uint32_t table, const struct vitk_datum *row) {
  sqlite3_stmt *insert = w->inserts[table];
  const struct vitk_schema *schema = &vitk_schemas[table];
  int code = SQLITE_OK;
  for (uint32_t i = 0; code == SQLITE_OK && i < schema->n_fields; i++)
    code = bind(insert, (int)i + 1, schema->fields[i].type, &row[i]);
  if (code == SQLITE_OK)
    code = sqlite3_step(insert);
  int answer = VITK_OK;
  if (code != SQLITE_DONE) {
    char what[100];
    snprintf(what, sizeof what, "a row of table %s was refused", schema->name);
    answer = sqlite_failed(w, what);
  }
  sqlite3_reset(insert);
  return answer;
}

static int write_row(void *self, uint32_t table, const struct vitk_datum *row) {
  struct vitk_sqlite_writer *w = self;
  if (table >= VITK_N_TABLES)
    return VITK_FATAL;
  if (table == VITK_SOURCE) {
    bool there = false;
    int code = is_there(w, row[VITK_COL_SOURCE_source_id].text, &there);
    if (code == VITK_OK && there)
      code = delete_source(w, row[VITK_COL_SOURCE_source_id].text);
    if (code != VITK_OK)
      return code;
  }
  return insert_row(w, table, row);
}

struct vitk_row_sink vitk_sqlite_writer_sink(struct vitk_sqlite_writer *w) {
  return (struct vitk_row_sink){.row = write_row, .self = w};
}

/* A row of the old dataset: its source was written anew, or it is kept. */
static int copy_row(void *self, uint32_t table, const struct vitk_datum *row) {
  struct vitk_sqlite_writer *w = self;
  if (table == VITK_COMPONENT)
    return VITK_OK;
  if (table == VITK_SOURCE) {
    int code = is_there(w, row[VITK_COL_SOURCE_source_id].text, &w->skipping);
    if (code != VITK_OK)
      return code;
  }
  return w->skipping ? VITK_OK : insert_row(w, table, row);
}

/* --- the end */

static int check_foreign_keys(struct vitk_sqlite_writer *w) {
  sqlite3_stmt *check = NULL;
  int code = sqlite3_prepare_v2(w->db, "PRAGMA foreign_key_check", -1, &check, NULL);
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
  for (uint32_t table = 0; table < VITK_N_TABLES; table++)
    sqlite3_finalize(w->inserts[table]);
  memset(w->inserts, 0, sizeof w->inserts);
  sqlite3_finalize(w->source_is_there);
  w->source_is_there = NULL;
  sqlite3_close(w->db);
  w->db = NULL;
}

static int sync_and_rename(struct vitk_sqlite_writer *w) {
  int fd = open(w->temporary, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return vitk_cannot_write(w->diags, w->target, "can't write", errno);
  int code = fsync(fd), error = errno;
  close(fd);
  if (code != 0)
    return vitk_cannot_write(w->diags, w->target, "can't write", error);
  if (vitk_beside_publish(w->temporary, w->target) != 0)
    return vitk_cannot_write(w->diags, w->target, "can't replace", errno);
  free(w->temporary);
  w->temporary = NULL;
  return VITK_OK;
}

int vitk_sqlite_writer_finish(struct vitk_sqlite_writer *w) {
  int code = VITK_OK;
  if (w->old != NULL)
    code = vitk_sqlite_read(w->old, w->diags, &(struct vitk_row_sink){.row = copy_row, .self = w});
  if (code == VITK_OK)
    code = run(w, vitk_ddl_indexes);
  if (code == VITK_OK)
    code = check_foreign_keys(w);
  if (code == VITK_OK)
    code = run(w, "COMMIT");
  close_new(w);
  if (code == VITK_OK)
    code = sync_and_rename(w);
  vitk_sqlite_writer_abort(w);
  return code;
}

void vitk_sqlite_writer_abort(struct vitk_sqlite_writer *w) {
  if (w == NULL)
    return;
  close_new(w);
  sqlite3_close(w->old);
  if (w->temporary != NULL)
    unlink(w->temporary);
  if (w->lock >= 0)
    close(w->lock);
  free(w->temporary);
  free(w->target);
  free(w);
}
