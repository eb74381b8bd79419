/* store_finish.c - what was stated, put into the one order that every output has. */
#include "core/base/buffer.h"
#include "core/record/flags.h"
#include "core/record/store_inside.h"
#include "core/record/store_row.h"

#include <stdlib.h>

static int by_number(uint64_t a, uint64_t b) {
  return a < b ? -1 : a > b;
}

/* Any order will do that depends on the numbers alone. */
static int by_bits(const struct vitk_value *a, const struct vitk_value *b) {
  const double left[] = {a->amount_ug, a->lower_ug, a->upper_ug, a->sd_ug, a->min_ug, a->max_ug, a->serving_g};
  const double right[] = {b->amount_ug, b->lower_ug, b->upper_ug, b->sd_ug, b->min_ug, b->max_ug, b->serving_g};
  uint64_t left_bits[7], right_bits[7];
  memcpy(left_bits, left, sizeof left);
  memcpy(right_bits, right, sizeof right);
  for (int i = 0; i < 7; i++)
    if (left_bits[i] != right_bits[i])
      return by_number(left_bits[i], right_bits[i]);
  return 0;
}

/* Values of the same place come in the order of what they say, so that it does not depend on who stated them first. */
static int compare_values(const void *left, const void *right) {
  const struct vitk_value *a = left, *b = right;
  int order = by_number(a->food, b->food);
  order = order ? order : by_number(a->component, b->component);
  order = order ? order : by_number(a->basis, b->basis);
  order = order ? order : by_number(a->file, b->file);
  order = order ? order : by_number(a->line, b->line);
  order = order ? order : vitk_str_compare(a->field, b->field);
  order = order ? order : vitk_str_compare(a->original, b->original);
  order = order ? order : vitk_str_compare(a->original_unit, b->original_unit);
  order = order ? order : by_number(a->status, b->status);
  order = order ? order : by_number(a->origin, b->origin);
  order = order ? order : by_number(a->equivalents, b->equivalents);
  order = order ? order : by_number((uint64_t)(a->n + 1), (uint64_t)(b->n + 1));
  order = order ? order : vitk_str_compare(a->method, b->method);
  order = order ? order : vitk_str_compare(a->confidence, b->confidence);
  order = order ? order : vitk_str_compare(a->flags, b->flags);
  return order ? order : by_bits(a, b);
}

static int compare_sources(const void *left, const void *right) {
  const struct vitk_source_node *const *a = left, *const *b = right;
  return vitk_str_compare((*a)->is.source_id, (*b)->is.source_id);
}

static int compare_foods(const void *left, const void *right) {
  const struct vitk_food_node *const *a = left, *const *b = right;
  int order = by_number((*a)->is.source, (*b)->is.source);
  return order ? order : vitk_str_compare((*a)->is.food_id, (*b)->is.food_id);
}

static int compare_files(const void *left, const void *right) {
  const struct vitk_file_node *const *a = left, *const *b = right;
  int order = by_number((*a)->source, (*b)->source);
  return order ? order : vitk_str_compare((*a)->is.path, (*b)->is.path);
}

static int compare_problems(const void *left, const void *right) {
  const struct vitk_problem_node *a = left, *b = right;
  int order = by_number(a->source, b->source);
  order = order ? order : vitk_str_compare(a->is.file, b->is.file);
  order = order ? order : by_number(a->is.line, b->is.line);
  order = order ? order : vitk_str_compare(a->is.field, b->is.field);
  order = order ? order : vitk_str_compare(a->is.code, b->is.code);
  order = order ? order : vitk_str_compare(a->is.message, b->is.message);
  order = order ? order : by_number(a->is.severity, b->is.severity);
  return order ? order : vitk_str_compare(a->is.excerpt, b->is.excerpt);
}

static void sort(void *array, size_t n, size_t size, int (*compare)(const void *, const void *)) {
  if (n > 1)
    qsort(array, n, size, compare);
}

/* A dataset's source stands by its row: a shard of a source may be empty. */
static bool states_something(const struct vitk_source_node *source) {
  return source->is.source_id.p != NULL && (source->is.statements_read > 0 || source->by_rows);
}

/* Sources by id, those that state nothing left out: map[i] is where source i went, or UINT32_MAX. */
static int order_sources(struct vitk_store *store, uint32_t *map) {
  struct vitk_source_node **before = malloc(store->n_sources * sizeof(void *));
  if (before == NULL)
    return VITK_NOMEM;
  size_t n = store->n_sources, kept = 0;
  memcpy(before, store->sources, n * sizeof(void *));
  for (size_t i = 0; i < n; i++)
    if (states_something(before[i]))
      store->sources[kept++] = before[i];
  sort(store->sources, kept, sizeof(void *), compare_sources);
  for (size_t i = 0; i < n; i++) {
    map[i] = UINT32_MAX;
    for (size_t j = 0; j < kept; j++)
      if (store->sources[j] == before[i])
        map[i] = (uint32_t)j;
    vitk_store_forget(before[i]);
  }
  store->n_sources = kept;
  free(before);
  return VITK_OK;
}

static void order_foods(struct vitk_store *store, const uint32_t *map) {
  size_t kept = 0;
  for (size_t i = 0; i < store->n_foods; i++) {
    struct vitk_food_node *food = store->foods[i];
    food->is.source = map[food->is.source];
    if (food->is.source != UINT32_MAX)
      store->foods[kept++] = food;
  }
  store->n_foods = kept;
  sort(store->foods, kept, sizeof(void *), compare_foods);
  for (size_t i = kept; i-- > 0;) {
    struct vitk_stored_source *source = &store->sources[store->foods[i]->is.source]->is;
    source->first_food = (uint32_t)i;
    source->n_foods++;
  }
}

static void order_files(struct vitk_store *store, const uint32_t *map) {
  size_t kept = 0;
  for (size_t i = 0; i < store->n_files; i++) {
    struct vitk_file_node *file = store->files[i];
    file->source = map[file->source];
    if (file->source != UINT32_MAX)
      store->files[kept++] = file;
  }
  store->n_files = kept;
  sort(store->files, kept, sizeof(void *), compare_files);
  for (size_t i = kept; i-- > 0;) {
    struct vitk_stored_source *source = &store->sources[store->files[i]->source]->is;
    source->first_file = (uint32_t)i;
    source->n_files++;
  }
}

static void order_problems(struct vitk_store *store, const uint32_t *map) {
  size_t kept = 0;
  for (size_t i = 0; i < store->n_problems; i++) {
    struct vitk_problem_node problem = store->problems[i];
    problem.source = map[problem.source];
    if (problem.source != UINT32_MAX)
      store->problems[kept++] = problem;
  }
  store->n_problems = kept;
  sort(store->problems, kept, sizeof *store->problems, compare_problems);
  for (size_t i = kept; i-- > 0;) {
    struct vitk_stored_source *source = &store->sources[store->problems[i].source]->is;
    source->first_problem = (uint32_t)i;
    source->n_problems++;
  }
}

/* Where each food or file went: its index before, to its index now. */
struct moves {
  uint32_t *food, *file;
};

static int begin_moves(const struct vitk_store *store, struct moves *moves) {
  moves->food = malloc((store->n_foods + 1) * sizeof *moves->food);
  moves->file = malloc((store->n_files + 1) * sizeof *moves->file);
  return moves->food && moves->file ? VITK_OK : VITK_NOMEM;
}

static void order_values(struct vitk_store *store, const struct moves *moves) {
  for (size_t i = 0; i < store->n_foods; i++)
    moves->food[store->foods[i]->index] = (uint32_t)i;
  for (size_t i = 0; i < store->n_files; i++)
    moves->file[store->files[i]->index] = (uint32_t)i;
  for (size_t i = 0; i < store->n_values; i++) {
    struct vitk_value *value = &store->values[i];
    value->food = moves->food[value->food];
    value->file = moves->file[value->file];
  }
  sort(store->values, store->n_values, sizeof *store->values, compare_values);
  for (size_t i = store->n_values; i-- > 0;) {
    struct vitk_stored_food *food = &store->foods[store->values[i].food]->is;
    food->first_value = (uint32_t)i;
    food->n_values++;
    store->sources[food->source]->is.values_by_status[store->values[i].status]++;
  }
}

/* Puts the flag before those that the value has; nothing is cut, as the text is the store's. */
static int flag_twice(struct vitk_store *store, struct vitk_value *value) {
  char flags[2 * VITK_FLAGS_MAX];
  vitk_str word = vitk_str_of(vitk_flag_kinds[VITK_FLAG_STATED_TWICE].word);
  size_t n = word.n;
  bool has_it = value->flags.n >= n && memcmp(value->flags.p, word.p, n) == 0; /* a dataset's, flagged before */
  if (has_it || value->flags.n > sizeof flags - n - 1)
    return VITK_OK;
  memcpy(flags, word.p, n);
  if (value->flags.n > 0) {
    flags[n++] = ' ';
    memcpy(flags + n, value->flags.p, value->flags.n);
    n += value->flags.n;
  }
  return vitk_intern(&store->intern, (vitk_str){flags, n}, &value->flags);
}

static bool same_statement(const struct vitk_value *a, const struct vitk_value *b) {
  return a->food == b->food && a->component == b->component && a->basis == b->basis;
}

static int flag_stated_twice(struct vitk_store *store) {
  size_t n = store->n_values;
  for (size_t start = 0, end; start < n; start = end) {
    for (end = start + 1; end < n && same_statement(&store->values[start], &store->values[end]);)
      end++;
    for (size_t i = start; end - start > 1 && i < end; i++)
      if (flag_twice(store, &store->values[i]) != VITK_OK)
        return VITK_NOMEM;
  }
  return VITK_OK;
}

static int warn_not_described(struct vitk_store *store) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  uint32_t current = store->current;
  int code = VITK_OK;
  sort(store->foods, store->n_foods, sizeof(void *), compare_foods);
  for (size_t i = 0; code == VITK_OK && i < store->n_foods; i++) {
    const struct vitk_food_node *food = store->foods[i];
    if (food->described || food->first_file == NULL)
      continue;
    store->current = food->is.source;
    struct vitk_place place = {.file = food->first_file->is.path, .line = food->first_line};
    code = vitk_report(&sink, VITK_WARNING, "food-not-described", place, food->is.food_id,
                       "Its values are kept, without a name: see whether the list of foods is complete.",
                       "food \"%.*s\" has statements, and the source does not describe it",
                       VITK_STR_ARG(food->is.food_id));
  }
  for (uint32_t i = 0; code == VITK_OK && i < store->n_sources; i++)
    code = vitk_store_count_rest(store, i);
  store->current = current;
  return code;
}

static int join_codes(struct vitk_store *store) {
  struct vitk_buffer line = {.maximum = 1 << 20};
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < store->n_foods; i++) {
    struct vitk_food_node *food = store->foods[i];
    line.n = 0;
    for (const struct vitk_code_node *c = food->codes; code == VITK_OK && c != NULL; c = c->next)
      code = vitk_buffer_printf(&line, "%s%.*s", line.n ? " " : "", VITK_STR_ARG(c->text));
    if (code == VITK_OK && line.n > 0)
      code = vitk_intern(&store->intern, vitk_buffer_str(&line), &food->is.classification);
  }
  vitk_buffer_free(&line);
  return code;
}

int vitk_store_finish(struct vitk_store *store) {
  struct moves moves = {0};
  if (store->finished)
    return VITK_OK;
  store->provisional = NULL;
  uint32_t *map = malloc(store->n_sources * sizeof *map);
  int code = map ? vitk_store_check_rows(store) : VITK_NOMEM;
  if (code == VITK_OK)
    code = warn_not_described(store);
  if (code == VITK_OK)
    code = join_codes(store);
  if (code == VITK_OK)
    code = begin_moves(store, &moves);
  if (code == VITK_OK)
    code = order_sources(store, map);
  if (code == VITK_OK) {
    order_foods(store, map);
    order_files(store, map);
    order_problems(store, map);
    order_values(store, &moves);
    code = flag_stated_twice(store);
  }
  store->finished = code == VITK_OK;
  free(map);
  free(moves.food);
  free(moves.file);
  return code;
}
