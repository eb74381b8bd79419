/* tree.h - the run of a map over records of a tree: the importers of XML and of JSON share it. */
#ifndef VITK_MAP_TREE_H
#define VITK_MAP_TREE_H

#include "map/map.h"

struct vitk_map_records;

/* For an importer's open: the map for `format` is made ready and its members are found. */
int vitk_map_tree_open(const struct vitk_host *, struct vitk_context *, const char *format,
                       struct vitk_map_records **out);

/* An importer's read and close; the handle is what was opened. */
int vitk_map_tree_read(void *handle);
void vitk_map_tree_close(void *handle);

#endif
