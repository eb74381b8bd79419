/* grid.h - rows of a sheet as a parser meets them, cell by cell, queued until table.c asks for them. */
#ifndef VITK_INPUT_GRID_H
#define VITK_INPUT_GRID_H

#include "core/base/buffer.h"
#include "core/input/rows.h"

struct vitk_grid_cell;
struct vitk_grid_row;

struct vitk_grid {
  const struct vitk_input *input;
  const struct vitk_table_plan *plan;
  struct vitk_buffer text; /* of the queued cells */
  struct vitk_grid_cell *cells;
  size_t n_cells, cells_capacity;
  struct vitk_grid_row *rows;
  size_t n_rows, rows_capacity, next_row;
  bool open;             /* the last of the rows is not whole yet */
  struct vitk_cell *row; /* as it is given: `width` cells, blank but for the `given` ones */
  uint32_t width;
  const struct vitk_grid_row *given;
};

/* Texts that a cell holds are copied unless they outlive the grid. */
struct vitk_grid_text {
  vitk_str text;
  uint32_t kind, flags; /* as in struct vitk_cell */
  bool lasts;
};

void vitk_grid_init(struct vitk_grid *, const struct vitk_input *, const struct vitk_table_plan *);
void vitk_grid_free(struct vitk_grid *);

/* A new row; `number` counts from 1 and stands for `repeat` rows that are alike. VITK_FAILED after a diag "limit". */
int vitk_grid_begin_row(struct vitk_grid *, uint64_t number, uint64_t repeat);

/* A cell of the open row; `column` counts from 0 and stands for `repeat` cells. */
int vitk_grid_add(struct vitk_grid *, uint64_t column, uint64_t repeat, const struct vitk_grid_text *);

/* A number, whose text is the n bytes from text[1] on, as its format (NULL: one that adds nothing) makes it look:
 * text[0] is taken for a sign. */
int vitk_grid_add_number(struct vitk_grid *, uint64_t column, const char *format, double number, char *text, size_t n);

/* The row is whole. One without cells is forgotten. */
void vitk_grid_end_row(struct vitk_grid *);

/* The oldest row that is whole: VITK_OK, until the next call of any function of the grid; VITK_END where there is none;
 * VITK_FAILED where two cells bear the same place ("bad-workbook", which the given input is told). */
int vitk_grid_take(struct vitk_grid *, const struct vitk_input *, struct vitk_raw_row *out);

#endif
