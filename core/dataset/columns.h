/* columns.h - the columns of each table by number: VITK_COL_VALUES_amount_ug, and VITK_N_COLUMNS_VALUES of them. */
#ifndef VITK_DATASET_COLUMNS_H
#define VITK_DATASET_COLUMNS_H

#include "core/dataset/schema.h"

#define TABLE(id, name, description)                                         enum {
#define COLUMN(id, name, type, flags, unit, reference, choices, description) VITK_COL_##id##_##name,
#define END(id)                                                                                                        \
  VITK_N_COLUMNS_##id                                                                                                  \
  }                                                                                                                    \
  ;
#include "core/dataset/columns.def"

enum { VITK_MOST_COLUMNS = VITK_N_COLUMNS_VALUES }; /* of any table */

#endif
