/* fineli.h - the nutrient data package of Fineli, the Finnish food composition database, as this importer reads it. */
#ifndef VITK_PLUGINS_FINELI_H
#define VITK_PLUGINS_FINELI_H

#include "common/eurofir.h"
#include "common/headrow.h"
#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

/* The files of a package that are read; their names in members.c. */
enum fi_file {
  FI_COMPONENT_VALUE,
  FI_COMPONENT,
  FI_FOOD,
  FI_FOODNAME_EN,
  FI_FOODNAME_TX,
  FI_FUCLASS,
  FI_FUCLASS_EN,
  FI_DESCRIPT,
  FI_N_FILES
};
enum { FI_ABSENT = -1, FI_RELEASE_MAX = 16, FI_GROUPS_MAX = 2000, FI_UNITS_MAX = 20 };

struct fi_members {
  int64_t index[FI_N_FILES]; /* or FI_ABSENT */
  vitk_str name[FI_N_FILES];
  bool named; /* the values were found by the name of their file, and not by its header alone */
  uint32_t n_others;
  vitk_str other; /* a component_value of another package, which is not read */
};

struct fi_pair {
  vitk_str code, text;
};

/* One run. */
struct fi {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct fi_members members;
  char release[FI_RELEASE_MAX]; /* "20.0", or "" */
  struct vitk_table *table;
  uint32_t step;
  struct fi_pair units[FI_UNITS_MAX]; /* of the components of vitamin K in component.csv */
  uint32_t n_units;
  bool warned;
  struct fi_pair *groups; /* FUCLASS and its name */
  uint32_t n_groups;
};

/* One table read from its first row to its last. The functions give VITK_OK or a code below 0. */
struct fi_step {
  enum fi_file file;
  uint32_t flags;
  const struct vitk_column *columns;
  const struct vitk_where *where;
  uint32_t n_columns, n_where;
  int (*row)(struct fi *, const struct vitk_row *);
};

/* The step that fi->step counts to; NULL after the last. */
const struct fi_step *vitk_fi_step(const struct fi *);

/* The values are in a member called component_value*, else in any whose header is that table's; the other files are
 * those of its folder. */
int vitk_fi_find(const struct vitk_host *, struct vitk_context *, struct fi_members *out);
bool vitk_fi_is_values(vitk_str head);
bool vitk_fi_is_components(vitk_str head);

/* "20.0" out of descript.txt; "" where it does not say it. */
void vitk_fi_release_of(vitk_str descript, char out[FI_RELEASE_MAX]);

int vitk_fi_source(struct fi *);

#endif
