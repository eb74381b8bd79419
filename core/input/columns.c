#include "core/input/columns.h"

#include "core/base/fold.h"
#include "core/base/str.h"

#include <stdlib.h>

enum { HEADER_SHOWN = 600, NEAREST_MAX = 64 };

static int bad_call(const struct vitk_input *input, vitk_str file, const char *what) {
  vitk_report(input->diags, VITK_ERROR, "bad-call", (struct vitk_place){.file = file}, (vitk_str){NULL, 0},
              "this is a fault of the importer: tell its author", "table_open: %s", what);
  return VITK_FAILED;
}

static const char *wrong_byte(const struct vitk_table_spec *spec) {
  if (spec->delimiter > 0x7F || spec->quote > 0x7F)
    return "delimiter and quote are one ASCII byte each";
  if (spec->delimiter == '\n' || spec->delimiter == '\r' || spec->quote == '\n' || spec->quote == '\r')
    return "a line end can be neither delimiter nor quote";
  if (spec->delimiter != 0 && spec->delimiter == spec->quote)
    return "delimiter and quote are the same byte";
  return NULL;
}

static const char *wrong_columns(const struct vitk_table_spec *spec, const struct vitk_limits *limits) {
  if (spec->n_columns > limits->columns)
    return "more columns are wanted than a table may have";
  if (spec->n_columns > 0 && (spec->columns == NULL || spec->column_stride < sizeof(struct vitk_column)))
    return "columns without an array, or with a stride that is too small";
  for (uint32_t i = 0; i < spec->n_columns; i++) {
    const struct vitk_column *column = (const void *)((const char *)spec->columns + (size_t)i * spec->column_stride);
    bool lines = (spec->flags & VITK_LINES) != 0;
    if ((spec->header_row != 0 && !lines && column->name == NULL) ||
        ((spec->header_row == 0 || lines) && column->position == 0))
      return "a column has no name, or no position where the table has no header";
  }
  return NULL;
}

static int copy_columns(const struct vitk_table_spec *spec, struct vitk_arena *arena, struct vitk_table_plan *out) {
  out->columns = vitk_arena_alloc(arena, (spec->n_columns + (size_t)1) * sizeof *out->columns);
  if (out->columns == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < spec->n_columns; i++) {
    const struct vitk_column *from = (const void *)((const char *)spec->columns + (size_t)i * spec->column_stride);
    vitk_str name;
    int code = vitk_arena_copy(arena, vitk_str_of(from->name ? from->name : ""), &name);
    if (code != VITK_OK)
      return code;
    out->columns[i] = (struct vitk_column_plan){
        .name = name.p, .position = from->position, .optional = from->optional != 0, .cell = VITK_NO_CELL};
  }
  return VITK_OK;
}

static int copy_text(struct vitk_arena *arena, const char **text) {
  vitk_str copy;
  int code = vitk_arena_copy(arena, vitk_str_of(*text), &copy);
  *text = copy.p;
  return code;
}

int vitk_plan_table(const struct vitk_input *input, const struct vitk_table_spec *spec, struct vitk_arena *arena,
                    struct vitk_table_plan *out) {
  *out = (struct vitk_table_plan){0};
  size_t known = spec->size < sizeof out->spec ? spec->size : sizeof out->spec;
  memcpy(&out->spec, spec, known);
  if (out->spec.member >= vitk_bundle_count(input->bundle))
    return bad_call(input, (vitk_str){NULL, 0}, "there is no such member");
  out->file = vitk_bundle_name(input->bundle, out->spec.member);
  const char *wrong = wrong_byte(&out->spec);
  if (wrong == NULL)
    wrong = wrong_columns(&out->spec, input->limits);
  if (wrong != NULL)
    return bad_call(input, out->file, wrong);
  int64_t bad;
  int code = vitk_where_plan(out->spec.where, out->spec.n_where, out->spec.where_stride, arena, &out->where, &bad);
  if (code == VITK_FAILED)
    return bad_call(input, out->file, "a condition has no known kind or no values");
  for (uint32_t i = 0; code == VITK_OK && i < out->where.n; i++)
    if (out->where.conditions[i].column >= out->spec.n_columns)
      return bad_call(input, out->file, "a condition is on a column that is not among the wanted ones");
  if (code == VITK_OK && (out->spec.flags & VITK_FOOD_ROWS) && input->all_foods)
    vitk_where_want_blank(&out->where);
  if (code == VITK_OK)
    code = copy_columns(&out->spec, arena, out);
  if (code == VITK_OK)
    code = copy_text(arena, &out->spec.charset);
  return code == VITK_OK ? copy_text(arena, &out->spec.sheet) : code;
}

uint32_t vitk_plan_required(const struct vitk_table_plan *plan) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < plan->spec.n_columns; i++)
    n += !plan->columns[i].optional;
  return n;
}

static int fold_cell(struct vitk_buffer *scratch, vitk_str text, vitk_str *out) {
  scratch->n = 0;
  int code = vitk_fold(scratch, text);
  *out = vitk_buffer_str(scratch);
  return code;
}

int vitk_plan_score(const struct vitk_table_plan *plan, const struct vitk_cell *cells, uint32_t n,
                    struct vitk_buffer *scratch, uint32_t *found) {
  *found = 0;
  for (uint32_t i = 0; i < plan->spec.n_columns; i++)
    plan->columns[i].cell = VITK_NO_CELL;
  for (uint32_t c = 0; c < n; c++) {
    vitk_str folded;
    int code = fold_cell(scratch, cells[c].text, &folded);
    if (code != VITK_OK)
      return code;
    for (uint32_t i = 0; folded.n > 0 && i < plan->spec.n_columns; i++) {
      struct vitk_column_plan *column = &plan->columns[i];
      if (column->optional || column->cell != VITK_NO_CELL || !vitk_fold_matches(folded, column->name))
        continue;
      column->cell = c;
      (*found)++;
    }
  }
  return VITK_OK;
}

/* Edits from a to b, for the first NEAREST_MAX bytes of both. */
static size_t distance(vitk_str a, vitk_str b) {
  size_t row[NEAREST_MAX + 1];
  size_t an = a.n < NEAREST_MAX ? a.n : NEAREST_MAX, bn = b.n < NEAREST_MAX ? b.n : NEAREST_MAX;
  for (size_t j = 0; j <= bn; j++)
    row[j] = j;
  for (size_t i = 1; i <= an; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= bn; j++) {
      size_t best = diagonal + (a.p[i - 1] != b.p[j - 1]);
      diagonal = row[j];
      best = best < row[j] + 1 ? best : row[j] + 1;
      row[j] = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
    }
  }
  return row[bn];
}

/* The header cell that looks most like one of the spellings; VITK_NO_CELL where none is near. */
static int64_t nearest(const char *names, const struct vitk_cell *cells, uint32_t n, struct vitk_buffer *scratch) {
  int64_t best_cell = VITK_NO_CELL;
  size_t best = SIZE_MAX;
  vitk_str rest = vitk_str_of(names), spelling, folded;
  while (vitk_str_alternative(&rest, &spelling)) {
    char wanted[NEAREST_MAX];
    if (fold_cell(scratch, spelling, &folded) != VITK_OK)
      return VITK_NO_CELL;
    size_t length = folded.n < NEAREST_MAX ? folded.n : NEAREST_MAX;
    memcpy(wanted, folded.p, length);
    for (uint32_t c = 0; c < n && fold_cell(scratch, cells[c].text, &folded) == VITK_OK; c++) {
      size_t d = folded.n ? distance((vitk_str){wanted, length}, folded) : SIZE_MAX;
      if (d < best && d * 2 <= length) {
        best = d;
        best_cell = c;
      }
    }
  }
  return best_cell;
}

static int missing_column(const struct vitk_table_plan *plan, const struct vitk_input *input, const char *name,
                          const struct vitk_cell *cells, uint32_t n, uint64_t line, struct vitk_buffer *scratch) {
  struct vitk_buffer header = {.maximum = HEADER_SHOWN}, hint = {.maximum = 1000};
  uint32_t shown = 0;
  while (shown < n && vitk_buffer_printf(&header, "%s\"%.*s\"", shown ? ", " : "",
                                         VITK_STR_ARG(vitk_str_trim(cells[shown].text))) == VITK_OK)
    shown++;
  int64_t near = nearest(name, cells, n, scratch);
  int code = near == VITK_NO_CELL
                 ? vitk_buffer_printf(&hint, "check that it is the file that is meant; if the publisher renamed the "
                                             "column, name it in a map")
                 : vitk_buffer_printf(&hint, "was it renamed to \"%.*s\"? then name it so in a map",
                                      VITK_STR_ARG(vitk_str_trim(cells[near].text)));
  if (code == VITK_OK)
    code = vitk_buffer_add(&hint, "", 1);
  vitk_str text = vitk_buffer_str(&header);
  vitk_report(input->diags, VITK_ERROR, "missing-column",
              (struct vitk_place){.file = plan->file, .field = vitk_str_of(name), .line = line}, (vitk_str){NULL, 0},
              code == VITK_OK ? hint.p : "check that it is the file that is meant",
              "no column \"%s\" in the header, which has %.*s%s", name, VITK_STR_ARG(text), shown < n ? ", …" : "");
  vitk_buffer_free(&header);
  vitk_buffer_free(&hint);
  return VITK_FAILED;
}

static int double_column(const struct vitk_table_plan *plan, const struct vitk_input *input, const char *name,
                         uint32_t first, uint32_t second, vitk_str text, uint64_t line) {
  vitk_report(input->diags, VITK_ERROR, "double-column",
              (struct vitk_place){.file = plan->file, .field = vitk_str_of(name), .line = line}, text,
              "give the columns names of their own, or name the one that is meant in a map",
              "columns %u and %u of the header both read as \"%s\"", first + 1, second + 1, name);
  return VITK_FAILED;
}

/* The header's columns in order, each to the wanted ones that it names. */
static int match(struct vitk_table_plan *plan, const struct vitk_input *input, const struct vitk_cell *cells,
                 uint32_t n, uint64_t line, struct vitk_buffer *scratch) {
  for (uint32_t c = 0; c < n; c++) {
    vitk_str folded;
    int code = fold_cell(scratch, cells[c].text, &folded);
    if (code != VITK_OK)
      return code == VITK_NOMEM ? code : VITK_FAILED;
    for (uint32_t i = 0; folded.n > 0 && i < plan->spec.n_columns; i++) {
      struct vitk_column_plan *column = &plan->columns[i];
      if (!vitk_fold_matches(folded, column->name))
        continue;
      if (column->cell != VITK_NO_CELL)
        return double_column(plan, input, column->name, (uint32_t)column->cell, c, cells[c].text, line);
      column->cell = c;
    }
  }
  return VITK_OK;
}

int vitk_plan_bind(struct vitk_table_plan *plan, const struct vitk_input *input, struct vitk_arena *arena,
                   const struct vitk_cell *cells, uint32_t n, uint64_t line) {
  struct vitk_buffer scratch = {.maximum = input->limits->record_bytes};
  for (uint32_t i = 0; i < plan->spec.n_columns; i++)
    plan->columns[i].cell = VITK_NO_CELL;
  int code = match(plan, input, cells, n, line, &scratch);
  for (uint32_t i = 0; code == VITK_OK && i < plan->spec.n_columns; i++) {
    struct vitk_column_plan *column = &plan->columns[i];
    if (column->cell != VITK_NO_CELL)
      code = vitk_arena_copy(arena, cells[column->cell].text, &column->field);
    else if (!column->optional)
      code = missing_column(plan, input, column->name, cells, n, line, &scratch);
  }
  plan->header_cells = n;
  while (plan->header_cells > 0 && vitk_str_trim(cells[plan->header_cells - 1].text).n == 0)
    plan->header_cells--;
  if (code == VITK_OK && plan->header_cells > 0) {
    plan->header = vitk_arena_alloc(arena, plan->header_cells * sizeof *plan->header);
    code = plan->header ? VITK_OK : VITK_NOMEM;
  }
  for (uint32_t i = 0; code == VITK_OK && i < plan->header_cells; i++)
    code = vitk_arena_copy(arena, cells[i].text, &plan->header[i]);
  vitk_buffer_free(&scratch);
  return code;
}

void vitk_plan_bind_positions(struct vitk_table_plan *plan) {
  for (uint32_t i = 0; i < plan->spec.n_columns; i++) {
    plan->columns[i].cell = (int64_t)plan->columns[i].position - 1;
    plan->columns[i].field = vitk_str_of(plan->columns[i].name);
  }
}
