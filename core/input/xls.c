/* xls.c - rows of a sheet of an xls. A sheet's cells may come in any order, so they are all taken and put in order. */
#include "core/base/decimal.h"
#include "core/base/str.h"
#include "core/input/biff.h"
#include "core/input/grid.h"
#include "core/input/number_format.h"
#include "core/input/sheets.h"
#include "core/input/workbook.h"

#include <math.h>
#include <stdlib.h>

enum { FORMULA_LEAST = 14, CELL_HEAD = 6 };

struct cell {
  uint32_t row;
  uint16_t column, style;
  bool is_number;
  double number;
  vitk_str text; /* else */
};

struct xls_rows {
  struct vitk_row_source source;
  const struct vitk_input *input;
  struct vitk_biff *book;
  struct vitk_arena arena; /* of texts that are the sheet's own */
  struct cell *cells;
  size_t n_cells, capacity, next;
  bool text_follows; /* the result of the last formula is in the next STRING */
  struct vitk_grid grid;
};

int vitk_xls_sheet(const struct vitk_input *input, uint32_t member, uint32_t index, vitk_str *name) {
  struct vitk_biff *book;
  int code = vitk_biff_open(input, member, &book);
  if (code == VITK_OK && index >= book->n_sheets)
    code = VITK_END;
  if (code == VITK_OK)
    *name = book->sheets[index].name; /* the bundle keeps it */
  vitk_biff_release(book);
  return code;
}

/* --- cells */

static int too_many(const struct xls_rows *xls, size_t most) {
  vitk_report(xls->input->diags, VITK_ERROR, "limit", (struct vitk_place){.file = xls->book->file}, (vitk_str){NULL, 0},
              "save the sheet that matters as CSV and import that", "the sheet has more than %zu cells", most);
  return VITK_FAILED;
}

static int add_cell(struct xls_rows *xls, const struct cell *cell) {
  size_t most = xls->input->limits->workbook_bytes / sizeof *cell;
  if (xls->n_cells >= most)
    return too_many(xls, most);
  int code = vitk_workbook_grow((void **)&xls->cells, xls->n_cells, &xls->capacity, sizeof *cell);
  if (code == VITK_OK)
    xls->cells[xls->n_cells++] = *cell;
  return code;
}

static int broken(const struct xls_rows *xls, const struct cell *cell, const char *what) {
  return vitk_biff_broken(xls->input, xls->book, (uint64_t)cell->row + 1, what);
}

static double double_of(const char *p) {
  uint64_t bits = (uint64_t)vitk_u32(p + 4) << 32 | vitk_u32(p);
  double number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

/* A number in 30 bits: a whole one or the upper half of a double; bit 0: it is to be divided by 100. */
static double number_of_rk(uint32_t rk) {
  double number;
  if (rk & 2) {
    number = (double)((int64_t)(rk >> 2) - (rk & 0x80000000U ? (int64_t)1 << 30 : 0));
  } else {
    uint64_t bits = (uint64_t)(rk & ~3U) << 32;
    memcpy(&number, &bits, sizeof number);
  }
  return rk & 1 ? number / 100 : number;
}

static int add_number(struct xls_rows *xls, struct cell *cell, double number) {
  cell->is_number = true;
  cell->number = number;
  return add_cell(xls, cell);
}

static int add_text(struct xls_rows *xls, struct cell *cell, vitk_str text) {
  cell->text = text;
  return add_cell(xls, cell);
}

static const char *error_text(unsigned char code) {
  static const struct {
    unsigned char code;
    const char *text;
  } errors[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
                {0x1D, "#NAME?"}, {0x24, "#NUM!"},   {0x2A, "#N/A"}};
  for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
    if (errors[i].code == code)
      return errors[i].text;
  return "#ERROR!";
}

static vitk_str truth(char is_true) {
  return vitk_str_of(is_true ? "TRUE" : "FALSE");
}

/* Numbers one beside the other, each with its style. */
static int take_mulrk(struct xls_rows *xls, struct cell *cell, vitk_str data) {
  int code = VITK_OK;
  for (size_t at = 4; code == VITK_OK && at + 6 + 2 <= data.n; at += 6) {
    cell->style = (uint16_t)vitk_u16(data.p + at);
    code = add_number(xls, cell, number_of_rk(vitk_u32(data.p + at + 2)));
    cell->column++;
  }
  return code;
}

/* The result as it was computed when the file was saved: a number is its own 8 bytes; else the last two are 0xFFFF and
 * the first says what it is. */
static int take_formula(struct xls_rows *xls, struct cell *cell, vitk_str data) {
  xls->text_follows = false;
  if (data.n < FORMULA_LEAST)
    return broken(xls, cell, "a formula is cut short");
  const char *result = data.p + CELL_HEAD;
  if (vitk_u16(result + 6) != 0xFFFF)
    return add_number(xls, cell, double_of(result));
  switch (result[0]) {
  case 0:
    xls->text_follows = true;
    return add_text(xls, cell, (vitk_str){"", 0});
  case 1:
    return add_text(xls, cell, truth(result[2]));
  case 2:
    return add_text(xls, cell, vitk_str_of(error_text((unsigned char)result[2])));
  default: /* an empty text */
    return VITK_OK;
  }
}

static int take_result(struct xls_rows *xls, vitk_str data) {
  struct cell *cell = xls->n_cells > 0 ? &xls->cells[xls->n_cells - 1] : NULL;
  if (!xls->text_follows || cell == NULL)
    return VITK_OK;
  xls->text_follows = false;
  int code = vitk_biff_sized_text(xls->book, &xls->arena, data, 2, &cell->text);
  return code == VITK_END ? broken(xls, cell, "a formula's text is longer than its record") : code;
}

static int take_label(struct xls_rows *xls, struct cell *cell, vitk_str data) {
  vitk_str text;
  int code = vitk_biff_sized_text(xls->book, &xls->arena, (vitk_str){data.p + CELL_HEAD, data.n - CELL_HEAD}, 2, &text);
  if (code == VITK_END)
    return broken(xls, cell, "a text is longer than its record");
  return code == VITK_OK ? add_text(xls, cell, text) : code;
}

static int take_shared(struct xls_rows *xls, struct cell *cell, vitk_str data) {
  uint32_t index = data.n >= 10 ? vitk_u32(data.p + CELL_HEAD) : UINT32_MAX;
  if (index >= xls->book->n_strings)
    return broken(xls, cell, "a cell names a shared text that is not there");
  return add_text(xls, cell, xls->book->strings[index]);
}

static int take_record(struct xls_rows *xls, const struct vitk_biff_record *record) {
  vitk_str data = record->data;
  struct cell cell = {.text = {"", 0}};
  if (record->kind == VITK_BIFF_STRING)
    return take_result(xls, data);
  if (data.n >= CELL_HEAD) {
    cell.row = vitk_u16(data.p);
    cell.column = (uint16_t)vitk_u16(data.p + 2);
    cell.style = (uint16_t)vitk_u16(data.p + 4);
  }
  switch (record->kind) {
  case VITK_BIFF_NUMBER:
    return data.n < 14 ? broken(xls, &cell, "a number is cut short")
                       : add_number(xls, &cell, double_of(data.p + CELL_HEAD));
  case VITK_BIFF_RK:
    return data.n < 10 ? broken(xls, &cell, "a number is cut short")
                       : add_number(xls, &cell, number_of_rk(vitk_u32(data.p + CELL_HEAD)));
  case VITK_BIFF_MULRK:
    return take_mulrk(xls, &cell, data);
  case VITK_BIFF_FORMULA:
    return take_formula(xls, &cell, data);
  case VITK_BIFF_LABEL:
  case VITK_BIFF_RSTRING:
    return data.n < CELL_HEAD ? broken(xls, &cell, "a text is cut short") : take_label(xls, &cell, data);
  case VITK_BIFF_LABELSST:
    return take_shared(xls, &cell, data);
  case VITK_BIFF_BOOLERR:
    if (data.n < 8)
      return broken(xls, &cell, "a truth value is cut short");
    return add_text(xls, &cell, data.p[7] ? vitk_str_of(error_text((unsigned char)data.p[6])) : truth(data.p[6]));
  default:
    return VITK_OK;
  }
}

/* All records of the sheet. A chart within it is a sheet of its own within its records. */
static int take_sheet(struct xls_rows *xls, size_t at) {
  struct vitk_biff_record record;
  size_t depth = 0;
  int code;
  while ((code = vitk_biff_next(xls->input, xls->book, &at, &record)) == VITK_OK) {
    depth += record.kind == VITK_BIFF_BOF;
    if (depth == 0)
      return vitk_biff_broken(xls->input, xls->book, 0, "the place of a sheet is not in the workbook");
    if (record.kind == VITK_BIFF_EOF && --depth == 0)
      return VITK_OK;
    if (depth == 1)
      code = take_record(xls, &record);
    if (code != VITK_OK)
      return code;
  }
  return code == VITK_END ? vitk_biff_broken(xls->input, xls->book, 0, "a sheet ends too early") : code;
}

/* --- rows */

static int by_place(const void *left, const void *right) {
  const struct cell *a = left, *b = right;
  if (a->row != b->row)
    return a->row < b->row ? -1 : 1;
  return (a->column > b->column) - (a->column < b->column);
}

static void put_in_order(struct xls_rows *xls) {
  size_t i = 1;
  while (i < xls->n_cells && by_place(&xls->cells[i - 1], &xls->cells[i]) <= 0)
    i++;
  if (i < xls->n_cells)
    qsort(xls->cells, xls->n_cells, sizeof *xls->cells, by_place);
}

static int give_cell(struct xls_rows *xls, const struct cell *cell) {
  const char *format = cell->style < xls->book->n_formats ? xls->book->formats[cell->style] : NULL;
  if (!cell->is_number) {
    bool enclosed = format != NULL && vitk_number_format_encloses_text(format);
    struct vitk_grid_text text = {cell->text, VITK_CELL_TEXT, enclosed ? VITK_CELL_ESTIMATE : 0, true};
    return cell->text.n > 0 ? vitk_grid_add(&xls->grid, cell->column, 1, &text) : VITK_OK;
  }
  char text[VITK_CELL_NUMBER_MAX + 2];
  size_t n = isfinite(cell->number) ? vitk_double_text(cell->number, text + 1, VITK_CELL_NUMBER_MAX) : 0;
  return n > 0 ? vitk_grid_add_number(&xls->grid, cell->column, format, cell->number, text, n) : VITK_OK;
}

static int give_row(struct xls_rows *xls) {
  uint32_t row = xls->cells[xls->next].row;
  int code = vitk_grid_begin_row(&xls->grid, (uint64_t)row + 1, 1);
  for (; code == VITK_OK && xls->next < xls->n_cells && xls->cells[xls->next].row == row; xls->next++)
    code = give_cell(xls, &xls->cells[xls->next]);
  if (code == VITK_OK)
    vitk_grid_end_row(&xls->grid);
  return code;
}

static int xls_next(struct vitk_row_source *source, struct vitk_raw_row *out) {
  struct xls_rows *xls = (struct xls_rows *)source;
  for (;;) {
    int code = vitk_grid_take(&xls->grid, xls->input, out);
    if (code != VITK_END || xls->next == xls->n_cells)
      return code;
    code = give_row(xls);
    if (code != VITK_OK)
      return code;
  }
}

static void xls_close(struct vitk_row_source *source) {
  struct xls_rows *xls = (struct xls_rows *)source;
  vitk_grid_free(&xls->grid);
  vitk_arena_free(&xls->arena);
  vitk_biff_release(xls->book);
  free(xls->cells);
  free(xls);
}

int vitk_xls_rows(const struct vitk_input *input, const struct vitk_table_plan *plan, struct vitk_row_source **out) {
  uint32_t sheet;
  *out = NULL;
  struct xls_rows *xls = calloc(1, sizeof *xls);
  if (xls == NULL)
    return VITK_NOMEM;
  xls->source = (struct vitk_row_source){.next = xls_next, .close = xls_close};
  xls->input = input;
  xls->arena.limit = input->limits->strings_bytes;
  vitk_grid_init(&xls->grid, input, plan);
  int code = vitk_biff_open(input, plan->spec.member, &xls->book);
  if (code == VITK_OK)
    code = vitk_sheet_find(input, plan, vitk_xls_sheet, &sheet);
  if (code == VITK_OK)
    code = take_sheet(xls, xls->book->sheets[sheet].at);
  if (code != VITK_OK) {
    xls_close(&xls->source);
    return code;
  }
  put_in_order(xls);
  *out = &xls->source;
  return VITK_OK;
}
