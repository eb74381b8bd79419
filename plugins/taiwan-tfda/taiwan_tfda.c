/* taiwan_tfda.c - importer of Taiwan's food composition table: the table as xlsx, ods, xls or CSV, and the open data as
 * CSV or JSON. */
#include "taiwan_tfda.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* --- the source */

static int find_release(struct tw *tw) {
  vitk_str given = vitk->option_text(tw->context, "release");
  struct tw_release *release = &tw->member.release;
  if (given.n > 0) {
    vitk_tw_release_of(given, release);
    if (strlen(release->text) == given.n)
      return VITK_OK;
    (void)tell(vitk, tw->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
               "Say a year, with its update or without: release=2024, release=2024UPDATE2",
               "\"%.*s\" does not begin with a year", TELL_SLICE(given));
    return VITK_FAILED;
  }
  if (release->text[0] != '\0')
    return VITK_OK;
  return tell(vitk, tw->context, VITK_NOTE, "release-unknown", (struct tell_place){.file = tw->member.name},
              "Say which it is: --option release=2024", "the file's name does not tell the release");
}

int vitk_tw_source(struct tw *tw) {
  const char *release = tw->member.release.text;
  char id[24], title[80], attribution[120];
  (void)snprintf(id, sizeof id, "taiwan-tfda%s%.4s", release[0] == '\0' ? "" : "-", release);
  (void)snprintf(title, sizeof title, "食品營養成分資料庫%s", release);
  (void)snprintf(attribution, sizeof attribution, "衛生福利部食品藥物管理署，%s", title);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice(id),
                               .title = slice(title),
                               .release = slice(release),
                               .publisher =
                                   slice("Taiwan Food and Drug Administration, Ministry of Health and Welfare"),
                               .country = slice("TW"),
                               .language = slice("zh"),
                               .licence = slice("Open Government Data License, Taiwan, 1.0"),
                               .attribution = slice(attribution),
                               .url = slice("https://consumer.fda.gov.tw/Food/TFND.aspx?nodeID=178"),
                               .total_definition = slice("K1, MK-4 and MK-7 stated apart; no total"),
                               .decimal_mark = '.'};
  return vitk->source(tw->context, &source);
}

int vitk_tw_tell_unknown(struct tw *tw, vitk_str name, uint64_t line) {
  if (name.n >= sizeof tw->unknown || slice_equal(name, tw->unknown))
    return VITK_OK;
  memcpy(tw->unknown, name.p, name.n);
  tw->unknown[name.n] = '\0';
  return tell(vitk, tw->context, VITK_NOTE, "unused-component",
              (struct tell_place){.file = tw->member.name, .field = slice(tw->unknown), .line = line},
              "If it states vitamin K, read the file with a map",
              "\"%s\" is none of the constituents that this importer knows", tw->unknown);
}

/* --- open, read, close, probe */

static int tw_open(struct vitk_context *context, void **handle) {
  struct tw *tw = vitk->alloc(context, sizeof *tw);
  struct tw_others others;
  if (tw == NULL)
    return VITK_NOMEM;
  tw->host = vitk;
  tw->context = context;
  *handle = tw;
  int code = vitk_tw_find(vitk, context, &tw->member, &others);
  if (code != VITK_OK)
    return code;
  if (tw->member.shape == TW_NONE) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give the workbook, or the CSV or JSON of the open data, as it was downloaded",
               "no file has a column or key 整合編號 beside 樣品名稱 or 分析項");
    return VITK_FAILED;
  }
  if (others.n > 0)
    code = tell(vitk, context, VITK_WARNING, "member-not-read", (struct tell_place){.file = others.name},
                "Import each release from a folder of its own",
                "%.*s is read; of this database, files beside it that are not: %u, this is one",
                TELL_SLICE(tw->member.name), others.n);
  return code == VITK_OK ? find_release(tw) : code;
}

static int tw_read(void *handle) {
  static int (*const read[TW_N_SHAPES])(struct tw *) = {
      [TW_JSON] = vitk_tw_read_json, [TW_LONG] = vitk_tw_read_long, [TW_WIDE] = vitk_tw_read_wide};
  struct tw *tw = handle;
  return read[tw->member.shape](tw);
}

static void tw_close(void *handle) {
  struct tw *tw = handle;
  if (tw == NULL)
    return;
  vitk->table_close(tw->table);
  vitk->tree_close(tw->tree);
}

static int tw_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  static const char *const shapes[TW_N_SHAPES] = {[TW_NONE] = "",
                                                  [TW_JSON] = "has the keys 整合編號, 分析項, 每100克含量",
                                                  [TW_LONG] = "has the columns 整合編號, 分析項, 每100克含量",
                                                  [TW_WIDE] = "has the columns 整合編號 and 樣品名稱"};
  struct tw_member member;
  struct tw_others others;
  int code = vitk_tw_find(vitk, context, &member, &others);
  if (code != VITK_OK || member.shape == TW_NONE)
    return code;
  bool lacks = member.shape == TW_WIDE && !member.vitamin;
  verdict->score = lacks ? 70 : 95;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%.*s %s%s", TELL_SLICE(member.name),
                 shapes[member.shape],
                 member.shape != TW_WIDE ? ""
                 : lacks                 ? ", and none of 維生素K"
                                         : ", and columns of 維生素K");
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"tfda-table", "the table, a row a food: xlsx, ods, xls or CSV", "xlsx|ods|xls|csv",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|text/csv"},
    {"tfda-open-data", "open data, a row an amount: CSV or JSON, also in a zip", "csv|json|zip",
     "text/csv|application/json|application/zip"}};
static const struct vitk_option options[] = {
    {.name = "release", .help = "year of the release, where no file's name bears it: 2024", .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Taiwan Food Nutrient Database (食品營養成分資料庫)",
                                              .country = "TW",
                                              .components = "VITK1 MK4 MK7",
                                              .data_licence = "Open Government Data License, Taiwan, 1.0",
                                              .probe = tw_probe,
                                              .open = tw_open,
                                              .read = tw_read,
                                              .close = tw_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "taiwan-tfda",
                                          .version = "1.0",
                                          .summary = "Taiwan's food composition table: table or open data",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://consumer.fda.gov.tw/Food/TFND.aspx?nodeID=178",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
