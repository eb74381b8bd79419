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
  qsort(list, n, sizeof *list, by_text);
  out->values = list;
  return VITK_OK;
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
    if (code == VITK_OK && kind == VITK_ONE_OF)
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
    if (from == NULL || from->kind < VITK_ONE_OF || from->kind > VITK_NOT_BLANK ||
        (from->kind == VITK_ONE_OF && from->values == NULL)) {
      *bad = i;
      return VITK_FAILED;
    }
  }
  out->conditions = vitk_arena_alloc(arena, n * sizeof *out->conditions);
  if (out->conditions == NULL)
    return VITK_NOMEM;
  int code = add_kind(where, n, stride, VITK_ONE_OF, arena, out);
  if (code == VITK_OK)
    code = add_kind(where, n, stride, VITK_NOT_BLANK, arena, out);
  return code == VITK_OK ? add_kind(where, n, stride, VITK_MENTIONED, arena, out) : code;
}

void vitk_where_want_blank(struct vitk_where_plan *where) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < where->n; i++)
    if (where->conditions[i].kind != VITK_NOT_BLANK)
      where->conditions[n++] = where->conditions[i];
  where->n = n;
}

bool vitk_all_foods(const struct vitk_input *input) {
  return input->mentioned == NULL || input->mentioned(input->self, (vitk_str){NULL, 0});
}

bool vitk_condition_holds(const struct vitk_condition *condition, const struct vitk_input *input, vitk_str text) {
  if (text.p == NULL)
    return false;
  if (condition->kind == VITK_MENTIONED)
    return input->mentioned == NULL || input->mentioned(input->self, text);
  if (condition->kind == VITK_NOT_BLANK)
    return text.n > 0;
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
  if (skipped->n > 0 && input->foods_skipped != NULL)
    input->foods_skipped(input->self, skipped->n);
  skipped->n = 0;
}
