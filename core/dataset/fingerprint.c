#include "core/dataset/fingerprint.h"

#include "core/dataset/sqlite_reader.h"

#include <sqlite3.h>
#include <sys/stat.h>

enum { LONGEST = 1 << 20, MOST = 1 << 20 };

const char vitk_fingerprint_ddl[] = "CREATE TABLE fingerprint (\n"
                                    "  source_id TEXT NOT NULL PRIMARY KEY REFERENCES source (source_id) ON DELETE "
                                    "CASCADE,\n"
                                    "  text TEXT NOT NULL\n"
                                    ") STRICT;\n";

/* What an older vitk wrote has no such table; what looks like one and is a view could run for ever. */
static bool has_table(sqlite3 *db) {
  sqlite3_stmt *query = NULL;
  bool there = sqlite3_prepare_v2(db,
                                  "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = 'fingerprint' AND "
                                  "sql NOT LIKE 'CREATE VIRTUAL%'",
                                  -1, &query, NULL) == SQLITE_OK &&
               sqlite3_step(query) == SQLITE_ROW;
  sqlite3_finalize(query);
  return there;
}

static int64_t count(sqlite3 *db) {
  sqlite3_stmt *query = NULL;
  int64_t n = 0;
  if (sqlite3_prepare_v2(db, "SELECT count(*) FROM main.fingerprint", -1, &query, NULL) == SQLITE_OK &&
      sqlite3_step(query) == SQLITE_ROW)
    n = sqlite3_column_int64(query, 0);
  sqlite3_finalize(query);
  return n < MOST ? n : MOST;
}

static int copy_column(sqlite3_stmt *query, int column, struct vitk_arena *arena, vitk_str *out) {
  const char *text = (const char *)sqlite3_column_text(query, column);
  size_t n = (size_t)sqlite3_column_bytes(query, column);
  return vitk_arena_copy(arena, (vitk_str){text ? text : "", text && n <= LONGEST ? n : 0}, out);
}

/* One that can't be read is as good as not there: its source is imported again. */
static int read_all(sqlite3 *db, struct vitk_arena *arena, struct vitk_fingerprint **out, size_t *n) {
  sqlite3_stmt *query = NULL;
  size_t room = (size_t)count(db);
  int code = VITK_OK;
  *out = vitk_arena_alloc(arena, room * sizeof **out);
  if (*out == NULL)
    return VITK_NOMEM;
  if (sqlite3_prepare_v2(db,
                         "SELECT f.source_id, f.text FROM main.fingerprint f JOIN main.source s USING (source_id) "
                         "ORDER BY f.source_id",
                         -1, &query, NULL) == SQLITE_OK) {
    for (; code == VITK_OK && *n < room && sqlite3_step(query) == SQLITE_ROW; *n += code == VITK_OK) {
      code = copy_column(query, 0, arena, &(*out)[*n].source_id);
      if (code == VITK_OK)
        code = copy_column(query, 1, arena, &(*out)[*n].text);
    }
  }
  sqlite3_finalize(query);
  return code;
}

int vitk_fingerprints_read(const char *path, const struct vitk_sink_of_diags *diags, struct vitk_arena *arena,
                           struct vitk_fingerprint **out, size_t *n) {
  struct stat file;
  sqlite3 *db = NULL;
  *out = NULL;
  *n = 0;
  if (stat(path, &file) != 0 || file.st_size == 0)
    return VITK_OK;
  int code = vitk_sqlite_open(path, diags, &db);
  if (code == VITK_OK && has_table(db))
    code = read_all(db, arena, out, n);
  sqlite3_close(db);
  return code;
}

int vitk_fingerprint_write(struct sqlite3 *db, const struct vitk_fingerprint *fingerprint) {
  sqlite3_stmt *insert = NULL;
  int code = sqlite3_prepare_v2(db, "INSERT OR REPLACE INTO main.fingerprint (source_id, text) VALUES (?1, ?2)", -1,
                                &insert, NULL);
  if (code == SQLITE_OK)
    code =
        sqlite3_bind_text64(insert, 1, fingerprint->source_id.p, fingerprint->source_id.n, SQLITE_STATIC, SQLITE_UTF8);
  if (code == SQLITE_OK)
    code = sqlite3_bind_text64(insert, 2, fingerprint->text.p, fingerprint->text.n, SQLITE_STATIC, SQLITE_UTF8);
  if (code == SQLITE_OK)
    code = sqlite3_step(insert);
  sqlite3_finalize(insert);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}
