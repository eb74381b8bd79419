/* ddl.h - the SQL that makes an empty dataset, written from the schema. */
#ifndef VITK_DATASET_DDL_H
#define VITK_DATASET_DDL_H

#include "core/base/buffer.h"
#include "core/dataset/schema.h"

/* CREATE statements of all tables and the view. VITK_OK, VITK_NOMEM or VITK_FAILED. */
int vitk_ddl(struct vitk_buffer *);

/* The index by component, for queries of one that few foods state. Without the amount: to sort by that when it is asked
 * for takes less than each import would. Made when all rows are there. */
extern const char vitk_ddl_indexes[];

/* "a, b, c": the columns of a table, in its order. */
int vitk_ddl_columns(struct vitk_buffer *, uint32_t table);

/* An expression that gives the place of component_id in vitk_components, to order by. */
int vitk_ddl_component_order(struct vitk_buffer *);

/* The view food_k, one statement in parts, NULL after the last (docs/dataset.md tells what its columns mean). */
extern const char *const vitk_view_food_k[];

#endif
