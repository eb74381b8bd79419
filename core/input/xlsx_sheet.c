/* xlsx_sheet.c - rows of a sheet of an OOXML workbook: <row r="2"><c r="B2" s="5" t="s"><v>17</v></c></row>. */
#include "core/base/str.h"
#include "core/input/grid.h"
#include "core/input/number_format.h"
#include "core/input/part.h"
#include "core/input/workbook.h"
#include "core/input/xlsx.h"

#include <stdlib.h>

enum {
  REFERENCE_DIGITS = 7,
  REFERENCE_LETTERS = 3,
  TYPE_MAX = 12,
  FOUND_SHOWN = 40,
  TEXT_MAX = 1 << 20 /* Excel's own limit is 32767 characters */
};

struct sheet {
  struct vitk_row_source source;
  const struct vitk_input *input;
  struct vitk_workbook *book; /* held */
  struct vitk_part *part;
  struct vitk_grid grid;
  int failure; /* or VITK_END */
  bool in_row, in_cell, in_value, in_inline;
  struct vitk_xlsx_text inline_text;
  uint64_t row, column; /* the row under way; the column of its next cell, from 0 */
  /* the cell under way */
  char type[TYPE_MAX];
  uint32_t style;
  bool has_text;
  struct vitk_buffer text;
};

static int bad(const struct sheet *sheet, const char *what, vitk_str found) {
  return vitk_bad_workbook(sheet->input, sheet->book->package.file, sheet->row, "in row %llu %s \"%.*s\"",
                           (unsigned long long)sheet->row, what, found.n < FOUND_SHOWN ? (int)found.n : FOUND_SHOWN,
                           found.p ? found.p : "");
}

/* A number of up to nine digits that is all of the text; false: it is none. */
static bool whole_number(vitk_str text, uint64_t *out) {
  *out = 0;
  if (text.n == 0 || text.n > 9)
    return false;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9')
      return false;
    *out = *out * 10 + (uint64_t)(text.p[i] - '0');
  }
  return true;
}

/* The column of "AB12", from 0; its row is that of the <row>. */
static bool column_of(vitk_str reference, uint64_t *out) {
  uint64_t column = 0;
  size_t i = 0;
  for (; i < reference.n && i < REFERENCE_LETTERS && reference.p[i] >= 'A' && reference.p[i] <= 'Z'; i++)
    column = column * 26 + (uint64_t)(reference.p[i] - 'A') + 1;
  uint64_t row;
  *out = column - 1;
  return i > 0 && reference.n - i <= REFERENCE_DIGITS &&
         whole_number((vitk_str){reference.p + i, reference.n - i}, &row);
}

static int start_row(struct sheet *sheet, const struct vitk_attributes *attributes) {
  vitk_str number = vitk_attribute(attributes, "r", NULL);
  if (number.p == NULL)
    sheet->row++;
  else if (!whole_number(number, &sheet->row))
    return bad(sheet, "the next row has a number that is none:", number);
  sheet->column = 0;
  sheet->in_row = true;
  return vitk_grid_begin_row(&sheet->grid, sheet->row, 1);
}

static int start_cell(struct sheet *sheet, const struct vitk_attributes *attributes) {
  vitk_str reference = vitk_attribute(attributes, "r", NULL), type = vitk_attribute(attributes, "t", NULL);
  vitk_str style = vitk_attribute(attributes, "s", NULL);
  uint64_t number = 0;
  if (reference.p != NULL && !column_of(reference, &sheet->column))
    return bad(sheet, "a cell's place is none:", reference);
  if (style.p != NULL && !whole_number(style, &number))
    return bad(sheet, "a cell's style is no number:", style);
  if (type.n >= TYPE_MAX)
    return bad(sheet, "a cell is of a kind that is not known:", type);
  memcpy(sheet->type, type.p ? type.p : "", type.n);
  sheet->type[type.n] = '\0';
  sheet->style = (uint32_t)number;
  sheet->in_cell = true;
  sheet->has_text = false;
  sheet->text.n = 0;
  sheet->inline_text = (struct vitk_xlsx_text){0};
  return VITK_OK;
}

static int on_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct sheet *sheet = self;
  if (sheet->in_inline) {
    vitk_xlsx_text_start(&sheet->inline_text, name);
  } else if (sheet->in_cell) {
    sheet->in_value = strcmp(name, "v") == 0;
    sheet->in_inline = strcmp(name, "is") == 0;
    sheet->has_text = sheet->has_text || sheet->in_value || sheet->in_inline;
  } else if (sheet->in_row && strcmp(name, "c") == 0) {
    return start_cell(sheet, attributes);
  } else if (!sheet->in_row && strcmp(name, "row") == 0) {
    return start_row(sheet, attributes);
  }
  return VITK_OK;
}

static int on_text(void *self, vitk_str text) {
  struct sheet *sheet = self;
  if (!sheet->in_value && !(sheet->in_inline && sheet->inline_text.collects))
    return VITK_OK;
  int code = vitk_buffer_add_str(&sheet->text, text);
  return code == VITK_FAILED ? bad(sheet, "a cell's text is too long:", vitk_buffer_str(&sheet->text)) : code;
}

static const char *format_of(const struct sheet *sheet) {
  return sheet->style < sheet->book->n_formats ? sheet->book->formats[sheet->style] : NULL;
}

static int add(struct sheet *sheet, vitk_str text, uint32_t kind, uint32_t flags, bool lasts) {
  const struct vitk_grid_text cell = {text, kind, flags, lasts};
  return vitk_grid_add(&sheet->grid, sheet->column, 1, &cell);
}

static int add_text(struct sheet *sheet, vitk_str text, bool lasts) {
  const char *format = format_of(sheet);
  return add(sheet, text, VITK_CELL_TEXT,
             format != NULL && vitk_number_format_encloses_text(format) ? VITK_CELL_ESTIMATE : 0, lasts);
}

static int add_shared(struct sheet *sheet, vitk_str index) {
  const struct vitk_workbook *book = sheet->book;
  uint64_t number;
  if (!whole_number(vitk_str_trim(index), &number) || number >= book->n_strings)
    return bad(sheet, "a cell names a shared text that is not there:", index);
  size_t start = number ? book->string_ends[number - 1] : 0;
  return add_text(sheet, (vitk_str){vitk_buffer_str(&book->strings).p + start, book->string_ends[number] - start},
                  true);
}

/* The number as it was typed, and as its format makes it look. */
static int add_number(struct sheet *sheet, vitk_str text) {
  char shortest[VITK_CELL_NUMBER_MAX + 2];
  double number;
  size_t n;
  if (!vitk_cell_number(text, shortest + 1, &n, &number))
    return add_text(sheet, text, false);
  return vitk_grid_add_number(&sheet->grid, sheet->column, format_of(sheet), number, shortest, n);
}

static int end_cell(struct sheet *sheet) {
  vitk_str text = vitk_buffer_str(&sheet->text);
  int code;
  if (!sheet->has_text) {
    code = VITK_OK;
  } else if (strcmp(sheet->type, "s") == 0) {
    code = add_shared(sheet, text);
  } else if (strcmp(sheet->type, "inlineStr") == 0 || strcmp(sheet->type, "str") == 0) {
    text.n = sheet->text.p ? vitk_xlsx_unescape(sheet->text.p, text.n) : 0;
    code = add_text(sheet, text, false);
  } else if (strcmp(sheet->type, "b") == 0) {
    text = vitk_str_trim(text);
    code = add_text(sheet,
                    vitk_str_is(text, "1")   ? vitk_str_of("TRUE")
                    : vitk_str_is(text, "0") ? vitk_str_of("FALSE")
                                             : text,
                    false);
  } else if (strcmp(sheet->type, "d") == 0) {
    code = add(sheet, text, VITK_CELL_TEXT, VITK_CELL_DATE, false);
  } else if (sheet->type[0] == '\0' || strcmp(sheet->type, "n") == 0) {
    code = vitk_str_trim(text).n ? add_number(sheet, text) : VITK_OK;
  } else { /* an error such as #N/A, and what is to come */
    code = add_text(sheet, text, false);
  }
  sheet->in_cell = false;
  sheet->column++;
  return code;
}

static int on_end(void *self, const char *name) {
  struct sheet *sheet = self;
  if (sheet->in_inline && strcmp(name, "is") != 0) {
    vitk_xlsx_text_end(&sheet->inline_text, name);
  } else if (sheet->in_cell && strcmp(name, "c") != 0) {
    sheet->in_value = sheet->in_inline = false;
  } else if (sheet->in_cell) {
    return end_cell(sheet);
  } else if (sheet->in_row && strcmp(name, "row") == 0) {
    sheet->in_row = false;
    vitk_grid_end_row(&sheet->grid);
  } else if (strcmp(name, "sheetData") == 0) {
    return VITK_END; /* what follows is no row */
  }
  return VITK_OK;
}

static int sheet_next(struct vitk_row_source *source, struct vitk_raw_row *out) {
  struct sheet *sheet = (struct sheet *)source;
  for (;;) {
    int code = vitk_grid_take(&sheet->grid, out);
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
  vitk_buffer_free(&sheet->text);
  vitk_workbook_release(sheet->book);
  free(sheet);
}

int vitk_xlsx_rows(const struct vitk_input *input, const struct vitk_table_plan *plan, struct vitk_workbook *book,
                   uint32_t wanted, struct vitk_row_source **out) {
  static const struct vitk_part_reader reader = {on_start, on_end, on_text};
  int code = vitk_xlsx_shared(input, book);
  if (code != VITK_OK)
    return code;
  struct sheet *sheet = calloc(1, sizeof *sheet);
  if (sheet == NULL)
    return VITK_NOMEM;
  sheet->source = (struct vitk_row_source){.next = sheet_next, .close = sheet_close};
  sheet->input = input;
  sheet->book = book;
  book->holders++;
  sheet->text.maximum = TEXT_MAX;
  vitk_grid_init(&sheet->grid, input, plan);
  const char *part = book->sheets[wanted].part;
  code = vitk_part_open(input, &book->package, part, &reader, sheet, &sheet->part);
  if (code == VITK_END)
    code = vitk_bad_workbook(input, book->package.file, 0,
                             "it has no part \"%.100s\", which is to hold the sheet \"%.*s\"", part,
                             VITK_STR_ARG(book->sheets[wanted].name));
  if (code != VITK_OK) {
    sheet_close(&sheet->source);
    return code;
  }
  *out = &sheet->source;
  return VITK_OK;
}
