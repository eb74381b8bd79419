/* ciqual.c - importer of CIQUAL, the food composition table of Anses: the XML set, or the flat table (workbook or CSV).
 */
#include "ciqual.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

static int warn_of_others(struct cq *cq) {
  const struct cq_members *members = &cq->members;
  if (members->n_others > 0) {
    int code =
        tell(vitk, cq->context, VITK_WARNING, "member-not-read", (struct tell_place){.file = members->other},
             "Import each release from a folder of its own",
             "%u more files of CIQUAL's foods and values are not read: one is read at a time", members->n_others);
    if (code < VITK_OK)
      return code;
  }
  for (int file = 0; file < CQ_COMPO; file++)
    if (members->mixed[file]) {
      int code = tell(vitk, cq->context, VITK_WARNING, "mixed-releases",
                      (struct tell_place){.file = members->name[file]}, "Put the files of one date into one folder",
                      "it is read for %.*s, whose name bears another date", TELL_SLICE(members->name[CQ_COMPO]));
      if (code < VITK_OK)
        return code;
    }
  bool compo = members->index[CQ_COMPO] != CQ_ABSENT, alim = members->index[CQ_ALIM] != CQ_ABSENT;
  if (members->flat != CQ_ABSENT && (compo || alim))
    return tell(vitk, cq->context, VITK_NOTE, "member-not-read",
                (struct tell_place){.file = members->name[compo ? CQ_COMPO : CQ_ALIM]},
                "Put it beside the others to read the XML set with its English names",
                "the XML set has no %s_<date>.xml: the flat table is read", compo ? "alim" : "compo");
  return VITK_OK;
}

/* Values without foods, and foods without values, are one half of a download. */
static int check_whole(struct cq *cq) {
  const struct cq_members *members = &cq->members;
  bool compo = members->index[CQ_COMPO] != CQ_ABSENT, alim = members->index[CQ_ALIM] != CQ_ABSENT;
  if (members->flat != CQ_ABSENT || (compo && alim))
    return VITK_OK;
  (void)tell(vitk, cq->context, VITK_ERROR, "missing-member",
             (struct tell_place){.file = members->name[compo ? CQ_COMPO : CQ_ALIM]},
             "Put it beside the others, or give the flat table", "%s_<date>.xml is not there; it is %s",
             compo ? "alim" : "compo",
             compo || alim ? "part of the same download" : "what the values stand in, and no flat table is there");
  return VITK_FAILED;
}

static int find_release(struct cq *cq) {
  const struct cq_members *members = &cq->members;
  vitk_str given = vitk->option_text(cq->context, "release");
  vitk_cq_release_of(members->flat != CQ_ABSENT ? members->flat_name : members->name[CQ_COMPO], &cq->release);
  /* The units of 2025's columns are broken into lines as in no other release. */
  if (cq->release.text[0] == '\0' && members->flat != CQ_ABSENT && members->header.broken)
    (void)snprintf(cq->release.text, sizeof cq->release.text, "2025");
  if (given.n == 0 || vitk_cq_release_given(given, &cq->release))
    return VITK_OK;
  (void)tell(vitk, cq->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
             "Say a year or a date: release=2020, release=2020-07-07", "\"%.*s\" is neither a year nor a date",
             TELL_SLICE(given));
  return VITK_FAILED;
}

/* The flat table of 2016 has a decimal point, all else a comma. */
static uint32_t decimal_mark(struct cq *cq) {
  vitk_str given = vitk->option_text(cq->context, "decimal");
  if (given.n > 0)
    return slice_equal(given, "point") ? '.' : ',';
  const struct cq_members *members = &cq->members;
  return members->flat != CQ_ABSENT && members->header.numbers && !members->header.coded ? '.' : ',';
}

static int cq_open(struct vitk_context *context, void **handle) {
  struct cq *cq = vitk->alloc(context, sizeof *cq);
  if (cq == NULL)
    return VITK_NOMEM;
  cq->host = vitk;
  cq->context = context;
  for (uint32_t i = 0; i < CQ_N_CONSTITUENTS; i++)
    cq->unit[i] = slice(vitk_cq_unit);
  *handle = cq;
  int code = vitk_cq_find(vitk, context, &cq->members);
  if (code == VITK_OK)
    code = check_whole(cq);
  if (code == VITK_OK)
    code = find_release(cq);
  if (code == VITK_OK)
    code = warn_of_others(cq);
  cq->decimal_mark = decimal_mark(cq);
  return code;
}

static int cq_read(void *handle) {
  struct cq *cq = handle;
  return cq->members.flat != CQ_ABSENT ? vitk_cq_read_flat(cq) : vitk_cq_read_set(cq);
}

static void cq_close(void *handle) {
  struct cq *cq = handle;
  if (cq == NULL)
    return;
  vitk->table_close(cq->table);
  vitk->tree_close(cq->tree);
}

/* *code: what ends the probe, such as a cancelling; a member that can't be read does not. */
static bool looks(struct vitk_context *context, const struct cq_members *members, enum cq_file file, int *code) {
  vitk_str head = {NULL, 0};
  if (*code < VITK_OK || members->index[file] == CQ_ABSENT)
    return false;
  int got = vitk->head(context, (uint32_t)members->index[file], &head);
  if (got < VITK_OK && got != VITK_FAILED)
    *code = got;
  return got == VITK_OK && vitk_cq_is(file, head);
}

static int cq_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct cq_members members;
  int code = vitk_cq_find(vitk, context, &members);
  if (code < VITK_OK)
    return code;
  bool compo = looks(context, &members, CQ_COMPO, &code), alim = looks(context, &members, CQ_ALIM, &code);
  const char *codes = members.header.numbers ? "ORIGFDCD" : "alim_code";
  if (compo && alim) {
    verdict->score = 95;
    (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                   "%.*s has a TABLE of COMPO records, %.*s one of ALIM records", TELL_SLICE(members.name[CQ_COMPO]),
                   TELL_SLICE(members.name[CQ_ALIM]));
  } else if (members.flat != CQ_ABSENT) {
    verdict->score = members.header.vitamin ? 90 : 70;
    (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                   "the header of %.*s names foods as CIQUAL does (%s), %s a column of vitamin K",
                   TELL_SLICE(members.flat_name), codes, members.header.vitamin ? "and it has" : "but it lacks");
  } else if (compo || alim) {
    verdict->score = 60;
    (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                   "%.*s has a TABLE of %s records; the %s of the same set is not there",
                   TELL_SLICE(members.name[compo ? CQ_COMPO : CQ_ALIM]), compo ? "COMPO" : "ALIM",
                   compo ? "alim_" : "compo_");
  }
  return code;
}

static const struct vitk_format formats[] = {
    {"ciqual-xml", "XML set: alim_, alim_grp_, const_, compo_<date>.xml", "xml|zip", "application/xml|application/zip"},
    {"ciqual-xlsx", "flat table as a workbook", "xlsx|xls|ods",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|application/vnd.ms-excel|"
     "application/vnd.oasis.opendocument.spreadsheet"},
    {"ciqual-csv", "flat table as CSV", "csv", "text/csv"}};
static const struct vitk_option options[] = {
    {.name = "release",
     .help = "year or date of the release, where no file's name bears it: 2020-07-07",
     .type = VITK_OPTION_TEXT},
    {.name = "decimal",
     .help = "decimal mark of a flat table that was saved again",
     .choices = "comma|point",
     .type = VITK_OPTION_CHOICE}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "ANSES-CIQUAL",
                                              .country = "FR",
                                              .components = "VITK VITK1 VITK2",
                                              .data_licence = "Etalab Open Licence 2.0",
                                              .probe = cq_probe,
                                              .open = cq_open,
                                              .read = cq_read,
                                              .close = cq_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "ciqual",
                                          .version = "1.0",
                                          .summary =
                                              "CIQUAL, the French food composition table: XML set, workbook or CSV",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://ciqual.anses.fr/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
