/* dsld.c - importer of NIH's Dietary Supplement Label Database: labels as JSON, and the export as CSV tables.
 *
 * In each step the members of one kind are read one after the other: the overview of labels for their newest date, then
 * the facts, the labels, and the overview again for the labels that were named.
 */
#include "dsld.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

static const struct {
  enum dsld_kind kind;
  int (*read)(struct dsld *);
} steps[DSLD_N_STEPS] = {[DSLD_DATES] = {DSLD_OVERVIEW, vitk_dsld_read_dates},
                         [DSLD_READ_FACTS] = {DSLD_FACTS, vitk_dsld_read_facts},
                         [DSLD_READ_LABELS] = {DSLD_LABELS, vitk_dsld_read_labels},
                         [DSLD_FOODS] = {DSLD_OVERVIEW, vitk_dsld_read_foods}};

static bool holds(vitk_str head, const char *key) {
  size_t n = strlen(key);
  for (size_t i = 0; i + n <= head.n; i++)
    if (head.p[i] == '"' && memcmp(head.p + i, key, n) == 0)
      return true;
  return false;
}

/* A label's keys come in the order of the alphabet, and its texts are long: those from the start to ingredientRows. */
static bool is_label(vitk_str head) {
  static const char *const keys[] = {"\"brandIpSymbol\"", "\"brandName\"", "\"fullName\"", "\"ingredientRows\"",
                                     "\"entryDate\"",     "\"nhanesId\"",  "\"dsldId\"",   "\"hasOuterCarton\""};
  uint32_t found = 0;
  for (size_t i = 0; i < N_OF(keys); i++)
    found += holds(head, keys[i]);
  return found >= 3 && holds(head, "\"fullName\"");
}

enum dsld_kind vitk_dsld_kind(vitk_str head) {
  static const struct {
    enum dsld_kind kind;
    const char *columns[4];
  } tables[] = {
      {DSLD_FACTS, {"dsldid", "ingredient", "amountperserving", "amountperservingunit"}},
      {DSLD_FACTS, {"dsld_id", "name", "quantity", "unit"}},
      {DSLD_OVERVIEW, {"dsldid", "productname", "brandname", "servingsize"}},
  };
  static const char delimiters[] = {',', '\t', ';'};
  vitk_str rest = head;
  if (slice_starts(rest, "\xEF\xBB\xBF"))
    rest = slice_from(rest, 3);
  while (rest.n > 0 && slice_white(rest.p[0]))
    rest = slice_from(rest, 1);
  if (rest.n > 0 && (rest.p[0] == '{' || rest.p[0] == '['))
    return is_label(rest) ? DSLD_LABELS : DSLD_NONE;
  for (size_t t = 0; t < N_OF(tables); t++)
    for (size_t d = 0; d < N_OF(delimiters); d++)
      if (headrow_find(head, delimiters[d], tables[t].columns, 4))
        return tables[t].kind;
  return DSLD_NONE;
}

static int kind_of(struct vitk_context *context, uint32_t member, enum dsld_kind *out) {
  vitk_str head = {NULL, 0};
  int code = vitk->head(context, member, &head);
  *out = code == VITK_OK ? vitk_dsld_kind(head) : DSLD_NONE;
  return code;
}

static bool is_date(vitk_str text) {
  for (size_t i = 0; i < text.n; i++)
    if (i == 4 || i == 7 ? text.p[i] != '-' : !slice_digit(text.p[i]))
      return false;
  return text.n == 10;
}

static int state_source(struct dsld *dsld) {
  char id[100], attribution[200];
  vitk_str release = vitk->option_text(dsld->context, "release");
  if (release.n > 0 && !is_date(release)) {
    (void)tell(vitk, dsld->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
               "Say the day of the export: release=2025-05-31", "\"%.*s\" is no date", TELL_SLICE(release));
    return VITK_FAILED;
  }
  if (release.n == 0)
    release = slice(dsld->newest);
  (void)snprintf(id, sizeof id, "dsld%s%.*s", release.n > 0 ? "-" : "", TELL_SLICE(release));
  (void)snprintf(attribution, sizeof attribution,
                 "Dietary Supplement Label Database, Office of Dietary Supplements, National Institutes of Health");
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(id),
      .title = slice("Dietary Supplement Label Database"),
      .release = release,
      .publisher = slice("National Institutes of Health, Office of Dietary Supplements"),
      .country = slice("US"),
      .language = slice("en"),
      .licence = slice("public domain"),
      .attribution = slice(attribution),
      .url = slice("https://dsld.od.nih.gov/"),
      .total_definition = slice("vitamin K as the label states it; VITK where it names no vitamer, or K1 and K2"),
      .decimal_mark = '.'};
  return vitk->source(dsld->context, &source);
}

/* --- reading */

static int begin_member(struct dsld *dsld, enum dsld_kind *kind) {
  int code = kind_of(dsld->context, dsld->member, kind);
  return code == VITK_OK && *kind == steps[dsld->step].kind
             ? slice_member(vitk, dsld->context, dsld->member, &dsld->file)
             : code;
}

static int end_step(struct dsld *dsld) {
  bool dates = dsld->step == DSLD_DATES;
  dsld->member = 0;
  dsld->step++;
  return dates ? state_source(dsld) : VITK_OK;
}

static int dsld_read(void *handle) {
  struct dsld *dsld = handle;
  if (dsld->step == DSLD_N_STEPS)
    return VITK_END;
  if (dsld->member >= vitk->member_count(dsld->context))
    return end_step(dsld);
  enum dsld_kind kind = steps[dsld->step].kind;
  int code = dsld->table == NULL && dsld->tree == NULL ? begin_member(dsld, &kind) : VITK_OK;
  if (code < VITK_OK)
    return code;
  code = kind == steps[dsld->step].kind ? steps[dsld->step].read(dsld) : VITK_END;
  if (code != VITK_END)
    return code;
  dsld->member++;
  return VITK_OK;
}

/* --- open, close, probe */

static int count_kinds(struct vitk_context *context, uint32_t counts[4]) {
  uint32_t n = vitk->member_count(context);
  memset(counts, 0, 4 * sizeof counts[0]);
  for (uint32_t i = 0; i < n; i++) {
    enum dsld_kind kind = DSLD_NONE;
    int code = kind_of(context, i, &kind);
    if (code < VITK_OK)
      return code;
    counts[kind]++;
  }
  return VITK_OK;
}

static int dsld_open(struct vitk_context *context, void **handle) {
  uint32_t counts[4];
  struct dsld *dsld = vitk->alloc(context, sizeof *dsld);
  if (dsld == NULL)
    return VITK_NOMEM;
  dsld->host = vitk;
  dsld->context = context;
  *handle = dsld;
  int code = count_kinds(context, counts);
  if (code < VITK_OK)
    return code;
  dsld->has_overview = counts[DSLD_OVERVIEW] > 0;
  if (counts[DSLD_LABELS] > 0 || counts[DSLD_FACTS] > 0)
    return VITK_OK;
  (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
             "Give labels as JSON, or the export with DietarySupplementFacts_N.csv",
             "there is neither a label nor a table of facts");
  return VITK_FAILED;
}

static void dsld_close(void *handle) {
  struct dsld *dsld = handle;
  if (dsld == NULL)
    return;
  vitk->table_close(dsld->table);
  vitk->tree_close(dsld->tree);
}

static int dsld_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  uint32_t counts[4];
  const char *evidence = NULL;
  int code = count_kinds(context, counts);
  if (code < VITK_OK)
    return code;
  if (counts[DSLD_FACTS] > 0) {
    verdict->score = 90;
    evidence = "a table with the columns DSLD ID, Ingredient and Amount Per Serving";
  } else if (counts[DSLD_LABELS] > 0) {
    verdict->score = 90;
    evidence = "JSON with the keys of a label of DSLD: brandIpSymbol, fullName, ingredientRows";
  } else if (counts[DSLD_OVERVIEW] > 0) {
    verdict->score = 30;
    evidence = "an overview of labels with a DSLD ID, and no table of facts";
  }
  if (evidence != NULL)
    (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%s", evidence);
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"dsld-json", "labels as JSON: a file, a folder, a zip", "json|jsonl|zip", "application/json|application/zip"},
    {"dsld-csv", "CSV export: DietarySupplementFacts and ProductOverview", "csv|tsv|zip", "text/csv|application/zip"}};
static const struct vitk_option options[] = {
    {.name = "release",
     .help = "day of the export, where the newest date of a label does not tell it: 2025-05-31",
     .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Dietary Supplement Label Database",
                                              .country = "US",
                                              .components = "VITK VITK1 VITK2 MK4 MK7",
                                              .data_licence = "public domain",
                                              .probe = dsld_probe,
                                              .open = dsld_open,
                                              .read = dsld_read,
                                              .close = dsld_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "dsld",
                                          .version = "1.0",
                                          .summary = "NIH Dietary Supplement Label Database: JSON and CSV",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://dsld.od.nih.gov/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
