/* labels.c - labels as JSON: one a file, or several, as an array or one a line. Rows lie within rows: a blend with its
 * parts. */
#include "dsld.h"

enum { LABELS_A_STEP = 100 };

/* Where a row lies: the rows of vitamin K that it is within, and which of them disclose an amount of what. */
struct above {
  const struct above *above;
  const char *component; /* disclosed by this row, NULL: none */
  uint32_t depth;
};

static bool is_disclosed_above(const struct above *above, const char *component) {
  for (; above != NULL; above = above->above)
    if (above->component != NULL && strcmp(above->component, component) == 0)
      return true;
  return false;
}

/* What the forms name, and their names as flags. */
static uint32_t read_forms(const struct vitk_node *node, char flags[DSLD_FLAGS_MAX]) {
  uint32_t named = 0;
  for (const struct vitk_node *form = node_items(node_child(node, "forms")); form != NULL; form = form->next) {
    vitk_str name = node_text(form, "name");
    named |= vitamers_named(name);
    vitk_dsld_flag(flags, "form", name);
  }
  return named;
}

static vitk_str daily_value(const struct vitk_node *quantity) {
  vitk_str percent = {NULL, 0};
  for (const struct vitk_node *target = node_items(node_child(quantity, "dailyValueTargetGroup"));
       target != NULL && percent.n == 0; target = target->next)
    percent = node_text(target, "percent");
  return percent;
}

/* A part whose amount is not disclosed says nothing new where a row that it is part of states the amount. */
static int told_above(const struct dsld *dsld, const struct dsld_row *row, const char *component) {
  return tell(dsld->host, dsld->context, VITK_NOTE, "told-above",
              (struct tell_place){.file = row->file, .field = row->field, .line = row->line, .excerpt = row->name}, "",
              "a row within one that states the amount of %s: it is not read, as its own amount is not disclosed",
              component);
}

/* One row, a statement a serving size. *disclosed gets the component if an amount was stated. */
static int state_row(struct dsld *dsld, vitk_str food_id, const struct vitk_node *node, const struct above *above,
                     const char **disclosed) {
  char form_flags[DSLD_FLAGS_MAX] = "";
  struct dsld_row row = {.name = node_text(node, "name"),
                         .group = node_text(node, "ingredientGroup"),
                         .notes = node_text(node, "notes"),
                         .forms = read_forms(node, form_flags),
                         .form_flags = form_flags,
                         .file = dsld->file,
                         .field = slice("ingredientRows/name"),
                         .line = node->line};
  const char *component = vitk_dsld_component(&row);
  *disclosed = NULL;
  if (component == NULL)
    return tell(dsld->host, dsld->context, VITK_NOTE, "not-a-component",
                (struct tell_place){.file = row.file, .field = row.field, .line = row.line, .excerpt = row.name}, "",
                "vitamin K3, menadione, is no component of this dataset: it is not read");
  const struct vitk_node *quantity = node_items(node_child(node, "quantity"));
  int code = VITK_OK;
  do {
    if (quantity != NULL) {
      row.field = slice("ingredientRows/quantity/quantity");
      row.line = quantity->line;
      row.amount = node_text(quantity, "quantity");
      row.unit = node_text(quantity, "unit");
      row.operator_sign = node_text(quantity, "operator");
      row.serving_quantity = node_text(quantity, "servingSizeQuantity");
      row.serving_unit = node_text(quantity, "servingSizeUnit");
      row.daily_value = daily_value(quantity);
      quantity = quantity->next;
    }
    if (!vitk_dsld_undisclosed(&row))
      *disclosed = component;
    else if (is_disclosed_above(above, component)) {
      code = told_above(dsld, &row, component);
      continue;
    }
    code = vitk_dsld_state(dsld, food_id, component, &row);
  } while (quantity != NULL && code == VITK_OK);
  return code;
}

/* Rows and the rows within them. The host limits how deep a document is; here the depth is that of rows. */
// NOLINTNEXTLINE(misc-no-recursion)
static int read_rows(struct dsld *dsld, vitk_str food_id, const struct vitk_node *rows, const struct above *above,
                     bool *states) {
  struct above here = {.above = above, .depth = above != NULL ? above->depth + 1 : 1};
  int code = VITK_OK;
  for (const struct vitk_node *node = node_items(rows); node != NULL && code == VITK_OK; node = node->next) {
    here.component = NULL;
    if (vitk_dsld_is_k(node_text(node, "name"), node_text(node, "ingredientGroup"))) {
      *states = true;
      code = state_row(dsld, food_id, node, above, &here.component);
    }
    const struct vitk_node *nested = node_child(node, "nestedRows");
    if (code == VITK_OK && node_items(nested) != NULL && here.depth < DSLD_DEPTH_MAX)
      code = read_rows(dsld, food_id, nested, &here, states);
  }
  return code;
}

static int read_codes(struct dsld *dsld, vitk_str food_id, const struct vitk_node *label) {
  int code = vitk_dsld_code(dsld, food_id, "langual", node_text(label, "productType/langualCode"));
  if (code == VITK_OK)
    code = vitk_dsld_code(dsld, food_id, "langual", node_text(label, "physicalState/langualCode"));
  if (code == VITK_OK)
    code = vitk_dsld_code(dsld, food_id, "brand", node_text(label, "brandName"));
  return code == VITK_OK ? vitk_dsld_code(dsld, food_id, "upc", node_text(label, "upcSku")) : code;
}

static int label_record(struct dsld *dsld, const struct vitk_node *label) {
  const struct vitk_node *rows = node_child(label, "ingredientRows");
  vitk_str food_id = node_text(label, "id"), name = node_text(label, "fullName");
  if (rows == NULL)
    return VITK_OK;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = food_id,
                           .name = name,
                           .language = slice("en"),
                           .name_en = name,
                           .food_group = node_text(label, "productType/langualCodeDescription")};
  bool states = false;
  int code = dsld->host->food(dsld->context, &food);
  if (code == VITK_OK)
    code = read_rows(dsld, food_id, rows, NULL, &states);
  return states && code == VITK_OK ? read_codes(dsld, food_id, label) : code;
}

int vitk_dsld_read_labels(struct dsld *dsld) {
  struct vitk_tree_spec spec = {.size = sizeof spec, .member = dsld->member, .record = ""};
  int code = dsld->tree == NULL ? dsld->host->tree_open(dsld->context, &spec, &dsld->tree) : VITK_OK;
  for (int i = 0; i < LABELS_A_STEP && code == VITK_OK; i++) {
    const struct vitk_node *label = NULL;
    code = dsld->host->tree_next(dsld->tree, &label);
    if (code == VITK_OK)
      code = label_record(dsld, label);
  }
  if (code == VITK_END) {
    dsld->host->tree_close(dsld->tree);
    dsld->tree = NULL;
  }
  return code;
}
