/* usda_sr.c - importer of the ASCII tables of USDA's Standard Reference, SR28 and older.
 *
 * The tables have no header: columns go by the position that the documentation gives them. They are read one after the
 * other: FOOD_DES once for its number of foods, which tells the release; NUTR_DEF for units; FD_GROUP for the names of
 * groups; NUT_DATA for what is stated; then FOOD_DES and LANGUAL for the foods that were named. ABBREV is one wide
 * table, read where there is no NUT_DATA.
 */
#include "usda_sr.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { ROWS_A_STEP = 1000 };

static int open_step(struct sr *sr, const struct sr_step *step) {
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = (uint32_t)sr->members.index[step->file],
                                 .flags = step->flags,
                                 .charset = "windows-1252",
                                 .delimiter = '^',
                                 .quote = '~',
                                 .first_row = 1,
                                 .columns = step->columns,
                                 .where = step->where,
                                 .n_columns = step->n_columns,
                                 .column_stride = sizeof *step->columns,
                                 .n_where = step->n_where,
                                 .where_stride = sizeof *step->where};
  return vitk->table_open(sr->context, &spec, &sr->table);
}

static int read_rows(struct sr *sr, const struct sr_step *step) {
  int code = VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = vitk->table_next(sr->table, &row);
    if (code == VITK_OK)
      code = step->row(sr, &row);
  }
  return code;
}

static int sr_read(void *handle) {
  struct sr *sr = handle;
  const struct sr_step *step = vitk_sr_step(sr);
  if (step == NULL)
    return VITK_END;
  /* A table that the set does not need may be left out of it. */
  if (sr->members.index[step->file] == SR_ABSENT) {
    sr->step++;
    return VITK_OK;
  }
  int code = sr->table == NULL ? open_step(sr, step) : VITK_OK;
  if (code == VITK_OK)
    code = read_rows(sr, step);
  if (code != VITK_END)
    return code;
  vitk->table_close(sr->table);
  sr->table = NULL;
  sr->step++;
  return step->done == NULL ? VITK_OK : step->done(sr);
}

/* --- open, close, probe */

static int refuse(struct sr *sr, const char *code, vitk_str file, const char *hint, const char *message) {
  (void)tell(vitk, sr->context, VITK_ERROR, code, (struct tell_place){.file = file}, hint, "%s", message);
  return VITK_FAILED;
}

static int check_members(struct sr *sr) {
  const struct sr_members *members = &sr->members;
  if (members->n_others > 0) {
    int code = tell(vitk, sr->context, VITK_WARNING, "member-not-read", (struct tell_place){.file = members->other},
                    "Import each release from a folder of its own",
                    "%u tables of the same names in another folder are not read", members->n_others);
    if (code < VITK_OK)
      return code;
  }
  if (members->index[SR_NUT_DATA] != SR_ABSENT) {
    if (members->index[SR_ABBREV] != SR_ABSENT)
      (void)tell(vitk, sr->context, VITK_NOTE, "member-not-read", (struct tell_place){.file = members->name[SR_ABBREV]},
                 "", "the abbreviated table is not read beside NUT_DATA.txt, which has its values and more");
    if (members->index[SR_FOOD_DES] == SR_ABSENT)
      return refuse(sr, "missing-member", members->name[SR_NUT_DATA],
                    "It is part of the same download: put it beside NUT_DATA.txt",
                    "FOOD_DES.txt, which names the foods, is not there");
    return VITK_OK;
  }
  if (members->index[SR_ABBREV] == SR_ABSENT)
    return refuse(sr, "missing-member", (vitk_str){NULL, 0},
                  "Give the folder or zip with NUT_DATA.txt and FOOD_DES.txt",
                  "neither NUT_DATA.txt nor ABBREV.txt is there");
  vitk_str head = {NULL, 0};
  int code = vitk->head(sr->context, (uint32_t)members->index[SR_ABBREV], &head);
  if (code < VITK_OK)
    return code;
  uint32_t fields = vitk_sr_abbrev_fields(head);
  if (fields == SR_ABBREV_FIELDS)
    return VITK_OK;
  (void)tell(vitk, sr->context, VITK_ERROR, "layout", (struct tell_place){.file = members->name[SR_ABBREV], .line = 1},
             "Import NUT_DATA.txt and FOOD_DES.txt of the same release instead",
             "%u fields where %d are expected: where vitamin K stands in this layout is not known", fields,
             SR_ABBREV_FIELDS);
  return VITK_FAILED;
}

static int sr_open(struct vitk_context *context, void **handle) {
  struct sr *sr = vitk->alloc(context, sizeof *sr);
  if (sr == NULL)
    return VITK_NOMEM;
  sr->host = vitk;
  sr->context = context;
  for (uint32_t i = 0; i < SR_N_NUTRIENTS; i++)
    sr->unit[i] = slice(vitk_sr_unit);
  *handle = sr;
  if (!slice_keep(vitk, context, vitk->option_text(context, "release"), &sr->release))
    return VITK_NOMEM;
  int code = vitk_sr_find(vitk, context, &sr->members);
  if (code == VITK_OK)
    code = check_members(sr);
  return code;
}

static void sr_close(void *handle) {
  struct sr *sr = handle;
  if (sr != NULL)
    vitk->table_close(sr->table);
}

/* *code: what ends the probe, such as a cancelling; a member that can't be read does not. */
static bool looks(struct vitk_context *context, const struct sr_members *members, enum sr_file file,
                  bool (*as)(vitk_str), int *code) {
  vitk_str head = {NULL, 0};
  if (*code < VITK_OK || members->index[file] == SR_ABSENT)
    return false;
  int got = vitk->head(context, (uint32_t)members->index[file], &head);
  if (got < VITK_OK && got != VITK_FAILED)
    *code = got;
  return got == VITK_OK && as(head);
}

static bool is_abbrev(vitk_str head) {
  return vitk_sr_abbrev_fields(head) == SR_ABBREV_FIELDS;
}

static int sr_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct sr_members members;
  const char *evidence = NULL;
  int code = vitk_sr_find(vitk, context, &members);
  if (code < VITK_OK)
    return code;
  bool values = looks(context, &members, SR_NUT_DATA, vitk_sr_is_nut_data, &code);
  bool foods = looks(context, &members, SR_FOOD_DES, vitk_sr_is_food_des, &code);
  if (values && foods) {
    verdict->score = 95;
    evidence = "NUT_DATA.txt and FOOD_DES.txt begin with records of the Standard Reference: ~NDB_No~^~Nutr_No~^…";
  } else if (members.index[SR_NUT_DATA] == SR_ABSENT && looks(context, &members, SR_ABBREV, is_abbrev, &code)) {
    verdict->score = 85;
    evidence = "ABBREV.txt begins with a record of 53 fields parted by ^, the first of them ~NDB_No~";
  } else if (values) {
    verdict->score = 60;
    evidence = "NUT_DATA.txt begins with a record of the Standard Reference; FOOD_DES.txt is missing or another";
  } else if (members.index[SR_NUT_DATA] != SR_ABSENT || members.index[SR_ABBREV] != SR_ABSENT) {
    verdict->score = 30;
    evidence = "a table is named as in the Standard Reference, and its first record is another";
  }
  if (evidence != NULL)
    (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%s", evidence);
  return code;
}

static const struct vitk_format formats[] = {
    {"sr-ascii", "ASCII tables of the Standard Reference: folder or zip", "txt|zip", "text/plain|application/zip"}};
static const struct vitk_option options[] = {
    {.name = "release",
     .help = "number of the release, where the number of its foods does not tell it: 28",
     .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "USDA National Nutrient Database for Standard Reference",
                                              .country = "US",
                                              .components = "VITK1 VITK1D MK4",
                                              .data_licence = "public domain",
                                              .probe = sr_probe,
                                              .open = sr_open,
                                              .read = sr_read,
                                              .close = sr_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "usda-sr",
                                          .version = "1.0",
                                          .summary = "USDA Standard Reference (SR28 and older), ASCII tables",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://www.ars.usda.gov/nutrientdata",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
