/* table.h - a map run over tables, of whatever format: the importers "csv" and "xlsx". */
#ifndef VITK_MAP_TABLE_H
#define VITK_MAP_TABLE_H

#include "map/map.h"

struct vitk_map_run;

/* The importer's open: compiles the map for `format` and finds its members. Its other two calls are the importer's read
 * and close as they stand; `handle` is the run. */
int vitk_map_table_open(const struct vitk_host *, struct vitk_context *, const char *format, struct vitk_map_run **out);
int vitk_map_table_read(void *handle);
void vitk_map_table_close(void *handle);

/* The run's map, which an option may change before the first read. */
struct vitk_map *vitk_map_of_run(struct vitk_map_run *);

#endif
