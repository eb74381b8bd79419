/* fdc_csv.h - FoodData Central's CSV tables, as this importer reads them: which member is which table, which tables
 * are one set, what is kept of each while the values are read. */
#ifndef VITK_PLUGINS_USDA_FDC_CSV_H
#define VITK_PLUGINS_USDA_FDC_CSV_H

#include "usda/usda.h"

/* What a table holds, known by its header: members are saved again under other names. */
enum fdc_role {
  FDC_NONE,
  FDC_VALUES,      /* food_nutrient.csv */
  FDC_FOODS,       /* food.csv */
  FDC_NUTRIENTS,   /* nutrient.csv */
  FDC_DERIVATIONS, /* food_nutrient_derivation.csv */
  FDC_CATEGORIES,  /* food_category.csv */
  FDC_WWEIA,       /* wweia_food_category.csv */
  FDC_NDB,         /* foundation_food.csv, sr_legacy_food.csv */
  FDC_SURVEY,      /* survey_fndds_food.csv */
  FDC_BRANDED,     /* branded_food.csv */
  FDC_N_ROLES
};

struct fdc_member {
  uint32_t index, role, set;
  uint32_t delimiter;
  vitk_str name, folder;
};

/* A set is the tables of one folder, one of which holds values; it becomes a source. */
struct fdc_members {
  struct fdc_member *list;
  uint32_t n, n_sets;
  uint32_t count[FDC_N_ROLES];
};

/* Which members are tables. Their texts and the list live as long as the run. */
int vitk_fdc_find(const struct vitk_host *, struct vitk_context *, struct fdc_members *out);

/* --- ids.c: the type of data of each food. An id is one that vitk_usda_whole gave. */

struct fdc_ids {
  uint8_t **pages;
};

/* VITK_OK or VITK_NOMEM. An id that is no number, or beyond any that FoodData Central is near to, is not kept. */
int vitk_fdc_ids_add(const struct vitk_host *, struct vitk_context *, struct fdc_ids *, vitk_str id, enum usda_type);
bool vitk_fdc_ids_find(const struct fdc_ids *, vitk_str id, enum usda_type *type); /* false: not kept */

/* --- names.c: small tables of code and text: derivations, categories. */

struct fdc_name {
  vitk_str id, text;
  uint32_t origin; /* of a derivation: VITK_ANALYSED … */
};
struct fdc_names {
  struct fdc_name *list;
  uint32_t n, room;
  uint32_t found; /* the one that was found last: rows that follow each other are often of one */
};
enum { FDC_MAX_NAMES = 10000 };
int vitk_fdc_names_add(const struct vitk_host *, struct vitk_context *, struct fdc_names *, vitk_str id, vitk_str text);
const struct fdc_name *vitk_fdc_names_find(struct fdc_names *, vitk_str id); /* of a whole id; NULL: none */

/* --- one run */

enum { FDC_MAX_TYPES = 24, FDC_TYPE_LENGTH = 40 };

/* A word of food.data_type and what it means; n 0: none yet. */
struct fdc_type {
  char word[FDC_TYPE_LENGTH];
  size_t n;
  enum usda_type is;
};

/* What is known of the set that is read. */
struct fdc_set {
  vitk_str id[USDA_N_NUTRIENTS], unit[USDA_N_NUTRIENTS]; /* as nutrient.csv states them */
  vitk_str component[USDA_N_NUTRIENTS];
  bool defined[USDA_N_NUTRIENTS], warned[USDA_N_NUTRIENTS];
  char nutrient_ids[200]; /* that are read, parted by '|' */
  struct fdc_names derivations, categories, wweia;
  bool types_known; /* food.csv was read for them, and the source is stated */
  struct fdc_ids types;
  struct fdc_type last_type;                              /* rows of one type follow each other */
  char type_words[FDC_MAX_TYPES * (FDC_TYPE_LENGTH + 1)]; /* food.data_type of foods that are none of a part's */
  uint32_t n_type_words;
  bool too_many_types, float_ids;
  uint64_t foods_of[USDA_N_TYPES];
  char newest[16];   /* publication_date */
  uint64_t left_out; /* values of parts */
  bool derivation_unknown;
};

struct fdc;

/* Tables of one role, each read from its first row to its last. The functions give VITK_OK or a code below 0. */
struct fdc_step {
  enum fdc_role role;
  uint32_t flags;
  bool states; /* its rows state something, for which the types must be known */
  const struct vitk_column *columns;
  uint32_t n_columns;
  /* How many of `out` (2) it fills; their texts live until the table is opened. */
  uint32_t (*where)(struct fdc *, struct vitk_where *out);
  int (*row)(struct fdc *, const struct vitk_row *);
  int (*done)(struct fdc *); /* after the last, also where there is none; may be NULL */
};

/* A step on its way through its tables. */
struct fdc_pass {
  const struct fdc_step *step;
  uint32_t member; /* where to look for the next table */
  struct vitk_table *table;
  struct vitk_row row;
  bool waits; /* the row was not given to the step yet */
};

struct fdc {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct fdc_members members;
  bool parts; /* are wanted */
  struct usda_release given;
  uint32_t set_index, n_steps; /* that were begun in the set */
  struct fdc_pass pass, types; /* types: the step of the types, while `pass` waits for them */
  struct fdc_set set;
};

/* Rows of foods.c and values.c, and the reading of their cells. */
extern const struct fdc_step vitk_fdc_food_types, vitk_fdc_foods, vitk_fdc_ndb, vitk_fdc_survey, vitk_fdc_branded;
extern const struct fdc_step vitk_fdc_nutrients, vitk_fdc_derivations, vitk_fdc_categories, vitk_fdc_wweia,
    vitk_fdc_values;

static inline vitk_str fdc_cell(const struct vitk_row *row, uint32_t column) {
  return ((const struct vitk_cell *)(const void *)((const char *)row->cells + (size_t)column * row->cell_stride))->text;
}

static inline struct tell_place fdc_at(const struct vitk_row *row, const char *field, vitk_str excerpt) {
  return (struct tell_place){.file = row->file, .line = row->line, .field = slice(field), .excerpt = excerpt};
}

#endif
