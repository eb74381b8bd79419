/* livsmedelsverket.c - importer of the food database of Livsmedelsverket, the Swedish Food Agency. */
#include "livsmedelsverket.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* --- which member, and which release */

static bool contains(vitk_str text, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i + n <= text.n; i++)
    if (memcmp(text.p + i, word, n) == 0)
      return true;
  return false;
}

enum lv_form vitk_lv_form(vitk_str head) {
  static const char *const names[] = {"livsmedelsnamn", "livsmedelsnummer"};
  if (headrow_is_workbook(head))
    return headrow_find(head, '\t', names, N_OF(names)) ? LV_SHEET : LV_NONE;
  return contains(head, "<LivsmedelDataset") && contains(head, "<LivsmedelsLista") ? LV_XML : LV_NONE;
}

bool vitk_lv_date(vitk_str text, char out[LV_RELEASE_MAX]) {
  static const char form[] = "0000-00-00";
  enum { N = sizeof form - 1 };
  for (size_t at = 0; at + N <= text.n; at++) {
    size_t n = 0;
    while (n < N && (form[n] == '0' ? slice_digit(text.p[at + n]) : text.p[at + n] == form[n]))
      n++;
    if (n == N && text.p[at] == '2') {
      (void)snprintf(out, LV_RELEASE_MAX, "%.*s", (int)N, text.p + at);
      return true;
    }
  }
  return false;
}

/* The first member that is the database; *form is LV_NONE where none is. */
static int find(struct vitk_context *context, uint32_t *index, enum lv_form *form) {
  uint32_t n = vitk->member_count(context);
  *form = LV_NONE;
  for (uint32_t i = 0; i < n && *form == LV_NONE; i++) {
    vitk_str head = {NULL, 0};
    int code = vitk->head(context, i, &head);
    if (code < VITK_OK && code != VITK_FAILED)
      return code;
    *form = code == VITK_OK ? vitk_lv_form(head) : LV_NONE;
    *index = i;
  }
  return VITK_OK;
}

static int take_option(struct lv *lv) {
  vitk_str given = vitk->option_text(lv->context, "release");
  if (given.n == 0 || (given.n == 10 && vitk_lv_date(given, lv->release)))
    return VITK_OK;
  (void)tell(vitk, lv->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
             "Say its date: release=2022-05-24", "\"%.*s\" is not a version of the database", TELL_SLICE(given));
  return VITK_FAILED;
}

static int state_source(struct lv *lv) {
  /* An empty cell of the workbook states that there is no value. */
  static const struct vitk_token tokens[] = {{"", VITK_MISSING, VITK_ORIGIN_UNKNOWN}};
  char id[40] = "livsmedelsverket", title[120], attribution[200];
  bool known = lv->release[0] != '\0';
  if (!known) {
    int code = tell(vitk, lv->context, VITK_NOTE, "release-unknown", (struct tell_place){.file = lv->file},
                    "Say which it is: --option release=2022-05-24", "the file does not state its version");
    if (code < VITK_OK)
      return code;
  } else {
    (void)snprintf(id, sizeof id, "livsmedelsverket-%s", lv->release);
  }
  (void)snprintf(title, sizeof title, "Livsmedelsverkets livsmedelsdatabas%s%s", known ? " version " : "", lv->release);
  (void)snprintf(attribution, sizeof attribution, "Livsmedelsverket (Swedish Food Agency). %s.", title);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice(id),
                               .title = slice(title),
                               .release = slice(lv->release),
                               .publisher = slice("Livsmedelsverket (Swedish Food Agency)"),
                               .country = slice("SE"),
                               .language = slice("sv"),
                               .licence = slice("CC BY 4.0"),
                               .attribution = slice(attribution),
                               .url = slice("https://www.livsmedelsverket.se/"),
                               .total_definition = slice("vitamin K as a whole; which vitamers it holds is not stated"),
                               .tokens = lv->form == LV_SHEET ? tokens : NULL,
                               .n_tokens = lv->form == LV_SHEET ? N_OF(tokens) : 0,
                               .token_stride = sizeof tokens[0],
                               .decimal_mark = lv->form == LV_SHEET ? '.' : ','};
  return vitk->source(lv->context, &source);
}

/* --- open, read, close, probe */

static int lv_open(struct vitk_context *context, void **handle) {
  struct lv *lv = vitk->alloc(context, sizeof *lv);
  if (lv == NULL)
    return VITK_NOMEM;
  lv->host = vitk;
  lv->context = context;
  *handle = lv;
  int code = find(context, &lv->member, &lv->form);
  if (code == VITK_OK && lv->form == LV_NONE) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give the workbook with the columns Livsmedelsnamn and Livsmedelsnummer, or the XML",
               "no file is the food database of Livsmedelsverket");
    return VITK_FAILED;
  }
  if (code == VITK_OK)
    code = slice_member(vitk, context, lv->member, &lv->file);
  if (code == VITK_OK)
    code = take_option(lv);
  if (code == VITK_OK)
    code = lv->form == LV_SHEET ? vitk_lv_open_sheet(lv) : vitk_lv_open_xml(lv);
  return code == VITK_OK ? state_source(lv) : code;
}

static int lv_read(void *handle) {
  struct lv *lv = handle;
  return lv->form == LV_SHEET ? vitk_lv_read_sheet(lv) : vitk_lv_read_xml(lv);
}

static void lv_close(void *handle) {
  struct lv *lv = handle;
  if (lv == NULL)
    return;
  vitk->table_close(lv->table);
  vitk->tree_close(lv->tree);
}

static int lv_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  uint32_t index = 0;
  enum lv_form form;
  struct vitk_member member = {.size = sizeof member};
  int code = find(context, &index, &form);
  if (code < VITK_OK || form == LV_NONE || (code = vitk->member(context, index, &member)) < VITK_OK)
    return code;
  verdict->score = 90;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%.*s has %s", TELL_SLICE(member.name),
                 form == LV_SHEET ? "the columns Livsmedelsnamn and Livsmedelsnummer"
                                  : "a LivsmedelDataset with a LivsmedelsLista");
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"livsmedelsverket-xlsx", "workbook", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"livsmedelsverket-xml", "XML of the older service", "xml|zip", "application/xml|application/zip"}};
static const struct vitk_option options[] = {
    {.name = "release",
     .help = "version of the database, a date, where the file does not state it: 2022-05-24",
     .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Livsmedelsverkets livsmedelsdatabas",
                                              .country = "SE",
                                              .components = "VITK",
                                              .data_licence = "CC BY 4.0",
                                              .probe = lv_probe,
                                              .open = lv_open,
                                              .read = lv_read,
                                              .close = lv_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "livsmedelsverket",
                                          .version = "1.0",
                                          .summary = "Livsmedelsverket, the Swedish food database: workbook or XML",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://www.livsmedelsverket.se/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
