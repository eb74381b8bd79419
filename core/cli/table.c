/* table.c - columns set for a person, by the width that characters take on a terminal; and JSON for programs. */
#include "core/base/steer.h"
#include "core/cli/cli.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct cli_table {
  const char *const *columns;
  size_t n_columns, n_cells, capacity;
  char **cells; /* row by row, the headings first; NULL: memory was at its end */
};

/* Code points of the wide East Asian ranges take two columns; marks that combine take none. A locale's wcwidth would
 * say nothing in the C locale. */
static size_t width_of(const char *text) {
  size_t width = 0;
  for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
    if ((*p & 0xC0) == 0x80)
      continue;
    bool combining = *p == 0xCC || (*p == 0xCD && p[1] < 0xB0);
    bool wide = (*p >= 0xE3 && *p <= 0xED) || (*p == 0xEF && p[1] >= 0xBC && p[1] <= 0xBD) || *p >= 0xF0;
    width += combining ? 0 : wide ? 2 : 1;
  }
  return width;
}

struct cli_table *cli_table_new(const char *const *columns) {
  struct cli_table *table = calloc(1, sizeof *table);
  if (table == NULL)
    return NULL;
  table->columns = columns;
  while (columns[table->n_columns] != NULL)
    table->n_columns++;
  for (size_t i = 0; i < table->n_columns; i++)
    cli_table_cell(table, "%s", columns[i] + (columns[i][0] == '>'));
  return table;
}

void cli_line(FILE *to, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = NULL;
  int n = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (n < 0)
    return;
  vitk_make_plain(text, (size_t)n);
  fprintf(to, "%s\n", text);
  free(text);
}

void cli_table_cell(struct cli_table *table, const char *format, ...) {
  if (table == NULL)
    return;
  if (table->n_cells == table->capacity) {
    size_t capacity = table->capacity ? table->capacity * 2 : 64;
    char **cells = realloc(table->cells, capacity * sizeof *cells);
    if (cells == NULL)
      return;
    table->cells = cells;
    table->capacity = capacity;
  }
  va_list arguments;
  va_start(arguments, format);
  char *text = NULL;
  if (vasprintf(&text, format, arguments) < 0)
    text = NULL;
  va_end(arguments);
  if (text != NULL)
    vitk_make_plain(text, strlen(text));
  table->cells[table->n_cells++] = text;
}

static void print_cell(const struct cli_table *table, size_t column, size_t width, const char *text, FILE *to) {
  bool right = table->columns[column][0] == '>';
  bool last = column + 1 == table->n_columns;
  size_t pad = width > width_of(text) ? width - width_of(text) : 0;
  fprintf(to, "%*s%s%*s%s", right ? (int)pad : 0, "", text, right || last ? 0 : (int)pad, "", last ? "\n" : "  ");
}

void cli_table_print(struct cli_table *table, FILE *to) {
  if (table == NULL)
    return;
  size_t widths[CLI_TABLE_COLUMNS] = {0};
  for (size_t i = 0; i < table->n_cells; i++) {
    size_t width = table->cells[i] ? width_of(table->cells[i]) : 0;
    if (width > widths[i % table->n_columns])
      widths[i % table->n_columns] = width;
  }
  for (size_t i = 0; i < table->n_cells; i++) {
    print_cell(table, i % table->n_columns, widths[i % table->n_columns], table->cells[i] ? table->cells[i] : "", to);
  }
  cli_table_free(table);
}

void cli_table_free(struct cli_table *table) {
  if (table == NULL)
    return;
  for (size_t i = 0; i < table->n_cells; i++)
    free(table->cells[i]);
  free(table->cells);
  free(table);
}

json_t *cli_json_text(const char *text) {
  json_t *json = json_string(text);
  char *plain = json == NULL && text != NULL ? strdup(text) : NULL;
  for (char *p = plain; p != NULL && *p != '\0'; p++)
    if ((*p & 0x80) != 0)
      *p = '?';
  if (plain != NULL)
    json = json_string(plain);
  free(plain);
  return json;
}

int cli_print_json(json_t *value, FILE *to) {
  int failed = value == NULL || json_dumpf(value, to, JSON_INDENT(2) | JSON_PRESERVE_ORDER) != 0;
  json_decref(value);
  fputc('\n', to);
  return failed || fflush(to) != 0 ? VITK_EXIT_OUTPUT : VITK_EXIT_DONE;
}
