/* columns.h - a table's wanted columns and how they are found in its header. */
#ifndef VITK_INPUT_COLUMNS_H
#define VITK_INPUT_COLUMNS_H

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/input/input.h"
#include "core/input/where.h"

enum { VITK_NO_CELL = -1, VITK_HEADER_ROWS_SEARCHED = 50 };

struct vitk_column_plan {
  const char *name;
  uint32_t position; /* from 1; 0: found by name */
  bool optional;
  int64_t cell; /* index among a row's cells, VITK_NO_CELL where the table lacks it */
  vitk_str field;
};

/* A table's spec, copied and checked. */
struct vitk_table_plan {
  struct vitk_table_spec spec; /* its columns and where are not to be used: they are these: */
  struct vitk_column_plan *columns;
  struct vitk_where_plan where;
  vitk_str file;
  vitk_str *header;      /* the header's cells as they stand */
  uint32_t header_cells; /* without blank ones at its end; 0: no header */
};

/* VITK_FAILED after a diag "bad-call" where the caller's spec makes no sense. Memory is the arena's. */
int vitk_plan_table(const struct vitk_input *, const struct vitk_table_spec *, struct vitk_arena *,
                    struct vitk_table_plan *out);

/* How many columns that are not optional the cells name, by vitk_fold. `scratch` is used. */
int vitk_plan_score(const struct vitk_table_plan *, const struct vitk_cell *cells, uint32_t n,
                    struct vitk_buffer *scratch, uint32_t *found);

uint32_t vitk_plan_required(const struct vitk_table_plan *);

/* Takes the cells as the header, at `line`: "missing-column" or "double-column" where they don't serve. */
int vitk_plan_bind(struct vitk_table_plan *, const struct vitk_input *, struct vitk_arena *,
                   const struct vitk_cell *cells, uint32_t n, uint64_t line);

/* Columns by their position alone. */
void vitk_plan_bind_positions(struct vitk_table_plan *);

#endif
