/* canada_cnf.c - importer of the Canadian Nutrient File, the set of CSV tables that Health Canada publishes.
 *
 * The tables are read one after the other: NUTRIENT NAME for what is vitamin K and in which unit, NUTRIENT SOURCE and
 * FOOD GROUP for what their ids mean, NUTRIENT AMOUNT for what is stated, then FOOD NAME for the foods that were named.
 */
#include "canada_cnf.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { ROWS_A_STEP = 1000 };

static int open_step(struct cnf *cnf, const struct cnf_step *step) {
  struct vitk_where where = step->where;
  if (where.kind == VITK_ONE_OF)
    where.values = cnf->ids;
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = (uint32_t)cnf->members.index[step->table],
                                 .flags = step->flags,
                                 /* Latin-1 until 2015, which windows-1252 holds but for control codes; then UTF-8 */
                                 .charset = "utf-8|windows-1252",
                                 .quote = '"',
                                 .header_row = 1,
                                 .columns = step->columns,
                                 .where = &where,
                                 .n_columns = step->n_columns,
                                 .column_stride = sizeof *step->columns,
                                 .n_where = step->n_where,
                                 .where_stride = sizeof where};
  return vitk->table_open(cnf->context, &spec, &cnf->table);
}

static int read_rows(struct cnf *cnf, const struct cnf_step *step) {
  int code = VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = vitk->table_next(cnf->table, &row);
    if (code == VITK_OK)
      code = step->row(cnf, &row);
  }
  return code;
}

static int cnf_read(void *handle) {
  struct cnf *cnf = handle;
  const struct cnf_step *step = vitk_cnf_step(cnf);
  if (step == NULL)
    return VITK_END;
  int code = VITK_END;
  if (cnf->members.index[step->table] != CNF_ABSENT && (step->wanted == NULL || step->wanted(cnf))) {
    code = cnf->table == NULL ? open_step(cnf, step) : VITK_OK;
    if (code == VITK_OK)
      code = read_rows(cnf, step);
  }
  if (code != VITK_END)
    return code;
  vitk->table_close(cnf->table);
  cnf->table = NULL;
  cnf->step++;
  return step->done == NULL ? VITK_OK : step->done(cnf);
}

/* --- open, close, probe */

static int check_members(const struct cnf *cnf) {
  static const struct {
    enum cnf_table table;
    const char *name;
  } needed[] = {{CNF_AMOUNT, "NUTRIENT AMOUNT.csv"}, {CNF_NUTRIENT, "NUTRIENT NAME.csv"}, {CNF_FOOD, "FOOD NAME.csv"}};
  const struct cnf_members *members = &cnf->members;
  if (members->n_others > 0) {
    int code = tell(vitk, cnf->context, VITK_WARNING, "member-not-read", (struct tell_place){.file = members->other},
                    "Import each release from a folder of its own, with its updates put into its tables",
                    "%u tables of another folder or of an update are not read", members->n_others);
    if (code < VITK_OK)
      return code;
  }
  for (size_t i = 0; i < N_OF(needed); i++) {
    if (members->index[needed[i].table] != CNF_ABSENT)
      continue;
    (void)tell(vitk, cnf->context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "It is part of the same download: give the whole folder or zip",
               "the table %s is not there, or its header is another", needed[i].name);
    return VITK_FAILED;
  }
  return VITK_OK;
}

static int cnf_open(struct vitk_context *context, void **handle) {
  struct cnf *cnf = vitk->alloc(context, sizeof *cnf);
  if (cnf == NULL)
    return VITK_NOMEM;
  cnf->host = vitk;
  cnf->context = context;
  *handle = cnf;
  int code = vitk_cnf_find(vitk, context, &cnf->members);
  return code == VITK_OK ? check_members(cnf) : code;
}

static void cnf_close(void *handle) {
  struct cnf *cnf = handle;
  if (cnf != NULL)
    vitk->table_close(cnf->table);
}

static int cnf_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct cnf_members members;
  const char *evidence = NULL;
  int code = vitk_cnf_find(vitk, context, &members);
  if (code < VITK_OK)
    return code;
  bool amounts = members.index[CNF_AMOUNT] != CNF_ABSENT, foods = members.index[CNF_FOOD] != CNF_ABSENT;
  bool nutrients = members.index[CNF_NUTRIENT] != CNF_ABSENT;
  if (amounts && foods && nutrients) {
    verdict->score = 95;
    evidence = "tables with the columns of NUTRIENT AMOUNT, NUTRIENT NAME and FOOD NAME of the Canadian Nutrient File";
  } else if (amounts) {
    verdict->score = 60;
    evidence = "a table with the columns of NUTRIENT AMOUNT; NUTRIENT NAME or FOOD NAME is missing";
  } else if (foods || nutrients) {
    verdict->score = 30;
    evidence = "a table with columns of the Canadian Nutrient File; NUTRIENT AMOUNT is missing";
  }
  if (evidence != NULL)
    (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%s", evidence);
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"cnf-csv", "CSV tables of the Canadian Nutrient File: folder or zip", "csv|zip", "text/csv|application/zip"}};
static const struct vitk_option options[] = {
    {.name = "release", .help = "year of the release, where the files do not tell it: 2026", .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Canadian Nutrient File",
                                              .country = "CA",
                                              .components = "VITK",
                                              .data_licence = "Health Canada's terms (2015): no redistribution",
                                              .probe = cnf_probe,
                                              .open = cnf_open,
                                              .read = cnf_read,
                                              .close = cnf_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "canada-cnf",
                                          .version = "1.0",
                                          .summary = "Canadian Nutrient File (2015, 2026), CSV tables",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://www.canada.ca/en/health-canada/services/food-nutrition/"
                                                      "healthy-eating/nutrient-data.html",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
