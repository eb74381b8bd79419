#include <gather/gather.h>

const char *const gather_columns[GATHER_COLUMNS] = {
    [GATHER_BASIS] = "basis",
    [GATHER_SERVING_G] = "serving_g",
    [GATHER_EQUIVALENTS] = "equivalents",
    [GATHER_COMPONENT] = "component_id",
    [GATHER_STATUS] = "status",
    [GATHER_AMOUNT] = "amount_ug",
    [GATHER_LOWER] = "lower_ug",
    [GATHER_UPPER] = "upper_ug",
};

struct cell {
  size_t at, n; /* in `texts` */
  bool is_null;
};

struct gathered {
  struct cell cells[GATHER_COLUMNS];
  bool taken; /* its row was given */
};

int gather_init(struct gather *gather, const struct vitk_host *host, struct vitk_context *context,
                const struct vitk_schema *values) {
  return text_columns(host, context, values, gather_columns, GATHER_COLUMNS, gather->at);
}

int gather_value(struct gather *gather, const struct vitk_datum *row, uint32_t stride) {
  if (gather->n == gather->capacity) {
    size_t capacity = gather->capacity ? gather->capacity * 2 : 16;
    struct gathered *values =
        capacity > SIZE_MAX / 2 / sizeof *values ? NULL : realloc(gather->values, capacity * sizeof *values);
    if (values == NULL)
      return VITK_NOMEM;
    gather->values = values;
    gather->capacity = capacity;
  }
  struct gathered *value = &gather->values[gather->n++];
  value->taken = false;
  for (uint32_t i = 0; i < GATHER_COLUMNS; i++) {
    const struct vitk_datum *datum = text_datum(row, stride, gather->at[i]);
    value->cells[i] = (struct cell){gather->texts.n, datum->is_null ? 0 : datum->text.n, datum->is_null != 0};
    if (!datum->is_null)
      text_slice(&gather->texts, datum->text);
  }
  return gather->texts.no_memory ? VITK_NOMEM : VITK_OK;
}

bool gather_is_null(const struct gathered *value, uint32_t column) {
  return value->cells[column].is_null;
}

vitk_str gather_text(const struct gather *gather, const struct gathered *value, uint32_t column) {
  const struct cell *cell = &value->cells[column];
  return (vitk_str){cell->n > 0 ? gather->texts.p + cell->at : "", cell->n};
}

static bool same_text(vitk_str a, vitk_str b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static bool same_row(const struct gather *gather, const struct gathered *a, const struct gathered *b) {
  for (uint32_t i = 0; i < GATHER_GROUP; i++)
    if (!same_text(gather_text(gather, a, i), gather_text(gather, b, i)))
      return false;
  return true;
}

const struct gathered *gather_next(struct gather *gather) {
  const struct gathered *first = NULL;
  for (size_t i = 0; i < gather->n; i++) {
    struct gathered *value = &gather->values[i];
    if (value->taken || (first != NULL && !same_row(gather, first, value)))
      continue;
    value->taken = true;
    first = first ? first : value;
  }
  return first;
}

const struct gathered *gather_find(const struct gather *gather, const struct gathered *first, vitk_str component,
                                   bool *more) {
  const struct gathered *found = NULL;
  for (size_t i = 0; i < gather->n; i++) {
    const struct gathered *value = &gather->values[i];
    if (!same_row(gather, first, value) || !same_text(gather_text(gather, value, GATHER_COMPONENT), component))
      continue;
    *more = *more || found != NULL;
    found = found ? found : value;
  }
  return found;
}

void gather_clear(struct gather *gather) {
  gather->n = 0;
  gather->texts.n = 0;
}

void gather_free(struct gather *gather) {
  text_free(&gather->texts);
  free(gather->values);
}
