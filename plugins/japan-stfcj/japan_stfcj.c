/* japan_stfcj.c - importer of the Standard Tables of Food Composition in Japan (MEXT): the main table's workbook. */
#include "japan_stfcj.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* --- the source */

static const struct vitk_token tokens[] = {
    {"-", VITK_MISSING, VITK_ORIGIN_UNKNOWN},     /* not measured */
    {"0", VITK_BELOW_LIMIT, VITK_ORIGIN_UNKNOWN}, /* below a tenth of the least that is written, or not detected */
    {"Tr", VITK_TRACE, VITK_ORIGIN_UNKNOWN},      /* a tenth of it or more */
    {"(0)", VITK_ASSUMED_ZERO, VITK_ESTIMATED},   /* not measured, as it is held to contain none */
    {"(Tr)", VITK_TRACE, VITK_ESTIMATED},
};

/* The option says it, else the sheet, else the file's name. */
static struct jp_release release_of(const struct jp *jp) {
  struct jp_release release = jp->given;
  if (release.text[0] == '\0')
    release = jp->layout.updated;
  if (release.text[0] == '\0')
    vitk_jp_release_of_name(jp->members[jp->member].name, &release);
  return release;
}

int vitk_jp_source(struct jp *jp) {
  struct jp_release release = release_of(jp);
  char id[sizeof jp->stated], attribution[120];
  (void)snprintf(id, sizeof id, "japan-stfcj%s%s", release.edition[0] == '\0' ? "" : "-", release.edition);
  if (strcmp(id, jp->stated) == 0)
    return VITK_OK;
  if (release.text[0] == '\0') {
    int code = tell(vitk, jp->context, VITK_NOTE, "release-unknown",
                    (struct tell_place){.file = jp->members[jp->member].name}, "Say which it is: --option release=2020",
                    "neither the sheet nor the file's name tells the date of the release");
    if (code < VITK_OK)
      return code;
  }
  memcpy(jp->stated, id, sizeof id);
  const char *title = vitk_jp_title(&release);
  (void)snprintf(attribution, sizeof attribution, "文部科学省「%s」", title);
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(id),
      .title = slice(title),
      .release = slice(release.text),
      .publisher = slice("Ministry of Education, Culture, Sports, Science and Technology (MEXT)"),
      .country = slice("JP"),
      .language = slice("ja"),
      .licence = slice("Japanese Government Standard Terms of Use 2.0 (compatible with CC BY 4.0)"),
      .attribution = slice(attribution),
      .url = slice("https://www.mext.go.jp/a_menu/syokuhinseibun/"),
      .total_definition = slice("K1 + MK-4; where the remark names MK-7, K1 + MK-4 + MK-7 × 444.7/649.0"),
      .tokens = tokens,
      .n_tokens = N_OF(tokens),
      .token_stride = sizeof tokens[0],
      .decimal_mark = '.',
      .number_flags = VITK_PARENTHESES_ESTIMATE};
  return vitk->source(jp->context, &source);
}

/* --- members */

static int look(const struct vitk_host *host, struct vitk_context *context, uint32_t index, struct jp_member *out,
                bool *found) {
  vitk_str head = {NULL, 0}, cell;
  *out = (struct jp_member){.index = index};
  int code = host->head(context, index, &head);
  bool numbers = false, tags = false;
  struct headcells cells = {.left = head};
  while (code == VITK_OK && headcells_next(&cells, &cell)) {
    numbers = numbers || headcells_is(cell, vitk_jp_food_number);
    tags = tags || headcells_is(cell, vitk_jp_tag_row);
    out->vitamin = out->vitamin || (tags && headcells_is(cell, vitk_jp_tag));
  }
  *found = numbers && tags;
  return code == VITK_OK && *found ? slice_member(host, context, index, &out->name) : code;
}

int vitk_jp_find(const struct vitk_host *host, struct vitk_context *context, struct jp_member **members, uint32_t *n) {
  uint32_t n_all = host->member_count(context);
  *n = 0;
  *members = host->alloc(context, (n_all + (size_t)1) * sizeof **members);
  if (*members == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < n_all; i++) {
    bool found = false;
    int code = look(host, context, i, &(*members)[*n], &found);
    if (code != VITK_OK)
      return code;
    *n += found;
  }
  return VITK_OK;
}

/* --- open, read, close, probe */

static int jp_open(struct vitk_context *context, void **handle) {
  struct jp *jp = vitk->alloc(context, sizeof *jp);
  if (jp == NULL)
    return VITK_NOMEM;
  jp->host = vitk;
  jp->context = context;
  *handle = jp;
  vitk_str given = vitk->option_text(context, "release");
  if (given.n > 0 && !vitk_jp_release_given(given, &jp->given)) {
    (void)tell(vitk, context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
               "Say a year or a date: release=2023, release=2023-04-28", "\"%.*s\" is neither a year nor a date",
               TELL_SLICE(given));
    return VITK_FAILED;
  }
  int code = vitk_jp_find(vitk, context, &jp->members, &jp->n_members);
  if (code != VITK_OK || jp->n_members > 0)
    return code;
  (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
             "Give the workbook of the main table (本表, 第2章) as it was downloaded",
             "no file has a row of tags (成分識別子) below a cell 食品番号");
  return VITK_FAILED;
}

static int jp_read(void *handle) {
  return vitk_jp_read(handle);
}

static void jp_close(void *handle) {
  struct jp *jp = handle;
  if (jp != NULL)
    vitk->table_close(jp->table);
}

static int jp_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct jp_member *members;
  uint32_t n, at = 0;
  int code = vitk_jp_find(vitk, context, &members, &n);
  if (code != VITK_OK || n == 0)
    return code;
  while (at + 1 < n && !members[at].vitamin)
    at++;
  verdict->score = members[at].vitamin ? 95 : 70;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                 "%.*s has food numbers (食品番号) and a row of tags, %s VITK", TELL_SLICE(members[at].name),
                 members[at].vitamin ? "among them" : "not among them");
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"stfcj", "the main table's workbook, or a sheet of it as CSV", "xlsx|xls|ods|csv",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|text/csv"}};
static const struct vitk_option options[] = {
    {.name = "release",
     .help = "year of the edition, where neither sheet nor file name tells it: 2020",
     .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {
    .size = sizeof importer,
    .database = "Standard Tables of Food Composition in Japan (日本食品標準成分表)",
    .country = "JP",
    .components = "VITK",
    .data_licence = "Japanese Government Standard Terms of Use 2.0 (compatible with CC BY 4.0)",
    .probe = jp_probe,
    .open = jp_open,
    .read = jp_read,
    .close = jp_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "japan-stfcj",
                                          .version = "1.0",
                                          .summary = "Standard Tables of Food Composition in Japan, main table",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://www.mext.go.jp/a_menu/syokuhinseibun/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
