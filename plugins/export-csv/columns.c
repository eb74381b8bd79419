/* columns.c - the columns of one table, and the choice of some of them. */
#include "export_csv.h"

/* A tidy row: these of the source and the food, the value's own from component_id on, the licence. */
static const struct {
  const char *head, *name;
  uint32_t table;
} of_others[] = {{"source_id", "source_id", VITK_SOURCE},
                 {"source_title", "title", VITK_SOURCE},
                 {"release", "release", VITK_SOURCE},
                 {"food_id", "food_id", VITK_FOOD},
                 {"food_name", "name", VITK_FOOD},
                 {"name_en", "name_en", VITK_FOOD},
                 {"scientific_name", "scientific_name", VITK_FOOD},
                 {"food_group", "food_group", VITK_FOOD},
                 {"licence", "licence", VITK_SOURCE}};
enum { N_OF_OTHERS = sizeof of_others / sizeof of_others[0], N_BEFORE = N_OF_OTHERS - 1 };

static vitk_str slice(const char *text) {
  return (vitk_str){text, strlen(text)};
}

static int find(const struct csv_export *e, uint32_t table, const char *name, uint32_t *at) {
  return text_columns(e->host, e->context, &e->schemas[table], &name, 1, at);
}

static int add_other(const struct csv_export *e, struct csv_columns *to, uint32_t i) {
  struct csv_column *column = &to->all[to->n++];
  *column = (struct csv_column){of_others[i].head, of_others[i].table, 0};
  return find(e, column->table, of_others[i].name, &column->at);
}

static int take_all(const struct csv_export *e, struct csv_columns *to) {
  const struct vitk_schema *values = &e->schemas[VITK_VALUES];
  uint32_t first = 0;
  int code = find(e, VITK_VALUES, "component_id", &first);
  for (uint32_t i = 0; code == VITK_OK && i < N_BEFORE; i++)
    code = add_other(e, to, i);
  for (uint32_t i = first; code == VITK_OK && i < values->n_fields; i++)
    to->all[to->n++] = (struct csv_column){text_field(values, i)->name, VITK_VALUES, i};
  return code == VITK_OK ? add_other(e, to, N_BEFORE) : code;
}

/* An unknown name is refused with those that there are. */
static int refuse(const struct csv_export *e, const struct csv_columns *all, const char *what, vitk_str name) {
  struct text_out message = {0}, hint = {0};
  text_add(&message, what);
  text_add(&message, " \"");
  text_slice(&message, name);
  text_add(&message, "\"");
  text_add(&hint, "the columns are ");
  for (uint32_t i = 0; i < all->n; i++) {
    text_add(&hint, i > 0 ? ", " : "");
    text_add(&hint, all->all[i].head);
  }
  int code = message.no_memory || hint.no_memory
                 ? VITK_NOMEM
                 : vitk_csv_refuse(e, (vitk_str){message.p, message.n}, (vitk_str){hint.p, hint.n});
  text_free(&message);
  text_free(&hint);
  return code;
}

static const struct csv_column *named(const struct csv_columns *columns, vitk_str name) {
  for (uint32_t i = 0; i < columns->n; i++)
    if (name.n == strlen(columns->all[i].head) && memcmp(name.p, columns->all[i].head, name.n) == 0)
      return &columns->all[i];
  return NULL;
}

/* Names with a comma between them; each once, so that there is room for all. */
static int choose(const struct csv_export *e, const struct csv_columns *all, vitk_str names, struct csv_columns *to) {
  for (;;) {
    const char *comma = memchr(names.p, ',', names.n);
    vitk_str name = {names.p, comma ? (size_t)(comma - names.p) : names.n};
    const struct csv_column *column = named(all, name);
    if (column == NULL)
      return refuse(e, all, "there is no column", name);
    if (named(to, name) != NULL)
      return refuse(e, all, "option columns names twice", name);
    to->all[to->n++] = *column;
    if (comma == NULL)
      return VITK_OK;
    names = (vitk_str){comma + 1, names.n - name.n - 1};
  }
}

int vitk_csv_columns(const struct csv_export *e, struct csv_columns *out) {
  size_t most = N_OF_OTHERS + (size_t)e->schemas[VITK_VALUES].n_fields;
  vitk_str names = e->host->option_text(e->context, "columns");
  struct csv_columns all = {e->host->alloc(e->context, most * sizeof *all.all), 0};
  struct csv_columns chosen = {e->host->alloc(e->context, most * sizeof *all.all), 0};
  if (all.all == NULL || chosen.all == NULL)
    return VITK_NOMEM;
  int code = take_all(e, &all);
  *out = all;
  if (code != VITK_OK || names.p == NULL || names.n == 0)
    return code;
  if (e->wide_asked)
    return vitk_csv_refuse(e, slice("a wide table has columns of its own"), slice("leave out the option columns"));
  code = choose(e, &all, names, &chosen);
  *out = chosen;
  return code;
}
