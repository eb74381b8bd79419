/* xml.c - the XML of the older service: LivsmedelDataset holds a Version and LivsmedelsLista, whose Livsmedel each have
 * a list of Naringsvarde. */
#include "common/node.h"
#include "livsmedelsverket.h"

enum { FOODS_A_STEP = 200 };

/* Where a value comes from, by the start of the words of Ursprung and of Framtagningsmetod. The cells are in Swedish
 * what EuroFIR's acquisition and method types are; only words that were seen are read. */
struct words {
  const char *start; /* its ASCII letters in lower case */
  uint32_t origin;
};
static const struct words acquisitions[] = {{"livsmedelstabell", VITK_BORROWED}};
static const struct words methods[] = {{"aggregering av analyserade", VITK_ANALYSED},
                                       {"analys", VITK_ANALYSED},
                                       {"ber\xC3\xA4kn", VITK_CALCULATED},
                                       {"summering", VITK_CALCULATED},
                                       {"skattat", VITK_ESTIMATED},
                                       {"\xC3\x96verf\xC3\xB6rt", VITK_ESTIMATED}};

static uint32_t origin_by(const struct words *table, size_t n, vitk_str text) {
  for (size_t i = 0; i < n; i++)
    if (slice_starts(text, table[i].start))
      return table[i].origin;
  return VITK_ORIGIN_UNKNOWN;
}

static uint32_t origin_of(const struct vitk_node *value) {
  uint32_t origin = origin_by(acquisitions, N_OF(acquisitions), node_text(value, "Ursprung"));
  return origin != VITK_ORIGIN_UNKNOWN ? origin
                                       : origin_by(methods, N_OF(methods), node_text(value, "Framtagningsmetod"));
}

static const struct lv_nutrient *nutrient_of(vitk_str name) {
  for (uint32_t i = 0; i < LV_N_NUTRIENTS; i++)
    if (slice_equal(name, vitk_lv_nutrients[i].name))
      return &vitk_lv_nutrients[i];
  return NULL;
}

static int state_value(struct lv *lv, const struct vitk_node *food, const struct vitk_node *value) {
  char method[180]; /* TELL_SLICE gives 80 bytes at most */
  const struct lv_nutrient *nutrient = nutrient_of(node_text(value, "Namn"));
  const struct vitk_node *amount = node_child(value, "Varde");
  vitk_str grams = node_text(food, "ViktGram"), type = node_text(value, "Vardetyp");
  vitk_str how = node_text(value, "Framtagningsmetod"), indicator = node_text(value, "Metodtyp");
  if (nutrient == NULL || amount == NULL || amount->text.n == 0)
    return VITK_OK;
  bool hundred = grams.n == 0 || slice_equal(grams, "100");
  (void)snprintf(method, sizeof method, "%.*s%s%.*s", TELL_SLICE(how), how.n > 0 && indicator.n > 0 ? "; " : "",
                 TELL_SLICE(indicator));
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = node_text(food, "Nummer"),
                                     .component = slice(nutrient->component),
                                     .amount = amount->text,
                                     .unit = node_text(value, "Enhet"),
                                     .status = slice_starts(type, "logisk nolla") ? VITK_ASSUMED_ZERO : VITK_AS_WRITTEN,
                                     .basis = hundred ? VITK_PER_100G : VITK_PER_SERVING,
                                     .origin = origin_of(value),
                                     .serving_g = hundred ? (vitk_str){NULL, 0} : grams,
                                     .method = slice(method),
                                     .file = lv->file,
                                     .field = slice("Varde"),
                                     .line = amount->line};
  return lv->host->statement(lv->context, &statement);
}

static int state_food(struct lv *lv, const struct vitk_node *node) {
  struct vitk_food food = {.size = sizeof food,
                           .food_id = node_text(node, "Nummer"),
                           .name = node_text(node, "Namn"),
                           .language = slice("sv"),
                           .food_group = node_text(node, "Huvudgrupp")};
  int code = lv->host->food(lv->context, &food);
  const struct vitk_node *values = node_child(node, "Naringsvarden");
  for (const struct vitk_node *value = node_child(values, "Naringsvarde"); value != NULL && code == VITK_OK;
       value = value->next)
    if (slice_equal(value->name, "Naringsvarde"))
      code = state_value(lv, node, value);
  return code;
}

static int open_tree(struct lv *lv, const char *record, uint32_t flags) {
  struct vitk_tree_spec spec = {.size = sizeof spec, .member = lv->member, .flags = flags, .record = record};
  return lv->host->tree_open(lv->context, &spec, &lv->tree);
}

int vitk_lv_open_xml(struct lv *lv) {
  const struct vitk_node *version = NULL;
  if (lv->release[0] == '\0') {
    int code = open_tree(lv, "LivsmedelDataset/Version", 0);
    if (code == VITK_OK && (code = lv->host->tree_next(lv->tree, &version)) == VITK_OK)
      (void)vitk_lv_date(version->text, lv->release);
    if (code < VITK_OK)
      return code;
    lv->host->tree_close(lv->tree);
    lv->tree = NULL;
  }
  return open_tree(lv, "LivsmedelDataset/LivsmedelsLista/Livsmedel", VITK_FOOD_ROWS);
}

int vitk_lv_read_xml(struct lv *lv) {
  int code = VITK_OK;
  for (int i = 0; i < FOODS_A_STEP && code == VITK_OK; i++) {
    const struct vitk_node *food = NULL;
    code = lv->host->tree_next(lv->tree, &food);
    if (code == VITK_OK)
      code = state_food(lv, food);
  }
  return code;
}
