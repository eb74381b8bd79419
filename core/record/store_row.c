/* store_row.c - records of a dataset, checked against its rules and kept as they stand. */
#include "core/record/store_row.h"

#include "core/record/component.h"
#include "core/record/flags.h"
#include "core/record/store_inside.h"
#include "core/record/wellformed.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { CODE_MAX = 60, SCHEME_MAX = 300, FLAGS_ROOM = VITK_FLAGS_MAX + sizeof "stated-twice " };

/* --- sources */

static int refuse(struct vitk_store *store, const char *code, vitk_str source_id, const char *hint, const char *what) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  int sent = vitk_report(&sink, VITK_ERROR, code, (struct vitk_place){0}, source_id.p ? source_id : (vitk_str){0}, hint,
                         "%s", what);
  return sent < 0 ? sent : VITK_FAILED;
}

/* Makes the source of the row the current one. */
static int go_to(struct vitk_store *store, vitk_str source_id) {
  if (store->finished)
    return VITK_FATAL;
  store->provisional = NULL;
  if (vitk_store_has_source(store) && vitk_str_equal(vitk_store_current(store)->is.source_id, source_id))
    return vitk_store_current(store)->failed ? VITK_FAILED : VITK_OK;
  if (!vitk_store_go_on_with(store, source_id))
    return refuse(store, "no-source", source_id, "The row of a source comes before all that belongs to it.",
                  "a row names a source that was not stated before it");
  return vitk_store_current(store)->failed ? VITK_FAILED : VITK_OK;
}

static int keep_name(struct vitk_store *store, vitk_str text, const char *name, const char **out) {
  uint32_t kept;
  int code = vitk_store_keep(store, text, VITK_CELL_MAX, name, (struct vitk_place){0}, &kept);
  if (code == VITK_OK && kept > 0)
    *out = vitk_store_text(store, kept).p;
  return code;
}

int vitk_store_source_row(struct vitk_store *store, const struct vitk_row_of_source *row) {
  struct vitk_source source = {.size = sizeof source,
                               .source_id = row->is.source_id,
                               .title = row->is.title,
                               .release = row->is.release,
                               .publisher = row->is.publisher,
                               .country = row->is.country,
                               .language = row->is.language,
                               .licence = row->is.licence,
                               .attribution = row->is.attribution,
                               .url = row->is.url,
                               .total_definition = row->is.total_definition};
  int code = vitk_store_source(store, &source);
  if (code != VITK_OK)
    return code;
  struct vitk_source_node *node = vitk_store_current(store);
  if (node->by_rows)
    return refuse(store, "double-source", row->is.source_id, "Import each of the datasets by itself.",
                  "two rows describe the same source");
  node->by_rows = true;
  node->counts_foods = row->foods_read < 0;
  node->statements_stated = row->statements_read;
  if (row->foods_read >= 0)
    node->is.foods_read = (uint64_t)row->foods_read;
  code = keep_name(store, row->importer, "importer", &node->is.importer);
  if (code != VITK_OK || row->importer.n == 0)
    return code;
  node->is.importer_version = NULL; /* that of another importer would be wrong */
  return keep_name(store, row->importer_version, "importer_version", &node->is.importer_version);
}

int vitk_store_check_rows(struct vitk_store *store) {
  uint32_t current = store->current;
  int code = VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && i < store->n_sources; i++) {
    const struct vitk_source_node *node = store->sources[i];
    uint64_t read = node->is.statements_read;
    if (!node->by_rows || node->statements_stated < 0 || (uint64_t)node->statements_stated == read)
      continue;
    struct vitk_sink_of_diags sink = vitk_store_sink(store);
    store->current = i;
    code =
        vitk_report(&sink, VITK_WARNING, "ledger-differs", (struct vitk_place){0}, node->is.source_id,
                    "Rows are missing or too many: import the source itself anew.",
                    "the source's row says that %" PRId64 " statements were read, its values and rejects are %" PRIu64,
                    node->statements_stated, read);
  }
  store->current = current;
  return code;
}

/* --- files and foods */

static int leave_out(struct vitk_store *store, vitk_str excerpt, const char *what) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  return vitk_report(&sink, VITK_WARNING, "row-left-out", (struct vitk_place){0}, excerpt.p ? excerpt : (vitk_str){0},
                     "See docs/dataset.md for what each column may hold.", "%s", what);
}

int vitk_store_file_row(struct vitk_store *store, vitk_str source_id, const struct vitk_stored_file *row) {
  vitk_str path = row->path;
  uint32_t at, checksum;
  int code = go_to(store, source_id);
  if (code == VITK_OK)
    code = vitk_store_fit(store, &path, VITK_CELL_MAX, "path", (struct vitk_place){0});
  if (code != VITK_OK)
    return code;
  if (path.n == 0)
    return leave_out(store, source_id, "a file without a path is left out");
  code = vitk_store_keep(store, row->checksum, VITK_CELL_MAX, "checksum", (struct vitk_place){.file = path}, &checksum);
  if (code == VITK_OK)
    code = vitk_store_file_of(store, store->current, path, &at);
  if (code != VITK_OK)
    return code;
  struct vitk_file_row *file = vitk_file_row(store, at);
  file->by_rows = true;
  file->is.bytes = row->bytes;
  file->is.checksum = vitk_store_text(store, checksum);
  return VITK_OK;
}

/* "langual:A0143 foodon:…" */
static int take_codes(struct vitk_store *store, vitk_str food_id, vitk_str rest) {
  int code = VITK_OK;
  while (code == VITK_OK && rest.n > 0) {
    const char *space = memchr(rest.p, ' ', rest.n);
    vitk_str pair = {rest.p, space ? (size_t)(space - rest.p) : rest.n};
    size_t past = pair.n + (space ? 1 : 0);
    rest = (vitk_str){rest.p + past, rest.n - past};
    const char *colon = pair.n > 0 ? memchr(pair.p, ':', pair.n) : NULL;
    char scheme[SCHEME_MAX];
    if (pair.n == 0)
      continue;
    size_t n = colon ? (size_t)(colon - pair.p) : 0;
    if (n == 0 || n >= sizeof scheme) {
      code = leave_out(store, pair, "a code that is not scheme:code is left out");
      continue;
    }
    memcpy(scheme, pair.p, n);
    scheme[n] = '\0';
    code = vitk_store_food_code(store, food_id, scheme, (vitk_str){colon + 1, pair.n - n - 1});
  }
  return code;
}

int vitk_store_food_row(struct vitk_store *store, vitk_str source_id, const struct vitk_stored_food *row) {
  uint32_t food;
  int code = go_to(store, source_id);
  if (code != VITK_OK)
    return code;
  struct vitk_source_node *source = vitk_store_current(store);
  if (row->food_id.n == 0 || row->food_id.n > VITK_FOOD_ID_MAX || !vitk_wellformed(row->food_id))
    return leave_out(store, row->food_id, "a food whose id is empty, too long or no text is left out");
  uint64_t foods_read = source->is.foods_read;
  struct vitk_food stated = {.size = sizeof stated,
                             .food_id = row->food_id,
                             .name = row->name,
                             .language = row->language,
                             .name_en = row->name_en,
                             .scientific_name = row->scientific_name,
                             .food_group = row->food_group};
  code =
      vitk_store_food_named(store, vitk_str_trim(row->food_id), &food); /* so that it stays, named by values or not */
  if (code == VITK_OK)
    code = vitk_store_food(store, &stated);
  if (!source->counts_foods && source->by_rows)
    source->is.foods_read = foods_read;
  return code == VITK_OK && row->classification.n > 0 ? take_codes(store, row->food_id, row->classification) : code;
}

/* --- values */

static bool is_null(double x) {
  return isnan(x);
}
static bool same(double a, double b) {
  return !(a < b) && !(a > b); /* both are numbers here */
}

/* What breaks the rules of status and bounds (docs/dataset.md), NULL: nothing. */
static const char *trouble_with_bounds(const struct vitk_value *v) {
  bool no_amount = is_null(v->amount_ug), no_lower = is_null(v->lower_ug), no_upper = is_null(v->upper_ug);
  switch (v->status) {
  case VITK_VALUE:
    return no_amount || no_lower || no_upper || !same(v->amount_ug, v->lower_ug) || !same(v->amount_ug, v->upper_ug)
               ? "a value has an amount, and both bounds are equal to it"
               : NULL;
  case VITK_ASSUMED_ZERO:
    return no_amount || no_lower || no_upper || v->amount_ug > 0 || v->lower_ug > 0 || v->upper_ug > 0
               ? "an assumed zero has an amount of 0, and both bounds are 0"
               : NULL;
  case VITK_TRACE:
    return !no_amount || no_lower || v->lower_ug > 0 || !no_upper
               ? "a trace has no amount, the lower bound 0 and no upper one"
               : NULL;
  case VITK_BELOW_LIMIT:
    return !no_amount || no_lower || v->lower_ug > 0 ? "what is below a limit has no amount, and the lower bound 0"
                                                     : NULL;
  case VITK_PRESENT:
    return !no_amount || no_lower || v->lower_ug > v->upper_ug
               ? "what is present has no amount, and a lower bound that is not above the upper one"
               : NULL;
  default:
    return !no_amount || !no_lower || !no_upper ? "what is missing has neither amount nor bounds" : NULL;
  }
}

static const char *trouble_with(const struct vitk_row_of_value *row) {
  const struct vitk_value *v = &row->is;
  const double numbers[] = {v->amount_ug, v->lower_ug, v->upper_ug, v->sd_ug, v->min_ug, v->max_ug, v->serving_g};
  if (row->food_id.n == 0 || row->food_id.n > VITK_FOOD_ID_MAX || !vitk_wellformed(row->food_id))
    return "a value names its food by an id of 1 to 200 bytes";
  if (row->file.n == 0 || !vitk_wellformed(row->file))
    return "a value names the file in which it stood";
  if (v->status < VITK_VALUE || v->status > VITK_MISSING || v->basis > VITK_PER_SERVING || v->origin > VITK_ASSUMED ||
      v->equivalents > VITK_AS_K1)
    return "a status, basis, origin or equivalents that there is not";
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    if (!is_null(numbers[i]) && (!isfinite(numbers[i]) || numbers[i] < 0))
      return "a number below zero, or beyond what a number can hold";
  if (v->serving_g <= 0)
    return "a serving weighs more than nothing";
  if (v->flags.n > FLAGS_ROOM)
    return "the flags are longer than the column holds";
  return trouble_with_bounds(v);
}

static int keep_texts(struct vitk_store *store, struct vitk_place place, const struct vitk_value *v,
                      struct vitk_manner *manner, uint32_t *original) {
  const struct {
    vitk_str text;
    uint32_t *kept;
    const char *name;
  } texts[] = {{v->original, original, "original"},    {v->original_unit, &manner->unit, "original_unit"},
               {v->method, &manner->method, "method"}, {v->confidence, &manner->confidence, "confidence"},
               {v->field, &manner->field, "field"},    {v->flags, &manner->flags, "flags"}};
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < sizeof texts / sizeof texts[0]; i++)
    code = vitk_store_keep(store, texts[i].text, VITK_CELL_MAX, texts[i].name, place, texts[i].kept);
  return code;
}

static int add_value(struct vitk_store *store, const struct vitk_row_of_value *row, const struct vitk_value *value) {
  struct vitk_place place = {.file = row->file, .field = row->is.field, .line = row->is.line};
  struct vitk_manner manner = {0};
  uint32_t at, original;
  vitk_str path = row->file;
  int code = vitk_store_fit(store, &path, VITK_CELL_MAX, "file", place);
  if (code == VITK_OK)
    code = vitk_store_file_of(store, store->current, path, &manner.file);
  if (code == VITK_OK)
    code = vitk_store_food_named(store, vitk_str_trim(row->food_id), &at);
  if (code == VITK_OK)
    code = keep_texts(store, place, value, &manner, &original);
  if (code == VITK_OK)
    code = vitk_store_add_value(store, at, value, &manner, original);
  if (code != VITK_OK)
    return code;
  struct vitk_food_row *food = vitk_food_row(store, at);
  if (vitk_store_current(store)->by_rows)
    vitk_file_row(store, manner.file)->by_rows = true;
  if (food->first_file == 0) {
    food->first_file = manner.file + 1;
    food->first_line = value->line;
  }
  return VITK_OK;
}

static int reject(struct vitk_store *store, struct vitk_place place, vitk_str excerpt, const char *what) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  return vitk_report(&sink, VITK_REJECT, "bad-value-row", place, excerpt.p ? excerpt : (vitk_str){0},
                     "See docs/dataset.md for what each status has.", "%s", what);
}

int vitk_store_value_row(struct vitk_store *store, vitk_str source_id, const struct vitk_row_of_value *row) {
  int code = go_to(store, source_id);
  if (code != VITK_OK)
    return code;
  struct vitk_place place = {.file = row->file, .field = row->is.field, .line = row->is.line};
  struct vitk_value value = row->is;
  int component = vitk_component_find(row->component_id);
  vitk_store_current(store)->is.statements_read++;
  store->statements++;
  const char *trouble = component < 0 ? "the component is none of vitamin K's" : trouble_with(row);
  if (trouble != NULL)
    return reject(store, place, component < 0 ? row->component_id : row->is.original, trouble);
  value.component = (uint32_t)component;
  return add_value(store, row, &value);
}

int vitk_store_bad_row(struct vitk_store *store, vitk_str source_id, bool is_value, struct vitk_place place,
                       vitk_str excerpt, const char *what) {
  int code = go_to(store, source_id);
  if (code != VITK_OK)
    return code;
  if (!is_value)
    return leave_out(store, excerpt, what);
  vitk_store_current(store)->is.statements_read++;
  store->statements++;
  return reject(store, place, excerpt, what);
}

/* --- the ledger */

static bool is_code(vitk_str code) {
  bool good = code.n > 0 && code.n <= CODE_MAX;
  for (size_t i = 0; good && i < code.n; i++)
    good = (code.p[i] >= 'a' && code.p[i] <= 'z') || (code.p[i] >= '0' && code.p[i] <= '9') || code.p[i] == '-';
  return good;
}

int vitk_store_problem_row(struct vitk_store *store, vitk_str source_id, const struct vitk_stored_problem *row) {
  struct vitk_problem_row kept = {.line = row->line};
  struct vitk_place place = {.file = row->file, .field = row->field, .line = row->line};
  int code = go_to(store, source_id);
  if (code != VITK_OK)
    return code;
  struct vitk_source_node *source = vitk_store_current(store);
  const struct {
    vitk_str from;
    uint32_t *to;
    const char *name;
  } texts[] = {{row->file, &kept.file, "file"},
               {row->field, &kept.field, "field"},
               {row->message, &kept.message, "message"},
               {row->excerpt, &kept.excerpt, "excerpt"},
               {row->code, &kept.code, "code"}};
  for (size_t i = 0; code == VITK_OK && i < sizeof texts / sizeof texts[0]; i++)
    code = vitk_store_keep(store, texts[i].from, 2 * VITK_CELL_MAX + 2, texts[i].name, place, texts[i].to);
  if (code != VITK_OK)
    return code;
  if (row->severity < VITK_NOTE || row->severity > VITK_ERROR || !is_code(vitk_store_text(store, kept.code)) ||
      kept.message == 0)
    return leave_out(store, row->message,
                     "a problem without severity, message or a code of a-z, 0-9 and - is left out");
  kept.source = (uint16_t)store->current;
  kept.severity = (uint8_t)row->severity;
  struct vitk_problem_row *added = vitk_pile_add(&store->problems);
  if (added == NULL)
    return VITK_NOMEM;
  *added = kept;
  bool rejected = kept.severity == VITK_REJECT;
  source->is.rejects += rejected;
  source->rejects_by_rows += rejected;
  source->is.statements_read += rejected;
  store->statements += rejected;
  source->is.warnings += kept.severity == VITK_WARNING;
  return VITK_OK;
}
