/* open_food_facts.c - importer of Open Food Facts: the export as a table, the export as JSON Lines, answers of the API.
 *
 * Members are read one after the other, those of one kind: JSON where there is any.
 */
#include "open_food_facts.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

static int kind_of(struct vitk_context *context, uint32_t member, enum off_kind *out) {
  vitk_str head = {NULL, 0};
  int code = vitk->head(context, member, &head);
  *out = code == VITK_OK ? vitk_off_kind(head) : OFF_NONE;
  return code;
}

/* "2026-01-31" in a name, as people put it there: the export is made anew each night and does not say when. */
static bool date_in(vitk_str name, char out[11]) {
  static const char shape[] = "0000-00-00";
  for (size_t i = 0; i + sizeof shape - 1 <= name.n; i++) {
    size_t n = 0;
    while (n < sizeof shape - 1 && (shape[n] == '0' ? slice_digit(name.p[i + n]) : name.p[i + n] == '-'))
      n++;
    if (n < sizeof shape - 1)
      continue;
    memcpy(out, name.p + i, n);
    out[n] = '\0';
    return true;
  }
  return false;
}

static int find_release(const struct off *off, char release[11]) {
  vitk_str given = vitk->option_text(off->context, "release");
  release[0] = '\0';
  if (given.n == 0) {
    (void)date_in(off->file, release);
    return VITK_OK;
  }
  if (given.n == 10 && date_in(given, release))
    return VITK_OK;
  (void)tell(vitk, off->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
             "Say the day of the export: release=2026-01-31", "\"%.*s\" is no date", TELL_SLICE(given));
  return VITK_FAILED;
}

static int state_source(const struct off *off) {
  char release[11], id[40], attribution[120];
  int code = find_release(off, release);
  if (code < VITK_OK)
    return code;
  const char *dash = release[0] != '\0' ? "-" : "";
  (void)snprintf(id, sizeof id, "open-food-facts%s%s", dash, release);
  (void)snprintf(attribution, sizeof attribution, "Open Food Facts, https://world.openfoodfacts.org%s%s",
                 release[0] != '\0' ? ", " : "", release);
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(id),
      .title = slice("Open Food Facts"),
      .release = slice(release),
      .publisher = slice("Open Food Facts, with contributions of its users"),
      .country = slice("world"),
      .licence = slice("Open Database License (ODbL) 1.0; contents: Database Contents License 1.0"),
      .attribution = slice(attribution),
      .url = slice("https://world.openfoodfacts.org/data"),
      .total_definition = slice("vitamin-k: as on the pack or typed by a user, the vitamer is not said"),
      .decimal_mark = '.'};
  return vitk->source(off->context, &source);
}

/* --- reading */

static int begin_member(struct off *off, enum off_kind *kind) {
  int code = kind_of(off->context, off->member, kind);
  return code == VITK_OK ? slice_member(vitk, off->context, off->member, &off->file) : code;
}

/* What is of the other kind was told when the run was opened. */
static int off_read(void *handle) {
  struct off *off = handle;
  if (off->member >= vitk->member_count(off->context))
    return VITK_END;
  enum off_kind kind = off->kind;
  int code = off->table == NULL && off->tree == NULL ? begin_member(off, &kind) : VITK_OK;
  if (code < VITK_OK)
    return code;
  code = VITK_END;
  if (kind == off->kind)
    code = kind == OFF_JSON ? vitk_off_read_json(off) : vitk_off_read_table(off);
  if (code != VITK_END)
    return code;
  off->member++;
  return VITK_OK;
}

/* --- open, close, probe */

static int find_kind(struct vitk_context *context, enum off_kind *best, uint32_t *first, uint32_t counts[3]) {
  uint32_t n = vitk->member_count(context);
  memset(counts, 0, 3 * sizeof counts[0]);
  *best = OFF_NONE;
  for (uint32_t i = 0; i < n; i++) {
    enum off_kind kind = OFF_NONE;
    int code = kind_of(context, i, &kind);
    if (code < VITK_OK)
      return code;
    counts[kind]++;
    if (kind > *best) {
      *best = kind;
      *first = i;
    }
  }
  return VITK_OK;
}

static int off_open(struct vitk_context *context, void **handle) {
  uint32_t counts[3], first = 0;
  struct off *off = vitk->alloc(context, sizeof *off);
  if (off == NULL)
    return VITK_NOMEM;
  off->host = vitk;
  off->context = context;
  *handle = off;
  int code = find_kind(context, &off->kind, &first, counts);
  if (code < VITK_OK)
    return code;
  if (off->kind == OFF_NONE) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give en.openfoodfacts.org.products.csv or openfoodfacts-products.jsonl, packed or not",
               "no file has products of Open Food Facts");
    return VITK_FAILED;
  }
  if ((code = slice_member(vitk, context, first, &off->file)) < VITK_OK || (code = state_source(off)) < VITK_OK)
    return code;
  if (off->kind == OFF_JSON && counts[OFF_TABLE] > 0)
    code = tell(vitk, context, VITK_WARNING, "member-not-read", (struct tell_place){.file = off->file},
                "Import the table alone if it is the one that is meant",
                "beside JSON the export as a table is not read: it has the same products");
  return code;
}

static void off_close(void *handle) {
  struct off *off = handle;
  if (off == NULL)
    return;
  vitk->table_close(off->table);
  vitk->tree_close(off->tree);
}

static int off_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  static const char *const evidence[] = {"", "a table with the columns code, creator, created_t and product_name",
                                         "JSON with the keys of a product of Open Food Facts"};
  enum off_kind kind = OFF_NONE;
  uint32_t counts[3], first = 0;
  int code = find_kind(context, &kind, &first, counts);
  if (code < VITK_OK || kind == OFF_NONE)
    return code;
  verdict->score = 90;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%s", evidence[kind]);
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"off-csv", "export as a table, TAB between cells", "csv|tsv|gz", "text/tab-separated-values"},
    {"off-jsonl", "export as JSON Lines, or an answer of the API", "jsonl|json|gz", "application/jsonl"}};
static const struct vitk_option options[] = {
    {.name = "release", .help = "day of the export, where no name says it: 2026-01-31", .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Open Food Facts",
                                              .country = "world",
                                              .components = "VITK VITK1 VITK2 MK4 MK7",
                                              .data_licence = "ODbL 1.0",
                                              .probe = off_probe,
                                              .open = off_open,
                                              .read = off_read,
                                              .close = off_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "open-food-facts",
                                          .version = "1.0",
                                          .summary = "Open Food Facts: table and JSON Lines",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://world.openfoodfacts.org/data",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
