/* fineli.c - importer of the nutrient data package of Fineli, the Finnish food composition database.
 *
 * The package is a set of tables with a header: component.csv states units, component_value.csv the values, food.csv
 * and foodname_XX.csv the foods. The values alone can be read too: the foods then have no names.
 */
#include "fineli.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { ROWS_A_STEP = 1000 };

static int open_step(struct fi *fi, const struct fi_step *step) {
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = (uint32_t)fi->members.index[step->file],
                                 .flags = step->flags,
                                 .charset = "utf-8|windows-1252",
                                 .delimiter = ';',
                                 .header_row = 1,
                                 .columns = step->columns,
                                 .where = step->where,
                                 .n_columns = step->n_columns,
                                 .column_stride = sizeof *step->columns,
                                 .n_where = step->n_where,
                                 .where_stride = sizeof *step->where};
  return vitk->table_open(fi->context, &spec, &fi->table);
}

static int fi_read(void *handle) {
  struct fi *fi = handle;
  const struct fi_step *step = vitk_fi_step(fi);
  if (step == NULL)
    return VITK_END;
  int code = VITK_END;
  if (fi->members.index[step->file] != FI_ABSENT) {
    code = fi->table == NULL ? open_step(fi, step) : VITK_OK;
    for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
      struct vitk_row row = {.size = sizeof row};
      code = vitk->table_next(fi->table, &row);
      if (code == VITK_OK)
        code = step->row(fi, &row);
    }
  }
  if (code != VITK_END)
    return code;
  vitk->table_close(fi->table);
  fi->table = NULL;
  fi->step++;
  return VITK_OK;
}

/* --- the source */

/* Digits and points, as in "20.0" and "18". */
static bool is_release(vitk_str text) {
  for (size_t i = 0; i < text.n; i++)
    if (!slice_digit(text.p[i]) && (i == 0 || text.p[i] != '.'))
      return false;
  return text.n > 0 && text.n < FI_RELEASE_MAX;
}

static int find_release(struct fi *fi) {
  vitk_str given = vitk->option_text(fi->context, "release"), head = {NULL, 0};
  if (given.n > 0 && !is_release(given)) {
    (void)tell(vitk, fi->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
               "Say the release's number: release=20.0", "\"%.*s\" is not a release of Fineli", TELL_SLICE(given));
    return VITK_FAILED;
  }
  if (given.n > 0) {
    (void)snprintf(fi->release, sizeof fi->release, "%.*s", (int)given.n, given.p);
    return VITK_OK;
  }
  int code = VITK_OK;
  if (fi->members.index[FI_DESCRIPT] != FI_ABSENT &&
      (code = vitk->head(fi->context, (uint32_t)fi->members.index[FI_DESCRIPT], &head)) == VITK_OK)
    vitk_fi_release_of(head, fi->release);
  if (code < VITK_OK || fi->release[0] != '\0')
    return code;
  return tell(vitk, fi->context, VITK_NOTE, "release-unknown", (struct tell_place){.line = 0},
              "Put descript.txt beside it, or say which it is: --option release=20.0",
              "there is no descript.txt that states the release of the package");
}

int vitk_fi_source(struct fi *fi) {
  char id[40] = "fineli", title[120], attribution[200];
  size_t n = strlen(fi->release);
  bool whole = n > 2 && strcmp(fi->release + n - 2, ".0") == 0;
  if (n > 0)
    (void)snprintf(id, sizeof id, "fineli-%.*s", (int)(whole ? n - 2 : n), fi->release);
  (void)snprintf(title, sizeof title, "Fineli, Finnish food composition database%s%s", n > 0 ? ", release " : "",
                 fi->release);
  (void)snprintf(attribution, sizeof attribution, "%s. Finnish Institute for Health and Welfare (THL).", title);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice(id),
                               .title = slice(title),
                               .release = slice(fi->release),
                               .publisher = slice("Finnish Institute for Health and Welfare (THL)"),
                               .country = slice("FI"),
                               .language = slice("fi"),
                               .licence = slice("CC BY 4.0"),
                               .attribution = slice(attribution),
                               .url = slice("https://fineli.fi/"),
                               .total_definition =
                                   slice("vitamin K as a whole (VITK); which vitamers it holds is not stated"),
                               .decimal_mark = ','};
  return vitk->source(fi->context, &source);
}

/* --- open, close, probe */

static int check_members(struct fi *fi) {
  const struct fi_members *members = &fi->members;
  if (members->index[FI_COMPONENT_VALUE] == FI_ABSENT) {
    (void)tell(vitk, fi->context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give the folder or zip of the package, with component_value.csv in it",
               "no file has the columns FOODID;EUFDNAME;BESTLOC of component_value.csv");
    return VITK_FAILED;
  }
  if (members->n_others == 0)
    return VITK_OK;
  return tell(vitk, fi->context, VITK_WARNING, "member-not-read", (struct tell_place){.file = members->other},
              "Import each package from a folder of its own",
              "%u more tables of values are not read: one package is read at a time", members->n_others);
}

static int fi_open(struct vitk_context *context, void **handle) {
  struct fi *fi = vitk->alloc(context, sizeof *fi);
  if (fi == NULL)
    return VITK_NOMEM;
  fi->host = vitk;
  fi->context = context;
  *handle = fi;
  int code = vitk_fi_find(vitk, context, &fi->members);
  if (code == VITK_OK)
    code = check_members(fi);
  if (code == VITK_OK)
    code = find_release(fi);
  return code == VITK_OK ? vitk_fi_source(fi) : code;
}

static void fi_close(void *handle) {
  struct fi *fi = handle;
  if (fi != NULL)
    vitk->table_close(fi->table);
}

static int fi_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct fi_members members;
  vitk_str head = {NULL, 0};
  int code = vitk_fi_find(vitk, context, &members);
  if (code < VITK_OK || members.index[FI_COMPONENT_VALUE] == FI_ABSENT)
    return code;
  if (members.index[FI_COMPONENT] != FI_ABSENT)
    code = vitk->head(context, (uint32_t)members.index[FI_COMPONENT], &head);
  if (code < VITK_OK && code != VITK_FAILED) /* a member that can't be read ends no probe */
    return code;
  bool components = vitk_fi_is_components(head);
  verdict->score = components ? 95 : 85;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%.*s has the columns FOODID, EUFDNAME, BESTLOC%s",
                 TELL_SLICE(members.name[FI_COMPONENT_VALUE]),
                 components ? ", and component.csv EUFDNAME, COMPUNIT, CMPCLASS" : "");
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"fineli-csv", "nutrient data package: folder or zip of CSV tables", "csv|zip", "text/csv|application/zip"}};
static const struct vitk_option options[] = {{.name = "release",
                                              .help = "number of the release, where no descript.txt states it: 20.0",
                                              .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Fineli",
                                              .country = "FI",
                                              .components = "VITK",
                                              .data_licence = "CC BY 4.0",
                                              .probe = fi_probe,
                                              .open = fi_open,
                                              .read = fi_read,
                                              .close = fi_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "fineli",
                                          .version = "1.0",
                                          .summary = "Fineli, the Finnish food composition database: CSV package",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://fineli.fi/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
