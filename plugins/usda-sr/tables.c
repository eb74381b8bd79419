/* tables.c - the tables of SR: which columns are read, what a row states, and in which order they are read. */
#include "usda_sr.h"

enum { MAX_GROUPS = 1000 };

/* The nutrients of vitamin K. `word` stands in NUTR_DEF's description, and `not_word` does not: that or the tagname
 * must agree, or the number means something else. (Not every older release is known to bear these tagnames.) */
struct nutrient {
  const char *number, *component, *word, *not_word;
};
static const struct nutrient nutrients[SR_N_NUTRIENTS] = {
    {"428", "MK4", "menaquinone-4", ""},
    {"429", "VITK1D", "dihydrophylloquinone", ""},
    {"430", "VITK1", "phylloquinone", "dihydro"},
};
const char vitk_sr_unit[] = "µg";
static const char k_numbers[] = "428|429|430";

static struct tell_place at(const struct vitk_row *row, const char *field, vitk_str excerpt) {
  return (struct tell_place){.file = row->file, .line = row->line, .field = slice(field), .excerpt = excerpt};
}

static vitk_str cell(const struct vitk_row *row, uint32_t column) {
  return ((const struct vitk_cell *)(const void *)((const char *)row->cells + (size_t)column * row->cell_stride))->text;
}

static uint32_t nutrient_of(vitk_str number) {
  uint32_t i = 0;
  while (i < SR_N_NUTRIENTS && !slice_equal(number, nutrients[i].number))
    i++;
  return i;
}

/* --- NUTR_DEF: Nutr_No, Units, Tagname, NutrDesc */

static const struct vitk_column nutr_def_columns[] = {
    {"Nutr_No", 1, 0}, {"Units", 2, 0}, {"Tagname", 3, 0}, {"NutrDesc", 4, 0}};
static const struct vitk_where nutr_def_where[] = {{NULL, k_numbers, 0, VITK_ONE_OF}};

static bool holds(vitk_str text, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; n > 0 && i + n <= text.n; i++)
    if (slice_starts(slice_from(text, i), word))
      return true;
  return false;
}

static int nutr_def_row(struct sr *sr, const struct vitk_row *row) {
  uint32_t i = nutrient_of(cell(row, 0));
  if (i == SR_N_NUTRIENTS)
    return VITK_OK;
  vitk_str unit = cell(row, 1), tagname = cell(row, 2), description = cell(row, 3);
  bool named = slice_equal(tagname, nutrients[i].component);
  bool described = holds(description, nutrients[i].word) && !holds(description, nutrients[i].not_word);
  if (!named && !described) {
    (void)tell(sr->host, sr->context, VITK_ERROR, "nutrient-changed", at(row, "Tagname", tagname),
               "This is not the Standard Reference as USDA published it; import it with a map file",
               "nutrient %s is %.*s, \"%.*s\", and not %s as in every known release", nutrients[i].number,
               TELL_SLICE(tagname), TELL_SLICE(description), nutrients[i].component);
    return VITK_FAILED;
  }
  sr->defined[i] = true;
  return unit.n == 0 || slice_keep(sr->host, sr->context, unit, &sr->unit[i]) ? VITK_OK : VITK_NOMEM;
}

/* --- FD_GROUP: FdGrp_Cd, FdGrp_Desc */

static const struct vitk_column fd_group_columns[] = {{"FdGrp_Cd", 1, 0}, {"FdGrp_Desc", 2, 0}};

static int fd_group_row(struct sr *sr, const struct vitk_row *row) {
  if (sr->groups == NULL && (sr->groups = sr->host->alloc(sr->context, MAX_GROUPS * sizeof *sr->groups)) == NULL)
    return VITK_NOMEM;
  if (sr->n_groups == MAX_GROUPS) {
    (void)tell(sr->host, sr->context, VITK_ERROR, "limit", at(row, "FdGrp_Cd", cell(row, 0)),
               "A release has about 25 food groups: is this FD_GROUP.txt?", "more than %d food groups", MAX_GROUPS);
    return VITK_FAILED;
  }
  struct sr_group *group = &sr->groups[sr->n_groups];
  if (!slice_keep(sr->host, sr->context, cell(row, 0), &group->code) ||
      !slice_keep(sr->host, sr->context, cell(row, 1), &group->name))
    return VITK_NOMEM;
  sr->n_groups++;
  return VITK_OK;
}

/* --- NUT_DATA */

enum { D_FOOD, D_NUTRIENT, D_VALUE, D_POINTS, D_SOURCE, D_DERIVATION, D_REFERENCE, D_ADDED, D_MIN, D_MAX };
static const struct vitk_column nut_data_columns[] = {
    {"NDB_No", 1, 0},   {"Nutr_No", 2, 0},    {"Nutr_Val", 3, 0},      {"Num_Data_Pts", 4, 0}, {"Src_Cd", 6, 0},
    {"Deriv_Cd", 7, 1}, {"Ref_NDB_No", 8, 1}, {"Add_Nutr_Mark", 9, 1}, {"Min", 11, 1},         {"Max", 12, 1}};
static const struct vitk_where nut_data_where[] = {{NULL, k_numbers, D_NUTRIENT, VITK_ONE_OF}};

/* A value of a nutrient that NUTR_DEF lacks is kept, as its number has one meaning in all releases; said once. */
static int check_defined(struct sr *sr, const struct vitk_row *row, uint32_t nutrient) {
  if (sr->members.index[SR_NUTR_DEF] == SR_ABSENT || sr->defined[nutrient] || sr->warned[nutrient])
    return VITK_OK;
  sr->warned[nutrient] = true;
  return tell(sr->host, sr->context, VITK_WARNING, "dangling-key", at(row, "Nutr_No", cell(row, D_NUTRIENT)),
              "Check that NUTR_DEF.txt is of the same release", "NUTR_DEF.txt has no nutrient %s; read as %s in %s",
              nutrients[nutrient].number, nutrients[nutrient].component, vitk_sr_unit);
}

static int nut_data_row(struct sr *sr, const struct vitk_row *row) {
  char flags[200]; /* TELL_SLICE gives 80 bytes at most */
  uint32_t i = nutrient_of(cell(row, D_NUTRIENT));
  vitk_str amount = cell(row, D_VALUE), source = cell(row, D_SOURCE), derivation = cell(row, D_DERIVATION);
  vitk_str reference = cell(row, D_REFERENCE);
  if (i == SR_N_NUTRIENTS || amount.n == 0)
    return VITK_OK;
  int code = check_defined(sr, row, i);
  if (code < VITK_OK)
    return code;
  bool added = slice_equal(cell(row, D_ADDED), "Y");
  (void)snprintf(flags, sizeof flags, "%s%.*s%s%.*s%s", source.n > 0 ? "src:" : "", TELL_SLICE(source),
                 reference.n > 0 ? " ref:" : "", TELL_SLICE(reference), added ? " added" : "");
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = cell(row, D_FOOD),
                                     .component = slice(nutrients[i].component),
                                     .amount = amount,
                                     .unit = sr->unit[i],
                                     .basis = VITK_PER_100G,
                                     .n = cell(row, D_POINTS),
                                     .min = cell(row, D_MIN),
                                     .max = cell(row, D_MAX),
                                     .method = derivation,
                                     .flags = slice(flags),
                                     .file = row->file,
                                     .field = slice("Nutr_Val"),
                                     .line = row->line};
  vitk_usda_judge(&(struct usda_beside){.derivation = derivation, .source = source}, &statement);
  return sr->host->statement(sr->context, &statement);
}

/* --- FOOD_DES, and LANGUAL: NDB_No, Factor_Code */

enum { F_FOOD, F_GROUP, F_NAME, F_SCIENTIFIC, F_CHO_FACTOR };
static const struct vitk_column food_des_columns[] = {
    {"NDB_No", 1, 0}, {"FdGrp_Cd", 2, 0}, {"Long_Desc", 3, 0}, {"SciName", 10, 1}, {"CHO_Factor", 14, 1}};
static const struct vitk_where mentioned[] = {{NULL, NULL, 0, VITK_MENTIONED}};

static int count_row(struct sr *sr, const struct vitk_row *row) {
  (void)row;
  sr->foods++;
  return VITK_OK;
}

static int food_des_row(struct sr *sr, const struct vitk_row *row) {
  vitk_str group = cell(row, F_GROUP), group_name = {NULL, 0};
  uint32_t i = 0;
  while (i < sr->n_groups && !slice_same(group, sr->groups[i].code))
    i++;
  if (i < sr->n_groups) {
    group_name = sr->groups[i].name;
  } else if (sr->members.index[SR_FD_GROUP] != SR_ABSENT && group.n > 0) {
    int code =
        tell(sr->host, sr->context, VITK_WARNING, "dangling-key", at(row, "FdGrp_Cd", group),
             "Check that FD_GROUP.txt is of the same release", "food %.*s is of group %.*s, which FD_GROUP.txt lacks",
             TELL_SLICE(cell(row, F_FOOD)), TELL_SLICE(group));
    if (code < VITK_OK)
      return code;
  }
  /* The name of the species is the tenth field only in the layout with all fourteen. */
  bool full = cell(row, F_CHO_FACTOR).p != NULL;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = cell(row, F_FOOD),
                           .name = cell(row, F_NAME),
                           .language = slice("en"),
                           .name_en = cell(row, F_NAME),
                           .food_group = group_name};
  if (full)
    food.scientific_name = cell(row, F_SCIENTIFIC);
  return sr->host->food(sr->context, &food);
}

static const struct vitk_column langual_columns[] = {{"NDB_No", 1, 0}, {"Factor_Code", 2, 0}};

static int langual_row(struct sr *sr, const struct vitk_row *row) {
  return sr->host->food_code(sr->context, cell(row, 0), "langual", cell(row, 1));
}

/* --- ABBREV: one row a food, Vit_K is the 44th of 53 fields; it states no source of a value */

static const struct vitk_column abbrev_columns[] = {
    {"NDB_No", 1, 0}, {"Shrt_Desc", 2, 0}, {"Vit_K", 44, 0}, {"Refuse_Pct", SR_ABBREV_FIELDS, 0}};

static int abbrev_row(struct sr *sr, const struct vitk_row *row) {
  struct vitk_food food = {.size = sizeof food,
                           .food_id = cell(row, 0),
                           .name = cell(row, 1),
                           .language = slice("en"),
                           .name_en = cell(row, 1)};
  int code = sr->host->food(sr->context, &food);
  if (code < VITK_OK || cell(row, 2).n == 0)
    return code;
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = cell(row, 0),
                                     .component = slice("VITK1"),
                                     .amount = cell(row, 2),
                                     .unit = slice(vitk_sr_unit),
                                     .basis = VITK_PER_100G,
                                     .file = row->file,
                                     .field = slice("Vit_K"),
                                     .line = row->line};
  return sr->host->statement(sr->context, &statement);
}

/* --- the order of reading */

/* The name of the member that the foods are counted in. */
static vitk_str read_member(const struct sr *sr) {
  return sr->members.name[sr->members.index[SR_NUT_DATA] != SR_ABSENT ? SR_FOOD_DES : SR_ABBREV];
}

static int state_source(struct sr *sr) {
  if (sr->release.n == 0) {
    const struct sr_release *release = vitk_sr_release_of(sr->foods);
    if (release != NULL) {
      sr->release = slice(release->number);
    } else if (!vitk_sr_release_in(read_member(sr), &sr->release)) {
      int code =
          tell(sr->host, sr->context, VITK_NOTE, "release-unknown", (struct tell_place){.line = 0},
               "Say which it is: --option release=28",
               "%llu foods, as in no known release of the Standard Reference, and no folder is named after one: the "
               "source is called usda-sr",
               (unsigned long long)sr->foods);
      if (code < VITK_OK)
        return code;
    }
  }
  return vitk_sr_source(sr->host, sr->context, sr->release);
}

static const struct sr_step set_steps[] = {
    {SR_FOOD_DES, VITK_RAGGED, food_des_columns, NULL, 1, 0, count_row, state_source},
    {SR_NUTR_DEF, 0, nutr_def_columns, nutr_def_where, N_OF(nutr_def_columns), 1, nutr_def_row, NULL},
    {SR_FD_GROUP, 0, fd_group_columns, NULL, N_OF(fd_group_columns), 0, fd_group_row, NULL},
    {SR_NUT_DATA, 0, nut_data_columns, nut_data_where, N_OF(nut_data_columns), 1, nut_data_row, NULL},
    {SR_FOOD_DES, VITK_FOOD_ROWS, food_des_columns, mentioned, N_OF(food_des_columns), 1, food_des_row, NULL},
    {SR_LANGUAL, 0, langual_columns, mentioned, N_OF(langual_columns), 1, langual_row, NULL},
};
static const struct sr_step abbrev_steps[] = {
    {SR_ABBREV, VITK_RAGGED, abbrev_columns, NULL, 1, 0, count_row, state_source},
    {SR_ABBREV, 0, abbrev_columns, NULL, N_OF(abbrev_columns), 0, abbrev_row, NULL},
};

const struct sr_step *vitk_sr_step(const struct sr *sr) {
  if (sr->members.index[SR_NUT_DATA] != SR_ABSENT)
    return sr->step < N_OF(set_steps) ? &set_steps[sr->step] : NULL;
  return sr->step < N_OF(abbrev_steps) ? &abbrev_steps[sr->step] : NULL;
}
