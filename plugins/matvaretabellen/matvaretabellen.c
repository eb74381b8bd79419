/* matvaretabellen.c - importer of the Norwegian Food Composition Table of Mattilsynet: JSON of FoodCASE or of the
 * public API. */
#include "matvaretabellen.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { RECORDS_A_STEP = 500 };

/* What is read, in this order. */
static const struct step {
  enum mt_file file;
  uint32_t flags;
  const char *record;
  int (*take)(struct mt *, const struct vitk_node *);
} steps[] = {
    {MT_DEFINITIONS, 0, "nutrients", vitk_mt_nutrient},   {MT_DEFINITIONS, 0, "foodgroups", vitk_mt_group},
    {MT_DEFINITIONS, 0, "references", vitk_mt_reference}, {MT_FOODS, VITK_FOOD_ROWS, "foods", vitk_mt_food},
    {MT_API, VITK_FOOD_ROWS, "foods", vitk_mt_api_food},
};

static int mt_read(void *handle) {
  struct mt *mt = handle;
  int code = VITK_END;
  if (mt->step == N_OF(steps))
    return VITK_END;
  const struct step *step = &steps[mt->step];
  if (mt->members.index[step->file] != MT_ABSENT) {
    struct vitk_tree_spec spec = {.size = sizeof spec,
                                  .member = (uint32_t)mt->members.index[step->file],
                                  .flags = step->flags,
                                  .record = step->record};
    code = mt->tree == NULL ? vitk->tree_open(mt->context, &spec, &mt->tree) : VITK_OK;
    for (int i = 0; i < RECORDS_A_STEP && code == VITK_OK; i++) {
      const struct vitk_node *record = NULL;
      code = vitk->tree_next(mt->tree, &record);
      if (code == VITK_OK)
        code = step->take(mt, record);
    }
  }
  if (code != VITK_END)
    return code;
  vitk->tree_close(mt->tree);
  mt->tree = NULL;
  mt->step++;
  return VITK_OK;
}

/* --- the source */

/* Of the export in its file's name ("…-en.json"), of the API in its key `locale`. */
static int find_language(struct mt *mt) {
  static const char *const languages[] = {"en", "nb", "nn"};
  enum mt_file file = mt->members.index[MT_FOODS] != MT_ABSENT ? MT_FOODS : MT_API;
  vitk_str head = {NULL, 0};
  int code = vitk->head(mt->context, (uint32_t)mt->members.index[file], &head);
  if (code < VITK_OK)
    return code;
  for (size_t i = 0; i < N_OF(languages); i++) {
    char ending[16], key[24], spaced[24];
    (void)snprintf(ending, sizeof ending, "-%s.json", languages[i]);
    (void)snprintf(key, sizeof key, "\"locale\":\"%s\"", languages[i]);
    (void)snprintf(spaced, sizeof spaced, "\"locale\": \"%s\"", languages[i]);
    bool found = slice_ends(mt->members.name[file], ending);
    for (size_t at = 0; at < head.n && !found && file == MT_API; at++)
      found = slice_starts(slice_from(head, at), key) || slice_starts(slice_from(head, at), spaced);
    if (found)
      (void)snprintf(mt->language, sizeof mt->language, "%s", languages[i]);
  }
  return VITK_OK;
}

static bool is_release(vitk_str text) {
  for (size_t i = 0; i < text.n; i++)
    if (!slice_digit(text.p[i]) && (i == 0 || (text.p[i] != '.' && text.p[i] != '-')))
      return false;
  return text.n < MT_RELEASE_MAX;
}

static int state_source(struct mt *mt) {
  char id[40] = "matvaretabellen", title[120], attribution[200];
  bool known = mt->release.n > 0;
  if (!is_release(mt->release)) {
    (void)tell(vitk, mt->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
               "Say its year: release=2024", "\"%.*s\" is not a release of the table", TELL_SLICE(mt->release));
    return VITK_FAILED;
  }
  if (known) {
    (void)snprintf(id, sizeof id, "matvaretabellen-%.*s", (int)mt->release.n, mt->release.p);
  } else {
    int code = tell(vitk, mt->context, VITK_NOTE, "release-unknown", (struct tell_place){.line = 0},
                    "Say which it is: --option release=2024", "no file states the release of the table");
    if (code < VITK_OK)
      return code;
  }
  (void)snprintf(title, sizeof title, "Norwegian Food Composition Table (Matvaretabellen)%s%.*s", known ? " " : "",
                 (int)mt->release.n, known ? mt->release.p : "");
  (void)snprintf(attribution, sizeof attribution, "%s. Norwegian Food Safety Authority. www.matvaretabellen.no", title);
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(id),
      .title = slice(title),
      .release = mt->release,
      .publisher = slice("Mattilsynet (Norwegian Food Safety Authority)"),
      .country = slice("NO"),
      .language = slice(mt->language),
      .attribution = slice(attribution),
      .url = slice("https://www.matvaretabellen.no/"),
      .total_definition = slice("vitamin K1 + vitamin K2, and K2 the sum of its isomers, as the references MI0382 and "
                                "MI0381 say"),
      .decimal_mark = '.'};
  return vitk->source(mt->context, &source);
}

/* --- open, close, probe */

static int check_members(struct mt *mt) {
  const struct mt_members *members = &mt->members;
  if (members->index[MT_FOODS] == MT_ABSENT && members->index[MT_API] == MT_ABSENT) {
    (void)tell(vitk, mt->context, VITK_ERROR, "missing-member",
               (struct tell_place){.file = members->name[MT_DEFINITIONS]},
               "Give the folder that holds the foods of the same export, or foods.json of the API",
               "no file has the foods: a key \"foods\" and below it groupId and langualCodes, or constituents");
    return VITK_FAILED;
  }
  if (members->n_others == 0)
    return VITK_OK;
  return tell(vitk, mt->context, VITK_WARNING, "member-not-read", (struct tell_place){.file = members->other},
              "Import each language and release from a folder of its own",
              "%u more files of foods or definitions are not read: one is read at a time", members->n_others);
}

static int mt_open(struct vitk_context *context, void **handle) {
  struct mt *mt = vitk->alloc(context, sizeof *mt);
  if (mt == NULL)
    return VITK_NOMEM;
  mt->host = vitk;
  mt->context = context;
  *handle = mt;
  int code = vitk_mt_find(vitk, context, &mt->members);
  if (code == VITK_OK)
    code = check_members(mt);
  if (code == VITK_OK && !slice_keep(vitk, context, vitk->option_text(context, "release"), &mt->release))
    code = VITK_NOMEM;
  if (code == VITK_OK)
    code = find_language(mt);
  return code == VITK_OK ? state_source(mt) : code;
}

static void mt_close(void *handle) {
  struct mt *mt = handle;
  if (mt != NULL)
    vitk->tree_close(mt->tree);
}

static int mt_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  static const char *const evidence[MT_N_FILES] = {
      "defines nutrients as FoodCASE exports them (structuralLevel, euroFIR); the foods are not there",
      "has foods as FoodCASE exports them (groupId, langualCodes, latinFamilyName)",
      "has foods as the API of Matvaretabellen gives them (foodId, constituents, nutrientId)"};
  struct mt_members members;
  int code = vitk_mt_find(vitk, context, &members);
  if (code < VITK_OK)
    return code;
  enum mt_file file = members.index[MT_FOODS] != MT_ABSENT ? MT_FOODS
                      : members.index[MT_API] != MT_ABSENT ? MT_API
                                                           : MT_DEFINITIONS;
  if (members.index[file] == MT_ABSENT)
    return VITK_OK;
  verdict->score = file == MT_DEFINITIONS ? 60 : members.index[MT_DEFINITIONS] != MT_ABSENT ? 95 : 85;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%.*s %s", TELL_SLICE(members.name[file]),
                 evidence[file]);
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"matvaretabellen-foodcase", "export of FoodCASE: definitions and foods as JSON", "json|zip",
     "application/json|application/zip"},
    {"matvaretabellen-api", "foods.json of the public API", "json", "application/json"}};
static const struct vitk_option options[] = {
    {.name = "release", .help = "year of the release, which no file states: 2024", .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Matvaretabellen",
                                              .country = "NO",
                                              .components = "VITK VITK1 VITK1D VITK2 MK4 MK5 MK6 MK7 MK8 MK9 MK10 "
                                                            "MK11 MK12 MK13",
                                              .data_licence = "",
                                              .probe = mt_probe,
                                              .open = mt_open,
                                              .read = mt_read,
                                              .close = mt_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "matvaretabellen",
                                          .version = "1.0",
                                          .summary = "Matvaretabellen, the Norwegian food composition table: JSON",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://www.matvaretabellen.no/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
