/* xlsx_sheet.c - rows of a sheet of an OOXML workbook: <row r="2"><c r="B2" s="5" t="s"><v>17</v></c></row>. */
#include "core/base/str.h"
#include "core/input/held.h"
#include "core/input/part.h"
#include "core/input/xlsx_cells.h"
#include "core/input/xlsx_skim.h"

#include <stdlib.h>

enum {
  REFERENCE_DIGITS = 7,
  REFERENCE_LETTERS = 3,
  TYPE_MAX = 11,
  TEXT_MAX = 1 << 20 /* Excel's own limit is 32767 characters */
};

struct sheet {
  struct vitk_row_source source;
  const struct vitk_input *input;
  const struct vitk_table_plan *plan;
  struct vitk_held told; /* what is to be told after the rows that the grid has */
  struct vitk_sink_of_diags diags;
  struct vitk_input ahead;    /* for what reads ahead of the rows that are taken */
  struct vitk_workbook *book; /* held */
  struct vitk_part *part;
  struct vitk_xlsx_cells cells; /* of the row under way */
  int failure;                  /* or VITK_END */
  bool in_row, in_cell, in_value, in_inline, has_text;
  struct vitk_xlsx_text inline_text;
  struct vitk_xlsx_skimmer skimmer;
  bool bound;   /* the columns are */
  bool *wanted; /* by column; NULL: all are */
  size_t n_wanted;
};

/* The column of "AB12", from 0; its row is that of the <row>. */
static bool column_of(vitk_str reference, uint64_t *out) {
  uint64_t column = 0;
  size_t i = 0;
  for (; i < reference.n && i < REFERENCE_LETTERS && reference.p[i] >= 'A' && reference.p[i] <= 'Z'; i++)
    column = column * 26 + (uint64_t)(reference.p[i] - 'A') + 1;
  uint64_t row;
  *out = column - 1;
  return i > 0 && reference.n - i <= REFERENCE_DIGITS &&
         vitk_xlsx_whole_number((vitk_str){reference.p + i, reference.n - i}, &row);
}

static int start_row(struct sheet *sheet, const struct vitk_attributes *attributes) {
  vitk_str number = vitk_attribute(attributes, "r", NULL);
  if (number.p == NULL)
    sheet->cells.row++;
  else if (!vitk_xlsx_whole_number(number, &sheet->cells.row))
    return vitk_xlsx_bad(&sheet->cells, "the next row has a number that is none:", number);
  sheet->cells.column = 0;
  sheet->in_row = true;
  return vitk_grid_begin_row(&sheet->cells.grid, sheet->cells.row, 1);
}

static int start_cell(struct sheet *sheet, const struct vitk_attributes *attributes) {
  vitk_str reference = vitk_attribute(attributes, "r", NULL), type = vitk_attribute(attributes, "t", NULL);
  vitk_str style = vitk_attribute(attributes, "s", NULL);
  uint64_t number = 0;
  if (reference.p != NULL && !column_of(reference, &sheet->cells.column))
    return vitk_xlsx_bad(&sheet->cells, "a cell's place is none:", reference);
  if (style.p != NULL && !vitk_xlsx_whole_number(style, &number))
    return vitk_xlsx_bad(&sheet->cells, "a cell's style is no number:", style);
  if (type.n > TYPE_MAX)
    return vitk_xlsx_bad(&sheet->cells, "a cell is of a kind that is not known:", type);
  sheet->cells.kind = vitk_xlsx_kind_of(type);
  sheet->cells.style = (uint32_t)number;
  sheet->in_cell = true;
  sheet->has_text = false;
  sheet->cells.text.n = 0;
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
  int code = vitk_buffer_add_str(&sheet->cells.text, text);
  return code == VITK_FAILED
             ? vitk_xlsx_bad(&sheet->cells, "a cell's text is too long:", vitk_buffer_str(&sheet->cells.text))
             : code;
}

static int end_cell(struct sheet *sheet) {
  int code = sheet->has_text ? vitk_xlsx_add_cell(&sheet->cells) : VITK_OK;
  sheet->in_cell = false;
  sheet->cells.column++;
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
    vitk_grid_end_row(&sheet->cells.grid);
  } else if (strcmp(name, "sheetData") == 0) {
    return VITK_END; /* what follows is no row */
  }
  return VITK_OK;
}

/* --- Rows that are skimmed. */

static bool expects_row(const void *self) {
  return !((const struct sheet *)self)->in_row;
}

static enum vitk_skim skim_row(void *self, const char *p, size_t n, struct vitk_skimmed *out) {
  struct sheet *sheet = self;
  sheet->skimmer.row = sheet->cells.row;
  return vitk_xlsx_skim_row(&sheet->skimmer, p, n, out);
}

static int take_cell(struct sheet *sheet, const struct vitk_xlsx_cell *cell) {
  sheet->cells.column = cell->column;
  sheet->cells.kind = cell->kind;
  sheet->cells.style = cell->style;
  sheet->cells.text.n = 0;
  int code = vitk_plain_add_text(&sheet->cells.text, cell->text);
  return code == VITK_OK ? vitk_xlsx_add_cell(&sheet->cells) : code;
}

/* The text of the row's cell in the column, where it is seen at once. p NULL: it is not. */
static vitk_str plain_text(const struct sheet *sheet, uint32_t column) {
  const struct vitk_xlsx_skimmer *skimmer = &sheet->skimmer;
  uint32_t i = 0;
  while (i < skimmer->n_cells && skimmer->cells[i].column < column)
    i++;
  if (i == skimmer->n_cells || skimmer->cells[i].column > column)
    return (vitk_str){"", 0};
  const struct vitk_xlsx_cell *cell = &skimmer->cells[i];
  uint64_t number;
  if (cell->kind == VITK_XLSX_SHARED && vitk_xlsx_whole_number(cell->text, &number))
    return vitk_xlsx_shared_text(sheet->book, number);
  bool stands = cell->kind == VITK_XLSX_TEXT && memchr(cell->text.p, '&', cell->text.n) == NULL &&
                memchr(cell->text.p, '_', cell->text.n) == NULL;
  return stands ? cell->text : (vitk_str){NULL, 0};
}

/* false: table.c, which asks for these conditions first, would pass over the row without a word. */
static bool can_be_wanted(const struct sheet *sheet) {
  const struct vitk_where_plan *where = &sheet->plan->where;
  for (uint32_t i = 0; i < where->n && where->conditions[i].kind == VITK_ONE_OF; i++) {
    int64_t at = sheet->plan->columns[where->conditions[i].column].cell;
    vitk_str text = at != VITK_NO_CELL ? plain_text(sheet, (uint32_t)at) : (vitk_str){NULL, 0};
    if (text.p != NULL && !vitk_condition_holds(&where->conditions[i], sheet->input, vitk_str_trim(text)))
      return false;
  }
  return true;
}

/* A row is known not to be blank by one cell that is not: others than the wanted ones are then left out. */
static int take_row(void *self) {
  struct sheet *sheet = self;
  const struct vitk_xlsx_skimmer *skimmer = &sheet->skimmer;
  sheet->cells.row = skimmer->number;
  sheet->cells.filled = false;
  if (sheet->bound && !can_be_wanted(sheet))
    return VITK_OK;
  int code = vitk_grid_begin_row(&sheet->cells.grid, sheet->cells.row, 1);
  for (uint32_t i = 0; code == VITK_OK && i < skimmer->n_cells; i++) {
    const struct vitk_xlsx_cell *cell = &skimmer->cells[i];
    bool wanted = sheet->wanted == NULL || (cell->column < sheet->n_wanted && sheet->wanted[cell->column]);
    if (wanted || !sheet->cells.filled)
      code = take_cell(sheet, cell);
  }
  if (code == VITK_OK)
    vitk_grid_end_row(&sheet->cells.grid);
  return code;
}

/* The columns are bound. If there is no memory, then all are wanted. */
static void sheet_begin(struct vitk_row_source *source) {
  struct sheet *sheet = (struct sheet *)source;
  const struct vitk_table_plan *plan = sheet->plan;
  size_t n = 0;
  sheet->bound = true;
  for (uint32_t i = 0; i < plan->spec.n_columns; i++)
    if (plan->columns[i].cell >= (int64_t)n)
      n = (size_t)plan->columns[i].cell + 1;
  sheet->wanted = calloc(n + 1, sizeof *sheet->wanted);
  sheet->n_wanted = n;
  for (uint32_t i = 0; sheet->wanted != NULL && i < plan->spec.n_columns; i++)
    if (plan->columns[i].cell != VITK_NO_CELL)
      sheet->wanted[plan->columns[i].cell] = true;
}

/* Rows that were whole before a problem are given before it is told. */
static int sheet_next(struct vitk_row_source *source, struct vitk_raw_row *out) {
  struct sheet *sheet = (struct sheet *)source;
  for (;;) {
    int code = vitk_grid_take(&sheet->cells.grid, sheet->input, out);
    if (code == VITK_END)
      code = vitk_held_tell(&sheet->told, 0);
    else if (code == VITK_OK)
      return code;
    if (code != VITK_OK)
      sheet->failure = code;
    if (sheet->failure != VITK_OK)
      return sheet->failure;
    sheet->failure = vitk_part_advance(sheet->part);
  }
}

static void sheet_close(struct vitk_row_source *source) {
  struct sheet *sheet = (struct sheet *)source;
  vitk_part_close(sheet->part);
  vitk_grid_free(&sheet->cells.grid);
  vitk_buffer_free(&sheet->cells.text);
  vitk_xlsx_skimmer_close(&sheet->skimmer);
  vitk_held_free(&sheet->told);
  free(sheet->wanted);
  vitk_workbook_release(sheet->book);
  free(sheet);
}

static int open_sheet(struct sheet *sheet, uint32_t wanted) {
  static const struct vitk_part_skimming skimming = {"row", "sheetData", expects_row, skim_row, take_row};
  static const struct vitk_part_reader reader = {on_start, on_end, on_text};
  const struct vitk_sheet *named = &sheet->book->sheets[wanted];
  const struct vitk_package *package = &sheet->book->package;
  int code = vitk_xlsx_skimmer_open(&sheet->skimmer, sheet->input->limits);
  sheet->skimmer.strings = sheet->book->n_strings;
  if (code == VITK_OK)
    code = vitk_part_open(&sheet->ahead, package, named->part, &reader, sheet, &sheet->part);
  if (code == VITK_OK)
    vitk_part_skim(sheet->part, &skimming);
  if (code == VITK_END)
    code = vitk_bad_workbook(sheet->input, package->file, 0,
                             "it has no part \"%.100s\", which is to hold the sheet \"%.*s\"", named->part,
                             VITK_STR_ARG(named->name));
  return code;
}

int vitk_xlsx_rows(const struct vitk_input *input, const struct vitk_table_plan *plan, struct vitk_workbook *book,
                   uint32_t wanted, struct vitk_row_source **out) {
  int code = vitk_xlsx_shared(input, book);
  if (code != VITK_OK)
    return code;
  struct sheet *sheet = calloc(1, sizeof *sheet);
  if (sheet == NULL)
    return VITK_NOMEM;
  sheet->source = (struct vitk_row_source){.next = sheet_next, .close = sheet_close, .begin = sheet_begin};
  sheet->input = input;
  sheet->plan = plan;
  sheet->told.to = input->diags;
  sheet->diags = (struct vitk_sink_of_diags){vitk_held_emit, &sheet->told};
  sheet->ahead = *input;
  sheet->ahead.diags = &sheet->diags;
  sheet->book = book;
  book->holders++;
  sheet->cells = (struct vitk_xlsx_cells){.input = &sheet->ahead, .book = book, .text.maximum = TEXT_MAX};
  vitk_grid_init(&sheet->cells.grid, &sheet->ahead, plan);
  code = open_sheet(sheet, wanted);
  if (code != VITK_OK) {
    (void)vitk_held_tell(&sheet->told, 0);
    sheet_close(&sheet->source);
    return code;
  }
  *out = &sheet->source;
  return VITK_OK;
}
