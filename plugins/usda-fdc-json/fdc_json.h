/* fdc_json.h - FoodData Central's JSON: the bulk files, and answers of its API that were kept. */
#ifndef VITK_PLUGINS_USDA_FDC_JSON_H
#define VITK_PLUGINS_USDA_FDC_JSON_H

#include "usda/usda.h"

enum fdc_shape {
  FDC_NONE,
  FDC_BULK,   /* {"FoundationFoods": [food, …]} */
  FDC_SEARCH, /* {"foods": [food, …], "totalHits": …}: /foods/search */
  FDC_FOODS,  /* a food, an array of foods, or a food a line: /food/{id}, /foods, full or abridged */
  FDC_HALF    /* as FDC_FOODS, but its beginning bears no fdcId */
};

struct fdc_member {
  uint32_t index;
  enum fdc_shape shape;
  enum usda_type type; /* of a bulk file */
  vitk_str name;
};

/* What the beginning of a file shows. `type` is set for FDC_BULK. */
enum fdc_shape vitk_fdc_shape(vitk_str head, enum usda_type *type);

/* One run. */
struct fdc {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct fdc_member *members;
  uint32_t n_members, at;
  struct usda_release given;
  struct vitk_tree *tree;
  bool unread_told;
};

/* States a food and its values. */
int vitk_fdc_food(struct fdc *, vitk_str file, const struct vitk_node *record);

#endif
