/* matvaretabellen.h - the Norwegian Food Composition Table, as this importer reads it: the export of FoodCASE (one file
 * of definitions and one of foods), or the answer of the public API. */
#ifndef VITK_PLUGINS_MATVARETABELLEN_H
#define VITK_PLUGINS_MATVARETABELLEN_H

#include "common/eurofir.h"
#include "common/node.h"
#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum mt_file { MT_DEFINITIONS, MT_FOODS, MT_API, MT_N_FILES };
enum { MT_ABSENT = -1, MT_RELEASE_MAX = 16, MT_NUTRIENTS_MAX = 32, MT_GROUPS_MAX = 1000, MT_REFERENCES_MAX = 5000 };

struct mt_members {
  int64_t index[MT_N_FILES]; /* or MT_ABSENT */
  vitk_str name[MT_N_FILES];
  uint32_t n_others; /* more files of foods, which are not read */
  vitk_str other;
};

/* A nutrient of vitamin K as the definitions have it. */
struct mt_nutrient {
  vitk_str id, component, unit;
};
struct mt_group {
  vitk_str id, name;
};
struct mt_reference {
  vitk_str id, acquisition; /* EuroFIR's code: "F" of "F (Food composition table)" */
};

/* One run. */
struct mt {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct mt_members members;
  vitk_str release;
  char language[4];
  struct vitk_tree *tree;
  uint32_t step;
  struct mt_nutrient nutrients[MT_NUTRIENTS_MAX];
  uint32_t n_nutrients, n_groups, n_references;
  struct mt_group *groups;
  struct mt_reference *references;
};

/* Which of the files the head of a member is; MT_N_FILES: none of them. */
enum mt_file vitk_mt_file_of(vitk_str head);
int vitk_mt_find(const struct vitk_host *, struct vitk_context *, struct mt_members *out);

/* Rows of the definitions; VITK_OK or a code below 0. */
int vitk_mt_nutrient(struct mt *, const struct vitk_node *);
int vitk_mt_group(struct mt *, const struct vitk_node *);
int vitk_mt_reference(struct mt *, const struct vitk_node *);

/* A food of either form, with what it states of vitamin K. */
int vitk_mt_food(struct mt *, const struct vitk_node *);
int vitk_mt_api_food(struct mt *, const struct vitk_node *);

#endif
