/* cofid.c - importer of McCance and Widdowson's composition of foods integrated dataset (CoFID). */
#include "cofid.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* The year in the file's name: no sheet that is read states the release. */
static vitk_str release_of(vitk_str file) {
  vitk_str folder, base = slice_base(file, &folder), none = {"", 0};
  for (size_t at = 0; at + 4 <= base.n; at++) {
    const char *p = base.p + at;
    bool year = p[0] == '2' && p[1] == '0' && slice_digit(p[2]) && slice_digit(p[3]);
    bool alone = (at == 0 || !slice_digit(p[-1])) && (at + 4 == base.n || !slice_digit(p[4]));
    if (year && alone)
      return (vitk_str){p, 4};
  }
  return none;
}

int vitk_cofid_source(struct cofid *cofid) {
  static const struct vitk_token tokens[] = {{"Tr", VITK_TRACE, VITK_ORIGIN_UNKNOWN},
                                             {"N", VITK_PRESENT, VITK_ORIGIN_UNKNOWN}};
  vitk_str release = release_of(cofid->sheet.file);
  char id[16] = "cofid", title[120];
  if (release.n > 0) {
    (void)snprintf(id, sizeof id, "cofid-%.*s", TELL_SLICE(release));
  } else {
    int code = tell(vitk, cofid->context, VITK_NOTE, "release-unknown", (struct tell_place){.file = cofid->sheet.file},
                    "Name the file after its release: CoFID_2021.xlsx",
                    "the file's name does not bear the year of the release");
    if (code < VITK_OK)
      return code;
  }
  (void)snprintf(title, sizeof title, "McCance and Widdowson's The Composition of Foods Integrated Dataset%s%.*s",
                 release.n > 0 ? " " : "", TELL_SLICE(release));
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(id),
      .title = slice(title),
      .release = release,
      .publisher = slice("Public Health England"),
      .country = slice("GB"),
      .language = slice("en"),
      .licence = slice("Open Government Licence v3.0"),
      .attribution = slice("Contains public sector information licensed under the Open Government Licence v3.0."),
      .url = slice("https://www.gov.uk/government/publications/composition-of-foods-integrated-dataset-cofid"),
      .total_definition = slice("K1 (phylloquinone) only; no total and no K2"),
      .tokens = tokens,
      .n_tokens = N_OF(tokens),
      .token_stride = sizeof tokens[0],
      .number_flags = VITK_PARENTHESES_ESTIMATE};
  return vitk->source(cofid->context, &source);
}

static int cofid_open(struct vitk_context *context, void **handle) {
  struct cofid *cofid = vitk->alloc(context, sizeof *cofid);
  if (cofid == NULL)
    return VITK_NOMEM;
  cofid->host = vitk;
  cofid->context = context;
  *handle = cofid;
  int code = vitk_cofid_find(vitk, context, &cofid->sheet);
  if (code < VITK_OK)
    return code;
  if (cofid->sheet.member == COFID_ABSENT) {
    (void)tell(vitk, context, VITK_ERROR, "missing-sheet", (struct tell_place){.line = 0},
               "Give the workbook as it was published", "no workbook has the sheet \"1.5 Vitamins\"");
    return VITK_FAILED;
  }
  if (cofid->sheet.n_others > 0)
    code = tell(vitk, context, VITK_WARNING, "member-not-read", (struct tell_place){.file = cofid->sheet.other},
                "Import each release from a folder of its own",
                "%u more sheets of vitamins are not read: one is read at a time", cofid->sheet.n_others);
  return code == VITK_OK ? vitk_cofid_source(cofid) : code;
}

static int cofid_read(void *handle) {
  return vitk_cofid_read(handle);
}

static void cofid_close(void *handle) {
  struct cofid *cofid = handle;
  if (cofid != NULL)
    vitk->table_close(cofid->table);
}

static int cofid_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct cofid_sheet sheet;
  int code = vitk_cofid_find(vitk, context, &sheet);
  if (code < VITK_OK || sheet.member == COFID_ABSENT)
    return code;
  verdict->score = !sheet.named ? 65 : sheet.vitamin ? 95 : 75;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                 "sheet \"%.*s\" of %.*s has Food Code, Food Name and Group, %s a column of vitamin K",
                 TELL_SLICE(sheet.name), TELL_SLICE(sheet.file), sheet.vitamin ? "and" : "but not");
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"cofid-xlsx", "integrated dataset, a workbook", "xlsx|xls|ods",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|application/vnd.ms-excel|"
     "application/vnd.oasis.opendocument.spreadsheet"}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "CoFID, McCance and Widdowson's composition of foods",
                                              .country = "GB",
                                              .components = "VITK1",
                                              .data_licence = "Open Government Licence v3.0",
                                              .probe = cofid_probe,
                                              .open = cofid_open,
                                              .read = cofid_read,
                                              .close = cofid_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "cofid",
                                          .version = "1.0",
                                          .summary = "CoFID, the UK's composition of foods integrated dataset",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://www.gov.uk/government/publications/"
                                                      "composition-of-foods-integrated-dataset-cofid",
                                          .formats = formats,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
