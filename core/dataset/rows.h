/* rows.h - records in memory as rows of the dataset's tables. */
#ifndef VITK_DATASET_ROWS_H
#define VITK_DATASET_ROWS_H

#include "core/dataset/sink.h"
#include "core/record/store.h"

/* Rows of the component table. */
int vitk_rows_components(const struct vitk_row_sink *);

/* One source of a finished store: its own row, files, foods each with its values, problems. */
int vitk_rows_source(struct vitk_store *, uint32_t index, const struct vitk_row_sink *);

/* The other way: a row of one of the tables, its first n columns, goes into a store as it stands. Of a datum only
 * `text` and is_null count. Rows of the components are left aside. As vitk_host.row says. */
int vitk_rows_take(struct vitk_store *, uint32_t table, const struct vitk_datum *data, uint32_t n, uint32_t stride);

#endif
