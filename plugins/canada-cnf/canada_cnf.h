/* canada_cnf.h - the tables of the Canadian Nutrient File, as this importer reads them: which member is which table,
 * what its columns are called in each layout, what a source code says of a value. */
#ifndef VITK_PLUGINS_CANADA_CNF_H
#define VITK_PLUGINS_CANADA_CNF_H

#include "common/headrow.h"
#include "common/tell.h"

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

enum cnf_table { CNF_AMOUNT, CNF_FOOD, CNF_NUTRIENT, CNF_SOURCE, CNF_GROUP, CNF_N_TABLES };
enum { CNF_ABSENT = -1, CNF_MAX_NUTRIENTS = 16, CNF_MAX_CODES = 1000, CNF_IDS_MAX = 400 };

struct cnf_members {
  int64_t index[CNF_N_TABLES]; /* or CNF_ABSENT */
  vitk_str name[CNF_N_TABLES];
  bool of_2026;      /* the layout that came with the release of 2026: Food_Code, and codes without ids of their own */
  uint32_t n_others; /* tables of the same kind that are not read: of another folder, or of an update */
  vitk_str other;
  char year[5]; /* in the name of a member, "" where there is none */
};

/* A nutrient that is vitamin K; its id is what NUTRIENT AMOUNT names it by. */
struct cnf_nutrient {
  vitk_str id, unit;
  const char *component;
};

/* A row of NUTRIENT SOURCE or of FOOD GROUP. `unknown`: the table lacks it, and that was told. */
struct cnf_code {
  vitk_str id, code, text;
  bool unknown;
};
struct cnf_codes {
  struct cnf_code *rows;
  uint32_t n;
};

/* One run. */
struct cnf {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct cnf_members members;
  struct vitk_table *table;
  uint32_t step;
  struct cnf_nutrient nutrients[CNF_MAX_NUTRIENTS];
  uint32_t n_nutrients;
  char ids[CNF_IDS_MAX]; /* of the nutrients, parted by '|' */
  struct cnf_codes sources, groups;
  bool told_no_sources;
  char newest[11]; /* date of a food, "2026-01-28" */
};

/* One table read from its first row to its last. */
struct cnf_step {
  struct vitk_where where; /* its values: NULL of ONE_OF stands for the ids of the nutrients */
  const struct vitk_column *columns;
  bool (*wanted)(const struct cnf *); /* NULL: always */
  int (*row)(struct cnf *, const struct vitk_row *);
  int (*done)(struct cnf *); /* after the last row, also where the table is not there; VITK_END ends the run */
  uint32_t n_columns, n_where, flags;
  enum cnf_table table;
};

/* The step that cnf->step counts to; NULL after the last. */
const struct cnf_step *vitk_cnf_step(const struct cnf *);

/* Finds the tables by their columns, all in the folder of the first NUTRIENT AMOUNT. Names are copies that live as long
 * as the run. */
int vitk_cnf_find(const struct vitk_host *, struct vitk_context *, struct cnf_members *out);

/* States the source. VITK_FAILED after a diag where the option `release` is none. */
int vitk_cnf_source(struct cnf *);

/* What a nutrient is, by its tagname, else by its name; NULL: it is not vitamin K. */
const char *vitk_cnf_component(vitk_str tagname, vitk_str name);

/* The code of a source id of 2015 that its table lacks, as it is known; p NULL: it is not. */
vitk_str vitk_cnf_known_code(vitk_str id);

/* What a source code says: an assumed zero (12), and where a value comes from. The description, which may be blank,
 * tells of codes that are not known here. */
void vitk_cnf_judge(vitk_str code, vitk_str description, struct vitk_statement *);

#endif
