/* state.c - what a product states, whichever form it comes in. */
#include "open_food_facts.h"

int vitk_off_food(struct off *off, const struct off_product *product) {
  struct vitk_food food = {.size = sizeof food,
                           .food_id = product->code,
                           .name = product->name,
                           .language = product->language,
                           .food_group = product->group};
  return off->host->food(off->context, &food);
}

static vitk_str join(char *to, vitk_str first, const char *last) {
  size_t n = strlen(last) + 1;
  if (first.n > 0)
    memcpy(to, first.p, first.n);
  memcpy(to + first.n, last, n);
  return (vitk_str){to, first.n + n - 1};
}

/* The food as prepared (a powder with its water or milk) is another food than the one that is sold. */
static int state_prepared(struct off *off, const struct off_product *product, vitk_str *id) {
  static const char suffix[] = ":prepared", words[] = " (prepared)";
  char *text = off->host->alloc(off->context, product->code.n + sizeof suffix + product->name.n + sizeof words);
  if (text == NULL)
    return VITK_NOMEM;
  struct off_product prepared = *product;
  *id = prepared.code = join(text, product->code, suffix);
  prepared.name = join(text + product->code.n + sizeof suffix, product->name, words);
  return vitk_off_food(off, &prepared);
}

int vitk_off_state(struct off *off, const struct off_product *product, const struct off_amount *amount) {
  char text[OFF_TEXT * 2 + 1];
  struct vitk_statement statement = amount->statement;
  vitk_str modifier = amount->modifier;
  if (slice_equal(modifier, "-")) { /* the pack does not state it */
    if (statement.amount.n == 0)
      statement.amount = modifier;
    statement.status = VITK_MISSING;
    modifier.n = 0;
  }
  if (statement.amount.n == 0)
    return VITK_OK;
  if (modifier.n > 0 && modifier.n + statement.amount.n < sizeof text) {
    memcpy(text, modifier.p, modifier.n);
    memcpy(text + modifier.n, statement.amount.p, statement.amount.n);
    statement.amount = (vitk_str){text, modifier.n + statement.amount.n};
  }
  statement.size = sizeof statement;
  statement.food_id = product->code;
  if (amount->prepared) {
    int code = state_prepared(off, product, &statement.food_id);
    if (code < VITK_OK)
      return code;
  }
  statement.file = product->file;
  if (statement.line == 0)
    statement.line = product->line;
  return off->host->statement(off->context, &statement);
}
