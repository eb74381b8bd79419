/* wide.c - a row a food: amount and status of each component beside each other. Values that can't be compared do not
 * meet in one row: a food has a row for each basis, serving and way of counting equivalents that is stated of it. */
#include "export_csv.h"

enum { BASIS, SERVING_G, EQUIVALENTS, N_GROUP, COMPONENT = N_GROUP, AMOUNT, STATUS, N_USED };
static const char *const used[N_USED] = {"basis", "serving_g", "equivalents", "component_id", "amount_ug", "status"};

struct cell {
  size_t at, n; /* in `texts` */
};
struct gathered {
  struct cell cells[N_USED];
  bool written; /* its row is out */
};

struct csv_wide {
  uint32_t columns[N_USED];
  struct text_out components; /* ids, each with a '\n' */
  struct text_out texts;      /* of the food's values */
  struct gathered *values;
  size_t n, capacity;
};

int vitk_csv_wide_new(struct csv_export *e) {
  e->wide = e->host->alloc(e->context, sizeof *e->wide);
  if (e->wide == NULL)
    return VITK_NOMEM;
  return text_columns(e->host, e->context, &e->schemas[VITK_VALUES], used, N_USED, e->wide->columns);
}

int vitk_csv_wide_component(struct csv_export *e, vitk_str id) {
  text_slice(&e->wide->components, id);
  text_bytes(&e->wide->components, "\n", 1);
  return e->wide->components.no_memory ? VITK_NOMEM : VITK_OK;
}

/* The next of the component ids; *at starts as 0. */
static bool next_component(const struct csv_wide *wide, size_t *at, vitk_str *id) {
  if (*at >= wide->components.n)
    return false;
  const char *start = wide->components.p + *at;
  const char *end = memchr(start, '\n', wide->components.n - *at);
  *id = (vitk_str){start, (size_t)(end - start)};
  *at += id->n + 1;
  return true;
}

int vitk_csv_wide_header(struct csv_export *e, struct text_out *line) {
  static const char *const endings[] = {"_ug", "_status"};
  struct text_out name = {0};
  vitk_str id;
  for (uint32_t i = 0; i < N_GROUP; i++)
    vitk_csv_cell(e, line, (vitk_str){used[i], strlen(used[i])});
  for (size_t at = 0; next_component(e->wide, &at, &id);)
    for (uint32_t i = 0; i < 2; i++) {
      name.n = 0;
      text_slice(&name, id);
      text_add(&name, endings[i]);
      vitk_csv_cell(e, line, (vitk_str){name.p, name.n});
    }
  vitk_csv_cell(e, line, (vitk_str){"flags", 5});
  bool no_memory = name.no_memory;
  text_free(&name);
  return no_memory ? VITK_NOMEM : VITK_OK;
}

int vitk_csv_wide_value(struct csv_export *e, const struct vitk_datum *row, uint32_t stride) {
  struct csv_wide *wide = e->wide;
  if (wide->n == wide->capacity) {
    size_t capacity = wide->capacity ? wide->capacity * 2 : 16;
    struct gathered *values =
        capacity > SIZE_MAX / 2 / sizeof *values ? NULL : realloc(wide->values, capacity * sizeof *values);
    if (values == NULL)
      return VITK_NOMEM;
    wide->values = values;
    wide->capacity = capacity;
  }
  struct gathered *value = &wide->values[wide->n++];
  value->written = false;
  for (uint32_t i = 0; i < N_USED; i++) {
    const struct vitk_datum *datum = text_datum(row, stride, wide->columns[i]);
    value->cells[i] = (struct cell){wide->texts.n, datum->is_null ? 0 : datum->text.n};
    if (!datum->is_null)
      text_slice(&wide->texts, datum->text);
  }
  return wide->texts.no_memory ? VITK_NOMEM : VITK_OK;
}

static vitk_str cell_text(const struct csv_wide *wide, const struct gathered *value, uint32_t i) {
  return (vitk_str){wide->texts.p ? wide->texts.p + value->cells[i].at : "", value->cells[i].n};
}

static bool same_text(vitk_str a, vitk_str b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static bool same_group(const struct csv_wide *wide, const struct gathered *a, const struct gathered *b) {
  for (uint32_t i = 0; i < N_GROUP; i++)
    if (!same_text(cell_text(wide, a, i), cell_text(wide, b, i)))
      return false;
  return true;
}

/* The first value of the component in the row that `group` begins; NULL: none. *more: there is another one. */
static const struct gathered *find(const struct csv_wide *wide, const struct gathered *group, vitk_str id, bool *more) {
  const struct gathered *found = NULL;
  for (size_t i = 0; i < wide->n; i++) {
    const struct gathered *value = &wide->values[i];
    if (!same_group(wide, group, value) || !same_text(cell_text(wide, value, COMPONENT), id))
      continue;
    if (found != NULL)
      *more = true;
    else
      found = value;
  }
  return found;
}

/* Those of the row that `group` is the first value of; NULL: a food without values. */
void vitk_csv_wide_cells(struct csv_export *e, const void *of) {
  const struct csv_wide *wide = e->wide;
  const struct gathered *group = of;
  const vitk_str nothing = {"", 0};
  struct text_out *line = &e->line;
  vitk_str id;
  bool stated_twice = false;
  for (uint32_t i = 0; i < N_GROUP; i++)
    vitk_csv_cell(e, line, group ? cell_text(wide, group, i) : nothing);
  for (size_t at = 0; next_component(wide, &at, &id);) {
    const struct gathered *value = group ? find(wide, group, id, &stated_twice) : NULL;
    vitk_csv_cell(e, line, value ? cell_text(wide, value, AMOUNT) : nothing);
    vitk_csv_cell(e, line, value ? cell_text(wide, value, STATUS) : nothing);
  }
  vitk_csv_cell(e, line, stated_twice ? (vitk_str){"stated-twice", 12} : nothing);
}

int vitk_csv_wide_food_end(struct csv_export *e, bool has_none) {
  struct csv_wide *wide = e->wide;
  int code = has_none ? vitk_csv_table_line(e, NULL, 0) : VITK_OK;
  for (size_t i = 0; code >= 0 && i < wide->n; i++) {
    if (wide->values[i].written)
      continue;
    for (size_t k = i; k < wide->n; k++)
      wide->values[k].written = wide->values[k].written || same_group(wide, &wide->values[i], &wide->values[k]);
    code = vitk_csv_table_line(e, &wide->values[i], 0);
  }
  wide->n = 0;
  wide->texts.n = 0;
  return code;
}

void vitk_csv_wide_free(struct csv_export *e) {
  if (e->wide == NULL)
    return;
  text_free(&e->wide->components);
  text_free(&e->wide->texts);
  free(e->wide->values);
}
