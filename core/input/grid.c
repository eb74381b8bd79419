#include "core/input/grid.h"
#include "core/input/number_format.h"

#include <stdlib.h>
#include <string.h>

struct vitk_grid_cell {
  uint32_t column, repeat, kind, flags;
  const char *lasting; /* NULL: the text is at `at` of the grid's */
  size_t at, n;
};

struct vitk_grid_row {
  uint64_t number, repeat;
  size_t first, n; /* of the grid's cells */
};

void vitk_grid_init(struct vitk_grid *grid, const struct vitk_input *input, const struct vitk_table_plan *plan) {
  *grid = (struct vitk_grid){.input = input, .plan = plan, .text.maximum = input->limits->record_bytes};
}

void vitk_grid_free(struct vitk_grid *grid) {
  vitk_buffer_free(&grid->text);
  free(grid->cells);
  free(grid->rows);
  free(grid->row);
}

static int beyond(const struct vitk_grid *grid, uint64_t row, const char *what, uint64_t limit) {
  vitk_report(grid->input->diags, VITK_ERROR, "limit", (struct vitk_place){.file = grid->plan->file, .line = row},
              (vitk_str){NULL, 0}, "check that the file is whole; save the sheet anew in a spreadsheet program",
              "the sheet has more than %llu %s", (unsigned long long)limit, what);
  return VITK_FAILED;
}

/* Room for one more of `size` bytes. */
static int grow(void **array, size_t n, size_t *capacity, size_t size) {
  if (n < *capacity)
    return VITK_OK;
  size_t more = *capacity ? *capacity * 2 : 256;
  void *larger = more <= SIZE_MAX / size ? realloc(*array, more * size) : NULL;
  if (larger == NULL)
    return VITK_NOMEM;
  *array = larger;
  *capacity = more;
  return VITK_OK;
}

int vitk_grid_begin_row(struct vitk_grid *grid, uint64_t number, uint64_t repeat) {
  uint64_t most = grid->input->limits->sheet_rows;
  if (number == 0 || number > most)
    return beyond(grid, number, "rows", most);
  int code = grow((void **)&grid->rows, grid->n_rows, &grid->rows_capacity, sizeof *grid->rows);
  if (code == VITK_OK)
    grid->rows[grid->n_rows++] = (struct vitk_grid_row){.number = number, .repeat = repeat, .first = grid->n_cells};
  grid->open = code == VITK_OK;
  return code;
}

int vitk_grid_add(struct vitk_grid *grid, uint64_t column, uint64_t repeat, const struct vitk_grid_text *cell) {
  struct vitk_grid_row *row = &grid->rows[grid->n_rows - 1];
  uint64_t most = grid->input->limits->columns;
  if (column >= most || repeat > most - column)
    return beyond(grid, row->number, "columns", most);
  if (row->repeat > 1 && row->repeat - 1 > grid->input->limits->sheet_rows - row->number)
    return beyond(grid, row->number, "rows", grid->input->limits->sheet_rows);
  int code = grow((void **)&grid->cells, grid->n_cells, &grid->cells_capacity, sizeof *grid->cells);
  size_t at = grid->text.n;
  if (code == VITK_OK && !cell->lasts)
    code = vitk_buffer_add_str(&grid->text, cell->text);
  if (code == VITK_FAILED)
    return beyond(grid, row->number, "bytes of text in few rows", grid->text.maximum);
  if (code != VITK_OK)
    return code;
  grid->cells[grid->n_cells++] = (struct vitk_grid_cell){.column = (uint32_t)column,
                                                         .repeat = (uint32_t)repeat,
                                                         .kind = cell->kind,
                                                         .flags = cell->flags,
                                                         .lasting = cell->lasts ? cell->text.p : NULL,
                                                         .at = at,
                                                         .n = cell->text.n};
  row->n++;
  return VITK_OK;
}

int vitk_grid_add_number(struct vitk_grid *grid, uint64_t column, const char *format, double number, char *text,
                         size_t n) {
  uint32_t shown = format ? vitk_number_format_shows(format, number) : 0;
  struct vitk_grid_text cell = {.text = {text + 1, n}, .kind = VITK_CELL_NUMBER};
  if (shown & VITK_SHOWN_IN_PARENTHESES)
    cell.flags |= VITK_CELL_ESTIMATE;
  if (shown & VITK_SHOWN_AS_DATE)
    cell.flags |= VITK_CELL_DATE;
  if (shown & VITK_SHOWN_IN_PARENTHESES && shown & VITK_SHOWN_WITHOUT_SIGN)
    cell.text = (vitk_str){text + 2, n - 1}; /* -5 that shows as (5) */
  if (shown & VITK_SHOWN_BELOW && number >= 0) {
    text[0] = '<';
    cell.text = (vitk_str){text, n + 1};
    cell.kind = VITK_CELL_TEXT;
  }
  return vitk_grid_add(grid, column, 1, &cell);
}

void vitk_grid_end_row(struct vitk_grid *grid) {
  grid->open = false;
  if (grid->rows[grid->n_rows - 1].n == 0)
    grid->n_rows--;
}

static const struct vitk_cell blank = {.text = {"", 0}};

static int widen(struct vitk_grid *grid, uint32_t width) {
  if (width <= grid->width)
    return VITK_OK;
  struct vitk_cell *row = realloc(grid->row, width * sizeof *row);
  if (row == NULL)
    return VITK_NOMEM;
  grid->row = row;
  for (; grid->width < width; grid->width++)
    row[grid->width] = blank;
  return VITK_OK;
}

static int double_cell(const struct vitk_grid *grid, const struct vitk_input *input, uint64_t row, uint32_t column) {
  vitk_report(input->diags, VITK_ERROR, "bad-workbook", (struct vitk_place){.file = grid->plan->file, .line = row},
              (vitk_str){NULL, 0}, "open it in a spreadsheet program and save it again",
              "row %llu has two cells in column %u", (unsigned long long)row, column + 1);
  return VITK_FAILED;
}

/* Blank cells again where the row given before had its own. */
static void clear(struct vitk_grid *grid) {
  for (size_t i = 0; grid->given != NULL && i < grid->given->n; i++) {
    const struct vitk_grid_cell *cell = &grid->cells[grid->given->first + i];
    for (uint32_t j = 0; j < cell->repeat; j++)
      grid->row[cell->column + j] = blank;
  }
  grid->given = NULL;
}

static int place(struct vitk_grid *grid, const struct vitk_input *input, const struct vitk_grid_row *row,
                 uint32_t *end) {
  for (size_t i = 0; i < row->n; i++) {
    const struct vitk_grid_cell *cell = &grid->cells[row->first + i];
    int code = widen(grid, cell->column + cell->repeat);
    if (code != VITK_OK)
      return code;
    vitk_str text = {cell->lasting ? cell->lasting : vitk_buffer_str(&grid->text).p + cell->at, cell->n};
    for (uint32_t j = 0; j < cell->repeat; j++) {
      struct vitk_cell *to = &grid->row[cell->column + j];
      if (to->text.p != blank.text.p)
        return double_cell(grid, input, row->number, cell->column + j);
      *to = (struct vitk_cell){.text = text, .kind = cell->kind, .flags = cell->flags};
    }
    if (cell->column + cell->repeat > *end)
      *end = cell->column + cell->repeat;
  }
  return VITK_OK;
}

/* The least cells that a row has, so that no wanted one is missing in it. */
static uint32_t least_width(const struct vitk_table_plan *plan) {
  uint32_t least = plan->header_cells;
  for (uint32_t i = 0; i < plan->spec.n_columns; i++)
    if (plan->columns[i].cell >= least)
      least = (uint32_t)plan->columns[i].cell + 1;
  return least;
}

/* When no whole row waits, the next ones come in the same memory; an open one goes to its start. */
static void start_anew(struct vitk_grid *grid) {
  size_t kept = grid->open ? grid->rows[grid->n_rows - 1].n : 0, text = 0;
  if (kept > 0) {
    struct vitk_grid_row row = grid->rows[grid->n_rows - 1];
    const struct vitk_grid_cell *first = &grid->cells[row.first];
    size_t from = first->at;
    text = grid->text.n - from;
    memmove(grid->cells, first, kept * sizeof *grid->cells);
    if (text > 0)
      memmove(grid->text.p, grid->text.p + from, text);
    for (size_t i = 0; i < kept; i++)
      grid->cells[i].at -= from;
  }
  if (grid->open) {
    grid->rows[0] = grid->rows[grid->n_rows - 1];
    grid->rows[0].first = 0;
  }
  grid->n_rows = grid->open;
  grid->n_cells = kept;
  grid->next_row = 0;
  grid->text.n = text;
}

int vitk_grid_take(struct vitk_grid *grid, const struct vitk_input *input, struct vitk_raw_row *out) {
  clear(grid);
  if (grid->next_row + grid->open == grid->n_rows) {
    start_anew(grid);
    return VITK_END;
  }
  struct vitk_grid_row *row = &grid->rows[grid->next_row];
  uint32_t end = least_width(grid->plan);
  int code = widen(grid, end);
  if (code == VITK_OK)
    code = place(grid, input, row, &end);
  if (code != VITK_OK)
    return code;
  grid->given = row;
  *out = (struct vitk_raw_row){.number = row->number, .line = row->number, .cells = grid->row, .n_cells = end};
  if (row->repeat > 1) {
    row->repeat--;
    row->number++;
  } else {
    grid->next_row++;
  }
  return VITK_OK;
}
