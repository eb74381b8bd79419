/* sqlite.c - tables of a SQLite file as a workbook's sheets: the first row has the names of the columns.
 *
 * SQLite reads a file that it can seek in, so the member is copied to one without a name. Whatever lies there may be
 * hostile: no schema is trusted, and only tables are read, whole and in their own order.
 */
#include "core/base/decimal.h"
#include "core/base/str.h"
#include "core/input/member.h"
#include "core/input/sheets.h"
#include "core/input/spool.h"
#include "core/input/sqlite_file.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 65536, NUMBER_ROOM = 40, TABLES_MAX = 1000, STEPS_A_POLL = 100000 };

struct database {
  uint32_t holders;
  int fd; /* of the copy; -1: none */
  sqlite3 *db;
  struct vitk_arena arena; /* the names */
  vitk_str *names;
  uint32_t n_names;
};

struct sqlite_rows {
  struct vitk_row_source source;
  const struct vitk_input *input;
  const struct vitk_table_plan *plan;
  struct database *database;
  sqlite3_stmt *query;
  struct vitk_cell *cells;
  char (*numbers)[NUMBER_ROOM];
  uint32_t n_cells;
  uint64_t row; /* given so far, the header among them */
};

static void release(struct database *database) {
  if (database == NULL || --database->holders > 0)
    return;
  sqlite3_close(database->db);
  vitk_spool_close(database->fd);
  vitk_arena_free(&database->arena);
  free(database);
}

static void release_kept(void *object) {
  release(object);
}

static int unreadable(const struct vitk_input *input, vitk_str file, sqlite3 *db) {
  int error = db ? sqlite3_errcode(db) : SQLITE_NOMEM;
  if (error == SQLITE_NOMEM)
    return VITK_NOMEM;
  if (error == SQLITE_INTERRUPT)
    return VITK_CANCELLED;
  vitk_report(input->diags, VITK_ERROR, "cannot-read", (struct vitk_place){.file = file}, (vitk_str){NULL, 0},
              "it may be broken, or be written to: copy it with a program that knows it",
              "cannot read the SQLite file: %s", sqlite3_errmsg(db));
  return VITK_FAILED;
}

static int no_room(const struct vitk_input *input, uint32_t member) {
  vitk_report(input->diags, VITK_ERROR, "read-error",
              (struct vitk_place){.file = vitk_bundle_name(input->bundle, member)}, (vitk_str){NULL, 0},
              "make room in TMPDIR; of several SQLite files in one input read one at a time",
              "no room for a copy of the SQLite file: %s", strerrordesc_np(errno));
  return VITK_FAILED;
}

/* Copies the member to a file that is gone when it is closed. */
static int copy_member(const struct vitk_input *input, uint32_t member, int fd) {
  struct vitk_stream *stream;
  size_t got = 1;
  char *block = malloc(BLOCK);
  int code = block ? vitk_bundle_stream(input->bundle, member, &stream) : VITK_NOMEM;
  if (code != VITK_OK) {
    free(block);
    return code;
  }
  while (code == VITK_OK && got > 0) {
    code = vitk_stream_read(stream, block, BLOCK, &got);
    if (code == VITK_OK && !vitk_spool_write(fd, block, got))
      code = no_room(input, member);
  }
  vitk_stream_close(stream);
  free(block);
  return code;
}

static int was_cancelled(void *bundle) {
  const struct vitk_bundle *b = bundle;
  return b->cancelled != NULL && b->cancelled(b->user);
}

static int open_copy(const struct vitk_input *input, uint32_t member, struct database *database) {
  int opened = vitk_sqlite_open_fd(database->fd, &database->db);
  sqlite3 *db = database->db;
  if (opened != SQLITE_OK)
    return unreadable(input, vitk_bundle_name(input->bundle, member), db);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_exec(db, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
  size_t most = input->limits->record_bytes;
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, most < INT32_MAX ? (int)most : INT32_MAX);
  sqlite3_progress_handler(db, STEPS_A_POLL, was_cancelled, input->bundle);
  return VITK_OK;
}

/* Plain tables, by name; SQLite's own and virtual ones are none. */
static int list_tables(const struct vitk_input *input, uint32_t member, struct database *database) {
  static const char sql[] = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
                            "ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
  sqlite3_stmt *query = NULL;
  int code = VITK_OK, step = SQLITE_ERROR;
  database->names = vitk_arena_alloc(&database->arena, TABLES_MAX * sizeof *database->names);
  if (database->names == NULL)
    return VITK_NOMEM;
  if (sqlite3_prepare_v2(database->db, sql, -1, &query, NULL) == SQLITE_OK)
    while (code == VITK_OK && (step = sqlite3_step(query)) == SQLITE_ROW && database->n_names < TABLES_MAX) {
      vitk_str name = {(const char *)sqlite3_column_text(query, 0), (size_t)sqlite3_column_bytes(query, 0)};
      code =
          vitk_arena_copy(&database->arena, name.p ? name : (vitk_str){"", 0}, &database->names[database->n_names++]);
    }
  if (code == VITK_OK && step != SQLITE_DONE && step != SQLITE_ROW)
    code = unreadable(input, vitk_bundle_name(input->bundle, member), database->db);
  sqlite3_finalize(query);
  return code;
}

static int read_database(const struct vitk_input *input, uint32_t member, struct database *database) {
  int fd = vitk_spool_open();
  database->fd = fd;
  if (fd < 0)
    return no_room(input, member);
  int code = copy_member(input, member, fd);
  if (code == VITK_OK)
    code = open_copy(input, member, database);
  return code == VITK_OK ? list_tables(input, member, database) : code;
}

/* One more holder; the bundle keeps it for the next table. */
static int open_database(const struct vitk_input *input, uint32_t member, struct database **out) {
  struct vitk_bundle_kept *kept = &input->bundle->kept;
  *out = NULL;
  if (kept->object != NULL && kept->member == member && kept->release == release_kept) {
    *out = kept->object;
    (*out)->holders++;
    return VITK_OK;
  }
  struct database *database = calloc(1, sizeof *database);
  if (database == NULL)
    return VITK_NOMEM;
  database->holders = 1;
  database->fd = -1;
  int code = read_database(input, member, database);
  if (code != VITK_OK) {
    release(database);
    return code;
  }
  if (kept->object != NULL)
    kept->release(kept->object);
  database->holders++;
  *kept = (struct vitk_bundle_kept){member, database, release_kept};
  *out = database;
  return VITK_OK;
}

bool vitk_sqlite_is(vitk_str start) {
  static const char magic[16] = "SQLite format 3";
  return start.n >= sizeof magic && memcmp(start.p, magic, sizeof magic) == 0;
}

int vitk_sqlite_sheet(const struct vitk_input *input, uint32_t member, uint32_t index, vitk_str *name) {
  struct database *database;
  int code = open_database(input, member, &database);
  if (code == VITK_OK && index >= database->n_names)
    code = VITK_END;
  if (code == VITK_OK)
    *name = database->names[index];
  release(database);
  return code;
}

/* --- rows */

static int read_cell(struct sqlite_rows *rows, uint32_t column) {
  struct vitk_cell *cell = &rows->cells[column];
  int i = (int)column;
  *cell = (struct vitk_cell){.text = {"", 0}};
  switch (sqlite3_column_type(rows->query, i)) {
  case SQLITE_NULL:
    return VITK_OK;
  case SQLITE_INTEGER:
    cell->kind = VITK_CELL_NUMBER;
    break;
  case SQLITE_FLOAT:
    cell->kind = VITK_CELL_NUMBER;
    cell->text.p = rows->numbers[column];
    cell->text.n = vitk_double_text(sqlite3_column_double(rows->query, i), rows->numbers[column], NUMBER_ROOM);
    return VITK_OK;
  case SQLITE_BLOB:
    vitk_report(rows->input->diags, VITK_ERROR, "binary",
                (struct vitk_place){.file = rows->plan->file, .line = rows->row + 1}, (vitk_str){NULL, 0},
                "vitk reads text and numbers", "column %u of the table holds bytes that are no text", column + 1);
    return VITK_FAILED;
  default:
    break;
  }
  cell->text.p = (const char *)sqlite3_column_text(rows->query, i);
  cell->text.n = (size_t)sqlite3_column_bytes(rows->query, i);
  return cell->text.p ? VITK_OK : VITK_NOMEM;
}

static int read_header(struct sqlite_rows *rows) {
  for (uint32_t i = 0; i < rows->n_cells; i++) {
    const char *name = sqlite3_column_name(rows->query, (int)i);
    if (name == NULL)
      return VITK_NOMEM;
    rows->cells[i] = (struct vitk_cell){.text = vitk_str_of(name)};
  }
  return VITK_OK;
}

static int sqlite_next(struct vitk_row_source *source, struct vitk_raw_row *out) {
  struct sqlite_rows *rows = (struct sqlite_rows *)source;
  int code = VITK_OK;
  if (rows->row > 0) {
    int step = sqlite3_step(rows->query);
    if (step == SQLITE_DONE)
      return VITK_END;
    if (step != SQLITE_ROW)
      return unreadable(rows->input, rows->plan->file, rows->database->db);
    for (uint32_t i = 0; code == VITK_OK && i < rows->n_cells; i++)
      code = read_cell(rows, i);
  } else {
    code = read_header(rows);
  }
  rows->row++;
  *out = (struct vitk_raw_row){.number = rows->row, .line = rows->row, .cells = rows->cells, .n_cells = rows->n_cells};
  return code;
}

static void sqlite_close(struct vitk_row_source *source) {
  struct sqlite_rows *rows = (struct sqlite_rows *)source;
  sqlite3_finalize(rows->query);
  release(rows->database);
  free(rows->cells);
  free(rows->numbers);
  free(rows);
}

static int open_rows(struct sqlite_rows *rows) {
  uint32_t index;
  int code = open_database(rows->input, rows->plan->spec.member, &rows->database);
  if (code == VITK_OK)
    code = vitk_sheet_find(rows->input, rows->plan, vitk_sqlite_sheet, &index);
  if (code != VITK_OK)
    return code;
  sqlite3 *db = rows->database->db;
  char *sql = sqlite3_mprintf("SELECT * FROM main.\"%w\"", rows->database->names[index].p);
  int prepared = sql ? sqlite3_prepare_v2(db, sql, -1, &rows->query, NULL) : SQLITE_NOMEM;
  sqlite3_free(sql);
  if (prepared != SQLITE_OK)
    return prepared == SQLITE_NOMEM ? VITK_NOMEM : unreadable(rows->input, rows->plan->file, db);
  rows->n_cells = (uint32_t)sqlite3_column_count(rows->query);
  rows->cells = calloc(rows->n_cells + (size_t)1, sizeof *rows->cells);
  rows->numbers = calloc(rows->n_cells + (size_t)1, sizeof *rows->numbers);
  return rows->cells && rows->numbers ? VITK_OK : VITK_NOMEM;
}

int vitk_sqlite_rows(const struct vitk_input *input, const struct vitk_table_plan *plan, struct vitk_row_source **out) {
  *out = NULL;
  struct sqlite_rows *rows = calloc(1, sizeof *rows);
  if (rows == NULL)
    return VITK_NOMEM;
  rows->source = (struct vitk_row_source){.next = sqlite_next, .close = sqlite_close};
  rows->input = input;
  rows->plan = plan;
  int code = open_rows(rows);
  if (code != VITK_OK) {
    sqlite_close(&rows->source);
    return code;
  }
  *out = &rows->source;
  return VITK_OK;
}
