#include "core/dataset/top.h"

#include "core/dataset/lower.h"
#include "core/dataset/query.h"

#include <sqlite3.h>

/* Of both queries ?1 is the component, ?2 the source or null, ?3 the text to match or null, ?4 the limit. */
enum column { SOURCE_ID, FOOD_ID, NAME, STATUS, BASIS, EQUIVALENTS, ORIGIN, MADE_OF, AMOUNT, LOWER, UPPER };

#define OF_FOOD " JOIN food f ON f.source_id = v.source_id AND f.food_id = v.food_id"
#define ASKED_FOR                                                                                                      \
  " (?2 IS NULL OR v.source_id = ?2) AND (?3 IS NULL OR vitk_holds(f.name, ?3) OR vitk_holds(f.name_en, ?3))"
#define ORDER                                                                                                          \
  " ORDER BY v.basis = 'serving', amount DESC NULLS LAST, lower DESC NULLS LAST, v.source_id, v.food_id, v.basis,"     \
  " v.equivalents"

static const char of_value[] = /* a row of the table */
    "SELECT v.source_id, v.food_id, coalesce(f.name, f.name_en), v.status, v.basis, v.equivalents, v.origin,"
    " v.component_id, v.amount_ug AS amount, v.lower_ug AS lower, v.upper_ug"
    " FROM value v" OF_FOOD " WHERE v.component_id = ?1 AND" ASKED_FOR ORDER ", v.file, v.line, v.field LIMIT ?4";

static const char of_k2[] = /* w: the values that the K2 of the view was made of */
    "SELECT v.source_id, v.food_id, coalesce(f.name, f.name_en),"
    " iif(v.k2_from <> ?1, 'sum', iif(min(w.status) = max(w.status), min(w.status), 'several')),"
    " v.basis, v.equivalents, iif(min(w.origin) = max(w.origin), min(w.origin), 'several'),"
    " v.k2_from, v.k2_ug AS amount, v.k2_lower AS lower, v.k2_upper"
    " FROM food_k v" OF_FOOD " JOIN value w ON w.source_id = v.source_id AND w.food_id = v.food_id"
    " AND w.basis = v.basis AND w.equivalents = v.equivalents AND (v.basis <> 'serving' OR w.serving_g IS v.serving_g)"
    " AND instr('+' || v.k2_from || '+', '+' || w.component_id || '+') > 0"
    " WHERE" ASKED_FOR " GROUP BY v.source_id, v.food_id, v.basis, v.serving_g, v.equivalents" ORDER
    ", v.serving_g LIMIT ?4";

static void holds(sqlite3_context *context, int n, sqlite3_value **arguments) {
  vitk_str texts[2] = {{NULL, 0}, {NULL, 0}};
  for (int i = 0; i < 2 && i < n; i++) {
    texts[i].p = (const char *)sqlite3_value_text(arguments[i]);
    texts[i].n = texts[i].p ? (size_t)sqlite3_value_bytes(arguments[i]) : 0;
  }
  sqlite3_result_int(context, texts[0].p != NULL && texts[1].p != NULL && vitk_holds(texts[0], texts[1]));
}

static int check_request(sqlite3 *db, const struct vitk_sink_of_diags *diags, const struct vitk_top_request *request,
                         const char *component) {
  int code = vitk_query_component(diags, component);
  if (code == VITK_OK && request->source != NULL)
    code = vitk_query_source(db, diags, request->source);
  if (code == VITK_OK && sqlite3_create_function(db, "vitk_holds", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, holds,
                                                 NULL, NULL) != SQLITE_OK)
    code = vitk_query_failed(db, diags);
  return code;
}

static struct vitk_top_line line_of(sqlite3_stmt *query, uint64_t rank, const char *component) {
  return (struct vitk_top_line){.size = sizeof(struct vitk_top_line),
                                .rank = rank,
                                .source_id = vitk_query_text(query, SOURCE_ID),
                                .food_id = vitk_query_text(query, FOOD_ID),
                                .name = vitk_query_text(query, NAME),
                                .component = component,
                                .status = vitk_query_text(query, STATUS),
                                .basis = vitk_query_text(query, BASIS),
                                .equivalents = vitk_query_text(query, EQUIVALENTS),
                                .origin = vitk_query_text(query, ORIGIN),
                                .made_of = vitk_query_text(query, MADE_OF),
                                .amount_ug = vitk_query_real(query, AMOUNT),
                                .lower_ug = vitk_query_real(query, LOWER),
                                .upper_ug = vitk_query_real(query, UPPER)};
}

int vitk_dataset_top(struct sqlite3 *db, const struct vitk_sink_of_diags *diags, const struct vitk_top_request *request,
                     int (*line)(void *user, const struct vitk_top_line *), void *user) {
  const char *component = request->component ? request->component : "VITK2";
  int code = check_request(db, diags, request, component);
  if (code != VITK_OK)
    return code;
  const char *texts[] = {component, request->source, request->match};
  sqlite3_stmt *query = NULL;
  code = vitk_query(db, diags, strcmp(component, "VITK2") == 0 ? of_k2 : of_value, texts, 3, &query);
  int64_t limit = request->limit == 0 || request->limit > INT64_MAX ? -1 : (int64_t)request->limit;
  if (code == VITK_OK && sqlite3_bind_int64(query, 4, limit) != SQLITE_OK)
    code = vitk_query_failed(db, diags);
  for (uint64_t rank = 1; code == VITK_OK; rank++) {
    code = vitk_query_next(db, diags, query);
    if (code != VITK_OK)
      break;
    struct vitk_top_line found = line_of(query, rank, component);
    code = line(user, &found);
    code = code < 0 ? code : VITK_OK;
  }
  sqlite3_finalize(query);
  return code == VITK_END ? VITK_OK : code;
}
