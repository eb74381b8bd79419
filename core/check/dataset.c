/* dataset.c - the small dataset that exporters are given. */
#include "core/check/exporting.h"

#define TEXT(literal)                                                                                                  \
  { literal, sizeof(literal) - 1 }

static const struct vitk_token tokens[] = {{"-", VITK_MISSING, VITK_ORIGIN_UNKNOWN},
                                           {"tr", VITK_TRACE, VITK_ANALYSED},
                                           {"N", VITK_PRESENT, VITK_ORIGIN_UNKNOWN}};

static const struct vitk_food foods[] = {
    {.size = sizeof foods[0], .food_id = TEXT("0042"), .name = TEXT("Kale, \"raw\"; in 1/2\" pieces")},
    {.size = sizeof foods[0], .food_id = TEXT("=1+1"), .name = TEXT("\xE7\xB4\x8D\xE8\xB1\x86\tnatt\xC5\x8D\\n")},
    {.size = sizeof foods[0], .food_id = TEXT("c"), .name = TEXT("'two\nlines'"), .name_en = TEXT("<b>&amp;</b>")}};

static const struct vitk_statement statements[] = {
    {.size = sizeof statements[0], .component = TEXT("VITK1"), .amount = TEXT("704.8"), .n = TEXT("3")},
    {.size = sizeof statements[0], .component = TEXT("MK4"), .amount = TEXT("0")},
    {.size = sizeof statements[0], .component = TEXT("MK7"), .amount = TEXT("<0.5"), .flags = TEXT("a,b \"c\"")},
    {.size = sizeof statements[0], .component = TEXT("MK8"), .amount = TEXT("tr")},
    {.size = sizeof statements[0], .component = TEXT("MK9"), .amount = TEXT("N")},
    {.size = sizeof statements[0], .component = TEXT("VITK2"), .amount = TEXT("-")},
    {.size = sizeof statements[0], .component = TEXT("VITK"), .amount = TEXT("not a number")}};

static int state_food(struct vitk_store *store, const struct vitk_food *food, uint64_t *line) {
  int code = vitk_store_food(store, food);
  for (size_t i = 0; code == VITK_OK && i < sizeof statements / sizeof statements[0]; i++) {
    struct vitk_statement statement = statements[i];
    statement.food_id = food->food_id;
    statement.unit = (vitk_str)TEXT("ug");
    statement.file = (vitk_str)TEXT("foods, \"all\".csv");
    statement.field = (vitk_str)TEXT("K [\xC2\xB5g]");
    statement.line = ++*line;
    code = vitk_store_statement(store, &statement);
  }
  return code;
}

static int state_source(struct vitk_store *store, const char *id) {
  const struct vitk_source source = {.size = sizeof source,
                                     .source_id = {id, strlen(id)},
                                     .title = TEXT("A \"small\" table, for checks"),
                                     .release = TEXT("2024"),
                                     .tokens = tokens,
                                     .n_tokens = sizeof tokens / sizeof tokens[0],
                                     .token_stride = sizeof tokens[0]};
  uint64_t line = 1;
  int code = vitk_store_source(store, &source);
  for (size_t i = 0; code == VITK_OK && i < sizeof foods / sizeof foods[0]; i++)
    code = state_food(store, &foods[i], &line);
  return code;
}

struct vitk_store *check_dataset(struct check *c) {
  static struct vitk_store *made;
  if (made != NULL)
    return made;
  const struct vitk_store_settings settings = {.max_rejects = UINT64_MAX, .importer = "check", .importer_version = "1"};
  struct vitk_store *store;
  int code = vitk_store_new(&settings, &store);
  if (code == VITK_OK)
    code = state_source(store, "check-1");
  if (code == VITK_OK)
    code = state_source(store, "check-2");
  if (code == VITK_OK)
    code = vitk_store_file(store, (vitk_str)TEXT("foods, \"all\".csv"), 4096, (vitk_str){NULL, 0});
  if (code == VITK_OK)
    code = vitk_store_finish(store);
  if (code == VITK_OK)
    made = store;
  else
    check_fail(c, "the small dataset could not be made: code %d", code);
  return made;
}
