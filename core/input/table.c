#include "core/input/table.h"

#include "core/base/str.h"
#include "core/input/ole.h"
#include "core/input/rows.h"

#include <stdlib.h>

struct vitk_table {
  struct vitk_input input;
  struct vitk_arena arena;
  struct vitk_table_plan plan;
  struct vitk_row_source *rows;
  struct vitk_cell *cells; /* those that are wanted */
  struct vitk_skipped_foods skipped;
  bool is_sheet, exact, told_date;
  int failure; /* or VITK_END, once met */
};

static int no_header(const struct vitk_table *table, uint32_t wanted, uint64_t seen) {
  vitk_report(table->input.diags, VITK_ERROR, "missing-column", (struct vitk_place){.file = table->plan.file},
              (vitk_str){NULL, 0}, "check that the file is whole, and that it is the one that is meant",
              "the header was expected in row %u, the file has %llu rows", wanted, (unsigned long long)seen);
  return VITK_FAILED;
}

static int header_at(struct vitk_table *table, uint32_t wanted) {
  struct vitk_raw_row raw = {0};
  do {
    int code = table->rows->next(table->rows, &raw);
    if (code == VITK_END)
      return no_header(table, wanted, raw.number);
    if (code != VITK_OK)
      return code;
  } while (raw.number < wanted);
  return vitk_plan_bind(&table->plan, &table->input, &table->arena, raw.cells, raw.n_cells, raw.line);
}

/* A copy of the row that came nearest to a header, for the message. */
static int keep_row(struct vitk_arena *arena, const struct vitk_raw_row *raw, struct vitk_raw_row *out) {
  vitk_arena_reset(arena);
  struct vitk_cell *cells = vitk_arena_alloc(arena, raw->n_cells * sizeof *cells);
  if (cells == NULL)
    return VITK_NOMEM;
  *out = *raw;
  out->cells = cells;
  for (uint32_t i = 0; i < raw->n_cells; i++) {
    int code = vitk_arena_copy(arena, raw->cells[i].text, &cells[i].text);
    if (code != VITK_OK)
      return code;
  }
  return VITK_OK;
}

/* The first of the first rows that names each column that is not optional. */
static int search_header(struct vitk_table *table, struct vitk_arena *best_arena, struct vitk_buffer *scratch) {
  struct vitk_raw_row raw = {0}, best = {0};
  uint32_t best_found = 0, found = 0, required = vitk_plan_required(&table->plan);
  for (unsigned i = 0; i < VITK_HEADER_ROWS_SEARCHED; i++) {
    int code = table->rows->next(table->rows, &raw);
    if (code == VITK_END)
      break;
    if (code == VITK_OK)
      code = vitk_plan_score(&table->plan, raw.cells, raw.n_cells, scratch, &found);
    if (code != VITK_OK)
      return code;
    if (found == required)
      return vitk_plan_bind(&table->plan, &table->input, &table->arena, raw.cells, raw.n_cells, raw.line);
    if (best.cells == NULL || found > best_found) {
      best_found = found;
      code = keep_row(best_arena, &raw, &best);
      if (code != VITK_OK)
        return code;
    }
  }
  if (best.cells == NULL)
    return no_header(table, 1, 0);
  return vitk_plan_bind(&table->plan, &table->input, &table->arena, best.cells, best.n_cells, best.line);
}

static int find_header(struct vitk_table *table) {
  uint32_t row = table->plan.spec.flags & VITK_LINES ? 0 : table->plan.spec.header_row;
  if (row == 0) {
    vitk_plan_bind_positions(&table->plan);
    return VITK_OK;
  }
  if (row != VITK_HEADER_FIND)
    return header_at(table, row);
  struct vitk_arena best = {0};
  struct vitk_buffer scratch = {.maximum = table->input.limits->record_bytes};
  int code = search_header(table, &best, &scratch);
  vitk_buffer_free(&scratch);
  vitk_arena_free(&best);
  return code;
}

/* The formats by what claims a member, first come first: `start` is its first bytes. Delimited text claims the rest. */
static bool is_lines(const struct vitk_table_plan *plan, vitk_str start) {
  (void)start;
  return (plan->spec.flags & VITK_LINES) != 0;
}
static bool is_zip(const struct vitk_table_plan *plan, vitk_str start) {
  (void)plan;
  return start.n >= 4 && memcmp(start.p, "PK\3\4", 4) == 0;
}
static bool is_ole(const struct vitk_table_plan *plan, vitk_str start) {
  (void)plan;
  return vitk_ole_is(start);
}
static bool is_sqlite(const struct vitk_table_plan *plan, vitk_str start) {
  (void)plan;
  return vitk_sqlite_is(start);
}
static bool is_any(const struct vitk_table_plan *plan, vitk_str start) {
  (void)plan, (void)start;
  return true;
}
static const struct vitk_row_format {
  bool (*claims)(const struct vitk_table_plan *, vitk_str start);
  vitk_rows_open *open;
  vitk_sheet_name *sheet; /* NULL: it has no sheets */
  bool exact;             /* its texts are given as they stand, not trimmed: a program wrote them */
} formats[] = {{is_lines, vitk_lines_open, NULL, false},
               {is_zip, vitk_workbook_rows, vitk_workbook_sheet, false},
               {is_ole, vitk_xls_rows, vitk_xls_sheet, false},
               {is_sqlite, vitk_sqlite_rows, vitk_sqlite_sheet, true},
               {is_any, vitk_csv_open, NULL, false}};

/* The format of plan->spec.member. A failure was told. */
static int format_of(const struct vitk_input *input, const struct vitk_table_plan *plan,
                     const struct vitk_row_format **out) {
  char bytes[VITK_START_BYTES];
  vitk_str start = {bytes, 0};
  int code = vitk_bundle_start(input->bundle, plan->spec.member, bytes, &start.n);
  if (code != VITK_OK)
    return code;
  *out = formats;
  while (!(*out)->claims(plan, start))
    (*out)++;
  return VITK_OK;
}

static int open_rows(struct vitk_table *table) {
  const struct vitk_row_format *format;
  int code = format_of(&table->input, &table->plan, &format);
  if (code != VITK_OK)
    return code;
  table->is_sheet = format->sheet != NULL;
  table->exact = format->exact;
  if (table->is_sheet)
    table->plan.spec.flags |= VITK_RAGGED; /* a sheet's rows have no length: a cell that is not there is blank */
  return format->open(&table->input, &table->plan, &table->rows);
}

int vitk_rows_of_plan(const struct vitk_input *input, const struct vitk_table_plan *plan,
                      struct vitk_row_source **out) {
  const struct vitk_row_format *format;
  int code = format_of(input, plan, &format);
  return code == VITK_OK ? format->open(input, plan, out) : code;
}

int vitk_table_sheets(const struct vitk_input *input, uint32_t member, uint32_t index, vitk_str *name) {
  const struct vitk_table_plan plan = {.spec.member = member};
  const struct vitk_row_format *format;
  int code = format_of(input, &plan, &format);
  *name = (vitk_str){NULL, 0};
  if (code != VITK_OK)
    return code;
  return format->sheet ? format->sheet(input, member, index, name) : VITK_END;
}

int vitk_table_open(const struct vitk_input *input, const struct vitk_table_spec *spec, struct vitk_table **out) {
  *out = NULL;
  struct vitk_table *table = calloc(1, sizeof *table);
  if (table == NULL)
    return VITK_NOMEM;
  table->input = *input;
  int code = vitk_plan_table(&table->input, spec, &table->arena, &table->plan);
  if (code == VITK_OK) {
    table->cells = vitk_arena_alloc(&table->arena, (table->plan.spec.n_columns + (size_t)1) * sizeof *table->cells);
    code = table->cells ? VITK_OK : VITK_NOMEM;
  }
  if (code == VITK_OK)
    code = open_rows(table);
  if (code == VITK_OK)
    code = find_header(table);
  if (code != VITK_OK) {
    vitk_table_close(table);
    return code;
  }
  if (table->rows->begin != NULL)
    table->rows->begin(table->rows);
  *out = table;
  return VITK_OK;
}

static bool is_blank(const struct vitk_raw_row *raw) {
  for (uint32_t i = 0; i < raw->n_cells; i++)
    if (raw->cells[i].text.n > 0 && vitk_str_trim(raw->cells[i].text).n > 0)
      return false;
  return true;
}

/* A code such as 1-12 that a spreadsheet took for a date is lost: that is said once, the others are like it. */
static int tell_date(struct vitk_table *table, const struct vitk_raw_row *raw, uint32_t column) {
  const struct vitk_column_plan *plan = &table->plan.columns[column];
  if (table->told_date)
    return VITK_OK;
  table->told_date = true;
  int code = vitk_report(table->input.diags, VITK_WARNING, "date-cell",
                         (struct vitk_place){.file = table->plan.file, .field = plan->field, .line = raw->line},
                         table->cells[column].text,
                         "if it was a code such as 1-12, the spreadsheet made a date of it: write it anew as text",
                         "the cell holds a date or time");
  return code < 0 ? code : VITK_OK;
}

static int check_dates(struct vitk_table *table, const struct vitk_raw_row *raw) {
  int code = VITK_OK;
  for (uint32_t i = 0; table->is_sheet && code == VITK_OK && i < table->plan.spec.n_columns; i++)
    if (table->cells[i].flags & VITK_CELL_DATE)
      code = tell_date(table, raw, i);
  return code;
}

static void pick(struct vitk_table *table, const struct vitk_raw_row *raw) {
  for (uint32_t i = 0; i < table->plan.spec.n_columns; i++) {
    int64_t at = table->plan.columns[i].cell;
    if (at == VITK_NO_CELL || at >= raw->n_cells) {
      table->cells[i] = (struct vitk_cell){.text = {NULL, 0}};
      continue;
    }
    table->cells[i] = raw->cells[at];
    if (!table->exact)
      table->cells[i].text = vitk_str_trim(raw->cells[at].text);
  }
}

/* A condition that does not hold. A row that is too short for it is told as short, and one without the content that is
 * asked for may have it in another place. */
static bool fails(struct vitk_table *table, const struct vitk_condition *condition, bool *is_measured) {
  vitk_str text = table->cells[condition->column].text;
  bool skips = condition->kind != VITK_ONE_OF && (table->plan.spec.flags & VITK_FOOD_ROWS) != 0;
  *is_measured = condition->kind == VITK_NOT_BLANK ||
                 (text.p == NULL && table->plan.columns[condition->column].cell != VITK_NO_CELL);
  if (skips && (condition->kind == VITK_NOT_BLANK || !*is_measured))
    vitk_skip_food(&table->skipped, &table->input);
  return false;
}

/* Is the row wanted? If not, *is_measured: its length is to be told all the same. */
static bool meets_conditions(struct vitk_table *table, bool *is_measured) {
  const uint32_t n = table->plan.where.n;
  bool content = false;
  *is_measured = true;
  for (uint32_t i = 0; i < n; i++) {
    const struct vitk_condition *at = &table->plan.where.conditions[i];
    bool among = at->kind == VITK_NOT_BLANK; /* one of these is enough */
    if (among && content)
      continue;
    content = vitk_condition_holds(at, &table->input, table->cells[at->column].text);
    bool another = among && i + 1 < n && at[1].kind == VITK_NOT_BLANK;
    if (!content && !another)
      return fails(table, at, is_measured);
  }
  return true;
}

static int uneven(const struct vitk_table *table, const struct vitk_raw_row *raw, const char *code, uint32_t expected) {
  int answer = vitk_report(table->input.diags, VITK_WARNING, code,
                           (struct vitk_place){.file = table->plan.file, .line = raw->line},
                           raw->n_cells ? vitk_str_trim(raw->cells[0].text) : (vitk_str){"", 0},
                           "compare the row with its neighbours: a delimiter or quote may be missing or too many",
                           "the row has %u cells, %u were expected", raw->n_cells, expected);
  return answer < 0 ? answer : VITK_OK;
}

/* Cells beyond the header's that say nothing, as those of a delimiter at each line's end, make no row long. */
static int check_length(const struct vitk_table *table, const struct vitk_raw_row *raw) {
  uint32_t header = table->plan.header_cells, last = raw->n_cells;
  if (table->plan.spec.flags & VITK_RAGGED)
    return VITK_OK;
  if (header == 0) { /* no header: only a required column tells */
    for (uint32_t i = 0; i < table->plan.spec.n_columns; i++)
      if (!table->plan.columns[i].optional && table->plan.columns[i].position > raw->n_cells)
        return uneven(table, raw, "short-row", table->plan.columns[i].position);
    return VITK_OK;
  }
  while (last > header && vitk_str_trim(raw->cells[last - 1].text).n == 0)
    last--;
  if (last > header)
    return uneven(table, raw, "long-row", header);
  return raw->n_cells < header ? uneven(table, raw, "short-row", header) : VITK_OK;
}

static int next_row(struct vitk_table *table, struct vitk_raw_row *raw) {
  for (;;) {
    bool is_measured;
    int code = table->rows->next(table->rows, raw);
    if (code != VITK_OK)
      return code;
    if (raw->number < table->plan.spec.first_row || is_blank(raw))
      continue;
    pick(table, raw);
    bool wanted = meets_conditions(table, &is_measured);
    if (is_measured)
      code = check_length(table, raw);
    if (wanted && code == VITK_OK)
      code = check_dates(table, raw);
    if (wanted || code != VITK_OK)
      return code;
  }
}

int vitk_table_next(struct vitk_table *table, struct vitk_row *out) {
  struct vitk_raw_row raw = {0};
  if (table->failure == VITK_OK)
    table->failure = next_row(table, &raw);
  if (table->failure == VITK_END)
    vitk_tell_skipped(&table->skipped, &table->input);
  if (table->failure != VITK_OK)
    return table->failure;
  if (table->input.shard != NULL && table->plan.spec.flags & VITK_FOOD_ROWS)
    table->input.shard->food_rows++;
  *out = (struct vitk_row){.size = sizeof *out,
                           .file = table->plan.file,
                           .line = raw.line,
                           .cells = table->cells,
                           .n_cells = table->plan.spec.n_columns,
                           .cell_stride = sizeof *table->cells};
  return VITK_OK;
}

vitk_str vitk_table_field(struct vitk_table *table, uint32_t column) {
  return column < table->plan.spec.n_columns ? table->plan.columns[column].field : (vitk_str){NULL, 0};
}

int vitk_table_header(struct vitk_table *table, uint32_t index, vitk_str *out) {
  if (index >= table->plan.header_cells)
    return VITK_END;
  *out = table->plan.header[index];
  return VITK_OK;
}

void vitk_table_close(struct vitk_table *table) {
  if (table == NULL)
    return;
  vitk_tell_skipped(&table->skipped, &table->input);
  if (table->rows != NULL)
    table->rows->close(table->rows);
  vitk_arena_free(&table->arena);
  free(table);
}
