#include "core/input/where.h"

#include "core/base/str.h"

#include <stdlib.h>

enum { SKIPPED_BATCH = 4096 };

static int by_text(const void *a, const void *b) {
  return vitk_str_compare(*(const vitk_str *)a, *(const vitk_str *)b);
}

static int plan_values(const char *values, struct vitk_arena *arena, struct vitk_condition *out) {
  vitk_str copy, rest, value;
  int code = vitk_arena_copy(arena, vitk_str_of(values), &copy);
  if (code != VITK_OK)
    return code;
  for (rest = copy; vitk_str_alternative(&rest, &value);)
    out->n_values++;
  vitk_str *list = vitk_arena_alloc(arena, out->n_values * sizeof *list);
  if (list == NULL)
    return VITK_NOMEM;
  size_t n = 0;
  for (rest = copy; vitk_str_alternative(&rest, &value);)
    list[n++] = vitk_str_trim(value);
  if (out->kind == VITK_ONE_OF)
    qsort(list, n, sizeof *list, by_text);
  out->values = list;
  return VITK_OK;
}

static bool has_values(uint32_t kind) {
  return kind == VITK_ONE_OF || kind == VITK_HOLDS;
}

/* Conditions of one kind, in their order, to the end of the plan. */
static int add_kind(const struct vitk_where *where, uint32_t n, uint32_t stride, uint32_t kind,
                    struct vitk_arena *arena, struct vitk_where_plan *out) {
  for (uint32_t i = 0; i < n; i++) {
    const struct vitk_where *from = (const void *)((const char *)where + (size_t)i * stride);
    if (from->kind != kind)
      continue;
    struct vitk_condition *to = &out->conditions[out->n++];
    *to = (struct vitk_condition){.kind = kind, .column = from->column};
    int code = vitk_arena_copy(arena, vitk_str_of(from->path), &to->path);
    if (code == VITK_OK && has_values(kind))
      code = plan_values(from->values, arena, to);
    if (code != VITK_OK)
      return code;
  }
  return VITK_OK;
}

int vitk_where_plan(const struct vitk_where *where, uint32_t n, uint32_t stride, struct vitk_arena *arena,
                    struct vitk_where_plan *out, int64_t *bad) {
  *out = (struct vitk_where_plan){NULL, 0};
  *bad = -1;
  if (n == 0)
    return VITK_OK;
  for (uint32_t i = 0; i < n; i++) {
    const struct vitk_where *from =
        where && stride >= sizeof *where ? (const void *)((const char *)where + (size_t)i * stride) : NULL;
    if (from == NULL || from->kind < VITK_ONE_OF || from->kind > VITK_HOLDS ||
        (has_values(from->kind) && from->values == NULL)) {
      *bad = i;
      return VITK_FAILED;
    }
  }
  out->conditions = vitk_arena_alloc(arena, n * sizeof *out->conditions);
  if (out->conditions == NULL)
    return VITK_NOMEM;
  static const uint32_t order[] = {VITK_ONE_OF, VITK_NOT_BLANK, VITK_HOLDS, VITK_MENTIONED};
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < sizeof order / sizeof order[0]; i++)
    code = add_kind(where, n, stride, order[i], arena, out);
  return code;
}

vitk_str vitk_value_stem(vitk_str value, bool *any_rest) {
  *any_rest = value.n > 0 && value.p[value.n - 1] == '*';
  return (vitk_str){value.p, value.n - *any_rest};
}

static bool is_one_with_stems(const struct vitk_condition *condition, vitk_str text) {
  for (size_t i = 0; i < condition->n_values; i++) {
    bool any_rest;
    vitk_str stem = vitk_value_stem(condition->values[i], &any_rest);
    if (vitk_str_equal((vitk_str){text.p, any_rest && stem.n < text.n ? stem.n : text.n}, stem))
      return true;
  }
  return false;
}

void vitk_where_want_blank(struct vitk_where_plan *where) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < where->n; i++)
    if (where->conditions[i].kind != VITK_NOT_BLANK)
      where->conditions[n++] = where->conditions[i];
  where->n = n;
}

bool vitk_condition_holds(const struct vitk_condition *condition, const struct vitk_input *input, vitk_str text) {
  if (text.p == NULL)
    return false;
  if (condition->kind == VITK_MENTIONED)
    return input->mentioned == NULL || input->mentioned(input->self, text);
  if (condition->kind == VITK_NOT_BLANK)
    return text.n > 0;
  if (condition->kind == VITK_HOLDS)
    return is_one_with_stems(condition, text);
  return bsearch(&text, condition->values, condition->n_values, sizeof text, by_text) != NULL;
}

void vitk_skip_food(struct vitk_skipped_foods *skipped, const struct vitk_input *input) {
  vitk_skip_foods(skipped, input, 1);
}

void vitk_skip_foods(struct vitk_skipped_foods *skipped, const struct vitk_input *input, uint64_t n) {
  skipped->n += n;
  if (skipped->n >= SKIPPED_BATCH)
    vitk_tell_skipped(skipped, input);
}

void vitk_tell_skipped(struct vitk_skipped_foods *skipped, const struct vitk_input *input) {
  if (input->shard != NULL)
    input->shard->food_rows += skipped->n;
  if (skipped->n > 0 && input->foods_skipped != NULL)
    input->foods_skipped(input->self, skipped->n);
  skipped->n = 0;
}
