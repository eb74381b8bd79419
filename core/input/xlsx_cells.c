#include "core/input/xlsx_cells.h"

#include "core/base/str.h"
#include "core/input/number_format.h"

enum { FOUND_SHOWN = 40 };

int vitk_xlsx_bad(const struct vitk_xlsx_cells *cells, const char *what, vitk_str found) {
  return vitk_bad_workbook(cells->input, cells->book->package.file, cells->row, "in row %llu %s \"%.*s\"",
                           (unsigned long long)cells->row, what, found.n < FOUND_SHOWN ? (int)found.n : FOUND_SHOWN,
                           found.p ? found.p : "");
}

static const char *format_of(const struct vitk_xlsx_cells *cells) {
  return cells->style < cells->book->n_formats ? cells->book->formats[cells->style] : NULL;
}

static int add(struct vitk_xlsx_cells *cells, vitk_str text, uint32_t kind, uint32_t flags, bool lasts) {
  const struct vitk_grid_text cell = {text, kind, flags, lasts};
  cells->filled = cells->filled || vitk_str_trim(text).n > 0;
  return vitk_grid_add(&cells->grid, cells->column, 1, &cell);
}

static int add_text(struct vitk_xlsx_cells *cells, vitk_str text, bool lasts) {
  const char *format = format_of(cells);
  return add(cells, text, VITK_CELL_TEXT,
             format != NULL && vitk_number_format_encloses_text(format) ? VITK_CELL_ESTIMATE : 0, lasts);
}

vitk_str vitk_xlsx_shared_text(const struct vitk_workbook *book, uint64_t number) {
  size_t start = number ? book->string_ends[number - 1] : 0;
  return (vitk_str){vitk_buffer_str(&book->strings).p + start, book->string_ends[number] - start};
}

static int add_shared(struct vitk_xlsx_cells *cells, vitk_str index) {
  uint64_t number;
  if (!vitk_xlsx_whole_number(vitk_str_trim(index), &number) || number >= cells->book->n_strings)
    return vitk_xlsx_bad(cells, "a cell names a shared text that is not there:", index);
  return add_text(cells, vitk_xlsx_shared_text(cells->book, number), true);
}

/* The number as it was typed, and as its format makes it look. */
static int add_number(struct vitk_xlsx_cells *cells, vitk_str text) {
  char shortest[VITK_CELL_NUMBER_MAX + 2];
  double number;
  size_t n;
  if (!vitk_cell_number(text, shortest + 1, &n, &number))
    return add_text(cells, text, false);
  cells->filled = true;
  return vitk_grid_add_number(&cells->grid, cells->column, format_of(cells), number, shortest, n);
}

static int add_boolean(struct vitk_xlsx_cells *cells, vitk_str text) {
  text = vitk_str_trim(text);
  return add_text(cells,
                  vitk_str_is(text, "1")   ? vitk_str_of("TRUE")
                  : vitk_str_is(text, "0") ? vitk_str_of("FALSE")
                                           : text,
                  false);
}

int vitk_xlsx_add_cell(struct vitk_xlsx_cells *cells) {
  vitk_str text = vitk_buffer_str(&cells->text);
  switch (cells->kind) {
  case VITK_XLSX_NUMBER:
    return vitk_str_trim(text).n ? add_number(cells, text) : VITK_OK;
  case VITK_XLSX_SHARED:
    return add_shared(cells, text);
  case VITK_XLSX_TEXT:
    text.n = cells->text.p ? vitk_xlsx_unescape(cells->text.p, text.n) : 0;
    return add_text(cells, text, false);
  case VITK_XLSX_BOOLEAN:
    return add_boolean(cells, text);
  case VITK_XLSX_DATE:
    return add(cells, text, VITK_CELL_TEXT, VITK_CELL_DATE, false);
  default:
    return add_text(cells, text, false);
  }
}
