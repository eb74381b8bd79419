/* wide.c - a row a food: amount and status of each component beside each other. */
#include "export_csv.h"

#include <gather/gather.h>

struct csv_wide {
  struct text_out components; /* ids, each with a '\n' */
  struct gather gather;
};

int vitk_csv_wide_new(struct csv_export *e) {
  e->wide = e->host->alloc(e->context, sizeof *e->wide);
  return e->wide == NULL ? VITK_NOMEM : gather_init(&e->wide->gather, e->host, e->context, &e->schemas[VITK_VALUES]);
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
  for (uint32_t i = 0; i < GATHER_GROUP; i++)
    vitk_csv_cell(e, line, (vitk_str){gather_columns[i], strlen(gather_columns[i])});
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
  return gather_value(&e->wide->gather, row, stride);
}

/* Those of the row that `of` is the first value of; NULL: a food without values. */
void vitk_csv_wide_cells(struct csv_export *e, const void *of) {
  const struct gather *gather = &e->wide->gather;
  const struct gathered *first = of;
  const vitk_str nothing = {"", 0};
  struct text_out *line = &e->line;
  vitk_str id;
  bool stated_twice = false;
  for (uint32_t i = 0; i < GATHER_GROUP; i++)
    vitk_csv_cell(e, line, first ? gather_text(gather, first, i) : nothing);
  for (size_t at = 0; next_component(e->wide, &at, &id);) {
    const struct gathered *value = first ? gather_find(gather, first, id, &stated_twice) : NULL;
    vitk_csv_cell(e, line, value ? gather_text(gather, value, GATHER_AMOUNT) : nothing);
    vitk_csv_cell(e, line, value ? gather_text(gather, value, GATHER_STATUS) : nothing);
  }
  vitk_csv_cell(e, line, stated_twice ? (vitk_str){"stated-twice", 12} : nothing);
}

int vitk_csv_wide_food_end(struct csv_export *e, bool has_none) {
  struct gather *gather = &e->wide->gather;
  int code = has_none ? vitk_csv_table_line(e, NULL, 0) : VITK_OK;
  for (const struct gathered *first; code >= 0 && (first = gather_next(gather)) != NULL;)
    code = vitk_csv_table_line(e, first, 0);
  gather_clear(gather);
  return code;
}

void vitk_csv_wide_free(struct csv_export *e) {
  if (e->wide == NULL)
    return;
  text_free(&e->wide->components);
  gather_free(&e->wide->gather);
}
