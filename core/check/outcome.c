/* outcome.c - runs the importer under check and keeps what came out as text, to be compared. */
#include "core/check/outcome.h"

#include "core/base/decimal.h"
#include "core/check/faults.h"
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

static int listen_to(void *self, const struct vitk_diag *diag) {
  struct outcome *o = self;
  if (o->first_error[0] == '\0' && diag->severity == VITK_ERROR)
    snprintf(o->first_error, sizeof o->first_error, "%.*s", VITK_STR_ARG(diag->message));
  if (strcmp(diag->code, "plugin-misuse") == 0 || strcmp(diag->code, "failed-silently") == 0)
    snprintf(o->broken, sizeof o->broken, "%s: %.*s", diag->code, VITK_STR_ARG(diag->message));
  return VITK_OK;
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

bool check_run_ready(struct check *c, const char *path, const struct vitk_limits *limits, struct outcome *o,
                     struct check_run *run) {
  const struct vitk_plugin *plugin = c->subject.plugin;
  *o = (struct outcome){
      .rows = {.maximum = MOST_TEXT}, .values = {.maximum = MOST_TEXT}, .members = {.maximum = MOST_TEXT}};
  *run = (struct check_run){.outcome = o, .diags = {listen_to, o}};
  const struct vitk_bundle_settings settings = {.limits = limits};
  const struct vitk_store_settings keep = {.max_rejects = UINT64_MAX,
                                           .importer = c->subject.loaded.name,
                                           .importer_version = plugin->version,
                                           .listener = &run->diags};
  struct vitk_option_values *values = NULL;
  int code = vitk_bundle_open(path, &settings, &run->diags, &run->bundle);
  if (code == VITK_OK)
    code = vitk_options_parse(plugin, c->request->options, c->request->n_options, c->subject.loaded.map, &run->arena,
                              &run->diags, &values);
  if (code == VITK_OK)
    code = vitk_store_new(&keep, &run->store);
  run->context = (struct vitk_context){
      .plugin = plugin, .options = values, .input = {.bundle = run->bundle, .limits = limits}, .store = run->store};
  if (code != VITK_OK)
    check_fail(c, "%s: %s", path, o->first_error[0] ? o->first_error : "the run could not be made");
  return code == VITK_OK;
}

void check_run_done(struct check_run *run) {
  struct outcome *o = run->outcome;
  if (run->ran && (o->code == VITK_OK || o->code == VITK_FAILED) && read_rows(run->store, o) != VITK_OK)
    snprintf(o->broken, sizeof o->broken, "its rows could not be read");
  vitk_store_free(run->store);
  vitk_bundle_close(run->bundle);
  vitk_arena_free(&run->arena);
}

void check_run_probe(struct check *c, struct check_run *run) {
  struct vitk_candidate_found *found;
  size_t n;
  struct outcome *o = run->outcome;
  c->shared->steps++;
  o->probe_code = vitk_run_probe(&c->subject.loader, run->bundle, run->context.input.limits, c->subject.loaded.name,
                                 c->request->options, c->request->n_options, &run->arena, &run->diags, &found, &n);
  if (o->probe_code == VITK_OK && n > 0) {
    o->score = found[0].verdict.score;
    memcpy(o->evidence, found[0].verdict.evidence, sizeof o->evidence);
  }
}

bool check_import(struct check *c, const char *path, const struct vitk_limits *limits, uint32_t what,
                  struct outcome *o) {
  struct check_run run;
  bool ready = check_run_ready(c, path, limits, o, &run);
  c->shared->steps++;
  if (ready && (what & CHECK_PROBING))
    check_run_probe(c, &run);
  if (ready && (what & CHECK_IMPORTING)) {
    run.ran = true;
    o->code = vitk_run_import(&run.context, NULL, NULL);
  }
  check_run_done(&run);
  return ready;
}

bool check_sane(struct check *c, const struct outcome *o) {
  if (o->broken[0] != '\0')
    check_fail(c, "%s", o->broken);
  else if (o->code != VITK_OK && o->code != VITK_FAILED)
    check_fail(c, "the import returned %d", o->code);
  return !check_failed(c);
}

void outcome_free(struct outcome *o) {
  vitk_buffer_free(&o->rows);
  vitk_buffer_free(&o->values);
  vitk_buffer_free(&o->members);
  free(o->lines);
  *o = (struct outcome){.n_lines = 0};
}
