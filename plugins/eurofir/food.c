/* food.c - a food of a package: its codes and names, and the values of its components of vitamin K. */
#include "fdtp.h"

static bool same(vitk_str name, const char *other) {
  return eurofir_same(name, other, strlen(other));
}

const struct vitk_node *vitk_fdtp_next(const struct vitk_node *node, const char *name) {
  while (node != NULL && (node = node->next) != NULL)
    if (same(node->name, name))
      return node;
  return NULL;
}

const struct vitk_node *vitk_fdtp_child(const struct vitk_node *node, const char *name) {
  const struct vitk_node *child = node ? node->child : NULL;
  return child == NULL || same(child->name, name) ? child : vitk_fdtp_next(child, name);
}

vitk_str vitk_fdtp_text(const struct vitk_node *node, const char *name) {
  const struct vitk_node *child = vitk_fdtp_child(node, name);
  return child ? child->text : (vitk_str){NULL, 0};
}

/* --- codes and names */

static const struct vitk_node *identifiers(const struct vitk_node *food) {
  return vitk_fdtp_child(vitk_fdtp_child(food, "FoodDescription"), "FoodIdentifiers");
}

/* The code of an identifier stands in an element of its own, or in it. */
static vitk_str code_of(const struct vitk_node *identifier) {
  vitk_str code = vitk_fdtp_text(identifier, "Identifier");
  return code.n > 0 ? code : identifier->text;
}

/* The source's own code: of the system origfdcd, else of the first that is no system of classification. */
static vitk_str food_id(const struct vitk_node *food) {
  vitk_str first = {NULL, 0};
  for (const struct vitk_node *at = vitk_fdtp_child(identifiers(food), "FoodIdentifier"); at != NULL;
       at = vitk_fdtp_next(at, "FoodIdentifier")) {
    vitk_str system = vitk_fdtp_text(at, "system");
    if (same(system, "origfdcd"))
      return code_of(at);
    if (first.n == 0 && !slice_starts(system, "langual") && !slice_starts(system, "foodex"))
      first = code_of(at);
  }
  return first;
}

static bool is_english(vitk_str language) {
  return same(language, "en") || same(language, "eng") || slice_starts(language, "en-");
}

static bool is_scientific(vitk_str language) {
  return same(language, "la") || same(language, "lat") || same(language, "sci");
}

static const struct vitk_node *first_name(const struct vitk_node *food) {
  return vitk_fdtp_child(vitk_fdtp_child(vitk_fdtp_child(food, "FoodDescription"), "FoodNames"), "FoodName");
}

vitk_str vitk_fdtp_language(const struct vitk_node *food) {
  for (const struct vitk_node *at = first_name(food); at != NULL; at = vitk_fdtp_next(at, "FoodName")) {
    vitk_str language = vitk_fdtp_text(at, "language");
    if (at->text.n > 0 && language.n > 0 && !is_english(language) && !is_scientific(language))
      return language;
  }
  return (vitk_str){NULL, 0};
}

static void take_names(const struct vitk_node *node, struct vitk_food *food) {
  for (const struct vitk_node *at = first_name(node); at != NULL; at = vitk_fdtp_next(at, "FoodName")) {
    vitk_str language = vitk_fdtp_text(at, "language");
    if (at->text.n == 0)
      continue;
    if (is_english(language)) {
      food->name_en = food->name_en.n > 0 ? food->name_en : at->text;
    } else if (is_scientific(language)) {
      food->scientific_name = food->scientific_name.n > 0 ? food->scientific_name : at->text;
    } else if (food->name.n == 0) {
      food->name = at->text;
      food->language = language;
    }
  }
  if (food->name.n == 0) {
    food->name = food->name_en;
    food->language = slice(food->name_en.n > 0 ? "en" : NULL);
  }
  if (food->scientific_name.n == 0)
    food->scientific_name = vitk_fdtp_text(vitk_fdtp_child(node, "FoodDescription"), "ScientificName");
}

/* LanguaL's codes stand one an element, or several in one. */
static int state_langual(struct fdtp *fdtp, vitk_str id, vitk_str codes) {
  int code = VITK_OK;
  while (codes.n > 0 && code == VITK_OK) {
    size_t n = 0;
    while (n < codes.n && !slice_white(codes.p[n]))
      n++;
    if (n > 0)
      code = fdtp->host->food_code(fdtp->context, id, "langual", (vitk_str){codes.p, n});
    codes = slice_from(codes, n + 1);
  }
  return code;
}

static int state_codes(struct fdtp *fdtp, const struct vitk_node *food, vitk_str id) {
  int code = VITK_OK;
  for (const struct vitk_node *at = vitk_fdtp_child(identifiers(food), "FoodIdentifier"); at != NULL && code == VITK_OK;
       at = vitk_fdtp_next(at, "FoodIdentifier")) {
    if (!same(vitk_fdtp_text(at, "system"), "langual"))
      continue;
    for (const struct vitk_node *one = vitk_fdtp_child(at, "Identifier"); one != NULL && code == VITK_OK;
         one = vitk_fdtp_next(one, "Identifier"))
      code = state_langual(fdtp, id, one->text);
  }
  return code;
}

/* --- values */

/* Of the identifiers of a component that of EuroFIR; the source's own codes and names may mean something else. */
static vitk_str component_of(const struct vitk_node *component) {
  const struct vitk_node *all = vitk_fdtp_child(component, "ComponentIdentifiers");
  for (const struct vitk_node *at = vitk_fdtp_child(all, "ComponentIdentifier"); at != NULL;
       at = vitk_fdtp_next(at, "ComponentIdentifier")) {
    vitk_str system = vitk_fdtp_text(at, "system"), code = eurofir_component(at->text);
    if (code.n > 0 && (same(system, "ecompid") || slice_starts(system, "eurofir") || slice_starts(system, "infoods")))
      return code;
  }
  return (vitk_str){NULL, 0};
}

/* An attribute of the selected value, else of the value around it: exports differ in where they put it. */
static vitk_str attribute(const struct vitk_node *value, const char *name) {
  vitk_str text = vitk_fdtp_text(vitk_fdtp_child(value, "SelectedValue"), name);
  return text.n > 0 ? text : vitk_fdtp_text(value, name);
}

static bool basis_of(vitk_str matrix, uint32_t *basis) {
  *basis = same(matrix, "V") ? VITK_PER_100ML : VITK_PER_100G;
  return same(matrix, "W") || same(matrix, "V");
}

static int reject_basis(struct fdtp *fdtp, const struct vitk_node *value, vitk_str component, vitk_str matrix) {
  struct tell_place place = {
      .file = fdtp->file, .line = value->line, .field = slice("matrixunit"), .excerpt = attribute(value, "matrixunit")};
  if (matrix.n == 0)
    return tell(fdtp->host, fdtp->context, VITK_REJECT, "basis", place,
                "Ask the publisher: an amount is of no use without it",
                "a value of %.*s does not say per what amount of food it is", TELL_SLICE(component));
  return tell(fdtp->host, fdtp->context, VITK_REJECT, "basis", place,
              "Only W (100 g of the edible portion) and V (100 ml) can be kept",
              "a value of %.*s is per %.*s, as for total food (T) or dry matter (D)", TELL_SLICE(component),
              TELL_SLICE(matrix));
}

static int state_value(struct fdtp *fdtp, vitk_str id, vitk_str component, const struct vitk_node *value) {
  char method[180], flags[200]; /* TELL_SLICE gives 80 bytes at most */
  const struct vitk_node *selected = vitk_fdtp_child(value, "SelectedValue");
  vitk_str amount = selected ? selected->text : (vitk_str){NULL, 0}, limit = {NULL, 0};
  vitk_str type = attribute(value, "valuetype"), acquisition = attribute(value, "acquisitiontype");
  vitk_str method_type = attribute(value, "methodtype"), indicator = attribute(value, "methodindicator");
  vitk_str matrix = attribute(value, "matrixunit");
  uint32_t status = eurofir_status(type), basis;
  if (amount.n == 0 && status == VITK_AS_WRITTEN)
    return VITK_OK;
  if (!basis_of(matrix, &basis))
    return reject_basis(fdtp, value, component, matrix);
  if (slice_starts(amount, "less than ")) {
    status = VITK_BELOW_LIMIT;
    limit = slice_from(amount, sizeof "less than " - 1);
  }
  (void)snprintf(method, sizeof method, "%.*s%s%.*s", TELL_SLICE(method_type),
                 method_type.n > 0 && indicator.n > 0 ? " " : "", TELL_SLICE(indicator));
  (void)snprintf(flags, sizeof flags, "%s%.*s%s%.*s", type.n > 0 ? "type:" : "", TELL_SLICE(type),
                 acquisition.n > 0 ? " acq:" : "", TELL_SLICE(acquisition));
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = id,
                                     .component = component,
                                     .amount = amount,
                                     .unit = attribute(value, "unit"),
                                     .status = status,
                                     .basis = basis,
                                     .origin = eurofir_origin(acquisition, method_type),
                                     .limit = limit,
                                     .n = vitk_fdtp_text(value, "NumberOfAnalyticalPortions"),
                                     .sd = vitk_fdtp_text(value, "StandardDeviation"),
                                     .min = vitk_fdtp_text(value, "Minimum"),
                                     .max = vitk_fdtp_text(value, "Maximum"),
                                     .method = slice(method),
                                     .confidence = vitk_fdtp_text(value, "QualityIndex"),
                                     .flags = slice(flags),
                                     .file = fdtp->file,
                                     .field = slice("SelectedValue"),
                                     .line = selected ? selected->line : value->line};
  return fdtp->host->statement(fdtp->context, &statement);
}

int vitk_fdtp_food(struct fdtp *fdtp, const struct vitk_node *node) {
  const struct vitk_node *classes = vitk_fdtp_child(vitk_fdtp_child(node, "FoodDescription"), "FoodClasses");
  struct vitk_food food = {
      .size = sizeof food, .food_id = food_id(node), .food_group = vitk_fdtp_text(classes, "FoodClass")};
  take_names(node, &food);
  bool has_code = food.food_id.n > 0;
  int code;
  if (has_code)
    code = fdtp->host->food(fdtp->context, &food);
  else /* its amounts are stated all the same, and each is a reject */
    code = tell(fdtp->host, fdtp->context, VITK_WARNING, "no-food-id",
                (struct tell_place){.file = fdtp->file, .line = node->line, .field = slice("FoodIdentifier")},
                "Ask the publisher for its code", "food \"%.*s\" has no code", TELL_SLICE(food.name));
  if (code == VITK_OK && has_code)
    code = state_codes(fdtp, node, food.food_id);
  const struct vitk_node *components = vitk_fdtp_child(node, "Components");
  for (const struct vitk_node *at = vitk_fdtp_child(components, "Component"); at != NULL && code == VITK_OK;
       at = vitk_fdtp_next(at, "Component")) {
    vitk_str component = component_of(at);
    if (component.n == 0)
      continue;
    const struct vitk_node *values = vitk_fdtp_child(at, "Values");
    for (const struct vitk_node *value = vitk_fdtp_child(values, "Value"); value != NULL && code == VITK_OK;
         value = vitk_fdtp_next(value, "Value"))
      code = state_value(fdtp, food.food_id, component, value);
  }
  return code;
}
