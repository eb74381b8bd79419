/* open_food_facts.h - the products of Open Food Facts, as this importer reads them: which members hold products, which
 * keys are vitamin K, what a product states. */
#ifndef VITK_PLUGINS_OPEN_FOOD_FACTS_H
#define VITK_PLUGINS_OPEN_FOOD_FACTS_H

#include "common/headrow.h"
#include "common/node.h"
#include "common/tell.h"
#include "common/vitamer.h"

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

/* The kinds of a member. JSON has what the table has and more: beside it the table is not read. */
enum off_kind { OFF_NONE, OFF_TABLE, OFF_JSON };

enum { OFF_MAX_K = 64, OFF_TEXT = 80 };

/* A column of the table that is vitamin K. */
struct off_column {
  const char *component;
  bool prepared; /* of the food as prepared, not as sold */
};

/* One run. */
struct off {
  const struct vitk_host *host;
  struct vitk_context *context;
  enum off_kind kind;
  uint32_t member;
  vitk_str file; /* the member's name */
  struct vitk_table *table;
  struct vitk_tree *tree;
  struct off_column columns[OFF_MAX_K];
  uint32_t n_columns;
  bool told_menadione, told_many;
};

/* What a product is, and how its amounts are told. The texts live as long as its record. */
struct off_product {
  vitk_str code, name, language, group, serving_g;
  vitk_str per; /* what its amounts were typed per: "100g", "100ml", "serving" */
  vitk_str file;
  uint64_t line;
};

/* An amount as a product states it; statement.food_id, file and line are those of the product. `modifier` is "<", "~",
 * "-" (the pack does not say) and so on, or blank. */
struct off_amount {
  struct vitk_statement statement;
  vitk_str modifier;
  bool prepared;
};

/* Is the key that of a nutrient that is vitamin K ("vitamin-k", "fr-vitamine-k2", "phylloquinone")? `named` gets what
 * it names, as bits of vitamer.h. */
bool vitk_off_is_k(vitk_str stem, uint32_t *named);

/* The component of a key that is vitamin K, where the label that was typed with it may name the vitamer. NULL:
 * menadione, which is told once. */
const char *vitk_off_component(struct off *, uint32_t named, vitk_str label, struct tell_place);

/* States an amount, and the food as prepared before one of it: it is a food of its own, "CODE:prepared". */
int vitk_off_state(struct off *, const struct off_product *, const struct off_amount *);

/* States the product as a food. */
int vitk_off_food(struct off *, const struct off_product *);

/* "100g", "100ml" and "serving" as a basis; false: another. Blank is per 100 g. */
bool vitk_off_basis(vitk_str per, uint32_t *basis);

/* What kind of a member its head shows. */
enum off_kind vitk_off_kind(vitk_str head);

/* One bounded step of reading off->member; VITK_END after its last record. */
int vitk_off_read_table(struct off *);
int vitk_off_read_json(struct off *);

#endif
