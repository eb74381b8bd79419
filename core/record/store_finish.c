/* store_finish.c - what was stated, put into the one order that every output has. Rows stay where they lie: an order is
 * a list of their numbers. */
#include "core/base/both.h"
#include "core/record/store_inside.h"
#include "core/record/store_row.h"

#include <stdlib.h>

static int by_number(uint64_t a, uint64_t b) {
  return (a > b) - (a < b);
}

/* --- sources */

/* A dataset's source stands by its row: a shard of a source may be empty. */
static bool states_something(const struct vitk_source_node *source) {
  return source->is.source_id.p != NULL && (source->is.statements_read > 0 || source->by_rows);
}

static int compare_sources(const void *left, const void *right) {
  const struct vitk_source_node *const *a = left, *const *b = right;
  return vitk_str_compare((*a)->is.source_id, (*b)->is.source_id);
}

/* Sources by id, those that state nothing left out: map[i] is where source i went, or VITK_NONE. */
static int order_sources(struct vitk_store *store, uint32_t *map) {
  size_t n = store->n_sources, kept = 0;
  struct vitk_source_node **before = malloc(n * sizeof(void *));
  if (before == NULL)
    return VITK_NOMEM;
  memcpy(before, store->sources, n * sizeof(void *));
  for (size_t i = 0; i < n; i++)
    if (states_something(before[i]))
      store->sources[kept++] = before[i];
  qsort(store->sources, kept, sizeof(void *), compare_sources);
  for (size_t i = 0; i < n; i++) {
    map[i] = VITK_NONE;
    for (size_t j = 0; j < kept; j++)
      if (store->sources[j] == before[i])
        map[i] = (uint32_t)j;
  }
  store->n_sources = kept;
  free(before);
  return VITK_OK;
}

/* --- files and problems */

static int compare_files(const void *left, const void *right, void *self) {
  const struct vitk_store *store = self;
  const struct vitk_file_row *a = vitk_file_row(store, *(const uint32_t *)left),
                             *b = vitk_file_row(store, *(const uint32_t *)right);
  int order = by_number(a->source, b->source);
  return order ? order : vitk_str_compare(a->is.path, b->is.path);
}

static void order_files(struct vitk_store *store, const uint32_t *map) {
  store->n_files = 0;
  for (uint32_t i = 0; i < store->files.n; i++) {
    struct vitk_file_row *file = vitk_file_row(store, i);
    file->source = map[file->source];
    if (file->source != VITK_NONE)
      store->file_order[store->n_files++] = i;
  }
  qsort_r(store->file_order, store->n_files, sizeof *store->file_order, compare_files, store);
  for (uint32_t i = store->n_files; i-- > 0;) {
    struct vitk_stored_source *source = &store->sources[vitk_file_row(store, store->file_order[i])->source]->is;
    source->first_file = i;
    source->n_files++;
  }
}

static int compare_texts(const struct vitk_store *store, uint32_t a, uint32_t b) {
  return a == b ? 0 : vitk_str_compare(vitk_store_text(store, a), vitk_store_text(store, b));
}

static int compare_problems(const void *left, const void *right, void *self) {
  const struct vitk_store *store = self;
  const struct vitk_problem_row *a = vitk_problem_row(store, *(const uint32_t *)left),
                                *b = vitk_problem_row(store, *(const uint32_t *)right);
  int order = by_number(a->source, b->source);
  order = order ? order : compare_texts(store, a->file, b->file);
  order = order ? order : by_number(a->line, b->line);
  order = order ? order : compare_texts(store, a->field, b->field);
  order = order ? order : compare_texts(store, a->code, b->code);
  order = order ? order : compare_texts(store, a->message, b->message);
  order = order ? order : by_number(a->severity, b->severity);
  return order ? order : compare_texts(store, a->excerpt, b->excerpt);
}

static void order_problems(struct vitk_store *store, const uint32_t *map) {
  store->n_problems = 0;
  for (uint32_t i = 0; i < store->problems.n; i++) {
    struct vitk_problem_row *problem = vitk_problem_row(store, i);
    if (map[problem->source] == VITK_NONE)
      continue;
    problem->source = (uint16_t)map[problem->source];
    store->problem_order[store->n_problems++] = i;
  }
  qsort_r(store->problem_order, store->n_problems, sizeof *store->problem_order, compare_problems, store);
  for (uint32_t i = store->n_problems; i-- > 0;) {
    struct vitk_stored_source *source = &store->sources[vitk_problem_row(store, store->problem_order[i])->source]->is;
    source->first_problem = i;
    source->n_problems++;
  }
}

/* --- the whole */

static bool lacks_description(const struct vitk_food_row *food) {
  return !food->described && food->first_file > 0;
}

static bool all_described(const struct vitk_store *store) {
  for (uint32_t i = 0; i < store->foods.n; i++)
    if (lacks_description(vitk_food_row(store, i)))
      return false;
  return true;
}

/* In the order of sources as they were stated, and of ids; `map` has room for a number a source. */
static int warn_not_described(struct vitk_store *store, uint32_t *map) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  uint32_t current = store->current;
  for (uint32_t i = 0; i < store->n_sources; i++)
    map[i] = i;
  int code = all_described(store) ? VITK_OK : vitk_store_order_foods(store, map);
  for (uint32_t i = 0; code == VITK_OK && i < store->n_foods; i++) {
    const struct vitk_food_row *food = vitk_food_row(store, store->food_order[i]);
    if (!lacks_description(food))
      continue;
    store->current = food->source;
    vitk_str id = vitk_store_text(store, food->food_id);
    struct vitk_place place = {.file = vitk_file_row(store, food->first_file - 1)->is.path, .line = food->first_line};
    code = vitk_report(&sink, VITK_WARNING, "food-not-described", place, id,
                       "Its values are kept, without a name: see whether the list of foods is complete.",
                       "food \"%.*s\" has statements, and the source does not describe it", VITK_STR_ARG(id));
  }
  for (uint32_t i = 0; code == VITK_OK && i < store->n_sources; i++)
    code = vitk_store_count_rest(store, i);
  store->current = current;
  return code;
}

/* Nothing is looked up by what it is any more; manners, whose files get new numbers, are shared anew. */
static void forget(struct vitk_store *store) {
  vitk_index_free(&store->food_index);
  vitk_index_free(&store->file_index);
  vitk_index_free(&store->manner_index);
  vitk_index_free(&store->numbers_index);
  store->provisional = NULL;
}

/* Room for the numbers of n rows. */
static int begin_order(uint32_t **order, size_t n) {
  *order = malloc((n + 1) * sizeof **order);
  return *order ? VITK_OK : VITK_NOMEM;
}

/* Files are known by their places in the order from now on. */
static int renumber_files(struct vitk_store *store) {
  uint32_t *place = calloc((size_t)store->files.n + 1, sizeof *place);
  if (place == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < store->n_files; i++)
    place[store->file_order[i]] = i;
  for (uint32_t i = 0; i < store->manners.n; i++)
    vitk_manner_row(store, i)->file = place[vitk_manner_row(store, i)->file];
  free(place);
  return VITK_OK;
}

/* Codes are joined while foods are put in order: neither looks at what the other writes. */
struct finishing {
  struct vitk_store *store;
  const uint32_t *map;
  int joined, ordered;
};

static void join_codes(void *self) {
  struct finishing *finishing = self;
  finishing->joined = vitk_store_join_codes(finishing->store);
}

static void order_foods(void *self) {
  struct finishing *finishing = self;
  finishing->ordered = vitk_store_order_foods(finishing->store, finishing->map);
}

static int finish_foods(struct vitk_store *store, const uint32_t *map) {
  struct finishing finishing = {.store = store, .map = map};
  if (store->foods.n >= VITK_STORE_LARGE && store->codes.n > 0) {
    vitk_do_both(join_codes, &finishing, order_foods, &finishing);
  } else {
    join_codes(&finishing);
    order_foods(&finishing);
  }
  return finishing.joined == VITK_OK ? finishing.ordered : finishing.joined;
}

static int order_all(struct vitk_store *store, uint32_t *map) {
  int code = order_sources(store, map);
  if (code == VITK_OK)
    code = finish_foods(store, map);
  if (code == VITK_OK)
    code = begin_order(&store->file_order, store->files.n);
  if (code == VITK_OK)
    code = begin_order(&store->problem_order, store->problems.n);
  if (code == VITK_OK)
    code = begin_order(&store->value_order, store->values.n);
  if (code == VITK_OK) {
    order_files(store, map);
    order_problems(store, map);
    code = renumber_files(store);
  }
  return code == VITK_OK ? vitk_store_order_values(store) : code;
}

int vitk_store_finish(struct vitk_store *store) {
  if (store->finished)
    return VITK_OK;
  forget(store);
  uint32_t *map = malloc(store->n_sources * sizeof *map);
  int code = map ? vitk_store_check_rows(store) : VITK_NOMEM;
  if (code == VITK_OK)
    code = begin_order(&store->food_order, store->foods.n);
  if (code == VITK_OK)
    code = warn_not_described(store, map);
  if (code == VITK_OK)
    code = order_all(store, map);
  vitk_texts_forget(&store->texts);
  store->finished = code == VITK_OK;
  free(map);
  return code;
}
