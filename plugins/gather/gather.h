/* gather.h - the values of a food that has a row of its own, until it is written. Values that can't be compared do not
 * meet in one row: a food has a row for each basis, serving and way of counting equivalents that is stated of it, and
 * each begins with its first value. */
#ifndef VITK_PLUGINS_GATHER_H
#define VITK_PLUGINS_GATHER_H

#include <common/text_out.h>

/* The columns of `value` that are gathered: what a row is of, whose amount it is, and what exporters show of it. */
enum {
  GATHER_BASIS,
  GATHER_SERVING_G,
  GATHER_EQUIVALENTS,
  GATHER_GROUP, /* so many say which row a value is in */
  GATHER_COMPONENT = GATHER_GROUP,
  GATHER_STATUS,
  GATHER_AMOUNT,
  GATHER_LOWER,
  GATHER_UPPER,
  GATHER_COLUMNS
};
extern const char *const gather_columns[GATHER_COLUMNS];

struct gathered;

struct gather {
  uint32_t at[GATHER_COLUMNS]; /* where the columns stand in a row */
  struct text_out texts;
  struct gathered *values;
  size_t n, capacity;
};

int gather_init(struct gather *, const struct vitk_host *, struct vitk_context *, const struct vitk_schema *values);
int gather_value(struct gather *, const struct vitk_datum *row, uint32_t stride);

/* The first value of the next row, whose values are then taken; NULL: there is none left. */
const struct gathered *gather_next(struct gather *);

/* The first value of the component in the row that `first` begins; NULL: none. *more becomes true if there is another
 * one. */
const struct gathered *gather_find(const struct gather *, const struct gathered *first, vitk_str component, bool *more);

bool gather_is_null(const struct gathered *, uint32_t column);
vitk_str gather_text(const struct gather *, const struct gathered *, uint32_t column); /* empty where it is null */

void gather_clear(struct gather *); /* for the next food */
void gather_free(struct gather *);

#endif
