#include "core/dataset/explain.h"

#include "core/base/decimal.h"
#include "core/dataset/columns.h"
#include "core/dataset/ddl.h"
#include "core/dataset/query.h"
#include "core/record/component.h"
#include "core/record/unit.h"

#include <math.h>
#include <sqlite3.h>

/* What the words of the dataset mean, in a sentence. */
static const struct meaning {
  const char *word, *means;
} meanings[] = {
    {"value", "a number, zero included, as reported"},
    {"assumed_zero", "a zero that nobody measured"},
    {"trace", "present, too little to quantify; not a zero"},
    {"below_limit", "below the limit of detection or quantification; not a zero"},
    {"present", "present, the amount is not known exactly"},
    {"missing", "the source states that it has no value; not a zero"},
    {"100 g", "per 100 g of the edible part"},
    {"100 ml", "per 100 ml"},
    {"serving", "per serving"},
    {"mass", "the mass of the component itself"},
    {"MK-4", "as MK-4: other menaquinones count by their molar mass (MK-7 × 444.7/649.0)"},
    {"K1", "as K1: menaquinones count by their molar mass (MK-n × 450.7/M)"},
    {"unknown", "the source does not say how it came to it"},
    {"analysed", "analysed in a laboratory"},
    {"calculated", "calculated, as from a recipe"},
    {"estimated", "estimated, as from a similar food"},
    {"borrowed", "taken from another source"},
    {"label", "stated on a label"},
    {"assumed", "assumed"},
};

struct walk {
  sqlite3 *db;
  const struct vitk_sink_of_diags *diags;
  int (*step)(void *user, const struct vitk_explain_step *);
  void *user;
  const char *component; /* of the steps at hand; "" for the food */
  struct vitk_buffer text;
  int code; /* of all steps so far: once it is not VITK_OK, none follows */
};

/* Appends to the text of the step at hand. */
#define ADD(walk, ...)                                                                                                 \
  do {                                                                                                                 \
    if ((walk)->code == VITK_OK)                                                                                       \
      (walk)->code = vitk_buffer_printf(&(walk)->text, __VA_ARGS__);                                                   \
  } while (0)

static void end_step(struct walk *walk, const char *label) {
  if (walk->code == VITK_OK)
    walk->code = vitk_buffer_add(&walk->text, "", 1);
  if (walk->code != VITK_OK)
    return;
  struct vitk_explain_step step = {
      .size = sizeof step, .component = walk->component, .label = label, .text = walk->text.p};
  int code = walk->step(walk->user, &step);
  walk->code = code < 0 ? code : VITK_OK;
  walk->text.n = 0;
}

static void add_number(struct walk *walk, double number) {
  char text[40];
  size_t n = vitk_double_text(number, text, sizeof text);
  ADD(walk, "%.*s", (int)n, text);
}

/* The word, and what it means. */
static void word_step(struct walk *walk, const char *label, const char *word) {
  if (word == NULL)
    return;
  ADD(walk, "%s", word);
  for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
    if (strcmp(word, meanings[i].word) == 0)
      ADD(walk, ": %s", meanings[i].means);
  end_step(walk, label);
}

static void text_step(struct walk *walk, const char *label, const char *text) {
  if (text == NULL)
    return;
  ADD(walk, "%s", text);
  end_step(walk, label);
}

/* --- a value, whose row has the columns of the schema */

static const char *cell(sqlite3_stmt *value, int column) {
  return vitk_query_text(value, column);
}

static void place_step(struct walk *walk, sqlite3_stmt *value) {
  ADD(walk, "%s", cell(value, VITK_COL_VALUES_file));
  if (sqlite3_column_int64(value, VITK_COL_VALUES_line) > 0)
    ADD(walk, ", line %s", cell(value, VITK_COL_VALUES_line));
  if (cell(value, VITK_COL_VALUES_field)[0])
    ADD(walk, ", field %s", cell(value, VITK_COL_VALUES_field));
  end_step(walk, "place");
}

static void original_step(struct walk *walk, sqlite3_stmt *value) {
  const char *original = cell(value, VITK_COL_VALUES_original), *unit = cell(value, VITK_COL_VALUES_original_unit);
  if (original != NULL)
    ADD(walk, "\"%s\"", original);
  else
    ADD(walk, "a blank");
  if (unit != NULL)
    ADD(walk, ", in \"%s\"", unit);
  end_step(walk, "original");
}

/* By which power of ten the unit was brought to µg per basis, where there was a number to bring. */
static void unit_step(struct walk *walk, sqlite3_stmt *value) {
  const char *text = cell(value, VITK_COL_VALUES_original_unit);
  bool has_number =
      vitk_query_real(value, VITK_COL_VALUES_lower_ug) > 0 || !isnan(vitk_query_real(value, VITK_COL_VALUES_upper_ug));
  struct vitk_unit unit;
  if (text == NULL || !has_number || vitk_unit_find(vitk_str_of(text), &unit) != VITK_UNIT_OK)
    return;
  if (unit.exponent == 0)
    ADD(walk, "%s is µg per %s already", text, cell(value, VITK_COL_VALUES_basis));
  else
    ADD(walk, "%s × 10^%d is µg per %s", text, (int)unit.exponent, cell(value, VITK_COL_VALUES_basis));
  end_step(walk, "unit");
}

static void bounds_step(struct walk *walk, sqlite3_stmt *value) {
  double amount = vitk_query_real(value, VITK_COL_VALUES_amount_ug);
  double lower = vitk_query_real(value, VITK_COL_VALUES_lower_ug);
  double upper = vitk_query_real(value, VITK_COL_VALUES_upper_ug);
  if (!isnan(amount)) {
    add_number(walk, amount);
    ADD(walk, " µg");
  } else if (isnan(lower)) {
    ADD(walk, "no amount, and no bounds");
  } else {
    ADD(walk, "no amount; at least ");
    add_number(walk, lower);
    ADD(walk, isnan(upper) ? " µg, upper bound not known" : " µg, at most ");
    if (!isnan(upper)) {
      add_number(walk, upper);
      ADD(walk, " µg");
    }
  }
  end_step(walk, "bounds");
}

static void basis_step(struct walk *walk, sqlite3_stmt *value) {
  double serving = vitk_query_real(value, VITK_COL_VALUES_serving_g);
  if (isnan(serving)) {
    word_step(walk, "basis", cell(value, VITK_COL_VALUES_basis));
    return;
  }
  ADD(walk, "%s: of ", cell(value, VITK_COL_VALUES_basis));
  add_number(walk, serving);
  ADD(walk, " g");
  end_step(walk, "basis");
}

static void spread_step(struct walk *walk, sqlite3_stmt *value) {
  static const struct {
    int column;
    const char *name;
  } parts[] = {{VITK_COL_VALUES_sd_ug, "standard deviation"},
               {VITK_COL_VALUES_min_ug, "least"},
               {VITK_COL_VALUES_max_ug, "greatest"}};
  bool any = false;
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    double number = vitk_query_real(value, parts[i].column);
    if (isnan(number))
      continue;
    ADD(walk, "%s%s ", any ? ", " : "", parts[i].name);
    add_number(walk, number);
    ADD(walk, " µg");
    any = true;
  }
  if (any)
    end_step(walk, "spread");
}

/* Rows of a query as steps of their own. */
static void steps_of(struct walk *walk, const char *label, const char *sql, const char *const *texts, int n) {
  sqlite3_stmt *query = NULL;
  if (walk->code == VITK_OK)
    walk->code = vitk_query(walk->db, walk->diags, sql, texts, n, &query);
  while (walk->code == VITK_OK) {
    int code = vitk_query_next(walk->db, walk->diags, query);
    if (code == VITK_END)
      break;
    walk->code = code;
    text_step(walk, label, code == VITK_OK ? vitk_query_text(query, 0) : NULL);
  }
  sqlite3_finalize(query);
}

static void explain_value(struct walk *walk, sqlite3_stmt *value) {
  const char *place[] = {cell(value, VITK_COL_VALUES_source_id), cell(value, VITK_COL_VALUES_file),
                         cell(value, VITK_COL_VALUES_line)};
  walk->component = cell(value, VITK_COL_VALUES_component_id);
  int known = vitk_component_find(vitk_str_of(walk->component));
  ADD(walk, "%s", walk->component);
  if (known >= 0)
    ADD(walk, ": %s", vitk_components[known].name);
  end_step(walk, "value");
  place_step(walk, value);
  steps_of(walk, "file", "SELECT checksum FROM file WHERE source_id = ?1 AND path = ?2", place, 2);
  original_step(walk, value);
  word_step(walk, "status", cell(value, VITK_COL_VALUES_status));
  unit_step(walk, value);
  bounds_step(walk, value);
  basis_step(walk, value);
  word_step(walk, "equivalents", cell(value, VITK_COL_VALUES_equivalents));
  word_step(walk, "origin", cell(value, VITK_COL_VALUES_origin));
  text_step(walk, "method", cell(value, VITK_COL_VALUES_method));
  text_step(walk, "confidence", cell(value, VITK_COL_VALUES_confidence));
  text_step(walk, "samples", cell(value, VITK_COL_VALUES_n));
  spread_step(walk, value);
  text_step(walk, "flags", cell(value, VITK_COL_VALUES_flags));
  steps_of(walk, "problem",
           "SELECT severity || ' ' || code || ': ' || message FROM problem WHERE source_id = ?1 AND file = ?2"
           " AND line = CAST(?3 AS INTEGER) ORDER BY field, code, message",
           place, 3);
}

/* --- the food */

static int explain_food(struct walk *walk, const char *const *names) {
  walk->component = "";
  sqlite3_stmt *query = NULL;
  int code = vitk_query(walk->db, walk->diags,
                        "SELECT s.source_id, s.title, s.release, f.food_id, f.name, f.name_en, f.food_group"
                        " FROM food f JOIN source s ON s.source_id = f.source_id"
                        " WHERE f.source_id = ?1 AND f.food_id = ?2",
                        names, 2, &query);
  if (code == VITK_OK)
    code = vitk_query_next(walk->db, walk->diags, query);
  if (code == VITK_OK) {
    const char *title = vitk_query_text(query, 1), *release = vitk_query_text(query, 2);
    ADD(walk, "%s%s%s%s%s", vitk_query_text(query, 0), title ? ": " : "", title ? title : "", release ? ", " : "",
        release ? release : "");
    end_step(walk, "source");
    const char *name = vitk_query_text(query, 4), *english = vitk_query_text(query, 5);
    ADD(walk, "%s: %s", vitk_query_text(query, 3), name ? name : "the source mentions it and does not describe it");
    if (english != NULL && (name == NULL || strcmp(name, english) != 0))
      ADD(walk, " (%s)", english);
    end_step(walk, "food");
    text_step(walk, "group", vitk_query_text(query, 6));
    code = walk->code;
  }
  sqlite3_finalize(query);
  return code;
}

/* VITK_END where there is no such food: which part of its name is at fault? */
static int food_not_there(struct walk *walk, const char *const *names) {
  sqlite3_stmt *query = NULL;
  int code = vitk_query(walk->db, walk->diags, "SELECT 1 FROM source WHERE source_id = ?1", names, 1, &query);
  if (code == VITK_OK)
    code = vitk_query_next(walk->db, walk->diags, query);
  sqlite3_finalize(query);
  if (code == VITK_END)
    return vitk_query_not_there(walk->db, walk->diags, "source", names[0],
                                "SELECT source_id FROM source ORDER BY source_id", NULL, 0);
  if (code != VITK_OK)
    return code;
  return vitk_query_not_there(walk->db, walk->diags, "food of that source", names[1],
                              "SELECT food_id FROM food WHERE source_id = ?1 ORDER BY food_id", names, 1);
}

static int explain_values(struct walk *walk, const char *const *names, const char *component) {
  struct vitk_buffer sql = {.maximum = 4096};
  sqlite3_stmt *query = NULL;
  int values = 0, code = vitk_buffer_printf(&sql, "SELECT ");
  if (code == VITK_OK)
    code = vitk_ddl_columns(&sql, VITK_VALUES);
  if (code == VITK_OK)
    code = vitk_buffer_printf(&sql, " FROM value WHERE source_id = ?1 AND food_id = ?2"
                                    " AND (?3 IS NULL OR component_id = ?3) ORDER BY ");
  if (code == VITK_OK)
    code = vitk_ddl_component_order(&sql);
  if (code == VITK_OK)
    code = vitk_buffer_printf(&sql, ", component_id, basis, file, line, field");
  if (code == VITK_OK)
    code = vitk_query(walk->db, walk->diags, sql.p, (const char *[]){names[0], names[1], component}, 3, &query);
  vitk_buffer_free(&sql);
  while (code == VITK_OK && walk->code == VITK_OK) {
    code = vitk_query_next(walk->db, walk->diags, query);
    if (code == VITK_OK)
      explain_value(walk, query);
    values += code == VITK_OK;
  }
  sqlite3_finalize(query);
  if (walk->code != VITK_OK)
    return walk->code;
  if (code == VITK_END && values == 0)
    return vitk_query_not_there(walk->db, walk->diags, "value of that food for",
                                component ? component : "any component",
                                "SELECT DISTINCT component_id FROM value WHERE source_id = ?1 AND food_id = ?2"
                                " ORDER BY component_id",
                                names, 2);
  return code == VITK_END ? VITK_OK : code;
}

int vitk_dataset_explain(struct sqlite3 *db, const struct vitk_sink_of_diags *diags, const char *source,
                         const char *food, const char *component,
                         int (*step)(void *user, const struct vitk_explain_step *), void *user) {
  const char *names[] = {source, food};
  struct walk walk = {.db = db, .diags = diags, .step = step, .user = user, .text = {.maximum = 1 << 20}};
  int code = component ? vitk_query_component(diags, component) : VITK_OK;
  if (code == VITK_OK)
    code = explain_food(&walk, names);
  if (code == VITK_END)
    code = food_not_there(&walk, names);
  else if (code == VITK_OK)
    code = explain_values(&walk, names, component);
  vitk_buffer_free(&walk.text);
  return code;
}
