/* members.c - which members are tables of the file, by the columns of their header: the names of the files differ
 * between releases ("NUTRIENT AMOUNT.csv", "Nutrient_Amount.csv"). */
#include "canada_cnf.h"

/* Columns that tell a table, in each layout. The first that fits. */
static const struct {
  enum cnf_table table;
  bool of_2026;
  uint32_t n;
  const char *columns[3];
} headers[] = {
    {CNF_AMOUNT, false, 3, {"foodid", "nutrientid", "nutrientvalue"}},
    {CNF_AMOUNT, true, 3, {"food_code", "nutrient_code", "nutrient_amount"}},
    {CNF_FOOD, false, 2, {"foodid", "fooddescription", NULL}},
    {CNF_FOOD, true, 2, {"food_code", "food_description_en", NULL}},
    {CNF_NUTRIENT, false, 2, {"nutrientid", "nutrientunit", NULL}},
    {CNF_NUTRIENT, true, 2, {"nutrient_code", "nutrient_unit", NULL}},
    {CNF_SOURCE, false, 2, {"nutrientsourceid", "nutrientsourcedescription", NULL}},
    {CNF_SOURCE, true, 2, {"nutrient_source_code", "nutrient_source_description_en", NULL}},
    {CNF_GROUP, false, 2, {"foodgroupid", "foodgroupname", NULL}},
    {CNF_GROUP, true, 2, {"cnf_food_group_code", "cnf_food_group_description_en", NULL}},
};

/* An update of the file has its changes in tables of the same columns. */
static bool is_update(vitk_str base) {
  static const char *const endings[] = {"change.csv", "add.csv", "delete.csv"};
  for (size_t i = 0; i < N_OF(endings); i++)
    if (slice_ends(base, endings[i]))
      return true;
  return false;
}

static enum cnf_table table_of(vitk_str head, bool *of_2026) {
  static const char delimiters[] = {',', ';', '\t'};
  for (size_t d = 0; d < N_OF(delimiters); d++)
    for (size_t i = 0; i < N_OF(headers); i++)
      if (headrow_find(head, delimiters[d], headers[i].columns, headers[i].n)) {
        *of_2026 = headers[i].of_2026;
        return headers[i].table;
      }
  return CNF_N_TABLES;
}

/* "…_2026.pdf": a year of this century that stands alone among the digits of a name. */
static void year_of(vitk_str base, char year[5]) {
  for (size_t i = 0; i + 4 <= base.n; i++) {
    bool whole = (i == 0 || !slice_digit(base.p[i - 1])) && (i + 4 == base.n || !slice_digit(base.p[i + 4]));
    if (whole && base.p[i] == '2' && base.p[i + 1] == '0' && slice_digit(base.p[i + 2]) && slice_digit(base.p[i + 3])) {
      memcpy(year, base.p + i, 4);
      year[4] = '\0';
    }
  }
}

/* What a member is: its table, base name and folder. The slices live until the next call of the host. */
static int look(const struct vitk_host *host, struct vitk_context *context, uint32_t index, vitk_str *name,
                enum cnf_table *table, bool *of_2026) {
  struct vitk_member member = {.size = sizeof member};
  vitk_str head = {NULL, 0};
  *of_2026 = false;
  int code = host->head(context, index, &head);
  if (code < VITK_OK)
    return code;
  *table = table_of(head, of_2026);
  code = host->member(context, index, &member);
  *name = member.name;
  return code;
}

/* The folder of the first NUTRIENT AMOUNT, else of the first table of any kind. */
static int choose_folder(const struct vitk_host *host, struct vitk_context *context, uint32_t n, vitk_str *folder) {
  bool any = false;
  for (uint32_t i = 0; i < n; i++) {
    vitk_str name, here, kept;
    enum cnf_table table;
    bool of_2026;
    int code = look(host, context, i, &name, &table, &of_2026);
    if (code < VITK_OK)
      return code;
    if (table == CNF_N_TABLES || is_update(slice_base(name, &here)) || (any && table != CNF_AMOUNT))
      continue;
    if (!slice_keep(host, context, here, &kept))
      return VITK_NOMEM;
    *folder = kept;
    any = true;
    if (table == CNF_AMOUNT)
      return VITK_OK;
  }
  return VITK_OK;
}

int vitk_cnf_find(const struct vitk_host *host, struct vitk_context *context, struct cnf_members *out) {
  vitk_str chosen = {"", 0};
  uint32_t n = host->member_count(context);
  *out = (struct cnf_members){.n_others = 0};
  for (int table = 0; table < CNF_N_TABLES; table++)
    out->index[table] = CNF_ABSENT;
  int code = choose_folder(host, context, n, &chosen);
  for (uint32_t i = 0; code == VITK_OK && i < n; i++) {
    vitk_str name, here, base;
    enum cnf_table table;
    bool of_2026;
    if ((code = look(host, context, i, &name, &table, &of_2026)) < VITK_OK)
      return code;
    base = slice_base(name, &here);
    year_of(base, out->year);
    if (table == CNF_N_TABLES)
      continue;
    if (slice_same(here, chosen) && !is_update(base) && out->index[table] == CNF_ABSENT) {
      out->index[table] = i;
      out->of_2026 = out->of_2026 || of_2026;
      code = slice_member(host, context, i, &out->name[table]);
    } else if (out->n_others++ == 0) {
      code = slice_member(host, context, i, &out->other);
    }
  }
  return code;
}
