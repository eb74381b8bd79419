#include "core/dataset/sqlite_reader.h"

#include "core/dataset/datum.h"
#include "core/dataset/ddl.h"
#include "core/record/field.h"

#include <sqlite3.h>

/* Which rows of a table one query gives, and how they follow each other: the order that vitk_exporter documents.
 * %COMPONENT% stands for the place of a component in vitk_components. Binary collation is SQLite's usual one. ?8 and ?9
 * are the one source and component that are wanted, or null. */
static const char *const rows_of[VITK_N_TABLES] = {
    [VITK_SOURCE] = "WHERE ?8 IS NULL OR source_id = ?8 ORDER BY source_id",
    [VITK_FILE] = "WHERE source_id = ?1 ORDER BY path",
    [VITK_COMPONENT] = "ORDER BY %COMPONENT%, component_id",
    [VITK_FOOD] = "WHERE source_id = ?1 AND (?9 IS NULL OR EXISTS (SELECT 1 FROM main.value v WHERE v.source_id = ?1"
                  " AND v.food_id = food.food_id AND v.component_id = ?9)) ORDER BY food_id",
    /* Of all foods in one query, which is read beside that of the foods. */
    [VITK_VALUES] = "WHERE source_id = ?1 AND (?9 IS NULL OR component_id = ?9) ORDER BY food_id, %COMPONENT%, "
                    "component_id, basis, file, line, field COLLATE vitk_field",
    [VITK_PROBLEM] = "WHERE source_id = ?1 ORDER BY file, line, field, code, message, severity, excerpt",
};

enum { FIRST_WANTED = 8 };

struct reader {
  sqlite3 *db;
  const struct vitk_sink_of_diags *diags;
  const struct vitk_row_sink *sink;
  const struct vitk_sqlite_filter *filter;
  sqlite3_stmt *queries[VITK_N_TABLES];
  struct vitk_cells row;
};

static int unreadable(struct reader *reader) {
  int error = sqlite3_errcode(reader->db);
  if (error == SQLITE_NOMEM)
    return VITK_NOMEM;
  if (error == SQLITE_INTERRUPT)
    return VITK_CANCELLED;
  const char *path = sqlite3_db_filename(reader->db, "main");
  const char *hint = error == SQLITE_BUSY ? "close the program that has it open" : "import it anew";
  int code = vitk_report(reader->diags, VITK_ERROR, "cannot-read", (struct vitk_place){.file = vitk_str_of(path)},
                         (vitk_str){NULL, 0}, hint, "the dataset can't be read: %s", sqlite3_errmsg(reader->db));
  return code < 0 ? code : VITK_FAILED;
}

static int write_query(struct vitk_buffer *sql, uint32_t table) {
  static const char mark[] = "%COMPONENT%";
  const char *order = rows_of[table];
  const char *at = strstr(order, mark);
  size_t before = at ? (size_t)(at - order) : strlen(order);
  int code = vitk_buffer_printf(sql, "SELECT ");
  if (code == VITK_OK)
    code = vitk_ddl_columns(sql, table);
  if (code == VITK_OK)
    code = vitk_buffer_printf(sql, " FROM main.%s %.*s", vitk_schemas[table].name, (int)before, order);
  if (code == VITK_OK && at)
    code = vitk_ddl_component_order(sql);
  if (code == VITK_OK && at)
    code = vitk_buffer_add_str(sql, vitk_str_of(at + sizeof mark - 1));
  return code;
}

/* Binds what is wanted where the query has a place for it. */
static int bind_filter(struct reader *reader, sqlite3_stmt *query) {
  const char *const wanted[] = {reader->filter->source, reader->filter->component};
  for (int i = 0; i < 2; i++)
    if (wanted[i] != NULL && sqlite3_bind_parameter_count(query) >= FIRST_WANTED + i &&
        sqlite3_bind_text(query, FIRST_WANTED + i, wanted[i], -1, SQLITE_STATIC) != SQLITE_OK)
      return unreadable(reader);
  return VITK_OK;
}

static int prepare(struct reader *reader, uint32_t table) {
  struct vitk_buffer sql = {.maximum = 8192};
  int code = write_query(&sql, table);
  if (code == VITK_OK && sqlite3_prepare_v2(reader->db, sql.p, (int)sql.n, &reader->queries[table], NULL) != SQLITE_OK)
    code = unreadable(reader);
  if (code == VITK_OK)
    code = bind_filter(reader, reader->queries[table]);
  vitk_buffer_free(&sql);
  return code;
}

/* A cell of whatever type the file holds, as the type that the schema gives it. */
static void read_cell(struct reader *reader, sqlite3_stmt *query, const struct vitk_field *field, uint32_t column) {
  int i = (int)column;
  if (sqlite3_column_type(query, i) == SQLITE_NULL) {
    reader->row.data[column] = (struct vitk_datum){.is_null = 1};
  } else if (field->type == VITK_INTEGER) {
    vitk_cells_integer(&reader->row, column, sqlite3_column_int64(query, i));
  } else if (field->type == VITK_REAL) {
    vitk_cells_real(&reader->row, column, sqlite3_column_double(query, i));
  } else {
    const char *text = (const char *)sqlite3_column_text(query, i);
    vitk_str slice = {text, (size_t)sqlite3_column_bytes(query, i)};
    if (field->flags & (VITK_KEY | VITK_REQUIRED))
      vitk_cells_key(&reader->row, column, slice);
    else
      vitk_cells_text(&reader->row, column, slice);
  }
}

/* VITK_OK: the query stands at a row; VITK_END: no more. */
static int step(struct reader *reader, uint32_t table) {
  int code = sqlite3_step(reader->queries[table]);
  if (code == SQLITE_DONE)
    return VITK_END;
  return code == SQLITE_ROW ? VITK_OK : unreadable(reader);
}

/* Hands on the row that the query stands at. */
static int hand_on(struct reader *reader, uint32_t table) {
  sqlite3_stmt *query = reader->queries[table];
  if (reader->filter->tables != 0 && (reader->filter->tables & UINT64_C(1) << table) == 0)
    return VITK_OK;
  for (uint32_t i = 0; i < vitk_schemas[table].n_fields; i++)
    read_cell(reader, query, &vitk_schemas[table].fields[i], i);
  if (sqlite3_errcode(reader->db) == SQLITE_NOMEM)
    return VITK_NOMEM;
  int code = reader->sink->row(reader->sink->self, table, reader->row.data);
  return code < 0 ? code : VITK_OK;
}

/* VITK_OK: a row was read and handed on; VITK_END: no more. */
static int next_row(struct reader *reader, uint32_t table) {
  int code = step(reader, table);
  return code == VITK_OK ? hand_on(reader, table) : code;
}

/* Starts the query of `table` for the source at hand. */
static int restart(struct reader *reader, uint32_t table) {
  sqlite3_stmt *query = reader->queries[table];
  sqlite3_reset(query);
  if (table != VITK_COMPONENT &&
      sqlite3_bind_value(query, 1, sqlite3_column_value(reader->queries[VITK_SOURCE], 0)) != SQLITE_OK)
    return unreadable(reader);
  return VITK_OK;
}

static int all_rows(struct reader *reader, uint32_t table) {
  int code = restart(reader, table);
  while (code == VITK_OK)
    code = next_row(reader, table);
  return code == VITK_END ? VITK_OK : code;
}

static vitk_str food_of(const struct reader *reader, uint32_t table, uint32_t column) {
  sqlite3_stmt *query = reader->queries[table];
  const char *text = (const char *)sqlite3_column_text(query, (int)column);
  return (vitk_str){text, text ? (size_t)sqlite3_column_bytes(query, (int)column) : 0};
}

/* The values of the food that the other query stands at. `values` says where theirs stands: VITK_OK at a row that was
 * not handed on yet. Those of a food that there is not, which a damaged dataset may hold, are passed over. */
static int read_values(struct reader *reader, int *values) {
  while (*values == VITK_OK) {
    int order = vitk_str_compare(food_of(reader, VITK_VALUES, VITK_COL_VALUES_food_id),
                                 food_of(reader, VITK_FOOD, VITK_COL_FOOD_food_id));
    if (order > 0)
      return VITK_OK;
    int code = order == 0 ? hand_on(reader, VITK_VALUES) : VITK_OK;
    if (code < 0)
      return code;
    *values = step(reader, VITK_VALUES);
  }
  return *values == VITK_END ? VITK_OK : *values;
}

static int read_foods(struct reader *reader) {
  int code = restart(reader, VITK_FOOD), values = restart(reader, VITK_VALUES);
  if (values == VITK_OK)
    values = step(reader, VITK_VALUES);
  while (code == VITK_OK && values >= 0) {
    code = next_row(reader, VITK_FOOD);
    if (code == VITK_OK)
      code = read_values(reader, &values);
  }
  if (values < 0)
    return values;
  return code == VITK_END ? VITK_OK : code;
}

static int read_source(struct reader *reader) {
  int code = all_rows(reader, VITK_FILE);
  if (code == VITK_OK)
    code = read_foods(reader);
  return code == VITK_OK ? all_rows(reader, VITK_PROBLEM) : code;
}

static int collate_fields(void *self, int n_a, const void *a, int n_b, const void *b) {
  (void)self;
  return vitk_field_compare((vitk_str){a, (size_t)n_a}, (vitk_str){b, (size_t)n_b});
}

int vitk_sqlite_read(struct sqlite3 *db, const struct vitk_sink_of_diags *diags, const struct vitk_row_sink *sink) {
  static const struct vitk_sqlite_filter all;
  return vitk_sqlite_read_some(db, diags, &all, sink);
}

int vitk_sqlite_read_some(struct sqlite3 *db, const struct vitk_sink_of_diags *diags,
                          const struct vitk_sqlite_filter *filter, const struct vitk_row_sink *sink) {
  struct reader reader = {.db = db, .diags = diags, .sink = sink, .filter = filter};
  vitk_cells_clear(&reader.row);
  int code =
      sqlite3_create_collation(db, "vitk_field", SQLITE_UTF8, NULL, collate_fields) == SQLITE_OK ? VITK_OK : VITK_NOMEM;
  if (code == VITK_OK && sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
    code = unreadable(&reader);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++)
    code = prepare(&reader, table);
  if (code == VITK_OK)
    code = all_rows(&reader, VITK_COMPONENT);
  while (code == VITK_OK) {
    code = next_row(&reader, VITK_SOURCE);
    if (code == VITK_OK)
      code = read_source(&reader);
  }
  for (uint32_t table = 0; table < VITK_N_TABLES; table++)
    sqlite3_finalize(reader.queries[table]);
  sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return code == VITK_END ? VITK_OK : code;
}
