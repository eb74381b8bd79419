#include "core/dataset/sqlite_insert.h"

#include "core/base/str.h"
#include "core/dataset/ddl.h"

#include <sqlite3.h>
#include <stdlib.h>

/* INSERT INTO table (columns) VALUES (?1, …), … */
static int write_sql(struct vitk_buffer *sql, uint32_t table, uint32_t rows) {
  const struct vitk_schema *schema = &vitk_schemas[table];
  /* Components are the same whoever writes them, and may come with each of several sources. */
  int code = vitk_buffer_printf(sql, "INSERT %s INTO %s (", table == VITK_COMPONENT ? "OR REPLACE" : "", schema->name);
  if (code == VITK_OK)
    code = vitk_ddl_columns(sql, table);
  if (code == VITK_OK)
    code = vitk_buffer_printf(sql, ") VALUES ");
  for (uint32_t row = 0; code == VITK_OK && row < rows; row++) {
    for (uint32_t i = 0; code == VITK_OK && i < schema->n_fields; i++)
      code = vitk_buffer_printf(sql, "%s?%u", i ? "," : row ? ",(" : "(", (unsigned)(row * schema->n_fields + i + 1));
    if (code == VITK_OK)
      code = vitk_buffer_printf(sql, ")");
  }
  return code;
}

static int prepare(sqlite3 *db, uint32_t table, uint32_t rows, sqlite3_stmt **out) {
  struct vitk_buffer sql = {.maximum = 1 << 16};
  int code = write_sql(&sql, table, rows);
  if (code == VITK_OK)
    code = sqlite3_prepare_v3(db, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK ? VITK_OK
                                                                                                        : VITK_FAILED;
  vitk_buffer_free(&sql);
  return code;
}

int vitk_sqlite_insert_prepare(struct vitk_sqlite_insert *insert, sqlite3 *db, uint32_t table) {
  insert->table = table;
  insert->text = malloc(VITK_INSERT_TEXT);
  insert->rows = calloc((size_t)VITK_INSERT_ROWS * vitk_schemas[table].n_fields, sizeof *insert->rows);
  if (insert->text == NULL || insert->rows == NULL)
    return VITK_NOMEM;
  int code = prepare(db, table, 1, &insert->one);
  return code == VITK_OK ? prepare(db, table, VITK_INSERT_ROWS, &insert->many) : code;
}

/* Binds a row as number `nth` of the statement; its texts must stay as they are until it is inserted. */
static int bind_row(sqlite3_stmt *statement, const struct vitk_schema *schema, uint32_t nth,
                    const struct vitk_datum *row) {
  int code = SQLITE_OK, at = (int)(nth * schema->n_fields) + 1;
  for (uint32_t i = 0; code == SQLITE_OK && i < schema->n_fields; i++, at++) {
    if (row[i].is_null)
      code = sqlite3_bind_null(statement, at);
    else if (schema->fields[i].type == VITK_INTEGER)
      code = sqlite3_bind_int64(statement, at, row[i].integer);
    else if (schema->fields[i].type == VITK_REAL)
      code = sqlite3_bind_double(statement, at, row[i].real);
    else
      code = sqlite3_bind_text64(statement, at, row[i].text.p ? row[i].text.p : "", row[i].text.n, SQLITE_STATIC,
                                 SQLITE_UTF8);
  }
  return code == SQLITE_OK ? VITK_OK : VITK_FAILED;
}

/* `statement` with the rows that are bound to it. */
static int run(sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement);
    return VITK_OK;
  }
  return VITK_FAILED; /* not reset: the connection's error is that of the step */
}

static int insert_one(struct vitk_sqlite_insert *insert, const struct vitk_datum *row) {
  int code = bind_row(insert->one, &vitk_schemas[insert->table], 0, row);
  return code == VITK_OK ? run(insert->one) : code;
}

/* Adds the row to those that wait; false: there is no room for its texts. */
static bool gather(struct vitk_sqlite_insert *insert, const struct vitk_datum *row) {
  const struct vitk_schema *schema = &vitk_schemas[insert->table];
  struct vitk_datum *copy = &insert->rows[(size_t)insert->n_rows * schema->n_fields];
  size_t n_text = insert->n_text;
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    copy[i] = row[i];
    if (row[i].is_null || schema->fields[i].type != VITK_TEXT || row[i].text.n == 0)
      continue;
    if (row[i].text.n > VITK_INSERT_TEXT - n_text)
      return false;
    copy[i].text.p = memcpy(insert->text + n_text, row[i].text.p, row[i].text.n);
    n_text += row[i].text.n;
  }
  insert->n_text = n_text;
  insert->n_rows++;
  return true;
}

int vitk_sqlite_insert_row(struct vitk_sqlite_insert *insert, const struct vitk_datum *row) {
  int code = VITK_OK;
  if (!gather(insert, row)) {
    code = vitk_sqlite_insert_flush(insert);
    if (code == VITK_OK && !gather(insert, row))
      return insert_one(insert, row);
  }
  return code == VITK_OK && insert->n_rows == VITK_INSERT_ROWS ? vitk_sqlite_insert_flush(insert) : code;
}

int vitk_sqlite_insert_flush(struct vitk_sqlite_insert *insert) {
  const struct vitk_schema *schema = &vitk_schemas[insert->table];
  bool whole = insert->n_rows == VITK_INSERT_ROWS;
  int code = VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && i < insert->n_rows; i++) {
    const struct vitk_datum *row = &insert->rows[(size_t)i * schema->n_fields];
    code = whole ? bind_row(insert->many, schema, i, row) : insert_one(insert, row);
  }
  if (code == VITK_OK && whole)
    code = run(insert->many);
  insert->n_rows = 0;
  insert->n_text = 0;
  return code;
}

void vitk_sqlite_insert_free(struct vitk_sqlite_insert *insert) {
  sqlite3_finalize(insert->one);
  sqlite3_finalize(insert->many);
  free(insert->rows);
  free(insert->text);
  *insert = (struct vitk_sqlite_insert){0};
}
