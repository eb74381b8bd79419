/* ods.c - sheets of an OpenDocument workbook, which all stand in content.xml. Rows and cells that are alike are written
 * once with a count; how a number looks is told by the paragraphs of its cell, which repeat it as it is shown. */
#include "core/base/str.h"
#include "core/input/grid.h"
#include "core/input/part.h"
#include "core/input/workbook.h"

#include <stdlib.h>

enum { TYPE_MAX = 12, FOUND_SHOWN = 40, TEXT_MAX = 1 << 20 };

#define OFFICE "opendocument:xmlns:office"
#define TABLE  "opendocument:xmlns:table"
#define TEXT   "opendocument:xmlns:text"

struct sheet {
  struct vitk_row_source source;
  const struct vitk_input *input;
  struct vitk_workbook *book; /* held; the list's caller holds it for a list */
  struct vitk_part *part;
  struct vitk_grid grid;
  int failure; /* or VITK_END */
  uint32_t wanted, tables;
  /* Depths of the elements that are open, the root being 1; 0: not open. */
  uint32_t depth, spreadsheet, table, row, cell, paragraph, aside;
  uint64_t number, column;  /* of the row under way, from 1; of its next cell, from 0 */
  uint64_t rows, cells;     /* that the element stands for */
  char type[TYPE_MAX];      /* of the cell under way */
  bool covered;             /* by a cell that is merged with it */
  uint32_t paragraphs;      /* of it so far */
  struct vitk_buffer value; /* its own attribute */
  struct vitk_buffer shown; /* its paragraphs */
};

static int bad(const struct sheet *sheet, const char *what, vitk_str found) {
  return vitk_bad_workbook(sheet->input, sheet->book->package.file, sheet->number, "in row %llu %s \"%.*s\"",
                           (unsigned long long)sheet->number, what, found.n < FOUND_SHOWN ? (int)found.n : FOUND_SHOWN,
                           found.p ? found.p : "");
}

/* A count such as number-columns-repeated, 1 where it is not there. */
static int count_of(const struct sheet *sheet, const struct vitk_attributes *attributes, const char *name,
                    const char *space, uint64_t *out) {
  vitk_str text = vitk_attribute(attributes, name, space);
  *out = 1;
  if (text.p == NULL)
    return VITK_OK;
  *out = 0;
  if (text.n > 9)
    return bad(sheet, "a count is too large:", text);
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9')
      return bad(sheet, "a count is no number:", text);
    *out = *out * 10 + (uint64_t)(text.p[i] - '0');
  }
  return *out > 0 ? VITK_OK : bad(sheet, "a count is no number above 0:", text);
}

static int start_row(struct sheet *sheet, const struct vitk_attributes *attributes) {
  int code = count_of(sheet, attributes, "number-rows-repeated", TABLE, &sheet->rows);
  sheet->row = sheet->depth;
  sheet->column = 0;
  return code == VITK_OK ? vitk_grid_begin_row(&sheet->grid, sheet->number, sheet->rows) : code;
}

/* The attribute that holds the value, by the cell's type. */
static vitk_str value_of(const struct vitk_attributes *attributes, vitk_str type) {
  static const struct {
    const char *type, *attribute;
  } values[] = {{"float", "value"},           {"percentage", "value"}, {"currency", "value"},
                {"boolean", "boolean-value"}, {"date", "date-value"},  {"time", "time-value"},
                {"string", "string-value"}};
  for (size_t i = 0; type.p != NULL && i < sizeof values / sizeof values[0]; i++)
    if (vitk_str_is(type, values[i].type))
      return vitk_attribute(attributes, values[i].attribute, OFFICE);
  return (vitk_str){NULL, 0};
}

static int too_long(const struct sheet *sheet, int code, const struct vitk_buffer *text) {
  return code == VITK_FAILED ? bad(sheet, "a cell's text is too long:", vitk_buffer_str(text)) : code;
}

static int start_cell(struct sheet *sheet, const struct vitk_attributes *attributes, bool covered) {
  vitk_str type = vitk_attribute(attributes, "value-type", OFFICE);
  int code = count_of(sheet, attributes, "number-columns-repeated", TABLE, &sheet->cells);
  if (code != VITK_OK)
    return code;
  if (type.n >= TYPE_MAX)
    return bad(sheet, "a cell is of a kind that is not known:", type);
  memcpy(sheet->type, type.p ? type.p : "", type.n);
  sheet->type[type.n] = '\0';
  sheet->covered = covered;
  sheet->cell = sheet->depth;
  sheet->paragraphs = 0;
  sheet->shown.n = sheet->value.n = 0;
  return too_long(sheet, vitk_buffer_add_str(&sheet->value, value_of(attributes, type)), &sheet->value);
}

static int show(struct sheet *sheet, char c, uint64_t n) {
  int code = VITK_OK;
  if (n > TEXT_MAX)
    return too_long(sheet, VITK_FAILED, &sheet->shown);
  for (uint64_t i = 0; code == VITK_OK && i < n; i++)
    code = vitk_buffer_add(&sheet->shown, &c, 1);
  return too_long(sheet, code, &sheet->shown);
}

/* Within a paragraph: what stands for white space, and what is no part of the text. */
static int start_in_paragraph(struct sheet *sheet, const char *name, const struct vitk_attributes *attributes) {
  uint64_t n = 1;
  if (strcmp(name, "ruby-text") == 0 || strcmp(name, "annotation") == 0 || strcmp(name, "note") == 0)
    sheet->aside = sheet->depth;
  else if (strcmp(name, "tab") == 0)
    return show(sheet, '\t', 1);
  else if (strcmp(name, "line-break") == 0)
    return show(sheet, '\n', 1);
  else if (strcmp(name, "s") == 0) {
    int code = count_of(sheet, attributes, "c", TEXT, &n);
    return code == VITK_OK ? show(sheet, ' ', n) : code;
  }
  return VITK_OK;
}

static int on_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct sheet *sheet = self;
  sheet->depth++;
  if (sheet->aside)
    return VITK_OK;
  if (sheet->paragraph)
    return start_in_paragraph(sheet, name, attributes);
  if (sheet->cell) {
    if (sheet->depth != sheet->cell + 1 || strcmp(name, "p") != 0)
      return VITK_OK; /* paragraphs further below are those of a comment or a drawing */
    sheet->paragraph = sheet->depth;
    return sheet->paragraphs++ ? show(sheet, '\n', 1) : VITK_OK;
  }
  if (sheet->row) {
    bool covered = strcmp(name, "covered-table-cell") == 0;
    return covered || strcmp(name, "table-cell") == 0 ? start_cell(sheet, attributes, covered) : VITK_OK;
  }
  if (sheet->table)
    return strcmp(name, "table-row") == 0 ? start_row(sheet, attributes) : VITK_OK;
  if (strcmp(name, "spreadsheet") == 0)
    sheet->spreadsheet = sheet->depth;
  else if (sheet->spreadsheet && sheet->depth == sheet->spreadsheet + 1 && strcmp(name, "table") == 0 &&
           sheet->tables++ == sheet->wanted)
    sheet->table = sheet->depth;
  return VITK_OK;
}

/* White space in a paragraph is one space, and none at its start. */
static int on_text(void *self, vitk_str text) {
  struct sheet *sheet = self;
  int code = VITK_OK;
  if (!sheet->paragraph || sheet->aside)
    return VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < text.n; i++) {
    char c = text.p[i];
    char last = '\n';
    if (sheet->shown.n > 0)
      last = sheet->shown.p[sheet->shown.n - 1];
    if (c == '\t' || c == '\n' || c == '\r')
      c = ' ';
    if (c != ' ' || (last != ' ' && last != '\n'))
      code = vitk_buffer_add(&sheet->shown, &c, 1);
  }
  return too_long(sheet, code, &sheet->shown);
}

static int add(struct sheet *sheet, vitk_str text, uint32_t kind, uint32_t flags) {
  const struct vitk_grid_text cell = {text, kind, flags, false};
  return text.n ? vitk_grid_add(&sheet->grid, sheet->column, sheet->cells, &cell) : VITK_OK;
}

static int add_number(struct sheet *sheet, vitk_str value, vitk_str shown) {
  char text[VITK_CELL_NUMBER_MAX + 2] = "<";
  vitk_str shortest = {text + 1, 0};
  double number;
  bool enclosed = shown.n > 2 && shown.p[0] == '(' && shown.p[shown.n - 1] == ')';
  if (!vitk_cell_number(value, text + 1, &shortest.n, &number))
    return add(sheet, value, VITK_CELL_TEXT, 0);
  if (enclosed && number < 0 && memchr(shown.p, '-', shown.n) == NULL)
    shortest = (vitk_str){shortest.p + 1, shortest.n - 1}; /* -5 that shows as (5) */
  if (shown.n > 0 && shown.p[0] == '<' && number >= 0)
    return add(sheet, (vitk_str){text, shortest.n + 1}, VITK_CELL_TEXT, 0);
  return add(sheet, shortest, VITK_CELL_NUMBER, enclosed ? VITK_CELL_ESTIMATE : 0);
}

static int add_cell(struct sheet *sheet) {
  vitk_str value = vitk_buffer_str(&sheet->value), shown = vitk_str_trim(vitk_buffer_str(&sheet->shown));
  const char *type = sheet->type;
  if (sheet->covered)
    return VITK_OK;
  if (strcmp(type, "float") == 0 || strcmp(type, "percentage") == 0 || strcmp(type, "currency") == 0)
    return add_number(sheet, value, shown);
  if (strcmp(type, "boolean") == 0)
    return add(sheet, vitk_str_of(vitk_str_is(value, "true") ? "TRUE" : "FALSE"), VITK_CELL_TEXT, 0);
  uint32_t flags = strcmp(type, "date") == 0 || strcmp(type, "time") == 0 ? VITK_CELL_DATE : 0;
  return add(sheet, sheet->paragraphs ? vitk_buffer_str(&sheet->shown) : value, VITK_CELL_TEXT, flags);
}

static int end_cell(struct sheet *sheet) {
  int code = add_cell(sheet);
  sheet->cell = 0;
  sheet->column += sheet->cells;
  return code;
}

static int on_end(void *self, const char *name) {
  struct sheet *sheet = self;
  uint32_t depth = sheet->depth--;
  (void)name;
  if (sheet->aside) {
    sheet->aside = depth == sheet->aside ? 0 : sheet->aside;
  } else if (sheet->paragraph) {
    sheet->paragraph = depth == sheet->paragraph ? 0 : sheet->paragraph;
  } else if (sheet->cell) {
    return depth == sheet->cell ? end_cell(sheet) : VITK_OK;
  } else if (sheet->row == depth) {
    sheet->row = 0;
    sheet->number += sheet->rows;
    vitk_grid_end_row(&sheet->grid);
  } else if (sheet->table == depth) {
    return VITK_END; /* the sheets after it are not asked for */
  }
  return VITK_OK;
}

static int sheet_next(struct vitk_row_source *source, struct vitk_raw_row *out) {
  struct sheet *sheet = (struct sheet *)source;
  for (;;) {
    int code = vitk_grid_take(&sheet->grid, sheet->input, out);
    if (code != VITK_END) {
      if (code != VITK_OK)
        sheet->failure = code;
      return code;
    }
    if (sheet->failure != VITK_OK)
      return sheet->failure;
    sheet->failure = vitk_part_advance(sheet->part);
  }
}

static void sheet_close(struct vitk_row_source *source) {
  struct sheet *sheet = (struct sheet *)source;
  vitk_part_close(sheet->part);
  vitk_grid_free(&sheet->grid);
  vitk_buffer_free(&sheet->value);
  vitk_buffer_free(&sheet->shown);
  vitk_workbook_release(sheet->book);
  free(sheet);
}

int vitk_ods_rows(const struct vitk_input *input, const struct vitk_table_plan *plan, struct vitk_workbook *book,
                  uint32_t wanted, struct vitk_row_source **out) {
  static const struct vitk_part_reader reader = {on_start, on_end, on_text};
  struct sheet *sheet = calloc(1, sizeof *sheet);
  if (sheet == NULL)
    return VITK_NOMEM;
  sheet->source = (struct vitk_row_source){.next = sheet_next, .close = sheet_close};
  sheet->input = input;
  sheet->book = book;
  book->holders++;
  sheet->wanted = wanted;
  sheet->number = 1;
  sheet->value.maximum = sheet->shown.maximum = TEXT_MAX;
  vitk_grid_init(&sheet->grid, input, plan);
  int code = vitk_part_open(input, &book->package, "content.xml", &reader, sheet, &sheet->part);
  if (code != VITK_OK) {
    sheet_close(&sheet->source);
    return code == VITK_END ? VITK_FAILED : code;
  }
  *out = &sheet->source;
  return VITK_OK;
}

/* --- The names alone. */

struct list {
  const struct vitk_input *input;
  struct vitk_workbook *book;
  uint32_t depth, spreadsheet;
};

static int list_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct list *list = self;
  list->depth++;
  if (list->spreadsheet == 0 && strcmp(name, "spreadsheet") == 0)
    list->spreadsheet = list->depth;
  else if (list->spreadsheet && list->depth == list->spreadsheet + 1 && strcmp(name, "table") == 0)
    return vitk_workbook_add_sheet(list->input, list->book, vitk_attribute(attributes, "name", TABLE), NULL);
  return VITK_OK;
}
static int list_end(void *self, const char *name) {
  struct list *list = self;
  (void)name;
  list->depth--;
  return VITK_OK;
}
static int list_text(void *self, vitk_str text) {
  (void)self, (void)text;
  return VITK_OK;
}

int vitk_ods_list(const struct vitk_input *input, struct vitk_workbook *book) {
  static const struct vitk_part_reader reader = {list_start, list_end, list_text};
  struct list list = {.input = input, .book = book};
  int code = vitk_part_read(input, &book->package, "content.xml", &reader, &list);
  return code == VITK_END ? VITK_FAILED : code;
}
