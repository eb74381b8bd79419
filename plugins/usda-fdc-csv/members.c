/* members.c - which members are tables of FoodData Central, by the columns of their header. */
#include "fdc_csv.h"

/* Columns that a table of the role has, and one that it has not. What only the name tells apart (id, code, description
 * is the header of several) must hold `word` in it. The first that fits. */
static const struct {
  enum fdc_role role;
  const char *columns[4];
  const char *without, *word;
} headers[] = {
    {FDC_VALUES, {"fdc_id", "nutrient_id", "amount"}, NULL, NULL},
    {FDC_FOODS, {"fdc_id", "data_type", "description"}, NULL, NULL},
    {FDC_BRANDED, {"fdc_id", "gtin_upc"}, NULL, NULL},
    {FDC_SURVEY, {"fdc_id", "food_code"}, NULL, NULL},
    {FDC_NDB, {"fdc_id", "ndb_number"}, NULL, NULL},
    {FDC_NUTRIENTS, {"id", "name", "unit_name", "nutrient_nbr"}, "fdc_id", NULL},
    {FDC_DERIVATIONS, {"id", "code", "description"}, "fdc_id", "derivation"},
    {FDC_CATEGORIES, {"id", "code", "description"}, "fdc_id", "food_category"},
    {FDC_WWEIA, {"wweia_food_category_description"}, "fdc_id", NULL},
};

static bool holds(vitk_str text, const char *word) {
  for (size_t i = 0; i < text.n; i++)
    if (slice_starts(slice_from(text, i), word))
      return true;
  return false;
}

static vitk_str first_line(vitk_str head) {
  size_t n = 0;
  if (slice_starts(head, "\xEF\xBB\xBF"))
    head = slice_from(head, 3);
  while (n < head.n && n < 4096 && head.p[n] != '\n' && head.p[n] != '\r')
    n++;
  head.n = n;
  return head;
}

/* Is `name` a cell of the line? Cells are compared without quotes and white space. */
static bool has_column(vitk_str line, char delimiter, const char *name) {
  for (size_t start = 0; start <= line.n;) {
    size_t end = start;
    while (end < line.n && line.p[end] != delimiter)
      end++;
    vitk_str cell = {line.p + start, end - start};
    while (cell.n > 0 && (slice_white(cell.p[0]) || cell.p[0] == '"'))
      cell = slice_from(cell, 1);
    while (cell.n > 0 && (slice_white(cell.p[cell.n - 1]) || cell.p[cell.n - 1] == '"'))
      cell.n--;
    if (cell.n == strlen(name) && slice_starts(cell, name))
      return true;
    start = end + 1;
  }
  return false;
}

static enum fdc_role role_of(vitk_str head, vitk_str base, uint32_t *delimiter) {
  static const char delimiters[] = {',', ';', '\t'};
  vitk_str line = first_line(head);
  for (uint32_t d = 0; d < N_OF(delimiters); d++) {
    *delimiter = (unsigned char)delimiters[d];
    for (uint32_t i = 0; i < N_OF(headers); i++) {
      bool fits = headers[i].word == NULL || holds(base, headers[i].word);
      for (uint32_t c = 0; fits && c < N_OF(headers[i].columns) && headers[i].columns[c] != NULL; c++)
        fits = has_column(line, delimiters[d], headers[i].columns[c]);
      if (fits && (headers[i].without == NULL || !has_column(line, delimiters[d], headers[i].without)))
        return headers[i].role;
    }
  }
  return FDC_NONE;
}

static int look(const struct vitk_host *host, struct vitk_context *context, uint32_t index, struct fdc_member *out) {
  struct vitk_member member = {.size = sizeof member};
  vitk_str head = {NULL, 0}, folder;
  out->role = FDC_NONE;
  int code = host->member(context, index, &member);
  if (code < VITK_OK)
    return code;
  if (!slice_ends(member.name, ".csv") && !slice_ends(member.name, ".txt") && !slice_ends(member.name, ".tsv") &&
      holds(slice_base(member.name, &folder), "."))
    return VITK_OK;
  if ((code = slice_member(host, context, index, &out->name)) < VITK_OK ||
      (code = host->head(context, index, &head)) < VITK_OK)
    return code;
  out->index = index;
  out->role = role_of(head, slice_base(out->name, &out->folder), &out->delimiter);
  return VITK_OK;
}

/* Gives each folder with values a number, and its members that number; those of others get n_sets. */
static void number_sets(struct fdc_members *members) {
  for (uint32_t i = 0; i < members->n; i++)
    members->list[i].set = UINT32_MAX;
  for (uint32_t i = 0; i < members->n; i++) {
    if (members->list[i].role != FDC_VALUES || members->list[i].set != UINT32_MAX)
      continue;
    for (uint32_t j = 0; j < members->n; j++)
      if (slice_same(members->list[i].folder, members->list[j].folder))
        members->list[j].set = members->n_sets;
    members->n_sets++;
  }
}

int vitk_fdc_find(const struct vitk_host *host, struct vitk_context *context, struct fdc_members *out) {
  uint32_t n = host->member_count(context);
  *out = (struct fdc_members){.n = 0};
  if (n == 0)
    return VITK_OK;
  out->list = host->alloc(context, n * sizeof *out->list);
  if (out->list == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < n; i++) {
    struct fdc_member *member = &out->list[out->n];
    int code = look(host, context, i, member);
    if (code < VITK_OK)
      return code;
    if (member->role == FDC_NONE)
      continue;
    out->count[member->role]++;
    out->n++;
  }
  number_sets(out);
  return VITK_OK;
}
