/* bls.c - importer of the Bundeslebensmittelschlüssel (BLS), the German nutrient database, 4.0 and later: a sheet with
 * a row a food and three columns a nutrient, which are its amount, where it comes from, and a reference. */
#include "common/headrow.h"
#include "common/sheet.h"
#include "common/tell.h"
#include "common/unit.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { ABSENT = -1, ROWS_A_STEP = 1000, N_COMPONENTS = 3 };
/* Columns: the foods' own, then an amount and where it comes from for each component. */
enum { C_CODE, C_NAME, C_NAME_EN, C_FIRST, N_COLUMNS = C_FIRST + 2 * N_COMPONENTS };

static const struct {
  const char *tagname, *head; /* how its column begins: for the probe, in lower case and without white space */
} components[N_COMPONENTS] = {{"VITK", "vitkvitamink[*"}, {"VITK1", "vitk1vitamink1*"}, {"VITK2", "vitk2vitamink2*"}};
static const struct vitk_column columns[N_COLUMNS] = {{"BLS Code", 0, 0},
                                                      {"Lebensmittelbezeichnung", 0, 1},
                                                      {"Food name", 0, 1},
                                                      {"VITK Vitamin K [*", 0, 1},
                                                      {"VITK Datenherkunft", 0, 1},
                                                      {"VITK1 Vitamin K1*", 0, 1},
                                                      {"VITK1 Datenherkunft", 0, 1},
                                                      {"VITK2 Vitamin K2*", 0, 1},
                                                      {"VITK2 Datenherkunft", 0, 1}};

struct found {
  int64_t member;
  vitk_str file, sheet; /* NUL-terminated, as long as the run */
  bool vitamin;
  uint32_t n_others;
  vitk_str other;
};

struct bls {
  struct vitk_context *context;
  struct found found;
  struct vitk_table *table;
  vitk_str unit[N_COMPONENTS], field[N_COMPONENTS];
};

/* --- the sheet, and the release */

static int take_sheet(struct vitk_context *context, uint32_t member, vitk_str name, vitk_str rows, struct found *out) {
  static const char *const header[] = {"blscode", "lebensmittelbezeichnung"};
  if (!headrow_find(rows, '\t', header, N_OF(header)))
    return VITK_OK;
  if (out->member != ABSENT)
    return out->n_others++ == 0 ? slice_member(vitk, context, member, &out->other) : VITK_OK;
  out->member = member;
  for (uint32_t i = 0; i < N_COMPONENTS; i++)
    out->vitamin = out->vitamin || headrow_find(rows, '\t', &components[i].head, 1);
  return slice_keep(vitk, context, name, &out->sheet) ? slice_member(vitk, context, member, &out->file) : VITK_NOMEM;
}

static int find(struct vitk_context *context, struct found *out) {
  uint32_t n = vitk->member_count(context);
  *out = (struct found){.member = ABSENT};
  for (uint32_t i = 0; i < n; i++) {
    vitk_str head = {NULL, 0}, name, rows;
    int code = vitk->head(context, i, &head);
    while (code == VITK_OK && sheet_next(&head, &name, &rows))
      code = take_sheet(context, i, name, rows, out);
    if (code < VITK_OK)
      return code;
  }
  return VITK_OK;
}

/* "4.0" of "BLS_4_0_Daten_2025_DE.xlsx": no cell of the sheet states it. "" where the name does not bear it. */
static void release_of(vitk_str file, char out[8]) {
  vitk_str folder, base = slice_base(file, &folder);
  out[0] = '\0';
  if (!slice_starts(base, "bls") || base.n < 7)
    return;
  const char *p = base.p + 3;
  bool release = strchr("_ -", p[0]) != NULL && slice_digit(p[1]) && strchr("_.", p[2]) != NULL && slice_digit(p[3]);
  if (release && (base.n == 7 || !slice_digit(base.p[7])))
    (void)snprintf(out, 8, "%c.%c", p[1], p[3]);
}

static int state_source(struct bls *bls) {
  static const struct vitk_token tokens[] = {{"-", VITK_MISSING, VITK_ORIGIN_UNKNOWN},
                                             {"TR", VITK_TRACE, VITK_ORIGIN_UNKNOWN},
                                             {"<LOD", VITK_BELOW_LIMIT, VITK_ORIGIN_UNKNOWN},
                                             {"<LOQ", VITK_BELOW_LIMIT, VITK_ORIGIN_UNKNOWN},
                                             {"<LOD or <LOQ", VITK_BELOW_LIMIT, VITK_ORIGIN_UNKNOWN}};
  char release[8], id[16], title[60], attribution[100];
  release_of(bls->found.file, release);
  const char *before = release[0] != '\0' ? " " : "";
  if (release[0] == '\0') {
    int code = tell(vitk, bls->context, VITK_NOTE, "release-unknown", (struct tell_place){.file = bls->found.file},
                    "Name the file as it was published: BLS_4_0_….xlsx", "the file's name does not bear the release");
    if (code < VITK_OK)
      return code;
  }
  (void)snprintf(id, sizeof id, "bls%s%s", release[0] != '\0' ? "-" : "", release);
  (void)snprintf(title, sizeof title, "Bundeslebensmittelschlüssel (BLS)%s%s", before, release);
  (void)snprintf(attribution, sizeof attribution, "Max Rubner-Institut, %s.", title);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice(id),
                               .title = slice(title),
                               .release = slice(release),
                               .publisher = slice("Max Rubner-Institut (MRI)"),
                               .country = slice("DE"),
                               .language = slice("de"),
                               .licence = slice("CC BY 4.0"),
                               .attribution = slice(attribution),
                               .url = slice("https://blsdb.de/"),
                               .total_definition = slice("vitamin K as a whole, stated beside K1 and K2"),
                               .tokens = tokens,
                               .n_tokens = N_OF(tokens),
                               .token_stride = sizeof tokens[0]};
  return vitk->source(bls->context, &source);
}

/* --- open, read, close */

static int bls_open(struct vitk_context *context, void **handle) {
  struct bls *bls = vitk->alloc(context, sizeof *bls);
  if (bls == NULL)
    return VITK_NOMEM;
  bls->context = context;
  *handle = bls;
  int code = find(context, &bls->found);
  if (code < VITK_OK)
    return code;
  if (bls->found.member == ABSENT) {
    (void)tell(vitk, context, VITK_ERROR, "missing-sheet", (struct tell_place){.line = 0},
               "Give the workbook of BLS 4.0 or later as it was published",
               "no workbook has a sheet with the columns \"BLS Code\" and \"Lebensmittelbezeichnung\"");
    return VITK_FAILED;
  }
  if (bls->found.n_others > 0)
    code = tell(vitk, context, VITK_WARNING, "member-not-read", (struct tell_place){.file = bls->found.other},
                "Import each release from a folder of its own",
                "%u more sheets of foods are not read: one is read at a time", bls->found.n_others);
  return code == VITK_OK ? state_source(bls) : code;
}

static int open_table(struct bls *bls) {
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = (uint32_t)bls->found.member,
                                 .sheet = bls->found.sheet.p,
                                 .header_row = VITK_HEADER_FIND,
                                 .columns = columns,
                                 .n_columns = N_COLUMNS,
                                 .column_stride = sizeof columns[0]};
  int code = vitk->table_open(bls->context, &spec, &bls->table);
  for (uint32_t i = 0; i < N_COMPONENTS && code == VITK_OK; i++) {
    vitk_str name = vitk->table_field(bls->table, C_FIRST + 2 * i);
    if (name.p == NULL)
      continue;
    if (!slice_keep(vitk, bls->context, name, &bls->field[i]))
      return VITK_NOMEM;
    bls->unit[i] = unit_in_name(bls->field[i]);
    if (bls->unit[i].n > 0)
      continue;
    (void)tell(vitk, bls->context, VITK_ERROR, "no-unit",
               (struct tell_place){.file = bls->found.file, .field = bls->field[i], .excerpt = bls->field[i]},
               "Check the header against the published workbook",
               "the name of the column bears no unit in brackets, as in \"[µg/100g]\"");
    return VITK_FAILED;
  }
  return code;
}

static int state_row(struct bls *bls, const struct vitk_row *row) {
  vitk_str code_of_food = headrow_text(row, C_CODE), name = headrow_text(row, C_NAME);
  /* The first letter of the code is the group, the whole code tells more. */
  vitk_str group = {code_of_food.p, code_of_food.n > 0 ? 1 : 0};
  struct vitk_food food = {.size = sizeof food,
                           .food_id = code_of_food,
                           .name = name.n > 0 ? name : headrow_text(row, C_NAME_EN),
                           .language = slice(name.n > 0 ? "de" : "en"),
                           .name_en = headrow_text(row, C_NAME_EN),
                           .food_group = group};
  int code = vitk->food(bls->context, &food);
  for (uint32_t i = 0; i < N_COMPONENTS && code == VITK_OK; i++) {
    struct vitk_statement statement = {.size = sizeof statement,
                                       .food_id = code_of_food,
                                       .component = slice(components[i].tagname),
                                       .amount = headrow_text(row, C_FIRST + 2 * i),
                                       .unit = bls->unit[i],
                                       .basis = VITK_PER_100G,
                                       .method = headrow_text(row, C_FIRST + 2 * i + 1),
                                       .file = row->file,
                                       .field = bls->field[i],
                                       .line = row->line};
    if (statement.amount.n > 0)
      code = vitk->statement(bls->context, &statement);
  }
  return code;
}

static int bls_read(void *handle) {
  struct bls *bls = handle;
  int code = bls->table == NULL ? open_table(bls) : VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = vitk->table_next(bls->table, &row);
    if (code == VITK_OK)
      code = state_row(bls, &row);
  }
  return code;
}

static void bls_close(void *handle) {
  struct bls *bls = handle;
  if (bls != NULL)
    vitk->table_close(bls->table);
}

static int bls_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct found found;
  int code = find(context, &found);
  if (code < VITK_OK || found.member == ABSENT)
    return code;
  verdict->score = found.vitamin ? 95 : 75;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                 "sheet \"%.*s\" of %.*s has BLS Code and Lebensmittelbezeichnung, %s a column of vitamin K",
                 TELL_SLICE(found.sheet), TELL_SLICE(found.file), found.vitamin ? "and" : "but not");
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"bls-xlsx", "BLS 4.0 and later, a workbook", "xlsx|ods",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|application/"
     "vnd.oasis.opendocument.spreadsheet"}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Bundeslebensmittelschlüssel (BLS)",
                                              .country = "DE",
                                              .components = "VITK VITK1 VITK2",
                                              .data_licence = "CC BY 4.0",
                                              .probe = bls_probe,
                                              .open = bls_open,
                                              .read = bls_read,
                                              .close = bls_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "bls",
                                          .version = "1.0",
                                          .summary = "BLS, the German nutrient database (4.0 and later)",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://blsdb.de/",
                                          .formats = formats,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
