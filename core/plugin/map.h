/* map.h - reads a map file (libconfig's syntax; docs/maps.md) as a tree of nodes with line numbers. */
#ifndef VITK_PLUGIN_MAP_H
#define VITK_PLUGIN_MAP_H

#include "core/base/arena.h"
#include "core/base/diag.h"

/* Groups become OBJECT, lists and arrays ARRAY, else STRING, NUMBER (its decimal text), BOOLEAN ("true", "false"). The
 * root's name is the file's base name. No "@include". At most 1 MiB. VITK_FAILED after a diag "map" with file and
 * line. */
int vitk_map_read(const char *path, struct vitk_arena *, const struct vitk_sink_of_diags *,
                  const struct vitk_node **out);

#endif
