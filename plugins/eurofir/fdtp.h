/* fdtp.h - a Food Data Transport Package of EuroFIR, as this importer reads it. */
#ifndef VITK_PLUGINS_EUROFIR_FDTP_H
#define VITK_PLUGINS_EUROFIR_FDTP_H

#include "common/eurofir.h"
#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { FDTP_PATH_MAX = 120 };

/* One run. Packages are read one after the other: a bundle may hold one for each food. */
struct fdtp {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct vitk_tree *tree;
  uint32_t member, n_members;
  vitk_str file; /* of the open tree */
  bool stated;   /* the source was stated */
};

/* The path of a food's record from the root, found in the head: "Foods/Food", or with a '*' for each element around it.
 * false: the head is not that of a package. */
bool vitk_fdtp_path(vitk_str head, char path[FDTP_PATH_MAX]);

/* Nodes by name whatever its case, attributes and elements. NULL, p NULL: not there, also below NULL. */
const struct vitk_node *vitk_fdtp_child(const struct vitk_node *, const char *name);
const struct vitk_node *vitk_fdtp_next(const struct vitk_node *, const char *name); /* the next sibling of that name */
vitk_str vitk_fdtp_text(const struct vitk_node *, const char *name);

/* The language of the food's own name, "fr"; p NULL: all names are English or in none. */
vitk_str vitk_fdtp_language(const struct vitk_node *food);

/* States a food and what it holds of vitamin K. */
int vitk_fdtp_food(struct fdtp *, const struct vitk_node *node);

#endif
