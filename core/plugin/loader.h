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

/* What a library says of itself, or why it can't be used. */
struct vitk_description {
  const struct vitk_plugin *plugin; /* in the arena; NULL: see `trouble` */
  const char *trouble;
};

/* Loads one library into this process. VITK_OK also where it is in trouble, or VITK_NOMEM. */
int vitk_plugin_load(const char *path, const struct vitk_host *, struct vitk_arena *, struct vitk_description *out);

/* Describes n libraries: here, by loading them (`self` is the host), or in another process (worker/describe.h): the
 * descriptors are then without their functions. */
typedef int vitk_describe(const void *self, const char *const *paths, size_t n, struct vitk_arena *,
                          struct vitk_description *out);
vitk_describe vitk_describe_here;

/* VITK_OK also when some could not be loaded: each has its `trouble`. */
int vitk_loader_search(struct vitk_loader *, const char *const *folders, size_t n, vitk_describe *, const void *self);
int vitk_loader_open(struct vitk_loader *, const char *const *folders, size_t n, const struct vitk_host *); /* here */
void vitk_loader_close(struct vitk_loader *);

/* By name, NULL: none. An importer and an exporter may share a name ("csv"). Where no importer of the name could be
 * loaded, the first gives the one that is in trouble (its `plugin` is NULL); the second gives loaded ones only. */
const struct vitk_loaded *vitk_loader_importer(const struct vitk_loader *, const char *name);
const struct vitk_loaded *vitk_loader_exporter(const struct vitk_loader *, const char *name);

/* Loads a plugin of the loader's that was described elsewhere, so that it can be run here. VITK_FAILED: it can't be
 * loaded, and now has its `trouble`. */
int vitk_loader_bring_in(struct vitk_loader *, const struct vitk_loaded *, const struct vitk_host *);

/* The one of that name that could not be loaded, or NULL. Its name is its file's, without the ending. */
const struct vitk_loaded *vitk_loader_troubled(const struct vitk_loader *, const char *name);

#endif
