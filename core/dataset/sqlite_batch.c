#include "core/dataset/sqlite_batch.h"

#include "core/base/str.h"
#include "core/dataset/ddl.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* --- rows that wait */

int vitk_batch_new(struct vitk_batch *batch, uint32_t table) {
  batch->text = malloc(VITK_BATCH_TEXT);
  batch->rows = calloc((size_t)VITK_BATCH_ROWS * vitk_schemas[table].n_fields, sizeof *batch->rows);
  return batch->text == NULL || batch->rows == NULL ? VITK_NOMEM : VITK_OK;
}

bool vitk_batch_add(struct vitk_batch *batch, uint32_t table, const struct vitk_datum *row) {
  const struct vitk_schema *schema = &vitk_schemas[table];
  if (batch->n_rows == VITK_BATCH_ROWS)
    return false;
  struct vitk_datum *copy = &batch->rows[(size_t)batch->n_rows * schema->n_fields];
  size_t n_text = batch->n_text;
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    copy[i] = row[i];
    if (row[i].is_null || schema->fields[i].type != VITK_TEXT || row[i].text.n == 0)
      continue;
    if (row[i].text.n > VITK_BATCH_TEXT - n_text)
      return false;
    copy[i].text.p = memcpy(batch->text + n_text, row[i].text.p, row[i].text.n);
    n_text += row[i].text.n;
  }
  batch->n_text = n_text;
  batch->n_rows++;
  return true;
}

void vitk_batch_empty(struct vitk_batch *batch) {
  batch->n_rows = 0;
  batch->n_text = 0;
}

void vitk_batch_free(struct vitk_batch *batch) {
  free(batch->rows);
  free(batch->text);
  *batch = (struct vitk_batch){0};
}

/* --- the virtual table, as sqlite3_module documents it */

struct source { /* what a virtual table is made from: SQLite frees it */
  uint32_t table;
  struct vitk_shown *shown;
};

struct virtual_table {
  sqlite3_vtab base; /* first: SQLite knows no more of it */
  const struct source *source;
};

struct cursor {
  sqlite3_vtab_cursor base;
  const struct vitk_shown *shown;
  const struct vitk_field *fields;
  const struct vitk_datum *row;
  uint32_t n_fields, at;
};

static int connect_to(sqlite3 *db, void *given, int n, const char *const *arguments, sqlite3_vtab **out, char **error) {
  const struct source *source = given;
  (void)n;
  (void)arguments;
  (void)error;
  struct vitk_buffer sql = {.maximum = 4096};
  int code = vitk_buffer_printf(&sql, "CREATE TABLE waiting (");
  if (code == VITK_OK)
    code = vitk_ddl_columns(&sql, source->table);
  if (code == VITK_OK)
    code = vitk_buffer_printf(&sql, ")");
  struct virtual_table *made = code == VITK_OK ? calloc(1, sizeof *made) : NULL;
  int answer = made ? sqlite3_declare_vtab(db, sql.p) : SQLITE_NOMEM;
  vitk_buffer_free(&sql);
  if (answer != SQLITE_OK) {
    free(made);
    return answer;
  }
  made->source = source;
  *out = &made->base;
  return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table) {
  free(table);
  return SQLITE_OK;
}

/* There is one way to read it: from the first row to the last. */
static int best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  info->estimatedRows = VITK_BATCH_ROWS;
  return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out) {
  const struct source *source = ((struct virtual_table *)table)->source;
  const struct vitk_schema *schema = &vitk_schemas[source->table];
  struct cursor *cursor = calloc(1, sizeof *cursor);
  if (cursor == NULL)
    return SQLITE_NOMEM;
  cursor->shown = source->shown;
  cursor->fields = schema->fields;
  cursor->n_fields = schema->n_fields;
  *out = &cursor->base;
  return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *cursor) {
  free(cursor);
  return SQLITE_OK;
}

static int first(sqlite3_vtab_cursor *base, int plan, const char *text, int n, sqlite3_value **arguments) {
  struct cursor *cursor = (struct cursor *)base;
  (void)plan;
  (void)text;
  (void)n;
  (void)arguments;
  cursor->at = 0;
  cursor->row = cursor->shown->rows;
  return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base) {
  struct cursor *cursor = (struct cursor *)base;
  cursor->at++;
  cursor->row += cursor->n_fields;
  return SQLITE_OK;
}

static int is_past(sqlite3_vtab_cursor *base) {
  const struct cursor *cursor = (struct cursor *)base;
  return cursor->at >= cursor->shown->n_rows;
}

/* Texts stay as they are until the statement is done. */
static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int at) {
  const struct cursor *cursor = (struct cursor *)base;
  const struct vitk_datum *cell = &cursor->row[at];
  if (cell->is_null)
    return SQLITE_OK;
  if (cursor->fields[at].type == VITK_INTEGER)
    sqlite3_result_int64(context, cell->integer);
  else if (cursor->fields[at].type == VITK_REAL)
    sqlite3_result_double(context, cell->real);
  else
    sqlite3_result_text64(context, cell->text.p ? cell->text.p : "", cell->text.n, SQLITE_STATIC, SQLITE_UTF8);
  return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out) {
  *out = ((struct cursor *)base)->at;
  return SQLITE_OK;
}

static const sqlite3_module waiting = {.iVersion = 1,
                                       .xConnect = connect_to,
                                       .xDisconnect = disconnect,
                                       .xBestIndex = best_index,
                                       .xOpen = open_cursor,
                                       .xClose = close_cursor,
                                       .xFilter = first,
                                       .xNext = next,
                                       .xEof = is_past,
                                       .xColumn = column,
                                       .xRowid = rowid};

int vitk_batch_show(struct sqlite3 *db, uint32_t table, struct vitk_shown *shown) {
  struct source *source = malloc(sizeof *source);
  if (source == NULL)
    return SQLITE_NOMEM;
  *source = (struct source){table, shown};
  char name[64];
  snprintf(name, sizeof name, "waiting_%.40s", vitk_schemas[table].name);
  return sqlite3_create_module_v2(db, name, &waiting, source, free);
}
