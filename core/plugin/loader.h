/* loader.h - finds plugins and map files, loads them, and never unloads.
 *
 * Searched in this order, the first of a name and kind wins: the folders of --plugin-dir, of VITK_PLUGIN_PATH (parted
 * by ':'), and "vitk" beside libvitk itself (beside the program that core is linked into). NAME.so is a plugin;
 * NAME.map an importer that is a map run by the generic importer that its `format` names.
 */
#ifndef VITK_PLUGIN_LOADER_H
#define VITK_PLUGIN_LOADER_H

#include "core/base/arena.h"
#include "core/base/diag.h"

/* What an importer reads, as its descriptor or its map says; "" where that says nothing. Exporters: NULL. */
struct vitk_reads {
  const char *database, *country, *components, *data_licence;
};

struct vitk_loaded {
  const char *name, *path;
  const struct vitk_plugin *plugin; /* NULL: could not be loaded, see `trouble`. A full-size copy of the descriptor, so
                                       that fields which an older plugin lacks are zero. */
  const char *map;                  /* of a map: its file; `plugin` is the generic importer */
  const char *summary;              /* the plugin's, or the map's source.title */
  const char *trouble;              /* why it could not be loaded, and the remedy */
  struct vitk_reads reads;
};

struct vitk_loader {
  struct vitk_arena arena;
  struct vitk_loaded *loaded; /* sorted by name */
  size_t n;
};

/* VITK_OK also when some could not be loaded: each has its `trouble`. */
int vitk_loader_open(struct vitk_loader *, const char *const *folders, size_t n, const struct vitk_host *);
void vitk_loader_close(struct vitk_loader *);

/* By name, NULL: none. An importer and an exporter may share a name ("csv"). Where no importer of the name could be
 * loaded, the first gives the one that is in trouble (its `plugin` is NULL); the second gives loaded ones only. */
const struct vitk_loaded *vitk_loader_importer(const struct vitk_loader *, const char *name);
const struct vitk_loaded *vitk_loader_exporter(const struct vitk_loader *, const char *name);

/* The one of that name that could not be loaded, or NULL. Its name is its file's, without the ending. */
const struct vitk_loaded *vitk_loader_troubled(const struct vitk_loader *, const char *name);

#endif
