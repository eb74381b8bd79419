/* turkomp.c - importer of TürKomp, the Turkish food composition database, as a CSV whose column Data is JSON: a list of
 * components, each with its unit, mean, minimum and maximum. */
#include "common/headrow.h"
#include "common/node.h"
#include "common/tell.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { ABSENT = -1, ROWS_A_STEP = 200 };
enum { C_CODE, C_NAME, C_NAME_EN, C_SCIENTIFIC, C_GROUP, C_DATA, N_COLUMNS };

static const struct vitk_column columns[N_COLUMNS] = {
    [C_CODE] = {"Kod|Kodu|Gıda Kodu|Code|FoodCode|ID", 0, 1},
    [C_NAME] = {"Gıda|Gıda Adı|Ad|Adı|İsim|Name|Food|FoodName", 0, 1},
    [C_NAME_EN] = {"İngilizce|İngilizce Adı|English|EnglishName|Name_EN", 0, 1},
    [C_SCIENTIFIC] = {"Latince|Latince Adı|Bilimsel Adı|Latin|LatinName|ScientificName", 0, 1},
    [C_GROUP] = {"Grup|Gıda Grubu|Kategori|Group|Category", 0, 1},
    [C_DATA] = {"Data", 0, 0},
};

static const struct {
  const char *name, *tagname;
} components[] = {{"K-1 vitamini", "VITK1"}, {"K-2 vitamini", "VITK2"}, {"K vitamini", "VITK"}};

struct turkomp {
  struct vitk_context *context;
  struct vitk_table *table;
  uint32_t member;
};

/* The first CSV whose header has the column Data and whose rows name components in JSON, at whatever depth of quotes.
 */
static int find(struct vitk_context *context, int64_t *member, bool *vitamin) {
  static const char *const header[] = {"data"};
  uint32_t n = vitk->member_count(context);
  *member = ABSENT;
  *vitamin = false;
  for (uint32_t i = 0; i < n && *member == ABSENT; i++) {
    vitk_str head;
    int code = vitk->head(context, i, &head);
    if (code < VITK_OK && code != VITK_FAILED)
      return code;
    if (code == VITK_FAILED || headrow_is_workbook(head) || !headrow_find(head, ',', header, N_OF(header)))
      continue;
    bool names = false;
    for (vitk_str rest = head; rest.n > 0; rest = slice_from(rest, 1)) {
      names = names || slice_starts(rest, "bile\xC5\x9F"
                                          "en\"");
      *vitamin = *vitamin || slice_starts(rest, "k-1 vitamini") || slice_starts(rest, "k-2 vitamini");
    }
    if (names)
      *member = i;
  }
  return VITK_OK;
}

static int state_source(struct vitk_context *context) {
  static const struct vitk_token tokens[] = {{"-", VITK_MISSING, VITK_ORIGIN_UNKNOWN}};
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice("turkomp"),
                               .title = slice("TürKomp, Ulusal Gıda Kompozisyon Veri Tabanı"),
                               .publisher = slice("Tarım ve Orman Bakanlığı (TAGEM) and TÜBİTAK"),
                               .country = slice("TR"),
                               .language = slice("tr"),
                               .url = slice("https://turkomp.tarimorman.gov.tr/"),
                               .total_definition = slice("none: K-1 and K-2 are stated apart"),
                               .tokens = tokens,
                               .n_tokens = N_OF(tokens),
                               .token_stride = sizeof tokens[0],
                               .decimal_mark = slice_equal(vitk->option_text(context, "decimal"), "comma") ? ',' : '.'};
  return vitk->source(context, &source);
}

static int turkomp_open(struct vitk_context *context, void **handle) {
  struct turkomp *turkomp = vitk->alloc(context, sizeof *turkomp);
  int64_t member;
  bool vitamin;
  if (turkomp == NULL)
    return VITK_NOMEM;
  turkomp->context = context;
  *handle = turkomp;
  int code = find(context, &member, &vitamin);
  if (code == VITK_OK && member == ABSENT) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give the CSV whose column Data is a list of components in JSON", "no CSV has such a column Data");
    return VITK_FAILED;
  }
  turkomp->member = (uint32_t)member;
  if (code == VITK_OK)
    code = state_source(context);
  if (code != VITK_OK)
    return code;
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = turkomp->member,
                                 .flags = VITK_FOOD_ROWS,
                                 .delimiter = ',',
                                 .quote = '"',
                                 .header_row = 1,
                                 .columns = columns,
                                 .n_columns = N_COLUMNS,
                                 .column_stride = sizeof columns[0]};
  return vitk->table_open(context, &spec, &turkomp->table);
}

/* The vitamin's component that the item of the list names; -1: another nutrient. */
static int component_of(const struct vitk_node *item) {
  vitk_str name = node_text(item, "Bileşen");
  for (uint32_t i = 0; i < N_OF(components); i++)
    if (slice_equal(name, components[i].name))
      return (int)i;
  return -1;
}

static int state_item(struct turkomp *turkomp, const struct vitk_row *row, vitk_str food_id,
                      const struct vitk_node *item) {
  int component = component_of(item);
  if (component < 0)
    return VITK_OK;
  char field[80];
  (void)snprintf(field, sizeof field, "%.*s/%s/Ortalama", TELL_SLICE(vitk->table_field(turkomp->table, C_DATA)),
                 components[component].name);
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = food_id,
                                     .component = slice(components[component].tagname),
                                     .amount = node_text(item, "Ortalama"),
                                     .unit = node_text(item, "Birim"),
                                     .basis = VITK_PER_100G,
                                     .min = node_text(item, "Minimum"),
                                     .max = node_text(item, "Maksimum"),
                                     .file = row->file,
                                     .field = slice(field),
                                     .line = row->line};
  return vitk->statement(turkomp->context, &statement);
}

/* The cell is no JSON: all that it may say of the vitamin is lost, and that is a reject. */
static int reject_data(struct turkomp *turkomp, const struct vitk_row *row) {
  return tell(vitk, turkomp->context, VITK_REJECT, "not-json",
              (struct tell_place){.file = row->file,
                                  .field = vitk->table_field(turkomp->table, C_DATA),
                                  .excerpt = headrow_text(row, C_DATA),
                                  .line = row->line},
              "A program that saved the file again may have cut the cell or its quotes", "the cell is no JSON");
}

static int state_row(struct turkomp *turkomp, const struct vitk_row *row) {
  const struct vitk_node *root = NULL;
  vitk_str name = headrow_text(row, C_NAME), food_id = headrow_text(row, C_CODE), data = headrow_text(row, C_DATA);
  if (food_id.p == NULL && name.p == NULL) {
    (void)tell(vitk, turkomp->context, VITK_ERROR, "missing-column", (struct tell_place){.file = row->file, .line = 1},
               "Name the foods' column Kod or Gıda", "the header names neither a code nor a name of foods");
    return VITK_FAILED;
  }
  if (food_id.n == 0) /* a copy without codes: the name is the one key */
    food_id = name;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = food_id,
                           .name = name,
                           .language = slice("tr"),
                           .name_en = headrow_text(row, C_NAME_EN),
                           .scientific_name = headrow_text(row, C_SCIENTIFIC),
                           .food_group = headrow_text(row, C_GROUP)};
  int code = vitk->food(turkomp->context, &food);
  if (code == VITK_OK && data.n > 0)
    code = vitk->json_parse(turkomp->context, data, &root);
  if (code != VITK_OK || data.n == 0)
    return code;
  if (root == NULL || root->kind != VITK_ARRAY)
    return reject_data(turkomp, row);
  for (const struct vitk_node *item = node_items(root); item != NULL && code == VITK_OK; item = item->next)
    code = state_item(turkomp, row, food_id, item);
  return code;
}

static int turkomp_read(void *handle) {
  struct turkomp *turkomp = handle;
  int code = VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = vitk->table_next(turkomp->table, &row);
    if (code == VITK_OK)
      code = state_row(turkomp, &row);
  }
  return code;
}

static void turkomp_close(void *handle) {
  struct turkomp *turkomp = handle;
  if (turkomp != NULL)
    vitk->table_close(turkomp->table);
}

static int turkomp_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  int64_t member;
  bool vitamin;
  int code = find(context, &member, &vitamin);
  if (code < VITK_OK || member == ABSENT)
    return code;
  verdict->score = vitamin ? 90 : 70;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                 "a CSV with a column Data of JSON that names components as TürKomp does (Bileşen)%s",
                 vitamin ? ", among them K-1 and K-2" : "");
  return VITK_OK;
}

static const struct vitk_format formats[] = {{"turkomp-csv", "CSV with a column of JSON", "csv", "text/csv"}};
static const struct vitk_option options[] = {{.name = "decimal",
                                              .help = "decimal mark of the amounts",
                                              .standard = "point",
                                              .choices = "comma|point",
                                              .type = VITK_OPTION_CHOICE}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "TürKomp",
                                              .country = "TR",
                                              .components = "VITK VITK1 VITK2",
                                              .data_licence = "",
                                              .probe = turkomp_probe,
                                              .open = turkomp_open,
                                              .read = turkomp_read,
                                              .close = turkomp_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "turkomp",
                                          .version = "1.0",
                                          .summary = "TürKomp, the Turkish food composition database",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://turkomp.tarimorman.gov.tr/",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .n_options = N_OF(options),
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
