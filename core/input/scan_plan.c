/* scan_plan.c - how the records of a table can be passed over by its conditions. */
#include "core/input/scan.h"

#include "core/base/str.h"

/* Can a cell that equals one of the values be found by its bytes? A blank cell has none, and a quote is doubled. */
static bool has_needles(const struct vitk_condition *condition, unsigned char quote) {
  for (size_t i = 0; i < condition->n_values; i++)
    if (condition->values[i].n == 0 || memchr(condition->values[i].p, quote, condition->values[i].n) != NULL)
      return false;
  return condition->kind == VITK_ONE_OF;
}

/* The bytes that trimming takes off, delimiters, quotes and line ends; all of other scripts, of which some are white.
 */
static void set_borders(struct vitk_scan_plan *plan) {
  for (size_t byte = 0; byte < sizeof plan->is_border; byte++)
    plan->is_border[byte] = byte <= ' ' || byte >= 0x80 || byte == plan->delimiter || byte == plan->quote;
}

/* By what MENTIONED says of each record, once the others hold. */
static bool plan_keys(const struct vitk_table_plan *table, struct vitk_arena *arena, struct vitk_scan_plan *out) {
  const struct vitk_where_plan *where = &table->where;
  uint32_t *cells = vitk_arena_alloc(arena, where->n * sizeof *cells);
  if (cells == NULL)
    return false;
  for (uint32_t i = 0; i < where->n; i++) {
    int64_t cell = table->columns[where->conditions[i].column].cell;
    if (cell == VITK_NO_CELL || where->conditions[i].kind == VITK_NOT_BLANK ||
        (where->conditions[i].kind == VITK_MENTIONED && i + 1 < where->n))
      return false;
    cells[i] = (uint32_t)cell;
  }
  out->by = VITK_BY_KEYS;
  out->each = where->conditions;
  out->cells = cells;
  out->n_conditions = where->n;
  return true;
}

/* By NOT_BLANK, where no condition stands before it. A record that table.c would call short or long is none to pass. */
static bool plan_content(const struct vitk_table_plan *table, struct vitk_arena *arena, struct vitk_scan_plan *out) {
  const struct vitk_where_plan *where = &table->where;
  uint32_t *cells = vitk_arena_alloc(arena, (where->n + (size_t)1) * sizeof *cells), n = 0;
  if (cells == NULL)
    return false;
  for (uint32_t i = 0; i < where->n && where->conditions[i].kind == VITK_NOT_BLANK; i++) {
    int64_t cell = table->columns[where->conditions[i].column].cell;
    uint32_t at = n;
    if (cell == VITK_NO_CELL)
      continue;
    for (; at > 0 && cells[at - 1] > cell; at--)
      cells[at] = cells[at - 1];
    cells[at] = (uint32_t)cell;
    n++;
  }
  bool ragged = (table->spec.flags & VITK_RAGGED) != 0;
  out->by = VITK_BY_CONTENT;
  out->cells = cells;
  out->n_conditions = n;
  out->most_cells = ragged || table->header_cells == 0 ? UINT32_MAX : table->header_cells;
  out->least_cells = ragged ? 0 : table->header_cells;
  for (uint32_t i = 0; !ragged && table->header_cells == 0 && i < table->spec.n_columns; i++)
    if (!table->columns[i].optional && table->columns[i].position > out->least_cells)
      out->least_cells = table->columns[i].position;
  return true;
}

/* By the values of the first ONE_OF that has needles, if one has. On a column that the table lacks it never holds. */
static bool plan_needles(const struct vitk_table_plan *table, struct vitk_scan_plan *out) {
  const struct vitk_where_plan *where = &table->where;
  for (uint32_t i = 0; i < where->n; i++) {
    const struct vitk_condition *condition = &where->conditions[i];
    if (!has_needles(condition, out->quote))
      continue;
    bool bound = table->columns[condition->column].cell != VITK_NO_CELL;
    out->needles = vitk_needles_new(condition->values, bound ? condition->n_values : 0);
    out->by = VITK_BY_NEEDLES;
    return out->needles != NULL;
  }
  return true;
}

bool vitk_scan_plan(const struct vitk_input *input, const struct vitk_table_plan *table, unsigned char delimiter,
                    struct vitk_arena *arena, struct vitk_scan_plan *out) {
  const struct vitk_where_plan *where = &table->where;
  *out = (struct vitk_scan_plan){.delimiter = delimiter,
                                 .quote = table->spec.quote ? (unsigned char)table->spec.quote : VITK_NO_QUOTE,
                                 .variant = vitk_simd_best()};
  if (out->quote <= ' ') /* libcsv takes it for a blank first */
    return false;
  set_borders(out);
  for (uint32_t i = 0; i < where->n && !(table->spec.flags & VITK_RAGGED); i++) {
    int64_t cell = table->columns[where->conditions[i].column].cell;
    if (cell != VITK_NO_CELL && (uint32_t)cell >= out->least_cells)
      out->least_cells = (uint32_t)cell + 1;
  }
  const struct vitk_limits *limits = input->limits;
  out->most_bytes = limits->record_bytes < limits->columns ? limits->record_bytes : limits->columns;
  bool asks = where->n > 0 && where->conditions[where->n - 1].kind == VITK_MENTIONED && input->mentioned != NULL;
  if (where->n > 0 && where->conditions[0].kind == VITK_NOT_BLANK)
    return plan_content(table, arena, out);
  return (asks && plan_keys(table, arena, out)) || plan_needles(table, out);
}

void vitk_scan_plan_free(struct vitk_scan_plan *plan) {
  vitk_needles_free(plan->needles);
}
