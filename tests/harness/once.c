#include "once.h"

#include "core/base/decimal.h"
#include "core/dataset/columns.h"
#include "core/dataset/rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_TEXT = 256 << 20 };

struct collecting {
  struct outcome *outcome;
  uint64_t values, rejects; /* rows of this source */
};

static int add_datum(struct vitk_buffer *to, const struct vitk_field *field, const struct vitk_datum *datum) {
  char number[40];
  int code = vitk_buffer_printf(to, " %s=", field->name);
  if (code != VITK_OK)
    return code;
  if (datum->is_null)
    return vitk_buffer_add(to, "NULL", 4);
  if (field->type == VITK_INTEGER)
    return vitk_buffer_printf(to, "%" PRId64, datum->integer);
  if (field->type == VITK_REAL)
    return vitk_buffer_add(to, number, vitk_double_text(datum->real, number, sizeof number));
  return vitk_buffer_add_str(to, datum->text);
}

static int add_row(struct vitk_buffer *to, uint32_t table, const struct vitk_datum *row, bool value_alone) {
  const struct vitk_schema *schema = &vitk_schemas[table];
  int code = VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && i < schema->n_fields; i++) {
    if (value_alone && (i == VITK_COL_VALUES_source_id || i == VITK_COL_VALUES_flags))
      continue;
    code = add_datum(to, &schema->fields[i], &row[i]);
  }
  return code;
}

static int end_text(struct vitk_buffer *to) {
  return vitk_buffer_add(to, "", 1);
}

static int add_value(struct outcome *o, const struct vitk_datum *row) {
  if (o->n_lines == o->most_lines) {
    size_t more = o->most_lines ? o->most_lines * 2 : 256;
    struct value_line *larger = realloc(o->lines, more * sizeof *larger);
    if (larger == NULL)
      return VITK_NOMEM;
    o->lines = larger;
    o->most_lines = more;
  }
  struct value_line *line = &o->lines[o->n_lines];
  line->text = o->values.n;
  int code = add_row(&o->values, VITK_VALUES, row, true);
  if (code == VITK_OK)
    code = end_text(&o->values);
  line->file = o->values.n;
  if (code == VITK_OK)
    code = vitk_buffer_add_str(&o->values, row[VITK_COL_VALUES_file].text);
  if (code == VITK_OK)
    code = end_text(&o->values);
  line->line = o->values.n;
  if (code == VITK_OK)
    code = vitk_buffer_printf(&o->values, "%" PRId64, row[VITK_COL_VALUES_line].integer);
  if (code == VITK_OK)
    code = end_text(&o->values);
  o->n_lines += code == VITK_OK;
  return code;
}

static int collect(void *self, uint32_t table, const struct vitk_datum *row) {
  struct collecting *c = self;
  struct outcome *o = c->outcome;
  int code = vitk_buffer_printf(&o->rows, "%s:", vitk_schemas[table].name);
  if (code == VITK_OK)
    code = add_row(&o->rows, table, row, false);
  if (code == VITK_OK)
    code = vitk_buffer_add(&o->rows, "\n", 1);
  if (code == VITK_OK && table == VITK_VALUES) {
    c->values++;
    code = add_value(o, row);
  }
  if (table == VITK_PROBLEM && vitk_str_is(row[VITK_COL_PROBLEM_severity].text, vitk_severity_words[VITK_REJECT]))
    c->rejects++;
  if (code == VITK_OK && table == VITK_FILE) {
    o->n_members++;
    code = vitk_buffer_add_str(&o->members, row[VITK_COL_FILE_path].text);
    if (code == VITK_OK)
      code = end_text(&o->members);
  }
  return code;
}

/* statements read = values + rejects, and each of them is a row. */
static void check_ledger(struct outcome *o, const struct vitk_stored_source *source, const struct collecting *c) {
  uint64_t values = 0;
  for (int i = 0; i < 7; i++)
    values += source->values_by_status[i];
  if (source->statements_read != values + source->rejects || values != c->values || source->rejects != c->rejects)
    snprintf(o->broken, sizeof o->broken,
             "the ledger does not close: %" PRIu64 " statements, %" PRIu64 " values (%" PRIu64 " rows), %" PRIu64
             " rejects (%" PRIu64 " rows)",
             source->statements_read, values, c->values, source->rejects, c->rejects);
}

struct listening {
  struct harness *harness;
  struct outcome *outcome;
};

static int listen_to(void *self, const struct vitk_diag *diag) {
  struct listening *l = self;
  if (l->harness->aloud)
    fprintf(stderr, "  %s %s %.*s:%" PRIu64 " %.*s\n", vitk_severity_words[diag->severity], diag->code,
            VITK_STR_ARG(diag->file), diag->line, VITK_STR_ARG(diag->message));
  if (strcmp(diag->code, "plugin-misuse") == 0 || strcmp(diag->code, "failed-silently") == 0)
    snprintf(l->outcome->broken, sizeof l->outcome->broken, "%s: %.*s", diag->code, VITK_STR_ARG(diag->message));
  return VITK_OK;
}

static int probe(struct harness *h, struct vitk_bundle *bundle, const struct vitk_sink_of_diags *diags,
                 struct outcome *o) {
  struct vitk_arena arena = {0};
  struct vitk_candidate_found *found;
  size_t n;
  int code = vitk_run_probe(&h->loader, bundle, &vitk_default_limits, h->loaded->name, h->options, h->n_options, &arena,
                            diags, &found, &n);
  o->score = code == VITK_OK && n > 0 ? found[0].verdict.score : 0;
  vitk_arena_free(&arena);
  return code;
}

static int read_rows(struct vitk_store *store, struct outcome *o) {
  int code = VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && i < vitk_store_n_sources(store); i++) {
    struct collecting c = {.outcome = o};
    const struct vitk_row_sink sink = {collect, &c};
    code = vitk_rows_source(store, i, &sink);
    if (code == VITK_OK)
      check_ledger(o, vitk_store_source_at(store, i), &c);
  }
  return code;
}

static int import(struct harness *h, struct vitk_bundle *bundle, const struct vitk_limits *limits,
                  const struct vitk_sink_of_diags *diags, struct vitk_arena *arena, struct outcome *o) {
  struct vitk_option_values *values;
  struct vitk_store *store;
  const struct vitk_store_settings settings = {.max_rejects = UINT64_MAX,
                                               .importer = h->loaded->name,
                                               .importer_version = h->loaded->plugin->version,
                                               .listener = diags};
  int code = vitk_options_parse(h->loaded->plugin, h->options, h->n_options, h->loaded->map, arena, diags, &values);
  if (code == VITK_OK)
    code = vitk_store_new(&settings, &store);
  if (code != VITK_OK)
    return code;
  struct vitk_context context = {
      .plugin = h->loaded->plugin, .options = values, .input = {.bundle = bundle, .limits = limits}, .store = store};
  o->code = vitk_run_import(&context, NULL, NULL);
  code = o->code == VITK_OK || o->code == VITK_FAILED ? read_rows(store, o) : VITK_OK;
  vitk_store_free(store);
  return code;
}

bool import_once(struct harness *h, const char *path, const struct vitk_limits *limits, struct outcome *o) {
  *o = (struct outcome){
      .rows = {.maximum = MOST_TEXT}, .values = {.maximum = MOST_TEXT}, .members = {.maximum = MOST_TEXT}};
  struct listening l = {h, o};
  const struct vitk_sink_of_diags diags = {listen_to, &l};
  const struct vitk_bundle_settings settings = {.limits = limits};
  struct vitk_arena arena = {0};
  struct vitk_bundle *bundle = NULL;
  int code = vitk_bundle_open(path, &settings, &diags, &bundle);
  if (code == VITK_OK)
    code = probe(h, bundle, &diags, o);
  if (code == VITK_OK)
    code = import(h, bundle, limits, &diags, &arena, o);
  vitk_bundle_close(bundle);
  vitk_arena_free(&arena);
  if (o->code != VITK_OK && o->code != VITK_FAILED && o->broken[0] == '\0')
    snprintf(o->broken, sizeof o->broken, "the import returned %d", o->code);
  return code == VITK_OK;
}

void outcome_free(struct outcome *o) {
  vitk_buffer_free(&o->rows);
  vitk_buffer_free(&o->values);
  vitk_buffer_free(&o->members);
  free(o->lines);
  *o = (struct outcome){.n_lines = 0};
}
