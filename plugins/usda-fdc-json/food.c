/* food.c - a food of any of the shapes: full (nutrient {…}, amount, foodNutrientDerivation {…}), abridged (number,
 * amount, derivationCode) or of a search (nutrientNumber, value, derivationCode). Keys come in any order. */
#include "fdc_json.h"

static const struct vitk_node *child(const struct vitk_node *node, const char *name) {
  for (const struct vitk_node *item = node == NULL ? NULL : node->child; item != NULL; item = item->next)
    if (slice_equal(item->name, name))
      return item->kind == VITK_NULL ? NULL : item;
  return NULL;
}

static vitk_str text_of(const struct vitk_node *node) {
  if (node == NULL || (node->kind != VITK_STRING && node->kind != VITK_NUMBER))
    return (vitk_str){NULL, 0};
  return node->text;
}

static vitk_str text(const struct vitk_node *node, const char *name) {
  return text_of(child(node, name));
}

/* The first of the two that is there. */
static vitk_str either(vitk_str a, vitk_str b) {
  return a.n > 0 ? a : b;
}

/* --- values */

struct item {
  const struct vitk_node *amount;
  vitk_str number, id, name, unit;
  struct usda_beside beside;
};

static void read_item(const struct vitk_node *node, struct item *out) {
  const struct vitk_node *nutrient = child(node, "nutrient"), *derivation = child(node, "foodNutrientDerivation");
  const struct vitk_node *amount = child(node, "amount");
  out->amount = amount != NULL ? amount : child(node, "value");
  out->number = either(text(nutrient, "number"), either(text(node, "nutrientNumber"), text(node, "number")));
  out->id = either(text(nutrient, "id"), text(node, "nutrientId"));
  out->name = either(text(nutrient, "name"), either(text(node, "nutrientName"), text(node, "name")));
  out->unit = either(text(nutrient, "unitName"), text(node, "unitName"));
  out->beside.derivation = either(text(derivation, "code"), text(node, "derivationCode"));
  out->beside.source =
      either(text(child(derivation, "foodNutrientSource"), "code"), text(node, "foodNutrientSourceCode"));
  out->beside.loq = text(node, "loq");
}

/* Which nutrient it is; USDA_N_NUTRIENTS: another. VITK_FAILED after a diag where number, id and name disagree. */
static int nutrient_of(struct fdc *fdc, vitk_str file, const struct vitk_node *node, const struct item *item,
                       uint32_t *out) {
  uint32_t by_number = vitk_usda_nutrient(item->number), by_id = vitk_usda_nutrient(item->id);
  struct tell_place place = {
      .file = file, .line = node->line, .field = slice("foodNutrients/nutrient"), .excerpt = item->name};
  *out = item->number.n > 0 ? by_number : by_id;
  if (by_number == USDA_N_NUTRIENTS && by_id == USDA_N_NUTRIENTS) {
    if (!vitk_usda_speaks_of_k(item->name) || fdc->unread_told)
      return VITK_OK;
    fdc->unread_told = true;
    return tell(fdc->host, fdc->context, VITK_NOTE, "unused-component", place,
                "Tell the project, so that a next version reads it",
                "nutrient %.*s, \"%.*s\", is of vitamin K and is not read", TELL_SLICE(either(item->number, item->id)),
                TELL_SLICE(item->name));
  }
  bool agree = item->number.n == 0 || item->id.n == 0 || by_number == by_id;
  if (agree && (item->name.n == 0 || vitk_usda_is_name(*out, item->name)))
    return VITK_OK;
  (void)tell(fdc->host, fdc->context, VITK_ERROR, "nutrient-changed", place,
             "This is not FoodData Central as USDA publishes it; import it with a map file",
             "a nutrient of number %.*s and id %.*s is \"%.*s\", as in no known release", TELL_SLICE(item->number),
             TELL_SLICE(item->id), TELL_SLICE(item->name));
  return VITK_FAILED;
}

static int state_value(struct fdc *fdc, vitk_str file, vitk_str food_id, enum usda_type type,
                       const struct vitk_node *node) {
  struct item item;
  uint32_t i;
  if (node->kind != VITK_OBJECT)
    return VITK_OK; /* null items occur */
  read_item(node, &item);
  int code = nutrient_of(fdc, file, node, &item, &i);
  vitk_str amount = text_of(item.amount);
  if (code != VITK_OK || i == USDA_N_NUTRIENTS || amount.n == 0)
    return code;
  struct vitk_statement statement = {
      .size = sizeof statement,
      .food_id = food_id,
      .component = slice(vitk_usda_nutrients[i].component),
      .amount = amount,
      .unit = item.unit.n > 0 ? item.unit : slice(vitk_usda_unit),
      .basis = VITK_PER_100G,
      .n = text(node, "dataPoints"),
      .min = text(node, "min"),
      .max = text(node, "max"),
      .method = item.beside.derivation,
      .file = file,
      .field = slice(slice_equal(item.amount->name, "value") ? "foodNutrients/value" : "foodNutrients/amount"),
      .line = item.amount->line};
  vitk_usda_judge(&item.beside, &statement);
  vitk_usda_judge_type(type, &statement);
  return fdc->host->statement(fdc->context, &statement);
}

/* --- foods */

static int state_codes(struct fdc *fdc, vitk_str food_id, enum usda_type type, const struct vitk_node *record) {
  static const struct {
    const char *scheme, *key;
  } keys[] = {{"ndb", "ndbNumber"}, {"fndds", "foodCode"}, {"gtin", "gtinUpc"}, {"fdc-data-source", "dataSource"}};
  int code = VITK_OK;
  if (type < USDA_FOREIGN)
    code = fdc->host->food_code(fdc->context, food_id, "fdc-type", slice(vitk_usda_types[type].in_csv));
  for (uint32_t i = 0; code == VITK_OK && i < N_OF(keys); i++)
    code = fdc->host->food_code(fdc->context, food_id, keys[i].scheme, text(record, keys[i].key));
  if (code == VITK_OK)
    code = fdc->host->food_code(fdc->context, food_id, "wweia",
                                text(child(record, "wweiaFoodCategory"), "wweiaFoodCategoryCode"));
  return code;
}

static vitk_str group_of(const struct vitk_node *record) {
  const struct vitk_node *category = child(record, "foodCategory");
  vitk_str name = category != NULL && category->kind == VITK_OBJECT ? text(category, "description") : text_of(category);
  vitk_str survey = text(child(record, "wweiaFoodCategory"), "wweiaFoodCategoryDescription");
  return either(name, either(survey, text(record, "brandedFoodCategory")));
}

int vitk_fdc_food(struct fdc *fdc, vitk_str file, const struct vitk_node *record) {
  if (record->kind != VITK_OBJECT)
    return VITK_OK;
  vitk_str id = text(record, "fdcId"), name = text(record, "description");
  enum usda_type type = vitk_usda_type(text(record, "dataType"));
  const struct vitk_node *nutrients = child(record, "foodNutrients");
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = name,
                           .language = slice("en"),
                           .name_en = name,
                           .scientific_name = text(record, "scientificName"),
                           .food_group = group_of(record)};
  int code = fdc->host->food(fdc->context, &food);
  if (code == VITK_OK && id.n > 0)
    code = state_codes(fdc, id, type, record);
  for (const struct vitk_node *item = nutrients == NULL ? NULL : nutrients->child; code == VITK_OK && item != NULL;
       item = item->next)
    code = state_value(fdc, file, id, type, item);
  return code;
}
