/* usda_sr.h - the ASCII tables of USDA's National Nutrient Database for Standard Reference, as this importer reads
 * them: which member is which table, and what a release is. */
#ifndef VITK_PLUGINS_USDA_SR_H
#define VITK_PLUGINS_USDA_SR_H

#include "usda/usda.h"

/* The tables that are read, by the base name of their member; NAMES in members.c. */
enum sr_file { SR_NUT_DATA, SR_FOOD_DES, SR_NUTR_DEF, SR_FD_GROUP, SR_LANGUAL, SR_ABBREV, SR_N_FILES };

enum { SR_ABSENT = -1, SR_ABBREV_FIELDS = 53 };

struct sr_members {
  int64_t index[SR_N_FILES]; /* or SR_ABSENT */
  vitk_str name[SR_N_FILES];
  uint32_t n_others; /* tables of the same names in other folders: another release, which is not read */
  vitk_str other;
};

enum { SR_N_NUTRIENTS = 3 };

struct sr_group {
  vitk_str code, name;
};

/* One run. */
struct sr {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct sr_members members;
  vitk_str release; /* as the option says it, or as the number of foods does */
  struct vitk_table *table;
  uint32_t step;
  uint64_t foods;
  vitk_str unit[SR_N_NUTRIENTS];
  bool defined[SR_N_NUTRIENTS], warned[SR_N_NUTRIENTS];
  struct sr_group *groups;
  uint32_t n_groups;
};

/* One table read from its first row to its last. The functions give VITK_OK or a code below 0. */
struct sr_step {
  enum sr_file file;
  uint32_t flags;
  const struct vitk_column *columns;
  const struct vitk_where *where;
  uint32_t n_columns, n_where;
  int (*row)(struct sr *, const struct vitk_row *);
  int (*done)(struct sr *); /* after the last row; may be NULL */
};

extern const char vitk_sr_unit[]; /* of all three nutrients, where NUTR_DEF is not there to say it */

/* The step that sr->step counts to; NULL after the last. */
const struct sr_step *vitk_sr_step(const struct sr *);

/* Takes the tables that lie in one folder: that of the first NUT_DATA, else of the first ABBREV, else of the first of
 * any. The names are copies that live as long as the run. */
int vitk_sr_find(const struct vitk_host *, struct vitk_context *, struct sr_members *out);

/* How the head of a member looks. For ABBREV `fields` gets the number of fields of its first record, 0 when it does
 * not begin as a record of SR does. */
bool vitk_sr_is_nut_data(vitk_str head);
bool vitk_sr_is_food_des(vitk_str head);
uint32_t vitk_sr_abbrev_fields(vitk_str head);

struct sr_release {
  const char *number; /* "28", "legacy" */
  uint64_t foods;     /* rows of its FOOD_DES and ABBREV */
};

/* The release whose number of foods this is; NULL: none, or not known. */
const struct sr_release *vitk_sr_release_of(uint64_t foods);

/* The release that a folder in the member's path is named after, "sr17/NUT_DATA.txt", "sr17asc/NUT_DATA.txt"; false:
 * none. `out` then points into the path. */
bool vitk_sr_release_in(vitk_str path, vitk_str *out);

/* States the source. `number` is that of a release ("28"), blank when it is not known. VITK_FAILED after a diag when it
 * is not one that an id can be made of. */
int vitk_sr_source(const struct vitk_host *, struct vitk_context *, vitk_str number);

#endif
