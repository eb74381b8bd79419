/* frida.c - importer of Frida, the Danish food composition database of DTU: the workbook of the whole database. */
#include "frida.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* --- the release, which the workbook's name bears */

static bool number_at(vitk_str name, size_t at, char out[FR_RELEASE_MAX]) {
  size_t n = 0, points = 0;
  while (at + n < name.n && n < FR_RELEASE_MAX - 1 &&
         (slice_digit(name.p[at + n]) ||
          (n > 0 && name.p[at + n] == '.' && at + n + 1 < name.n && slice_digit(name.p[at + n + 1])))) {
    points += name.p[at + n] == '.';
    out[n] = name.p[at + n];
    n++;
  }
  out[n] = '\0';
  return points > 0;
}

static bool month_at(vitk_str name, size_t at, char out[FR_RELEASE_MAX]) {
  static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                       "july",    "august",   "september", "october", "november", "december"};
  vitk_str rest = slice_from(name, at);
  for (unsigned i = 0; i < N_OF(months); i++) {
    vitk_str year = slice_from(rest, strlen(months[i]));
    if (!slice_starts(rest, months[i]))
      continue;
    if (year.n > 0 && (year.p[0] == '_' || year.p[0] == ' '))
      year = slice_from(year, 1);
    if (!slice_starts(year, "20") || year.n < 4 || !slice_digit(year.p[2]) || !slice_digit(year.p[3]))
      continue;
    (void)snprintf(out, FR_RELEASE_MAX, "%.4s-%02u", year.p, i + 1);
    return true;
  }
  return false;
}

void vitk_fr_release_of(vitk_str name, char out[FR_RELEASE_MAX]) {
  vitk_str folder, base = slice_base(name, &folder);
  for (size_t at = 0; at < base.n; at++)
    if (slice_digit(base.p[at]) && (at == 0 || !slice_digit(base.p[at - 1])) && number_at(base, at, out))
      return;
  for (size_t at = 0; at < base.n; at++)
    if (month_at(base, at, out))
      return;
  out[0] = '\0';
}

static bool is_release(vitk_str text) {
  for (size_t i = 0; i < text.n; i++)
    if (!slice_digit(text.p[i]) && (i == 0 || (text.p[i] != '.' && text.p[i] != '-')))
      return false;
  return text.n > 0 && text.n < FR_RELEASE_MAX;
}

static int find_release(struct fr *fr) {
  vitk_str given = vitk->option_text(fr->context, "release");
  if (given.n > 0 && !is_release(given)) {
    (void)tell(vitk, fr->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
               "Say the release's number: release=5.4", "\"%.*s\" is not a release of Frida", TELL_SLICE(given));
    return VITK_FAILED;
  }
  if (given.n > 0)
    (void)snprintf(fr->release, sizeof fr->release, "%.*s", (int)given.n, given.p);
  else
    vitk_fr_release_of(fr->file, fr->release);
  if (fr->release[0] != '\0')
    return VITK_OK;
  return tell(vitk, fr->context, VITK_NOTE, "release-unknown", (struct tell_place){.file = fr->file},
              "Say which it is: --option release=5.4", "the name of the workbook does not bear its release");
}

static int state_source(struct fr *fr) {
  char id[40] = "frida", title[120], attribution[240];
  bool known = fr->release[0] != '\0';
  if (known)
    (void)snprintf(id, sizeof id, "frida-%s", fr->release);
  (void)snprintf(title, sizeof title, "Frida, the Danish food composition database%s%s", known ? ", version " : "",
                 fr->release);
  (void)snprintf(attribution, sizeof attribution,
                 "Food data (frida.fooddata.dk)%s%s, National Food Institute, Technical University of Denmark",
                 known ? ", version " : "", fr->release);
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(id),
      .title = slice(title),
      .release = slice(fr->release),
      .publisher = slice("National Food Institute, Technical University of Denmark (DTU)"),
      .country = slice("DK"),
      .language = slice("da"),
      .attribution = slice(attribution),
      .url = slice("https://frida.fooddata.dk/"),
      .total_definition =
          slice("phylloquinone equivalents: VITK1 + VITK2, where VITK2 is the sum of MK-4 to MK-10, each "
                "weighed by M(K1)/M(MK-n)"),
      .decimal_mark = '.'};
  return vitk->source(fr->context, &source);
}

/* --- open, close, probe */

/* The first workbook whose sheet of values has its header. VITK_END: there is none. */
static int find_workbook(struct vitk_context *context, uint32_t *member) {
  static const char *const names[] = {"foodid", "parameterid", "resval"};
  uint32_t n = vitk->member_count(context);
  for (uint32_t i = 0; i < n; i++) {
    vitk_str head = {NULL, 0};
    int code = vitk->head(context, i, &head);
    if (code < VITK_OK && code != VITK_FAILED)
      return code;
    if (code == VITK_OK && headrow_is_workbook(head) &&
        headrow_find(headrow_sheet(head, "data_normalised"), '\t', names, N_OF(names))) {
      *member = i;
      return VITK_OK;
    }
  }
  return VITK_END;
}

static int look_for_foods(struct fr *fr) {
  vitk_str name;
  int code;
  for (uint32_t i = 0; (code = vitk->table_sheets(fr->context, fr->member, i, &name)) == VITK_OK; i++)
    fr->has_foods = fr->has_foods || headrow_cell_is(name, "food");
  return code == VITK_END ? VITK_OK : code;
}

static int fr_open(struct vitk_context *context, void **handle) {
  struct fr *fr = vitk->alloc(context, sizeof *fr);
  if (fr == NULL)
    return VITK_NOMEM;
  fr->host = vitk;
  fr->context = context;
  *handle = fr;
  int code = find_workbook(context, &fr->member);
  if (code == VITK_END) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give the workbook of the whole database, as it is downloaded",
               "no workbook has a sheet %s with the columns FoodID, ParameterID, ResVal", vitk_fr_sheet_data);
    return VITK_FAILED;
  }
  if (code == VITK_OK)
    code = slice_member(vitk, context, fr->member, &fr->file);
  if (code == VITK_OK)
    code = look_for_foods(fr);
  if (code == VITK_OK)
    code = find_release(fr);
  return code == VITK_OK ? state_source(fr) : code;
}

static int fr_read(void *handle) {
  return vitk_fr_read(handle);
}

static void fr_close(void *handle) {
  struct fr *fr = handle;
  if (fr != NULL)
    vitk->table_close(fr->table);
}

static int fr_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  uint32_t at = 0;
  struct vitk_member member = {.size = sizeof member};
  int code = find_workbook(context, &at);
  if (code == VITK_OK)
    code = vitk->member(context, at, &member);
  if (code != VITK_OK)
    return code == VITK_END ? VITK_OK : code;
  verdict->score = 90;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                 "the sheet %s of %.*s has the columns FoodID, ParameterID, ResVal", vitk_fr_sheet_data,
                 TELL_SLICE(member.name));
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"frida-xlsx", "workbook of the whole database", "xlsx|zip",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet|application/zip"}};
static const struct vitk_option options[] = {
    {.name = "release",
     .help = "version of the database, where the workbook's name does not bear it: 5.4",
     .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Frida",
                                              .country = "DK",
                                              .components = "VITK VITK1 VITK2 MK4 MK5 MK6 MK7 MK8 MK9 MK10",
                                              .data_licence = "",
                                              .probe = fr_probe,
                                              .open = fr_open,
                                              .read = fr_read,
                                              .close = fr_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "frida",
                                          .version = "1.0",
                                          .summary = "Frida, the Danish food composition database: workbook",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://frida.fooddata.dk/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
