/* foods.c - a food of the FoodCASE export, in which a nutrient's id is a key, and one of the public API, which lists
 * constituents. */
#include "matvaretabellen.h"

/* References that say what a value is, by the ids that they have in both forms. */
static const struct {
  const char *id;
  uint32_t status, origin;
} telling[] = {
    {"10", VITK_MISSING, VITK_ORIGIN_UNKNOWN},    /* missing value, content not known */
    {"20", VITK_AS_WRITTEN, VITK_ESTIMATED},      /* estimated value */
    {"30", VITK_AS_WRITTEN, VITK_CALCULATED},     /* calculated from a similar food */
    {"50", VITK_ASSUMED_ZERO, VITK_ASSUMED},      /* naturally occurring zero, not analysed */
    {"60a", VITK_BELOW_LIMIT, VITK_ANALYSED},     /* zero where the analysed value is below the LOQ */
    {"60c", VITK_AS_WRITTEN, VITK_ESTIMATED},     /* half of the LOQ where it is between LOD and LOQ */
    {"MI0381", VITK_AS_WRITTEN, VITK_CALCULATED}, /* K2 as the sum of its isomers */
    {"MI0382", VITK_AS_WRITTEN, VITK_CALCULATED}, /* K as the sum of K1 and K2 */
};

static uint32_t origin_of(const struct mt *mt, vitk_str reference) {
  for (uint32_t i = 0; i < mt->n_references; i++)
    if (slice_same(mt->references[i].id, reference))
      return eurofir_origin(mt->references[i].acquisition, (vitk_str){NULL, 0});
  return VITK_ORIGIN_UNKNOWN;
}

/* `statement` has all but what the reference says. */
static int state_value(struct mt *mt, struct vitk_statement *statement, vitk_str reference) {
  statement->size = sizeof *statement;
  statement->basis = VITK_PER_100G;
  statement->method = reference;
  statement->origin = origin_of(mt, reference);
  for (size_t i = 0; i < N_OF(telling); i++)
    if (slice_equal(reference, telling[i].id)) {
      statement->status = telling[i].status;
      statement->origin = telling[i].origin != VITK_ORIGIN_UNKNOWN ? telling[i].origin : statement->origin;
    }
  if (statement->amount.n == 0 && statement->status != VITK_MISSING)
    return VITK_OK;
  return mt->host->statement(mt->context, statement);
}

static int state_langual(struct mt *mt, vitk_str food_id, vitk_str codes) {
  int code = VITK_OK;
  while (codes.n > 0 && code == VITK_OK) {
    size_t n = 0;
    while (n < codes.n && !slice_white(codes.p[n]))
      n++;
    if (n > 0)
      code = mt->host->food_code(mt->context, food_id, "langual", (vitk_str){codes.p, n});
    codes = slice_from(codes, n + 1);
  }
  return code;
}

static int state_food(struct mt *mt, const struct vitk_node *node, const char *id, const char *name,
                      const char *group_id) {
  vitk_str group = node_text(node, group_id), none = {NULL, 0};
  vitk_str language = {mt->language, strlen(mt->language)};
  struct vitk_food food = {.size = sizeof food,
                           .food_id = node_text(node, id),
                           .name = node_text(node, name),
                           .language = language,
                           .scientific_name = node_text(node, "latinName")};
  food.name_en = slice_equal(language, "en") ? food.name : none;
  for (uint32_t i = 0; i < mt->n_groups; i++)
    if (slice_same(mt->groups[i].id, group))
      food.food_group = mt->groups[i].name;
  int code = mt->host->food(mt->context, &food);
  if (code == VITK_OK && group.n > 0)
    code = mt->host->food_code(mt->context, food.food_id, "matvaretabellen-group", group);
  return code;
}

static const struct mt_nutrient *nutrient_of(const struct mt *mt, vitk_str id) {
  for (uint32_t i = 0; i < mt->n_nutrients; i++)
    if (slice_same(mt->nutrients[i].id, id))
      return &mt->nutrients[i];
  return NULL;
}

/* The unit stands in the definitions alone. */
static int lacks_definitions(struct mt *mt, const struct vitk_node *value) {
  (void)tell(mt->host, mt->context, VITK_ERROR, "missing-member",
             (struct tell_place){.file = mt->members.name[MT_FOODS], .line = value->line, .field = value->name},
             "Put the file of the same export beside it that defines the nutrients (foodcase-data)",
             "there is no definition of %.*s, which alone states its unit", TELL_SLICE(value->name));
  return VITK_FAILED;
}

int vitk_mt_food(struct mt *mt, const struct vitk_node *node) {
  vitk_str food_id = node_text(node, "id");
  int code = state_food(mt, node, "id", "name", "groupId");
  if (code == VITK_OK)
    code = state_langual(mt, food_id, node_text(node, "langualCodes"));
  for (const struct vitk_node *value = node->child; value != NULL && code == VITK_OK; value = value->next) {
    char field[100];
    const struct mt_nutrient *nutrient = value->kind == VITK_OBJECT ? nutrient_of(mt, value->name) : NULL;
    vitk_str amount = node_text(value, "value");
    if (nutrient == NULL) {
      if (value->kind == VITK_OBJECT && amount.n > 0 && eurofir_component(value->name).n > 0)
        code = lacks_definitions(mt, value);
      continue;
    }
    (void)snprintf(field, sizeof field, "%.*s/value", TELL_SLICE(value->name));
    struct vitk_statement statement = {.food_id = food_id,
                                       .component = nutrient->component,
                                       .amount = amount,
                                       .unit = nutrient->unit,
                                       .file = mt->members.name[MT_FOODS],
                                       .field = slice(field),
                                       .line = value->line};
    code = state_value(mt, &statement, node_text(value, "ref"));
  }
  return code;
}

int vitk_mt_api_food(struct mt *mt, const struct vitk_node *node) {
  vitk_str food_id = node_text(node, "foodId");
  int code = state_food(mt, node, "foodId", "foodName", "foodGroupId");
  for (const struct vitk_node *one = node_items(node_child(node, "langualCodes")); one != NULL && code == VITK_OK;
       one = one->next)
    code = state_langual(mt, food_id, one->text);
  for (const struct vitk_node *value = node_items(node_child(node, "constituents")); value != NULL && code == VITK_OK;
       value = value->next) {
    vitk_str component = eurofir_component(node_text(value, "nutrientId"));
    if (component.n == 0)
      continue;
    struct vitk_statement statement = {.food_id = food_id,
                                       .component = component,
                                       .amount = node_text(value, "quantity"),
                                       .unit = node_text(value, "unit"),
                                       .file = mt->members.name[MT_API],
                                       .field = slice("constituents/quantity"),
                                       .line = value->line};
    code = state_value(mt, &statement, node_text(value, "sourceId"));
  }
  return code;
}
