/* usda_fdc_csv.c - importer of FoodData Central's CSV tables: the full release, each type of data, and bundles that
 * were saved again.
 *
 * A set is the tables of one folder. They are read one after the other, the small ones for what the values need, then
 * food_nutrient.csv for what is stated, food.csv for the foods that were named, and the tables with their stable keys.
 * At the first row that states something food.csv is read besides, for the types of data and the source: without
 * vitamin K it never is.
 */
#include "fdc_csv.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { ROWS_A_STEP = 1000 };

static const struct fdc_step *const steps[] = {
    &vitk_fdc_nutrients, &vitk_fdc_derivations, &vitk_fdc_categories, &vitk_fdc_wweia,   &vitk_fdc_values,
    &vitk_fdc_foods,     &vitk_fdc_ndb,         &vitk_fdc_survey,     &vitk_fdc_branded,
};

static int open_table(struct fdc *fdc, struct fdc_pass *pass, const struct fdc_member *member) {
  const struct fdc_step *step = pass->step;
  struct vitk_where where[2];
  uint32_t n = step->where(fdc, where);
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = member->index,
                                 .flags = step->flags,
                                 .charset = "utf-8",
                                 .delimiter = member->delimiter,
                                 .quote = '"',
                                 .header_row = 1,
                                 .columns = step->columns,
                                 .where = where,
                                 .n_columns = step->n_columns,
                                 .column_stride = sizeof *step->columns,
                                 .n_where = n,
                                 .where_stride = sizeof *where};
  return vitk->table_open(fdc->context, &spec, &pass->table);
}

/* The next table of the step's role, opened; END: there is no other. */
static int next_table(struct fdc *fdc, struct fdc_pass *pass) {
  const struct fdc_members *members = &fdc->members;
  while (pass->member < members->n) {
    const struct fdc_member *member = &members->list[pass->member++];
    if (member->set == fdc->set_index && member->role == (uint32_t)pass->step->role)
      return open_table(fdc, pass, member);
  }
  return VITK_END;
}

static int next_row(struct fdc *fdc, struct fdc_pass *pass) {
  if (!pass->waits) {
    pass->row = (struct vitk_row){.size = sizeof pass->row};
    int code = vitk->table_next(pass->table, &pass->row);
    if (code != VITK_OK)
      return code;
  }
  pass->waits = pass->step->states && !fdc->set.types_known;
  return pass->waits ? VITK_OK : pass->step->row(fdc, &pass->row);
}

/* Some rows more, or the next table; END after the last. */
static int go_on(struct fdc *fdc, struct fdc_pass *pass) {
  int code = pass->table == NULL ? next_table(fdc, pass) : VITK_OK;
  if (code != VITK_OK)
    return code;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    code = next_row(fdc, pass);
    if (pass->waits)
      return code;
  }
  if (code != VITK_END)
    return code;
  vitk->table_close(pass->table);
  pass->table = NULL;
  return VITK_OK;
}

/* Of several sets each has its source stated before its values are read: what is found in them is the source's. */
static bool types_are_due(const struct fdc *fdc) {
  bool states = fdc->pass.step->states && (fdc->pass.waits || fdc->members.n_sets > 1);
  return states && !fdc->set.types_known;
}

static int read_types(struct fdc *fdc) {
  fdc->types.step = &vitk_fdc_food_types;
  int code = go_on(fdc, &fdc->types);
  if (code != VITK_END)
    return code;
  fdc->set.types_known = true;
  return fdc->types.step->done(fdc);
}

/* The set's next step, or the next set. */
static int next_step(struct fdc *fdc) {
  if (fdc->n_steps < N_OF(steps)) {
    fdc->pass = (struct fdc_pass){.step = steps[fdc->n_steps++]};
    return VITK_OK;
  }
  if (++fdc->set_index >= fdc->members.n_sets)
    return VITK_END;
  fdc->set = (struct fdc_set){.left_out = 0};
  fdc->pass = fdc->types = (struct fdc_pass){.step = NULL};
  fdc->n_steps = 0;
  return VITK_OK;
}

static int fdc_read(void *handle) {
  struct fdc *fdc = handle;
  const struct fdc_step *step = fdc->pass.step;
  if (step == NULL)
    return next_step(fdc);
  if (types_are_due(fdc))
    return read_types(fdc);
  int code = go_on(fdc, &fdc->pass);
  if (code != VITK_END)
    return code;
  fdc->pass.step = NULL;
  return step->done == NULL ? VITK_OK : step->done(fdc);
}

/* --- open, close, probe */

static bool set_has(const struct fdc_members *members, uint32_t set, enum fdc_role role) {
  for (uint32_t i = 0; i < members->n; i++)
    if (members->list[i].set == set && members->list[i].role == (uint32_t)role)
      return true;
  return false;
}

static int refuse(struct fdc *fdc, vitk_str file, const char *what, const char *why) {
  (void)tell(vitk, fdc->context, VITK_ERROR, "missing-member", (struct tell_place){.file = file},
             "It is part of the same download: put it beside the others", "%s, %s, is not there", what, why);
  return VITK_FAILED;
}

static int check_members(struct fdc *fdc) {
  const struct fdc_members *members = &fdc->members;
  if (members->n_sets == 0)
    return refuse(fdc, members->n > 0 ? members->list[0].name : (vitk_str){NULL, 0}, "food_nutrient.csv",
                  "which states the values (fdc_id, nutrient_id, amount)");
  for (uint32_t i = 0; i < members->n; i++) {
    const struct fdc_member *member = &members->list[i];
    if (member->role == FDC_VALUES && !set_has(members, member->set, FDC_FOODS))
      return refuse(fdc, member->name, "food.csv", "which names the foods (fdc_id, data_type, description)");
  }
  for (uint32_t i = 0; i < members->n; i++)
    if (members->list[i].set == UINT32_MAX) /* one is enough to tell of a folder without values */
      return tell(vitk, fdc->context, VITK_NOTE, "member-not-read", (struct tell_place){.file = members->list[i].name},
                  "Put the tables of one download into one folder",
                  "tables in a folder without food_nutrient.csv are not read");
  return VITK_OK;
}

static int fdc_open(struct vitk_context *context, void **handle) {
  struct fdc *fdc = vitk->alloc(context, sizeof *fdc);
  if (fdc == NULL)
    return VITK_NOMEM;
  fdc->host = vitk;
  fdc->context = context;
  fdc->parts = vitk->option_integer(context, "parts") != 0;
  *handle = fdc;
  if (!vitk_usda_release_given(vitk, context, &fdc->given))
    return VITK_FAILED;
  int code = vitk_fdc_find(vitk, context, &fdc->members);
  return code == VITK_OK ? check_members(fdc) : code;
}

static void fdc_close(void *handle) {
  struct fdc *fdc = handle;
  if (fdc == NULL)
    return;
  vitk->table_close(fdc->pass.table);
  vitk->table_close(fdc->types.table);
}

static int fdc_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct fdc_members members;
  const char *evidence = NULL;
  int code = vitk_fdc_find(vitk, context, &members);
  if (code < VITK_OK)
    return code;
  const uint32_t *count = members.count;
  if (count[FDC_VALUES] > 0 && count[FDC_FOODS] > 0) {
    verdict->score = 95;
    evidence = "tables have the headers of food_nutrient.csv (fdc_id, nutrient_id, amount) and of food.csv";
  } else if (count[FDC_VALUES] > 0) {
    verdict->score = 80;
    evidence = "a table has the header of food_nutrient.csv: fdc_id, nutrient_id, amount; food.csv is missing";
  } else if (count[FDC_FOODS] + count[FDC_NDB] + count[FDC_SURVEY] + count[FDC_BRANDED] > 0) {
    verdict->score = 60;
    evidence = "a table has the fdc_id of FoodData Central beside a food's keys; food_nutrient.csv is missing";
  }
  if (evidence != NULL)
    (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%s", evidence);
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"fdc-csv", "CSV tables of FoodData Central: folder or zip", "csv|zip", "text/csv|application/zip"}};
static const struct vitk_option options[] = {
    {.name = "parts",
     .help = "read also the samples and acquisitions that Foundation foods were analysed from",
     .standard = "no",
     .type = VITK_OPTION_BOOLEAN},
    {.name = "release",
     .help = "date of the release, where it is not that of the newest food: 2024-04-18",
     .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "USDA FoodData Central",
                                              .country = "US",
                                              .components = "VITK1 VITK1D MK4",
                                              .data_licence = "CC0-1.0",
                                              .probe = fdc_probe,
                                              .open = fdc_open,
                                              .read = fdc_read,
                                              .close = fdc_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "usda-fdc-csv",
                                          .version = "1.0",
                                          .summary = "USDA FoodData Central, CSV: the full release or a type of data",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://fdc.nal.usda.gov/download-datasets",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
