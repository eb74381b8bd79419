/* products.c - products as JSON: one a line, an array of them, or the answer of the API about one. A product has its
 * amounts in `nutriments`, flat ("vitamin-k_100g", "vitamin-k_unit"), or since 2025 in `nutrition`, in sets. */
#include "open_food_facts.h"

enum { RECORDS_A_STEP = 200 };

/* --- nutriments */

/* The member of `nutriments` whose key is stem, "_prepared" where it is of that, and `suffix`. */
static const struct vitk_node *member_of(const struct vitk_node *nutriments, vitk_str stem, bool prepared,
                                         const char *suffix) {
  static const char cooked[] = "_prepared";
  size_t middle = prepared ? sizeof cooked - 1 : 0, n = strlen(suffix);
  for (const struct vitk_node *node = nutriments->child; node != NULL; node = node->next)
    if (node->name.n == stem.n + middle + n && memcmp(node->name.p, stem.p, stem.n) == 0 &&
        memcmp(node->name.p + stem.n, cooked, middle) == 0 && memcmp(node->name.p + stem.n + middle, suffix, n) == 0)
      return node;
  return NULL;
}

static vitk_str text_of(const struct vitk_node *node) {
  return node != NULL ? node->text : (vitk_str){NULL, 0};
}

/* What is told of a nutrient: per 100 g where that is there, as the serving is reckoned from it or it from the serving;
 * else per serving; else as it was typed. The first two are in grams. */
static const struct vitk_node *choose_amount(const struct vitk_node *nutriments, vitk_str stem, bool prepared,
                                             const struct off_product *product, struct off_amount *out, bool *known) {
  const struct vitk_node *node;
  *known = true;
  out->statement.unit = slice("g");
  if ((node = member_of(nutriments, stem, prepared, "_100g")) != NULL && node->text.n > 0) {
    out->statement.basis = slice_equal(product->per, "100ml") ? VITK_PER_100ML : VITK_PER_100G;
    return node;
  }
  if ((node = member_of(nutriments, stem, prepared, "_serving")) != NULL && node->text.n > 0) {
    out->statement.basis = VITK_PER_SERVING;
    return node;
  }
  *known = vitk_off_basis(product->per, &out->statement.basis);
  if ((node = member_of(nutriments, stem, prepared, "_value")) != NULL && node->text.n > 0) {
    out->statement.unit = text_of(member_of(nutriments, stem, prepared, "_unit"));
    return node;
  }
  if ((node = member_of(nutriments, stem, prepared, "")) != NULL && node->text.n > 0)
    return node;
  return member_of(nutriments, stem, prepared, "_modifier");
}

static int unknown_basis(struct off *off, const struct off_product *product, const struct vitk_node *node,
                         vitk_str per) {
  return tell(off->host, off->context, VITK_REJECT, "unknown-basis",
              (struct tell_place){.file = product->file, .field = node->name, .line = node->line, .excerpt = per},
              "Known are 100g, 100ml and serving", "product %.*s states its amounts per \"%.*s\"",
              TELL_SLICE(product->code), TELL_SLICE(per));
}

static int state_nutriment(struct off *off, const struct off_product *product, const struct vitk_node *nutriments,
                           vitk_str stem, uint32_t named, bool prepared, bool *states) {
  struct off_amount stated = {.prepared = prepared};
  bool known_basis = true;
  const struct vitk_node *node = choose_amount(nutriments, stem, prepared, product, &stated, &known_basis);
  if (node == NULL)
    return VITK_OK;
  stated.modifier = text_of(member_of(nutriments, stem, prepared, "_modifier"));
  bool is_modifier = slice_ends(node->name, "_modifier");
  if (is_modifier ? !slice_equal(stated.modifier, "-") : node->text.n == 0)
    return VITK_OK;
  const char *component = vitk_off_component(off, named, text_of(member_of(nutriments, stem, false, "_label")),
                                             (struct tell_place){product->file, node->name, node->text, node->line});
  if (component == NULL)
    return VITK_OK;
  if (!known_basis)
    return unknown_basis(off, product, node, product->per);
  if (!is_modifier)
    stated.statement.amount = node->text;
  stated.statement.component = slice(component);
  stated.statement.origin = VITK_LABEL;
  stated.statement.field = node->name;
  stated.statement.line = node->line;
  if (stated.statement.basis == VITK_PER_SERVING)
    stated.statement.serving_g = product->serving_g;
  *states = *states || !prepared;
  return vitk_off_state(off, product, &stated);
}

static bool seen_before(const vitk_str *stems, uint32_t n, vitk_str stem) {
  for (uint32_t i = 0; i < n; i++)
    if (slice_same(stems[i], stem))
      return true;
  return false;
}

static int too_many(struct off *off, const struct off_product *product, const struct vitk_node *node) {
  return tell(off->host, off->context, VITK_REJECT, "limit",
              (struct tell_place){.file = product->file, .field = node->name, .line = node->line},
              "Look at this product", "product %.*s has more than %d keys of vitamin K: this one is not read",
              TELL_SLICE(product->code), OFF_MAX_K);
}

static int read_nutriments(struct off *off, const struct off_product *product, const struct vitk_node *nutriments,
                           bool *states) {
  vitk_str stems[OFF_MAX_K];
  uint32_t n = 0, named = 0;
  int code = VITK_OK;
  for (const struct vitk_node *node = nutriments->child; node != NULL && code == VITK_OK; node = node->next) {
    const char *end = node->name.n > 0 ? memchr(node->name.p, '_', node->name.n) : NULL;
    vitk_str stem = {node->name.p, end != NULL ? (size_t)(end - node->name.p) : node->name.n};
    if (!vitk_off_is_k(stem, &named) || seen_before(stems, n, stem))
      continue;
    if (n == OFF_MAX_K)
      return too_many(off, product, node);
    stems[n++] = stem;
    code = state_nutriment(off, product, nutriments, stem, named, false, states);
    if (code == VITK_OK)
      code = state_nutriment(off, product, nutriments, stem, named, true, states);
  }
  return code;
}

/* --- nutrition: sets of nutrients, each with what it is per and whether of the food as sold or as prepared */

static uint32_t origin_of(vitk_str source) {
  static const struct {
    const char *source;
    uint32_t origin;
  } known[] = {{"packaging", VITK_LABEL}, {"manufacturer", VITK_LABEL}, {"estimate", VITK_ESTIMATED}};
  for (size_t i = 0; i < N_OF(known); i++)
    if (slice_equal(source, known[i].source))
      return known[i].origin;
  return VITK_ORIGIN_UNKNOWN;
}

static int read_nutrient(struct off *off, const struct off_product *product, const struct vitk_node *set,
                         const struct vitk_node *nutrient, bool *states) {
  uint32_t named = 0;
  const struct vitk_node *value = node_child(nutrient, "value");
  vitk_str source = node_text(nutrient, "source");
  if (!vitk_off_is_k(nutrient->name, &named))
    return VITK_OK;
  if (text_of(value).n == 0)
    value = node_child(nutrient, "value_string");
  struct off_amount stated = {.statement = {.amount = text_of(value),
                                            .unit = node_text(nutrient, "unit"),
                                            .field = nutrient->name,
                                            .line = value != NULL ? value->line : nutrient->line,
                                            .origin = origin_of(source.n > 0 ? source : node_text(set, "source"))},
                              .modifier = node_text(nutrient, "modifier"),
                              .prepared = slice_equal(node_text(set, "preparation"), "prepared")};
  if (stated.statement.amount.n == 0 && !slice_equal(stated.modifier, "-"))
    return VITK_OK;
  const char *component =
      vitk_off_component(off, named, node_text(nutrient, "name"),
                         (struct tell_place){product->file, nutrient->name, text_of(value), nutrient->line});
  if (component == NULL)
    return VITK_OK;
  if (!vitk_off_basis(node_text(set, "per"), &stated.statement.basis))
    return unknown_basis(off, product, nutrient, node_text(set, "per"));
  stated.statement.component = slice(component);
  if (stated.statement.basis == VITK_PER_SERVING)
    stated.statement.serving_g = product->serving_g;
  *states = *states || !stated.prepared;
  return vitk_off_state(off, product, &stated);
}

static int read_set(struct off *off, const struct off_product *product, const struct vitk_node *set, bool *states) {
  const struct vitk_node *nutrients = node_child(set, "nutrients");
  int code = VITK_OK;
  for (const struct vitk_node *nutrient = nutrients != NULL ? nutrients->child : NULL;
       nutrient != NULL && code == VITK_OK; nutrient = nutrient->next)
    code = read_nutrient(off, product, set, nutrient, states);
  return code;
}

/* The aggregated set is what the project makes of all that was put in; without it, what was put in. */
static int read_nutrition(struct off *off, const struct off_product *product, const struct vitk_node *nutrition,
                          bool *states) {
  const struct vitk_node *aggregated = node_child(nutrition, "aggregated_set");
  if (aggregated != NULL && aggregated->child != NULL)
    return read_set(off, product, aggregated, states);
  int code = VITK_OK;
  for (const struct vitk_node *set = node_items(node_child(nutrition, "input_sets")); set != NULL && code == VITK_OK;
       set = set->next)
    code = read_set(off, product, set, states);
  return code;
}

/* --- products */

static int state_countries(struct off *off, vitk_str id, const struct vitk_node *record) {
  int code = VITK_OK;
  for (const struct vitk_node *tag = node_items(node_child(record, "countries_tags")); tag != NULL && code == VITK_OK;
       tag = tag->next)
    code = off->host->food_code(off->context, id, "country", tag->text);
  return code;
}

static vitk_str first_text(const struct vitk_node *record, const char *const *names, size_t n) {
  vitk_str text = {NULL, 0};
  for (size_t i = 0; i < n && text.n == 0; i++)
    text = text_of(node_child(record, names[i]));
  return text;
}

static int product_record(struct off *off, const struct vitk_node *record) {
  static const char *const codes[] = {"code", "_id", "id"}, *const languages[] = {"lang", "lc"};
  const struct vitk_node *inner = node_child(record, "product");
  if (inner != NULL && inner->kind == VITK_OBJECT) /* an answer of the API about one product */
    record = inner;
  struct off_product product = {.code = first_text(record, codes, N_OF(codes)),
                                .name = node_text(record, "product_name"),
                                .language = first_text(record, languages, N_OF(languages)),
                                .group = node_text(record, "categories"),
                                .serving_g = node_text(record, "serving_quantity"),
                                .per = node_text(record, "nutrition_data_per"),
                                .file = off->file,
                                .line = record->line};
  const struct vitk_node *nutriments = node_child(record, "nutriments"), *nutrition = node_child(record, "nutrition");
  bool states = false;
  int code = vitk_off_food(off, &product);
  if (code == VITK_OK && nutrition != NULL)
    code = read_nutrition(off, &product, nutrition, &states);
  if (code == VITK_OK && !states && nutriments != NULL)
    code = read_nutriments(off, &product, nutriments, &states);
  return states && code == VITK_OK ? state_countries(off, product.code, record) : code;
}

/* An answer of the API about many has them in an array. */
static bool is_search(vitk_str head) {
  static const char key[] = "\"products\"";
  size_t n = sizeof key - 1;
  while (head.n > 0 && (slice_white(head.p[0]) || head.p[0] == '{'))
    head = slice_from(head, 1);
  return (head.n >= n && memcmp(head.p, key, n) == 0) || slice_starts(head, "\"count\"");
}

static int open_tree(struct off *off) {
  vitk_str head = {NULL, 0};
  int code = off->host->head(off->context, off->member, &head);
  if (code < VITK_OK)
    return code;
  struct vitk_tree_spec spec = {
      .size = sizeof spec, .member = off->member, .record = is_search(head) ? "products" : ""};
  return off->host->tree_open(off->context, &spec, &off->tree);
}

int vitk_off_read_json(struct off *off) {
  int code = off->tree == NULL ? open_tree(off) : VITK_OK;
  for (int i = 0; i < RECORDS_A_STEP && code == VITK_OK; i++) {
    const struct vitk_node *record = NULL;
    code = off->host->tree_next(off->tree, &record);
    if (code == VITK_OK)
      code = product_record(off, record);
  }
  if (code == VITK_END) {
    off->host->tree_close(off->tree);
    off->tree = NULL;
  }
  return code;
}
