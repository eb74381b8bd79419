#include "core/dataset/datum.h"

#include "core/base/decimal.h"

#include <math.h>

void vitk_cells_clear(struct vitk_cells *row) {
  row->last_real = 0;
  for (uint32_t i = 0; i < VITK_MOST_COLUMNS; i++)
    row->data[i] = (struct vitk_datum){.is_null = 1};
}

void vitk_cells_text(struct vitk_cells *row, uint32_t column, vitk_str text) {
  bool empty = text.p == NULL || text.n == 0;
  row->data[column] = (struct vitk_datum){.text = empty ? (vitk_str){NULL, 0} : text, .is_null = empty};
}

void vitk_cells_key(struct vitk_cells *row, uint32_t column, vitk_str text) {
  row->data[column] = (struct vitk_datum){.text = text.p ? text : (vitk_str){"", 0}};
}

void vitk_cells_integer(struct vitk_cells *row, uint32_t column, int64_t number) {
  char *text = row->numbers[column];
  size_t n = 0;
  if (number < 0)
    text[n++] = '-';
  n += vitk_digits_write(number < 0 ? 0 - (uint64_t)number : (uint64_t)number, text + n);
  row->data[column] = (struct vitk_datum){.text = {text, n}, .integer = number, .real = NAN};
}

void vitk_cells_real(struct vitk_cells *row, uint32_t column, double number) {
  if (!isfinite(number)) {
    row->data[column] = (struct vitk_datum){.is_null = 1};
    return;
  }
  double real = number + 0.0; /* a negative zero is written as a zero */
  const struct vitk_datum *last = &row->data[row->last_real];
  char *text = row->numbers[column];
  size_t n;
  if (!last->is_null && last->real == real && last->text.p == row->numbers[row->last_real]) {
    n = last->text.n;
    if (column != row->last_real)
      memcpy(text, last->text.p, VITK_NUMBER_TEXT); /* of one length, which is quicker than n */
  } else {
    n = vitk_double_text(real, text, VITK_NUMBER_TEXT);
  }
  row->data[column] = (struct vitk_datum){.text = {text, n}, .real = real};
  row->last_real = column;
}
