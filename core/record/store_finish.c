/* store_finish.c - what was stated, put into the one order that every output has. Rows stay where they lie: an order is
 * a list of their numbers. */
#include "core/record/field.h"
#include "core/record/flags.h"
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

/* --- foods */

/* What most foods are told apart by, beside each other in memory. */
struct food_key {
  uint64_t head; /* the first bytes of the id, in the order of bytes */
  uint32_t row, source;
};

static int compare_foods(const void *left, const void *right, void *self) {
  const struct food_key *a = left, *b = right;
  const struct vitk_store *store = self;
  int order = by_number(a->source, b->source);
  order = order ? order : by_number(a->head, b->head);
  if (order != 0 || a->row == b->row)
    return order;
  return vitk_str_compare(vitk_store_text(store, vitk_food_row(store, a->row)->food_id),
                          vitk_store_text(store, vitk_food_row(store, b->row)->food_id));
}

static struct food_key key_of(const struct vitk_store *store, uint32_t row) {
  const struct vitk_food_row *food = vitk_food_row(store, row);
  vitk_str id = vitk_store_text(store, food->food_id);
  struct food_key key = {.row = row, .source = food->source};
  for (size_t i = 0; i < sizeof key.head; i++)
    key.head = key.head << 8 | (i < id.n ? (unsigned char)id.p[i] : 0);
  return key;
}

/* Foods by the number of their source, and id. */
static int sort_foods(struct vitk_store *store) {
  uint32_t n = store->n_foods;
  struct food_key *keys = malloc((n + (size_t)1) * sizeof *keys);
  if (keys == NULL)
    return VITK_NOMEM;
  bool sorted = true;
  for (uint32_t i = 0; i < n; i++) {
    keys[i] = key_of(store, store->food_order[i]);
    sorted = sorted && (i == 0 || compare_foods(&keys[i - 1], &keys[i], store) < 0);
  }
  if (!sorted)
    qsort_r(keys, n, sizeof *keys, compare_foods, store);
  for (uint32_t i = 0; i < n; i++)
    store->food_order[i] = keys[i].row;
  free(keys);
  return VITK_OK;
}

/* Foods of the sources that stay, by the sources' new numbers. */
static int order_foods(struct vitk_store *store, const uint32_t *map) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < store->n_foods; i++) {
    struct vitk_food_row *food = vitk_food_row(store, store->food_order[i]);
    uint32_t source = map[food->source];
    if (source == VITK_NONE)
      continue;
    food->source = (uint16_t)source;
    store->food_order[kept++] = store->food_order[i];
  }
  store->n_foods = kept;
  int code = sort_foods(store);
  for (uint32_t i = kept; code == VITK_OK && i-- > 0;) {
    struct vitk_stored_source *source = &store->sources[vitk_food_row(store, store->food_order[i])->source]->is;
    source->first_food = i;
    source->n_foods++;
  }
  return code;
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

/* --- values */

/* Any order will do that depends on the numbers alone. */
static int by_bits(const struct vitk_store *store, const struct vitk_value_row *left,
                   const struct vitk_value_row *right) {
  struct vitk_value a, b;
  vitk_store_unpack(store, left, &a);
  vitk_store_unpack(store, right, &b);
  const double of_a[] = {a.amount_ug, a.lower_ug, a.upper_ug, a.sd_ug, a.min_ug, a.max_ug, a.serving_g};
  const double of_b[] = {b.amount_ug, b.lower_ug, b.upper_ug, b.sd_ug, b.min_ug, b.max_ug, b.serving_g};
  for (size_t i = 0; i < sizeof of_a / sizeof of_a[0]; i++) {
    uint64_t bits_a, bits_b;
    memcpy(&bits_a, &of_a[i], sizeof bits_a);
    memcpy(&bits_b, &of_b[i], sizeof bits_b);
    if (bits_a != bits_b)
      return by_number(bits_a, bits_b);
  }
  return 0;
}

static uint64_t samples_of(const struct vitk_store *store, const struct vitk_value_row *row) {
  const struct vitk_numbers *numbers = row->numbers > 0 ? vitk_pile_at(&store->numbers, row->numbers - 1) : NULL;
  return numbers ? (uint64_t)(numbers->n + 1) : 0;
}

/* Of one food. Values of the same place come in the order of what they say, so that it does not depend on who stated
 * them first. */
static int compare_values(const void *left, const void *right, void *self) {
  const struct vitk_store *store = self;
  const struct vitk_value_row *a = vitk_value_row(store, *(const uint32_t *)left),
                              *b = vitk_value_row(store, *(const uint32_t *)right);
  const struct vitk_manner *of_a = vitk_manner_row(store, a->manner), *of_b = vitk_manner_row(store, b->manner);
  int order = by_number(of_a->component, of_b->component);
  order = order ? order : by_number(of_a->basis, of_b->basis);
  order = order ? order : by_number(of_a->file, of_b->file);
  order = order ? order : by_number(a->line, b->line);
  if (order == 0 && of_a->field != of_b->field)
    order = vitk_field_compare(vitk_store_text(store, of_a->field), vitk_store_text(store, of_b->field));
  order = order ? order : compare_texts(store, a->original, b->original);
  order = order ? order : compare_texts(store, of_a->unit, of_b->unit);
  order = order ? order : by_number(of_a->status, of_b->status);
  order = order ? order : by_number(of_a->origin, of_b->origin);
  order = order ? order : by_number(of_a->equivalents, of_b->equivalents);
  order = order ? order : by_number(samples_of(store, a), samples_of(store, b));
  order = order ? order : compare_texts(store, of_a->method, of_b->method);
  order = order ? order : compare_texts(store, of_a->confidence, of_b->confidence);
  order = order ? order : compare_texts(store, of_a->flags, of_b->flags);
  return order ? order : by_bits(store, a, b);
}

/* The values of each food beside each other, in time that is linear in the values. `place` has room for all foods. */
static void group_values(struct vitk_store *store, uint32_t *place) {
  for (uint32_t i = 0; i < store->n_foods; i++)
    place[store->food_order[i]] = i;
  for (uint32_t i = 0; i < store->values.n; i++) {
    struct vitk_value_row *value = vitk_value_row(store, i);
    value->food = place[value->food];
    vitk_food_row(store, store->food_order[value->food])->n_values++;
  }
  for (uint32_t i = 0, at = 0; i < store->n_foods; i++) {
    struct vitk_food_row *food = vitk_food_row(store, store->food_order[i]);
    food->first_value = place[i] = at;
    at += food->n_values;
  }
  for (uint32_t i = 0; i < store->values.n; i++)
    store->value_order[place[vitk_value_row(store, i)->food]++] = i;
}

static bool is_sorted(struct vitk_store *store, const uint32_t *order, uint32_t n) {
  for (uint32_t i = 1; i < n; i++)
    if (compare_values(&order[i - 1], &order[i], store) > 0)
      return false;
  return true;
}

/* `place` has room for all foods and all files. */
static void order_values(struct vitk_store *store, uint32_t *place) {
  for (uint32_t i = 0; i < store->n_files; i++)
    place[store->file_order[i]] = i;
  for (uint32_t i = 0; i < store->manners.n; i++)
    vitk_manner_row(store, i)->file = place[vitk_manner_row(store, i)->file];
  group_values(store, place);
  for (uint32_t i = 0; i < store->n_foods; i++) {
    const struct vitk_food_row *food = vitk_food_row(store, store->food_order[i]);
    uint32_t *order = store->value_order + food->first_value;
    if (!is_sorted(store, order, food->n_values))
      qsort_r(order, food->n_values, sizeof *order, compare_values, store);
    for (uint32_t k = 0; k < food->n_values; k++) {
      const struct vitk_value_row *value = vitk_value_row(store, order[k]);
      store->sources[food->source]->is.values_by_status[vitk_manner_row(store, value->manner)->status]++;
    }
  }
}

static bool same_statement(const struct vitk_store *store, uint32_t i, uint32_t j) {
  const struct vitk_value_row *a = vitk_value_row(store, store->value_order[i]),
                              *b = vitk_value_row(store, store->value_order[j]);
  const struct vitk_manner *of_a = vitk_manner_row(store, a->manner), *of_b = vitk_manner_row(store, b->manner);
  return a->food == b->food && of_a->component == of_b->component && of_a->basis == of_b->basis;
}

static int flag_stated_twice(struct vitk_store *store) {
  vitk_str word = vitk_str_of(vitk_flag_kinds[VITK_FLAG_STATED_TWICE].word);
  uint32_t n = store->values.n;
  for (uint32_t start = 0, end; start < n; start = end) {
    for (end = start + 1; end < n && same_statement(store, start, end);)
      end++;
    for (uint32_t i = start; end - start > 1 && i < end; i++)
      if (vitk_store_flag(store, vitk_value_row(store, store->value_order[i]), word) != VITK_OK)
        return VITK_NOMEM;
  }
  return VITK_OK;
}

/* --- the whole */

static int warn_not_described(struct vitk_store *store) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  uint32_t current = store->current;
  int code = VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && i < store->n_foods; i++) {
    const struct vitk_food_row *food = vitk_food_row(store, store->food_order[i]);
    if (food->described || food->first_file == 0)
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

static int begin_order(uint32_t **order, size_t n) {
  *order = malloc((n + 1) * sizeof **order);
  for (uint32_t i = 0; *order != NULL && i < n; i++)
    (*order)[i] = i;
  return *order ? VITK_OK : VITK_NOMEM;
}

static int order_all(struct vitk_store *store, uint32_t *map) {
  uint32_t *place = NULL;
  int code = order_sources(store, map);
  if (code == VITK_OK)
    code = order_foods(store, map);
  if (code == VITK_OK)
    code = begin_order(&store->file_order, store->files.n);
  if (code == VITK_OK)
    code = begin_order(&store->problem_order, store->problems.n);
  if (code == VITK_OK)
    code = begin_order(&store->value_order, store->values.n);
  if (code == VITK_OK)
    code = begin_order(&place, (size_t)store->foods.n + store->files.n);
  if (code == VITK_OK) {
    order_files(store, map);
    order_problems(store, map);
    order_values(store, place);
    code = flag_stated_twice(store);
  }
  free(place);
  return code;
}

int vitk_store_finish(struct vitk_store *store) {
  if (store->finished)
    return VITK_OK;
  forget(store);
  uint32_t *map = malloc(store->n_sources * sizeof *map);
  int code = map ? vitk_store_check_rows(store) : VITK_NOMEM;
  store->n_foods = store->foods.n;
  if (code == VITK_OK)
    code = begin_order(&store->food_order, store->n_foods);
  if (code == VITK_OK)
    code = sort_foods(store);
  if (code == VITK_OK)
    code = warn_not_described(store);
  if (code == VITK_OK)
    code = vitk_store_join_codes(store);
  if (code == VITK_OK)
    code = order_all(store, map);
  vitk_texts_forget(&store->texts);
  store->finished = code == VITK_OK;
  free(map);
  return code;
}
