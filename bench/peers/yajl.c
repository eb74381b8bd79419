/* yajl.c - an array of FoodData Central's foods by yajl alone, as a stream.
 * usage: yajl FOODS.json OUT.csv */
#include "records.h"

#include <yajl/yajl_parse.h>

enum { MAX_K = 16, MAX_DEPTH = 64 };

/* Where in a food the parser is; keys are known by their names and depth: [ { "foodNutrients": [ { "nutrient": { */
enum { FOOD = 2, NUTRIENT = 4, NUTRIENT_ID = 5 };

static struct {
  int depth;
  char key[MAX_DEPTH][24];
  struct text id, name, nutrient, amount;
  struct text components[MAX_K], amounts[MAX_K]; /* of the food that is read: its id comes last */
  size_t n;
} at;

static int key_is(int depth, const char *key) {
  return at.depth == depth && strcmp(at.key[depth], key) == 0;
}

static int on_key(void *self, const unsigned char *p, size_t n) {
  (void)self;
  if (n > sizeof at.key[0] - 1)
    n = sizeof at.key[0] - 1;
  memcpy(at.key[at.depth], p, n);
  at.key[at.depth][n] = 0;
  return 1;
}

static int on_number(void *self, const char *p, size_t n) {
  (void)self;
  if (key_is(FOOD, "fdcId"))
    text_set(&at.id, p, n);
  else if (key_is(NUTRIENT, "amount"))
    text_set(&at.amount, p, n);
  else if (key_is(NUTRIENT_ID, "id") && strcmp(at.key[NUTRIENT], "nutrient") == 0)
    text_set(&at.nutrient, p, n);
  return 1;
}

static int on_string(void *self, const unsigned char *p, size_t n) {
  (void)self;
  if (key_is(FOOD, "description"))
    text_set(&at.name, (const char *)p, n);
  return 1;
}

static int on_start(void *self) {
  (void)self;
  return ++at.depth < MAX_DEPTH;
}

static int on_map_end(void *self) {
  (void)self;
  if (at.depth == NUTRIENT && strcmp(at.key[FOOD], "foodNutrients") == 0) {
    const struct text *nutrient = &at.nutrient;
    if (nutrient->n == 4 && memcmp(nutrient->p, "118", 3) == 0 && nutrient->p[3] >= '3' && nutrient->p[3] <= '5' &&
        at.amount.n > 0 && at.n < MAX_K) {
      text_set(&at.components[at.n], nutrient->p, nutrient->n);
      text_set(&at.amounts[at.n++], at.amount.p, at.amount.n);
    }
    at.nutrient.n = at.amount.n = 0;
  } else if (at.depth == FOOD) {
    for (size_t i = 0; i < at.n; i++) {
      uint32_t food = food_of(at.id.p, at.id.n);
      record_add(food, &at.components[i], &at.amounts[i]);
      if (records.foods[food].name == NULL)
        records.foods[food].name = copy_of(at.name.p, at.name.n);
    }
    at.n = at.id.n = at.name.n = 0;
  }
  at.depth--;
  return 1;
}

static int on_array_end(void *self) {
  (void)self;
  at.depth--;
  return 1;
}

static int parse(void *self, char *block, size_t n) {
  return yajl_parse(self, (const unsigned char *)block, n) == yajl_status_ok ? 0 : -1;
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  yajl_callbacks callbacks = {.yajl_number = on_number,
                              .yajl_string = on_string,
                              .yajl_map_key = on_key,
                              .yajl_start_map = on_start,
                              .yajl_end_map = on_map_end,
                              .yajl_start_array = on_start,
                              .yajl_end_array = on_array_end};
  yajl_handle parser = checked(yajl_alloc(&callbacks, NULL, NULL));
  if (each_block(argv[1], parse, parser) != 0 || yajl_complete_parse(parser) != yajl_status_ok) {
    fprintf(stderr, "%s: not read\n", argv[1]);
    return 1;
  }
  yajl_free(parser);
  return records_write(argv[2]);
}
