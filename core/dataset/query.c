#include "core/dataset/query.h"

#include "core/record/component.h"

#include <math.h>
#include <sqlite3.h>

enum { MOST_NAMED = 12 }; /* names that a hint lists */

int vitk_query_failed(struct sqlite3 *db, const struct vitk_sink_of_diags *diags) {
  int error = sqlite3_errcode(db);
  if (error == SQLITE_NOMEM)
    return VITK_NOMEM;
  if (error == SQLITE_INTERRUPT)
    return VITK_CANCELLED;
  const char *hint = error == SQLITE_BUSY ? "close the program that has it open" : "import it anew";
  int code = vitk_report(diags, VITK_ERROR, "cannot-read",
                         (struct vitk_place){.file = vitk_str_of(sqlite3_db_filename(db, "main"))}, (vitk_str){NULL, 0},
                         hint, "the dataset can't be read: %s", sqlite3_errmsg(db));
  return code < 0 ? code : VITK_FAILED;
}

int vitk_query(struct sqlite3 *db, const struct vitk_sink_of_diags *diags, const char *sql, const char *const *texts,
               int n, struct sqlite3_stmt **out) {
  int code = sqlite3_prepare_v2(db, sql, -1, out, NULL);
  for (int i = 0; code == SQLITE_OK && i < n; i++)
    code = sqlite3_bind_text(*out, i + 1, texts[i], -1, SQLITE_TRANSIENT);
  if (code == SQLITE_OK)
    return VITK_OK;
  code = vitk_query_failed(db, diags);
  sqlite3_finalize(*out);
  *out = NULL;
  return code;
}

int vitk_query_next(struct sqlite3 *db, const struct vitk_sink_of_diags *diags, struct sqlite3_stmt *query) {
  int step = sqlite3_step(query);
  return step == SQLITE_ROW ? VITK_OK : step == SQLITE_DONE ? VITK_END : vitk_query_failed(db, diags);
}

const char *vitk_query_text(struct sqlite3_stmt *query, int column) {
  return (const char *)sqlite3_column_text(query, column);
}

double vitk_query_real(struct sqlite3_stmt *query, int column) {
  return sqlite3_column_type(query, column) == SQLITE_NULL ? NAN : sqlite3_column_double(query, column);
}

int vitk_query_not_there(struct sqlite3 *db, const struct vitk_sink_of_diags *diags, const char *what, const char *name,
                         const char *sql, const char *const *texts, int n) {
  struct vitk_buffer hint = {.maximum = 4096};
  struct sqlite3_stmt *query = NULL;
  int code = vitk_query(db, diags, sql, texts, n, &query), named = 0;
  if (code == VITK_OK)
    code = vitk_query_next(db, diags, query);
  for (; code == VITK_OK && named < MOST_NAMED; named++) {
    const char *text = vitk_query_text(query, 0);
    code = vitk_buffer_printf(&hint, "%s%.200s", named ? ", " : "there are: ", text ? text : "");
    if (code == VITK_OK)
      code = vitk_query_next(db, diags, query);
  }
  if (code == VITK_OK)
    code = vitk_buffer_printf(&hint, ", …");
  else if (code == VITK_END && named == 0)
    code = vitk_buffer_printf(&hint, "there are none");
  sqlite3_finalize(query);
  if (code == VITK_OK || code == VITK_END) {
    code = vitk_report(diags, VITK_ERROR, "not-in-dataset",
                       (struct vitk_place){.file = vitk_str_of(sqlite3_db_filename(db, "main"))}, vitk_str_of(name),
                       hint.p, "the dataset has no %s %s", what, name);
    code = code < 0 ? code : VITK_FAILED;
  }
  vitk_buffer_free(&hint);
  return code;
}

int vitk_query_source(struct sqlite3 *db, const struct vitk_sink_of_diags *diags, const char *source) {
  sqlite3_stmt *query = NULL;
  int code = vitk_query(db, diags, "SELECT 1 FROM source WHERE source_id = ?1", &source, 1, &query);
  if (code == VITK_OK)
    code = vitk_query_next(db, diags, query);
  sqlite3_finalize(query);
  if (code != VITK_END)
    return code;
  return vitk_query_not_there(db, diags, "source", source, "SELECT source_id FROM source ORDER BY source_id", NULL, 0);
}

int vitk_query_component(const struct vitk_sink_of_diags *diags, const char *component) {
  if (vitk_component_find(vitk_str_of(component)) >= 0)
    return VITK_OK;
  struct vitk_buffer hint = {.maximum = 1024};
  int code = vitk_buffer_printf(&hint, "say one of");
  for (uint32_t i = 0; code == VITK_OK && i < vitk_n_components; i++)
    code = vitk_buffer_printf(&hint, " %s", vitk_components[i].id);
  if (code == VITK_OK) {
    code = vitk_report(diags, VITK_ERROR, "unknown-component", (struct vitk_place){.line = 0}, vitk_str_of(component),
                       hint.p, "%s is no component of vitamin K", component);
    code = code < 0 ? code : VITK_FAILED;
  }
  vitk_buffer_free(&hint);
  return code;
}
