/* dsld.h - the labels of the Dietary Supplement Label Database, as this importer reads them: which members hold what,
 * which rows of a label are vitamin K, what a row states. */
#ifndef VITK_PLUGINS_DSLD_H
#define VITK_PLUGINS_DSLD_H

#include "common/headrow.h"
#include "common/node.h"
#include "common/tell.h"
#include "common/vitamer.h"

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

/* What a member is. They are read in this order; OVERVIEW a second time at the end, for the foods. */
enum dsld_kind { DSLD_NONE, DSLD_LABELS, DSLD_FACTS, DSLD_OVERVIEW };
enum dsld_step { DSLD_DATES, DSLD_READ_FACTS, DSLD_READ_LABELS, DSLD_FOODS, DSLD_N_STEPS };

enum { DSLD_ID_MAX = 64, DSLD_FLAGS_MAX = 400, DSLD_DEPTH_MAX = 16 };

/* One run. */
struct dsld {
  const struct vitk_host *host;
  struct vitk_context *context;
  uint32_t step, member;
  vitk_str file; /* the member that is read */
  struct vitk_table *table;
  struct vitk_tree *tree;
  bool has_overview;
  char newest[11];           /* date on which a label was entered, "2025-05-21" */
  char last_id[DSLD_ID_MAX]; /* of the row before, in a table of facts */
};

/* A row of a label's Supplement Facts. Texts as they stand, or blank. */
struct dsld_row {
  vitk_str name, group; /* of the ingredient; its group in DSLD's vocabulary */
  vitk_str notes;       /* of the row */
  uint32_t forms;       /* what its forms name, bits of vitamer.h */
  vitk_str amount, unit, operator_sign;
  vitk_str serving_quantity, serving_unit; /* what a serving is: "2", "Caplet(s)" */
  vitk_str daily_value;                    /* percent */
  const char *form_flags;                  /* "form:MenaQ7", or "" */
  vitk_str file, field;
  uint64_t line;
};

/* Is the row vitamin K? By its name or its group, or because its name is that of a vitamer. A trade name alone
 * ("MenaQ7 natto extract") is not: what is weighed is then a preparation. */
bool vitk_dsld_is_k(vitk_str name, vitk_str group);

/* The component of a row that is vitamin K, out of its name, forms, notes and group. NULL: menadione. */
const char *vitk_dsld_component(const struct dsld_row *);

/* Is the amount not disclosed ("NP", or nothing at all)? */
bool vitk_dsld_undisclosed(const struct dsld_row *);

/* States the row of a label. */
int vitk_dsld_state(struct dsld *, vitk_str food_id, const char *component, const struct dsld_row *);

/* Appends "word:text" to the flags, with '_' for white space. What has no room is left out. */
void vitk_dsld_flag(char flags[DSLD_FLAGS_MAX], const char *word, vitk_str text);

/* A code of a classification, as vitk_host.food_code, with '_' for white space, which "upc" goes without. */
int vitk_dsld_code(struct dsld *, vitk_str food_id, const char *scheme, vitk_str text);

/* What kind of a member its head shows. */
enum dsld_kind vitk_dsld_kind(vitk_str head);

/* One bounded step of reading dsld->member; VITK_END after its last record. */
int vitk_dsld_read_dates(struct dsld *);
int vitk_dsld_read_facts(struct dsld *);
int vitk_dsld_read_labels(struct dsld *);
int vitk_dsld_read_foods(struct dsld *);

#endif
