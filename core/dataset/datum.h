/* datum.h - one row under construction, cell by cell. Numbers get their exact text with them, so that no writer formats
 * one. A row starts as {0} and vitk_cells_clear, and borrows the texts that it is given. */
#ifndef VITK_DATASET_DATUM_H
#define VITK_DATASET_DATUM_H

#include "core/base/str.h"
#include "core/dataset/columns.h"

enum { VITK_NUMBER_TEXT = 32 };

struct vitk_cells {
  struct vitk_datum data[VITK_MOST_COLUMNS];
  char numbers[VITK_MOST_COLUMNS][VITK_NUMBER_TEXT];
  uint32_t last_real; /* column that a real was written to last: bounds often repeat the amount, and its text */
};

/* All null. */
void vitk_cells_clear(struct vitk_cells *);

/* An empty text is null, but in a key. */
void vitk_cells_text(struct vitk_cells *, uint32_t column, vitk_str);
void vitk_cells_key(struct vitk_cells *, uint32_t column, vitk_str);
void vitk_cells_integer(struct vitk_cells *, uint32_t column, int64_t);
void vitk_cells_real(struct vitk_cells *, uint32_t column, double); /* NaN is null, and so is what is infinite */

#endif
