/* table.c - one table: what a row takes from its source and food is made once for all of their values. */
#include "export_csv.h"

/* Columns beside each other that say the same of all values of a source or food, or are the value's own. */
struct part {
  uint32_t table, first, n; /* columns */
  struct text_out text;     /* of a source or food: its cells */
};

struct csv_table {
  struct vitk_output *output;
  struct csv_columns columns;
  struct part *parts;
  uint32_t n_parts;
  bool food_waits, header_written; /* food_waits: no value of it was written yet */
  bool has_quotes;                 /* the value written last */
};

static void make_parts(struct csv_table *table) {
  for (uint32_t i = 0; i < table->columns.n; i++) {
    struct part *last = table->n_parts > 0 ? &table->parts[table->n_parts - 1] : NULL;
    if (last != NULL && last->table == table->columns.all[i].table)
      last->n++;
    else
      table->parts[table->n_parts++] = (struct part){.table = table->columns.all[i].table, .first = i, .n = 1};
  }
}

int vitk_csv_table_new(struct csv_export *e) {
  struct csv_table *table = e->table = e->host->alloc(e->context, sizeof *e->table);
  int code = table ? vitk_csv_columns(e, &table->columns) : VITK_NOMEM;
  if (code != VITK_OK)
    return code;
  table->parts = e->host->alloc(e->context, table->columns.n * sizeof *table->parts);
  if (table->parts == NULL)
    return VITK_NOMEM;
  make_parts(table);
  code = e->wide_asked ? vitk_csv_wide_new(e) : VITK_OK;
  return code == VITK_OK ? e->host->output_open(e->context, NULL, &table->output) : code;
}

/* The header waits for the components, which come first and which a wide table is made of. */
static int header_once(struct csv_export *e) {
  const struct csv_table *table = e->table;
  int code = VITK_OK;
  if (table->header_written)
    return VITK_OK;
  e->table->header_written = true;
  vitk_csv_start(e, &e->line);
  for (uint32_t i = 0; code == VITK_OK && i < table->n_parts; i++) {
    const struct part *part = &table->parts[i];
    if (part->table == VITK_VALUES && e->wide != NULL)
      code = vitk_csv_wide_header(e, &e->line);
    for (uint32_t k = 0; (part->table != VITK_VALUES || e->wide == NULL) && k < part->n; k++) {
      const char *head = table->columns.all[part->first + k].head;
      vitk_csv_cell(e, &e->line, (vitk_str){head, strlen(head)});
    }
  }
  vitk_csv_line_end(&e->line);
  return code == VITK_OK ? vitk_csv_write(e, table->output, &e->line) : code;
}

static vitk_str value_text(const struct csv_column *column, const struct vitk_datum *row, uint32_t stride) {
  const struct vitk_datum *datum = text_datum(row, stride, column->at);
  return datum->is_null ? (vitk_str){NULL, 0} : datum->text;
}

/* The cells of a value as they are, where there is room and none needs quotes: that is looked at once for all of them.
 */
static bool plain_cells(struct csv_export *e, const struct part *part, const struct vitk_datum *row, uint32_t stride) {
  const struct csv_column *columns = e->table->columns.all + part->first;
  const char delimiter = e->delimiter;
  text_vector special = {0};
  char *to = e->line.p + e->line.n, *end = e->line.p + e->line.capacity;
  for (uint32_t i = 0; i < part->n; i++) {
    const vitk_str text = value_text(&columns[i], row, stride);
    if (text.n >= (size_t)(end - to))
      return false;
    special |= text_csv_copy(to, text, delimiter);
    to += text.n;
    *to++ = delimiter;
  }
  if (text_any(special))
    return false;
  e->line.n = (size_t)(to - e->line.p);
  return true;
}

/* The same where some need quotes, as each amount with a decimal comma does. Rows are like the one before in that. */
static bool quoted_cells(struct csv_export *e, const struct part *part, const struct vitk_datum *row, uint32_t stride) {
  const struct csv_column *columns = e->table->columns.all + part->first;
  const char delimiter = e->delimiter;
  char *to = e->line.p + e->line.n, *end = e->line.p + e->line.capacity;
  bool are_plain = true;
  for (uint32_t i = 0; i < part->n; i++) {
    const vitk_str text = value_text(&columns[i], row, stride);
    if (text_csv_most(text.n) > (size_t)(end - to))
      return false;
    char *after = text_csv_put(to, delimiter, text);
    are_plain = are_plain && after == to + text.n + 1;
    to = after;
  }
  e->line.n = (size_t)(to - e->line.p);
  e->table->has_quotes = !are_plain;
  return true;
}

/* `row` NULL: of a food without a value. */
static void value_cells(struct csv_export *e, const struct part *part, const struct vitk_datum *row, uint32_t stride) {
  static const struct vitk_datum nothing = {.is_null = 1};
  const struct csv_column *columns = e->table->columns.all + part->first;
  if (row != NULL && e->line.p != NULL &&
      ((!e->table->has_quotes && plain_cells(e, part, row, stride)) || quoted_cells(e, part, row, stride)))
    return;
  for (uint32_t i = 0; i < part->n; i++)
    vitk_csv_datum(e, &e->line, row ? text_datum(row, stride, columns[i].at) : &nothing);
}

int vitk_csv_table_line(struct csv_export *e, const void *row, uint32_t stride) {
  const struct csv_table *table = e->table;
  for (uint32_t i = 0; i < table->n_parts; i++) {
    const struct part *part = &table->parts[i];
    if (part->table != VITK_VALUES)
      text_bytes(&e->line, part->text.p, part->text.n);
    else if (e->wide != NULL)
      vitk_csv_wide_cells(e, row);
    else
      value_cells(e, part, row, stride);
  }
  vitk_csv_line_end(&e->line);
  return vitk_csv_block(e, table->output, &e->line);
}

/* The parts that a row of a source or food fills. */
static int take_parts(struct csv_export *e, uint32_t of, const struct vitk_datum *row, uint32_t stride) {
  struct csv_table *table = e->table;
  bool no_memory = false;
  for (uint32_t i = 0; i < table->n_parts; i++) {
    struct part *part = &table->parts[i];
    if (part->table != of)
      continue;
    part->text.n = 0;
    for (uint32_t k = 0; k < part->n; k++)
      vitk_csv_datum(e, &part->text, text_datum(row, stride, table->columns.all[part->first + k].at));
    no_memory = no_memory || part->text.no_memory;
  }
  return no_memory ? VITK_NOMEM : VITK_OK;
}

static int food_end(struct csv_export *e) {
  bool waits = e->table->food_waits;
  e->table->food_waits = false;
  if (e->wide != NULL)
    return vitk_csv_wide_food_end(e, waits);
  return waits ? vitk_csv_table_line(e, NULL, 0) : VITK_OK;
}

int vitk_csv_table_row(struct csv_export *e, uint32_t of, const struct vitk_datum *row, uint32_t stride) {
  struct csv_table *table = e->table;
  int code = VITK_OK;
  if (of == VITK_COMPONENT) /* its first column is its id */
    return e->wide ? vitk_csv_wide_component(e, text_datum(row, stride, 0)->text) : VITK_OK;
  if (of == VITK_VALUES) {
    table->food_waits = false;
    return e->wide ? vitk_csv_wide_value(e, row, stride) : vitk_csv_table_line(e, row, stride);
  }
  code = header_once(e);
  if (code >= 0)
    code = food_end(e);
  if (code >= 0 && of == VITK_SOURCE) /* the one before this one goes out whole */
    code = vitk_csv_write(e, table->output, &e->line);
  if (code < 0 || (of != VITK_SOURCE && of != VITK_FOOD)) /* files and problems are not foods: the folder has them */
    return code;
  table->food_waits = of == VITK_FOOD;
  return take_parts(e, of, row, stride);
}

int vitk_csv_table_finish(struct csv_export *e) {
  int code = header_once(e);
  if (code >= 0)
    code = food_end(e);
  if (code >= 0 && e->line.n > 0)
    code = vitk_csv_write(e, e->table->output, &e->line);
  return code >= 0 ? e->host->output_close(e->table->output, NULL) : code;
}

void vitk_csv_table_free(struct csv_export *e) {
  for (uint32_t i = 0; e->table != NULL && i < e->table->n_parts; i++)
    text_free(&e->table->parts[i].text);
}
