/* xlsx_cells.h - what cells of a sheet show, into a grid: for xlsx_sheet.c. */
#ifndef VITK_INPUT_XLSX_CELLS_H
#define VITK_INPUT_XLSX_CELLS_H

#include "core/input/grid.h"
#include "core/input/workbook.h"
#include "core/input/xlsx.h"

struct vitk_xlsx_cells {
  const struct vitk_input *input; /* is told what is wrong */
  const struct vitk_workbook *book;
  struct vitk_grid grid;
  bool filled; /* since it was set false a cell was added that is not blank */
  /* the cell under way */
  uint64_t row, column; /* from 1 and from 0 */
  enum vitk_xlsx_kind kind;
  uint32_t style;
  struct vitk_buffer text; /* without references */
};

/* Adds the cell under way to the grid's open row, unless it shows nothing; may write to its text. VITK_FAILED after a
 * diag. */
int vitk_xlsx_add_cell(struct vitk_xlsx_cells *);

/* Tells that something is wrong in the row; returns VITK_FAILED. */
int vitk_xlsx_bad(const struct vitk_xlsx_cells *, const char *what, vitk_str found);

/* One of the texts that there are; lives as long as the workbook. */
vitk_str vitk_xlsx_shared_text(const struct vitk_workbook *, uint64_t number);

#endif
