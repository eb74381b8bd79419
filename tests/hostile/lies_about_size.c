#define HOSTILE_NAME "lies-about-size"
#define HOSTILE_TEXT "States a struct of a terabyte"
#include "hostile.h"

static int deed(struct vitk_context *context) {
  const struct vitk_statement statement = {.size = (size_t)1 << 40, .food_id = {"1", 1}};
  return vitk->statement(context, &statement);
}
