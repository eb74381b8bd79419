/* eurofir.c - importer of EuroFIR's Food Data Transport Package, XML in which many databases of Europe are exchanged.
 *
 * A package tells nothing of the database that it comes from that could be relied upon: the options say it.
 */
#include "fdtp.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { FOODS_A_STEP = 200 };

static const char standard_title[] = "EuroFIR Food Data Transport Package";

static bool is_xml(vitk_str name) {
  return slice_ends(name, ".xml") || slice_ends(name, ".fdtp");
}

/* The path of the foods in a member; *found false: it is no package. */
static int look(struct vitk_context *context, uint32_t i, uint32_t n, char path[FDTP_PATH_MAX], bool *found) {
  struct vitk_member member = {.size = sizeof member};
  vitk_str head = {NULL, 0};
  *found = false;
  int code = vitk->member(context, i, &member);
  if (code != VITK_OK || (n > 1 && !is_xml(member.name)))
    return code;
  code = vitk->head(context, i, &head);
  if (code == VITK_OK)
    *found = vitk_fdtp_path(head, path);
  return code == VITK_FAILED ? VITK_OK : code;
}

/* The source's language is that of the first food's own name. */
static int state_source(struct fdtp *fdtp, vitk_str language) {
  vitk_str title = vitk->option_text(fdtp->context, "title");
  struct vitk_source source = {.size = sizeof source,
                               .source_id = vitk->option_text(fdtp->context, "source_id"),
                               .title = title.n > 0 ? title : slice(standard_title),
                               .release = vitk->option_text(fdtp->context, "release"),
                               .publisher = vitk->option_text(fdtp->context, "publisher"),
                               .country = vitk->option_text(fdtp->context, "country"),
                               .language = language,
                               .licence = vitk->option_text(fdtp->context, "licence"),
                               .attribution = vitk->option_text(fdtp->context, "attribution"),
                               .url = vitk->option_text(fdtp->context, "url"),
                               .total_definition = slice("VITK is vitamin K as the database reports it as a whole; see "
                                                         "its own documentation for the vitamers in it"),
                               .decimal_mark = '.'};
  fdtp->stated = true;
  return vitk->source(fdtp->context, &source);
}

/* Opens the next package; END after the last. */
static int open_next(struct fdtp *fdtp) {
  for (; fdtp->member < fdtp->n_members; fdtp->member++) {
    char path[FDTP_PATH_MAX];
    bool found;
    int code = look(fdtp->context, fdtp->member, fdtp->n_members, path, &found);
    if (code == VITK_OK && found) {
      struct vitk_tree_spec spec = {
          .size = sizeof spec, .member = fdtp->member, .flags = VITK_FOOD_ROWS | VITK_MEND, .record = path};
      code = slice_member(vitk, fdtp->context, fdtp->member, &fdtp->file);
      return code == VITK_OK ? vitk->tree_open(fdtp->context, &spec, &fdtp->tree) : code;
    }
    if (code < VITK_OK)
      return code;
  }
  return VITK_END;
}

static int fdtp_read(void *handle) {
  struct fdtp *fdtp = handle;
  int code = fdtp->tree == NULL ? open_next(fdtp) : VITK_OK;
  if (code == VITK_END && !fdtp->stated && (code = state_source(fdtp, (vitk_str){NULL, 0})) == VITK_OK)
    code = VITK_END;
  if (code != VITK_OK)
    return code;
  for (int i = 0; i < FOODS_A_STEP && code == VITK_OK; i++) {
    const struct vitk_node *food = NULL;
    code = vitk->tree_next(fdtp->tree, &food);
    if (code == VITK_OK && !fdtp->stated)
      code = state_source(fdtp, vitk_fdtp_language(food));
    if (code == VITK_OK)
      code = vitk_fdtp_food(fdtp, food);
  }
  if (code != VITK_END)
    return code;
  vitk->tree_close(fdtp->tree);
  fdtp->tree = NULL;
  fdtp->member++;
  return VITK_OK;
}

static int fdtp_open(struct vitk_context *context, void **handle) {
  struct fdtp *fdtp = vitk->alloc(context, sizeof *fdtp);
  if (fdtp == NULL)
    return VITK_NOMEM;
  fdtp->host = vitk;
  fdtp->context = context;
  fdtp->n_members = vitk->member_count(context);
  *handle = fdtp;
  int code = open_next(fdtp);
  if (code != VITK_END)
    return code;
  (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
             "Give a package as XML: Foods/Food/FoodDescription …", "no file begins as a Food Data Transport Package");
  return VITK_FAILED;
}

static void fdtp_close(void *handle) {
  struct fdtp *fdtp = handle;
  if (fdtp != NULL)
    vitk->tree_close(fdtp->tree);
}

static int fdtp_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  uint32_t n = vitk->member_count(context);
  bool found = false;
  for (uint32_t i = 0; i < n && !found; i++) {
    char path[FDTP_PATH_MAX];
    int code = look(context, i, n, path, &found);
    if (code < VITK_OK)
      return code;
    if (!found)
      continue;
    struct vitk_member member = {.size = sizeof member};
    if ((code = vitk->member(context, i, &member)) < VITK_OK)
      return code;
    verdict->score = 85;
    (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%.*s has foods at %s, each with a FoodDescription",
                   TELL_SLICE(member.name), path);
  }
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"eurofir-fdtp", "Food Data Transport Package: XML", "xml|zip", "application/xml|application/zip"}};
static const struct vitk_option options[] = {
    {.name = "source_id",
     .help = "id of the database and its release: frida-5",
     .standard = "eurofir-fdtp",
     .type = VITK_OPTION_TEXT},
    {.name = "title", .help = "name of the database", .type = VITK_OPTION_TEXT},
    {.name = "release", .help = "its release, as the publisher says it", .type = VITK_OPTION_TEXT},
    {.name = "publisher", .help = "who publishes it", .type = VITK_OPTION_TEXT},
    {.name = "country", .help = "ISO 3166 code", .type = VITK_OPTION_TEXT},
    {.name = "licence", .help = "its licence", .type = VITK_OPTION_TEXT},
    {.name = "attribution", .help = "the words that the licence asks for", .type = VITK_OPTION_TEXT},
    {.name = "url", .help = "where it is published", .type = VITK_OPTION_TEXT}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "any that exports EuroFIR's Food Data Transport Package",
                                              .country = "",
                                              .components = "VITK VITK1 VITK1D VITK2 MK4 MK5 MK6 MK7 MK8 MK9 MK10 "
                                                            "MK11 MK12 MK13",
                                              .data_licence = "",
                                              .probe = fdtp_probe,
                                              .open = fdtp_open,
                                              .read = fdtp_read,
                                              .close = fdtp_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "eurofir",
                                          .version = "1.0",
                                          .summary = "EuroFIR Food Data Transport Package (XML) of any database",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://www.eurofir.org/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
