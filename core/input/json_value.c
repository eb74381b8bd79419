/* json_value.c - a text, such as a cell of a table, that is one JSON value. */
#include "core/input/json_parser.h"
#include "core/input/tree.h"

#include <stdlib.h>

struct vitk_json_value {
  struct vitk_limits limits;
  struct vitk_sink_of_diags nobody;
  struct vitk_input input;
  struct vitk_tree_plan plan;
  struct vitk_builder *builder;
};

static int tell_nobody(void *self, const struct vitk_diag *diag) {
  (void)self, (void)diag;
  return VITK_OK;
}

static int parse(struct vitk_json_value *value, vitk_str text) {
  struct vitk_json_parser *parser = vitk_json_parser_new(&value->input, &value->plan, value->builder);
  if (parser == NULL)
    return VITK_NOMEM;
  int code = text.n > 0 ? vitk_json_feed(parser, text.p, text.n) : VITK_FAILED;
  if (code == VITK_OK)
    code = vitk_json_feed(parser, "", 0);
  vitk_json_parser_free(parser);
  return code;
}

int vitk_json_read(vitk_str text, const struct vitk_limits *limits, struct vitk_json_value **out,
                   const struct vitk_node **root) {
  *out = NULL;
  *root = NULL;
  struct vitk_json_value *value = calloc(1, sizeof *value);
  if (value == NULL)
    return VITK_NOMEM;
  value->limits = *limits;
  value->nobody.emit = tell_nobody;
  value->input = (struct vitk_input){.limits = &value->limits, .diags = &value->nobody};
  value->plan.whole = true;
  value->builder = vitk_builder_new(&value->input, &value->plan, false);
  int code = value->builder ? parse(value, text) : VITK_NOMEM;
  if (code == VITK_NOMEM) {
    vitk_json_value_free(value);
    return code;
  }
  *out = value;
  const struct vitk_node *one = code == VITK_OK ? vitk_builder_take(value->builder) : NULL;
  if (one != NULL && !vitk_builder_waits(value->builder)) /* a second value: then the text is not one */
    *root = one;
  return VITK_OK;
}

void vitk_json_value_free(struct vitk_json_value *value) {
  if (value == NULL)
    return;
  vitk_builder_free(value->builder);
  free(value);
}
