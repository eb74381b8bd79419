/* ifct.c - importer of the Indian Food Composition Tables (IFCT) 2017: table 3 as CSV, in µg with blanks below the
 * detection limit; or the table of the npm package, in grams, in which a zero says nothing certain. */
#include "common/headrow.h"
#include "common/tell.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { ABSENT = -1, ROWS_A_STEP = 1000, N_COMPONENTS = 2 };
enum { C_CODE, C_NAME, C_SCIENTIFIC, C_GROUP, C_FIRST, N_COLUMNS = C_FIRST + 2 * N_COMPONENTS };

/* Header cells are these keys, or a text to show and the key: "Food code; code". */
static const char *const keys[N_COLUMNS] = {"code", "name", "scie", "grup", "vitk1", "vitk1_e", "vitk2", "vitk2_e"};
static const char *const tagnames[N_COMPONENTS] = {"VITK1", "VITK2"};

/* By the first letter of a food's code. */
static const char *const groups[] = {"Cereals and Millets",
                                     "Grain Legumes",
                                     "Green Leafy Vegetables",
                                     "Other Vegetables",
                                     "Fruits",
                                     "Roots and Tubers",
                                     "Condiments and Spices",
                                     "Nuts and Oil Seeds",
                                     "Sugars",
                                     "Mushrooms",
                                     "Miscellaneous Foods",
                                     "Milk and Milk Products",
                                     "Egg and Egg Products",
                                     "Poultry",
                                     "Animal Meat",
                                     "Marine Fish",
                                     "Marine Shellfish",
                                     "Marine Mollusks",
                                     "Fresh Water Fish and Shellfish",
                                     "Edible Oils and Fats"};

struct ifct {
  struct vitk_context *context;
  uint32_t member;
  bool of_package; /* the npm package's table: grams */
  vitk_str file, header[N_COLUMNS];
  struct vitk_table *table;
};

/* The key of a header cell: what stands after its last ';'. */
static vitk_str key_of(vitk_str cell) {
  size_t at = cell.n;
  while (at > 0 && cell.p[at - 1] != ';')
    at--;
  cell = slice_from(cell, at);
  while (cell.n > 0 && (slice_white(cell.p[0]) || cell.p[0] == '"'))
    cell = slice_from(cell, 1);
  while (cell.n > 0 && (slice_white(cell.p[cell.n - 1]) || cell.p[cell.n - 1] == '"'))
    cell.n--;
  return cell;
}

/* Does the first line have the foods' code and name, and `vitamin` also a column of vitamin K? */
static bool is_table(vitk_str head, bool *vitamin) {
  bool code = false, name = false, regions = false;
  *vitamin = false;
  if (slice_starts(head, "\xEF\xBB\xBF"))
    head = slice_from(head, 3);
  vitk_str line = headrow_line(&head);
  while (line.n > 0) {
    vitk_str key = key_of(headrow_cell(&line, ','));
    code = code || slice_equal(key, "code");
    name = name || slice_equal(key, "name");
    regions = regions || slice_equal(key, "regn");
    *vitamin = *vitamin || slice_equal(key, "vitk1") || slice_equal(key, "vitk2");
  }
  return code && name && regions;
}

/* The first table; one with vitamin K goes before one without. */
static int find(struct vitk_context *context, int64_t *member, bool *vitamin) {
  uint32_t n = vitk->member_count(context);
  *member = ABSENT;
  *vitamin = false;
  for (uint32_t i = 0; i < n && !*vitamin; i++) {
    vitk_str head;
    bool has_k;
    int code = vitk->head(context, i, &head);
    if (code < VITK_OK && code != VITK_FAILED)
      return code;
    if (code == VITK_FAILED || headrow_is_workbook(head) || !is_table(head, &has_k) || (*member != ABSENT && !has_k))
      continue;
    *member = i;
    *vitamin = has_k;
  }
  return VITK_OK;
}

static int state_source(struct ifct *ifct) {
  /* Table 3 says so of its blanks. The package's have become zeros: see state_value. */
  static const struct vitk_token of_table[] = {{"", VITK_BELOW_LIMIT, VITK_ANALYSED},
                                               {"BDL", VITK_BELOW_LIMIT, VITK_ANALYSED}};
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(ifct->of_package ? "ifct-2017-npm" : "ifct-2017"),
      .title = slice("Indian Food Composition Tables 2017"),
      .release = slice(ifct->of_package ? "2017, as the npm package has it" : "2017"),
      .publisher = slice("National Institute of Nutrition, Indian Council of Medical Research, Hyderabad"),
      .country = slice("IN"),
      .language = slice("en"),
      .attribution = slice("Longvah T, Ananthan R, Bhaskarachary K, Venkaiah K. Indian Food Composition Tables 2017. "
                           "National Institute of Nutrition, Hyderabad."),
      .url = slice("https://www.nin.res.in/"),
      .total_definition = slice("none: K1 and K2 are stated apart"),
      .tokens = of_table,
      .n_tokens = ifct->of_package ? 0 : N_OF(of_table),
      .token_stride = sizeof of_table[0],
      .number_flags = VITK_PLUS_MINUS_SD};
  return vitk->source(ifct->context, &source);
}

/* Opens the table once to see its header, in which only the ends of the cells are known. */
static int read_header(struct ifct *ifct) {
  static const struct vitk_column any[] = {{"code", 0, 1}};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = ifct->member,
                                 .flags = VITK_RAGGED,
                                 .charset = "utf-8|windows-1252",
                                 .delimiter = ',',
                                 .quote = '"',
                                 .header_row = 1,
                                 .columns = any,
                                 .n_columns = N_OF(any),
                                 .column_stride = sizeof any[0]};
  struct vitk_table *table;
  int code = vitk->table_open(ifct->context, &spec, &table);
  vitk_str cell;
  for (uint32_t i = 0; code == VITK_OK && vitk->table_header(table, i, &cell) == VITK_OK; i++) {
    vitk_str key = key_of(cell);
    ifct->of_package = ifct->of_package || slice_ends(key, "_e") || slice_equal(key, "scie");
    for (uint32_t column = 0; column < N_COLUMNS; column++)
      if (slice_equal(key, keys[column]) && !slice_keep(vitk, ifct->context, cell, &ifct->header[column]))
        code = VITK_NOMEM;
  }
  vitk->table_close(table);
  return code;
}

static int open_table(struct ifct *ifct) {
  struct vitk_column columns[N_COLUMNS];
  for (uint32_t i = 0; i < N_COLUMNS; i++)
    columns[i] = (struct vitk_column){ifct->header[i].p ? ifct->header[i].p : keys[i], 0, i != C_CODE && i != C_NAME};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = ifct->member,
                                 .flags = VITK_FOOD_ROWS,
                                 .charset = "utf-8|windows-1252",
                                 .delimiter = ',',
                                 .quote = '"',
                                 .header_row = 1,
                                 .columns = columns,
                                 .n_columns = N_COLUMNS,
                                 .column_stride = sizeof columns[0]};
  return vitk->table_open(ifct->context, &spec, &ifct->table);
}

static int ifct_open(struct vitk_context *context, void **handle) {
  struct ifct *ifct = vitk->alloc(context, sizeof *ifct);
  int64_t member;
  bool vitamin;
  if (ifct == NULL)
    return VITK_NOMEM;
  ifct->context = context;
  *handle = ifct;
  int code = find(context, &member, &vitamin);
  if (code == VITK_OK && member == ABSENT) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give table 3 as CSV, or index.csv of the npm package", "no CSV has the columns code, name and regn");
    return VITK_FAILED;
  }
  ifct->member = (uint32_t)member;
  if (code == VITK_OK)
    code = slice_member(vitk, context, ifct->member, &ifct->file);
  if (code == VITK_OK)
    code = read_header(ifct);
  if (code == VITK_OK)
    code = state_source(ifct);
  return code == VITK_OK ? open_table(ifct) : code;
}

/* "Bajra (Pennisetum typhoideum)": two words or more that begin as a name of a species does. n 0: none. */
static vitk_str scientific_in(vitk_str name) {
  vitk_str none = {NULL, 0};
  if (name.n < 5 || name.p[name.n - 1] != ')')
    return none;
  size_t open = name.n - 1;
  while (open > 0 && name.p[open - 1] != '(')
    open--;
  vitk_str inside = {name.p + open, name.n - 1 - open};
  bool upper = open > 0 && inside.n > 0 && inside.p[0] >= 'A' && inside.p[0] <= 'Z';
  return upper && memchr(inside.p, ' ', inside.n) != NULL ? inside : none;
}

static vitk_str group_of(const struct vitk_row *row) {
  vitk_str group = headrow_text(row, C_GROUP), code = headrow_text(row, C_CODE);
  if (group.n > 0 || code.n == 0 || code.p[0] < 'A' || code.p[0] >= 'A' + (int)N_OF(groups))
    return group;
  return slice(groups[code.p[0] - 'A']);
}

/* "0", "0.0", "0e0". */
static bool is_zero(vitk_str text) {
  for (size_t i = 0; i < text.n && text.p[i] != 'e' && text.p[i] != 'E'; i++)
    if (text.p[i] != '0' && text.p[i] != '.')
      return false;
  return text.n > 0;
}

/* The package writes what the book leaves blank, what is below detection and what was not analysed all as 0, so that
 * its zero is no amount: the source has no value there that could be told. */
static int state_value(struct ifct *ifct, const struct vitk_row *row, uint32_t component) {
  uint32_t column = C_FIRST + 2 * component;
  vitk_str amount = headrow_text(row, column), sd = headrow_text(row, column + 1);
  if (amount.p == NULL) /* no such column */
    return VITK_OK;
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = headrow_text(row, C_CODE),
                                     .component = slice(tagnames[component]),
                                     .amount = amount,
                                     .unit = slice(ifct->of_package ? "g" : "µg"),
                                     .basis = VITK_PER_100G,
                                     .origin = VITK_ANALYSED,
                                     .file = row->file,
                                     .field = vitk->table_field(ifct->table, column),
                                     .line = row->line};
  if (ifct->of_package && is_zero(amount)) {
    statement.status = VITK_MISSING;
    statement.origin = VITK_ORIGIN_UNKNOWN;
    statement.flags = slice("zero-or-blank");
  } else if (!is_zero(sd)) {
    statement.sd = sd;
  }
  return vitk->statement(ifct->context, &statement);
}

static int state_row(struct ifct *ifct, const struct vitk_row *row) {
  vitk_str name = headrow_text(row, C_NAME), scientific = headrow_text(row, C_SCIENTIFIC);
  struct vitk_food food = {.size = sizeof food,
                           .food_id = headrow_text(row, C_CODE),
                           .name = name,
                           .language = slice("en"),
                           .name_en = name,
                           .scientific_name = scientific.n > 0 ? scientific : scientific_in(name),
                           .food_group = group_of(row)};
  int code = vitk->food(ifct->context, &food);
  for (uint32_t i = 0; i < N_COMPONENTS && code == VITK_OK; i++)
    code = state_value(ifct, row, i);
  return code;
}

static int ifct_read(void *handle) {
  struct ifct *ifct = handle;
  int code = VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = vitk->table_next(ifct->table, &row);
    if (code == VITK_OK)
      code = state_row(ifct, &row);
  }
  return code;
}

static void ifct_close(void *handle) {
  struct ifct *ifct = handle;
  if (ifct != NULL)
    vitk->table_close(ifct->table);
}

static int ifct_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  int64_t member;
  bool vitamin;
  int code = find(context, &member, &vitamin);
  if (code < VITK_OK || member == ABSENT)
    return code;
  verdict->score = vitamin ? 90 : 60;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                 "the header has the keys code, name and regn of IFCT 2017, %s",
                 vitamin ? "and those of vitamin K" : "and none of vitamin K");
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"ifct-csv", "table 3 as CSV, or the npm package's index.csv", "csv", "text/csv"}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Indian Food Composition Tables",
                                              .country = "IN",
                                              .components = "VITK1 VITK2",
                                              .data_licence = "",
                                              .probe = ifct_probe,
                                              .open = ifct_open,
                                              .read = ifct_read,
                                              .close = ifct_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "ifct",
                                          .version = "1.0",
                                          .summary = "Indian Food Composition Tables 2017",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://www.nin.res.in/",
                                          .formats = formats,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
