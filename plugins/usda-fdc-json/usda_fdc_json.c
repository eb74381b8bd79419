/* usda_fdc_json.c - importer of FoodData Central's JSON: the bulk files of four types of data, up to 3 GB each, and
 * answers of its API. Each file is read once, a food at a time. */
#include "fdc_json.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { FOODS_A_STEP = 200 };

/* What vitk_fdc_food may have to say something of: the numbers and ids of vitamin K, also as "1185.0", and names of
 * nutrients that it knows by neither. */
static const struct vitk_where of_vitamin_k = {.path = "foodNutrients",
                                               .values = "428*|429*|430*|1183*|1184*|1185*|Vitamin K*|Vitamin k*|"
                                                         "vitamin K*|vitamin k*|VITAMIN K*|Menaquinone*|menaquinone*",
                                               .kind = VITK_HOLDS};

/* --- members */

static bool may_be_json(vitk_str name) {
  static const char *const endings[] = {".json", ".jsonl", ".ndjson", ".txt"};
  vitk_str folder, base = slice_base(name, &folder);
  for (uint32_t i = 0; i < N_OF(endings); i++)
    if (slice_ends(base, endings[i]))
      return true;
  return base.n == 0 || memchr(base.p, '.', base.n) == NULL;
}

/* What member `index` is; shape FDC_NONE: none of FoodData Central. */
static int look(struct vitk_context *context, uint32_t index, struct fdc_member *out) {
  struct vitk_member member = {.size = sizeof member};
  vitk_str head = {NULL, 0};
  *out = (struct fdc_member){.index = index, .shape = FDC_NONE};
  int code = vitk->member(context, index, &member);
  if (code < VITK_OK || !may_be_json(member.name))
    return code < VITK_OK ? code : VITK_OK;
  if ((code = slice_member(vitk, context, index, &out->name)) < VITK_OK ||
      (code = vitk->head(context, index, &head)) < VITK_OK)
    return code;
  out->shape = vitk_fdc_shape(head, &out->type);
  return VITK_OK;
}

static int find_members(struct fdc *fdc) {
  uint32_t n = vitk->member_count(fdc->context);
  fdc->members = vitk->alloc(fdc->context, (n + (size_t)1) * sizeof *fdc->members);
  if (fdc->members == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < n; i++) {
    int code = look(fdc->context, i, &fdc->members[fdc->n_members]);
    if (code != VITK_OK)
      return code;
    fdc->n_members += fdc->members[fdc->n_members].shape != FDC_NONE;
  }
  if (fdc->n_members > 0)
    return VITK_OK;
  (void)tell(vitk, fdc->context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
             "Give a bulk file, or an answer of the API as it came",
             "no file begins as JSON of FoodData Central does: FoundationFoods, SRLegacyFoods, SurveyFoods, "
             "BrandedFoods, foods or fdcId");
  return VITK_FAILED;
}

/* --- reading */

static int state_source(struct fdc *fdc, const struct fdc_member *member) {
  struct usda_release release = fdc->given;
  if (member->shape != FDC_BULK)
    return vitk_usda_source(vitk, fdc->context, "api", "answers of its API", release.text);
  if (release.text[0] == '\0' && member->type == USDA_LEGACY)
    (void)snprintf(release.text, sizeof release.text, "2018-04"); /* there is one, and no other will come */
  if (release.text[0] == '\0')
    vitk_usda_release_in(member->name, &release);
  if (release.text[0] == '\0') {
    int code = tell(vitk, fdc->context, VITK_NOTE, "release-unknown", (struct tell_place){.file = member->name},
                    "Say which it is: --option release=2024-04-18", "the file's name does not tell the release");
    if (code < VITK_OK)
      return code;
  }
  const struct usda_type_words *words = &vitk_usda_types[member->type];
  return vitk_usda_source(vitk, fdc->context, words->id, words->title, release.text);
}

static int open_member(struct fdc *fdc, const struct fdc_member *member) {
  char record[40] = "";
  int code = state_source(fdc, member);
  if (code != VITK_OK)
    return code;
  if (member->shape == FDC_BULK)
    (void)snprintf(record, sizeof record, "%s/*", vitk_usda_types[member->type].array);
  else if (member->shape == FDC_SEARCH)
    (void)snprintf(record, sizeof record, "foods/*");
  bool can_hold = vitk->abi_minor >= 1;
  struct vitk_tree_spec spec = {.size = sizeof spec,
                                .member = member->index,
                                .flags = can_hold ? VITK_FOOD_ROWS : 0,
                                .record = record,
                                .where = &of_vitamin_k,
                                .n_where = can_hold ? 1 : 0,
                                .where_stride = sizeof of_vitamin_k};
  return vitk->tree_open(fdc->context, &spec, &fdc->tree);
}

static int fdc_read(void *handle) {
  struct fdc *fdc = handle;
  if (fdc->at == fdc->n_members)
    return VITK_END;
  const struct fdc_member *member = &fdc->members[fdc->at];
  int code = fdc->tree == NULL ? open_member(fdc, member) : VITK_OK;
  for (int i = 0; i < FOODS_A_STEP && code == VITK_OK; i++) {
    const struct vitk_node *record = NULL;
    code = vitk->tree_next(fdc->tree, &record);
    if (code == VITK_OK)
      code = vitk_fdc_food(fdc, member->name, record);
  }
  if (code != VITK_END)
    return code;
  vitk->tree_close(fdc->tree);
  fdc->tree = NULL;
  fdc->at++;
  return VITK_OK;
}

/* --- open, close, probe */

static int fdc_open(struct vitk_context *context, void **handle) {
  struct fdc *fdc = vitk->alloc(context, sizeof *fdc);
  if (fdc == NULL)
    return VITK_NOMEM;
  fdc->host = vitk;
  fdc->context = context;
  *handle = fdc;
  if (!vitk_usda_release_given(vitk, context, &fdc->given))
    return VITK_FAILED;
  return find_members(fdc);
}

static void fdc_close(void *handle) {
  struct fdc *fdc = handle;
  if (fdc != NULL)
    vitk->tree_close(fdc->tree);
}

static int fdc_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  static const struct {
    int32_t score;
    const char *evidence;
  } words[] = {[FDC_NONE] = {0, ""},
               [FDC_BULK] = {95, "is an object with an array of FoodData Central's bulk files"},
               [FDC_SEARCH] = {90, "is an answer of FoodData Central's search: foods, each with its fdcId"},
               [FDC_FOODS] = {90, "begins with a food that has an fdcId, as FoodData Central's API gives it"},
               [FDC_HALF] = {50, "begins with a food that has foodNutrients"}};
  uint32_t n = vitk->member_count(context);
  for (uint32_t i = 0; i < n; i++) {
    struct fdc_member member;
    int code = look(context, i, &member);
    if (code < VITK_OK)
      return code;
    if (words[member.shape].score <= verdict->score)
      continue;
    verdict->score = words[member.shape].score;
    (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%.*s %s", TELL_SLICE(member.name),
                   words[member.shape].evidence);
  }
  return VITK_OK;
}

static const struct vitk_format formats[] = {{"fdc-json", "bulk files of FoodData Central, and answers of its API",
                                              "json|zip", "application/json|application/zip"}};
static const struct vitk_option options[] = {{.name = "release",
                                              .help = "date of the release, where no file's name bears it: 2024-04-18",
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
                                          .name = "usda-fdc-json",
                                          .version = "1.0",
                                          .summary = "USDA FoodData Central, JSON: bulk files and answers of the API",
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
