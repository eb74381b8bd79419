/* every_call.c - an importer and exporter that use nearly all of plugin.h. It is built against the frozen header of ABI
 * 1.0, against one cut to what an earlier version would have had (OLDER), and against one with more fields behind each
 * struct and a call that no host has yet (NEWER); each must load and read the same. */
#include <vitk/plugin.h>

#include <stdio.h>
#include <string.h>

#if defined(OLDER)
#define NAME "every-call-older"
#elif defined(NEWER)
#define NAME "every-call-newer"
#else
#define NAME "every-call"
#endif

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

static vitk_str str(const char *text) {
  return (vitk_str){text, strlen(text)};
}

static int is(vitk_str text, const char *other) {
  return text.n == strlen(other) && memcmp(text.p, other, text.n) == 0;
}

/* --- the importer: foods.csv, a row an amount; more.json, an object a food */

enum { CODE, FOOD, NUTRIENT, AMOUNT, SAMPLES, N_COLUMNS };
static const struct vitk_column columns[] = {[CODE] = {.name = "code"},
                                             [FOOD] = {.name = "name|food"},
                                             [NUTRIENT] = {.name = "nutrient"},
                                             [AMOUNT] = {.name = "amount*"},
                                             [SAMPLES] = {.name = "samples", .optional = 1}};
#ifndef OLDER
static const struct vitk_token tokens[] = {{.text = "traces", .status = VITK_TRACE, .origin = VITK_ANALYSED}};
static const struct vitk_where where[] = {{.column = NUTRIENT, .values = "VITK1|MK4|MK7", .kind = VITK_ONE_OF}};
#endif

struct reading {
  struct vitk_context *context;
  struct vitk_table *table;
  struct vitk_tree *tree;
  vitk_str table_file, tree_file;
  uint32_t table_member, tree_member;
};

static int find_members(struct vitk_context *context, struct reading *reading) {
  reading->table_member = reading->tree_member = UINT32_MAX;
  for (uint32_t i = 0; i < vitk->member_count(context); i++) {
    struct vitk_member member = {.size = sizeof member};
    int code = vitk->member(context, i, &member);
    if (code != VITK_OK)
      return code;
    if (is(member.name, "foods.csv")) {
      reading->table_member = i;
      reading->table_file = str("foods.csv");
    } else if (is(member.name, "more.json")) {
      reading->tree_member = i;
      reading->tree_file = str("more.json");
    }
  }
  return VITK_OK;
}

static int probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct reading found = {.context = context};
  vitk_str head = {NULL, 0};
  int code = find_members(context, &found);
  if (code == VITK_OK && found.table_member != UINT32_MAX)
    code = vitk->head(context, found.table_member, &head);
  if (code == VITK_OK && found.tree_member != UINT32_MAX && head.n > 5 && memcmp(head.p, "code;", 5) == 0) {
    verdict->score = 95;
    snprintf(verdict->evidence, sizeof verdict->evidence, "foods.csv begins with code, and more.json is there");
  }
  return code;
}

static int tell_options(struct vitk_context *context) {
  char text[100];
  snprintf(text, sizeof text, "label %.*s, count %lld", (int)vitk->option_text(context, "label").n,
           vitk->option_text(context, "label").p, (long long)vitk->option_integer(context, "count"));
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_NOTE, .code = "options", .message = str(text)};
  return vitk->diag(context, &diag);
}

static int state_source(struct vitk_context *context) {
  struct vitk_source source = {.size = sizeof source, .source_id = str("every-call-1"), .title = str("Every call")};
#ifndef OLDER
  source.release = str("1");
  source.language = str("en");
  source.tokens = tokens;
  source.n_tokens = 1;
  source.token_stride = sizeof tokens[0];
  source.decimal_mark = '.';
  source.number_flags = VITK_PARENTHESES_ESTIMATE;
#endif
  return vitk->source(context, &source);
}

static int open_inputs(struct vitk_context *context, void **handle) {
  struct reading *reading = vitk->alloc(context, sizeof *reading);
  if (reading == NULL)
    return VITK_NOMEM;
  *handle = reading;
  reading->context = context;
#ifdef NEWER
  if (vitk->size > offsetof(struct vitk_host, later_call)) /* how a plugin asks whether the host has a call */
    return VITK_FAILED;
#endif
  int code = find_members(context, reading);
  if (code == VITK_OK)
    code = tell_options(context);
  if (code == VITK_OK)
    code = state_source(context);
  if (code != VITK_OK)
    return code;
  struct vitk_table_spec table = {.size = sizeof table,
                                  .member = reading->table_member,
                                  .delimiter = ';',
                                  .quote = '"',
                                  .header_row = 1,
                                  .columns = columns,
                                  .n_columns = N_COLUMNS,
                                  .column_stride = sizeof columns[0]};
#ifndef OLDER
  table.where = where;
  table.n_where = 1;
  table.where_stride = sizeof where[0];
#endif
  code = vitk->table_open(context, &table, &reading->table);
  if (code != VITK_OK)
    return code;
  struct vitk_tree_spec tree = {.size = sizeof tree, .member = reading->tree_member, .record = "foods/*"};
  return vitk->tree_open(context, &tree, &reading->tree);
}

static vitk_str cell(const struct vitk_row *row, uint32_t column) {
  return ((const struct vitk_cell *)(const void *)((const char *)row->cells + (size_t)column * row->cell_stride))->text;
}

static int state(struct reading *reading, vitk_str food_id, vitk_str name, vitk_str component, vitk_str amount,
                 vitk_str samples, vitk_str file, vitk_str field, uint64_t line) {
  struct vitk_food food = {.size = sizeof food, .food_id = food_id, .name = name};
  int code = vitk->food(reading->context, &food);
  if (code == VITK_OK)
    code = vitk->food_code(reading->context, food_id, "langual", str("A0143"));
  if (code != VITK_OK)
    return code;
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = food_id,
                                     .component = component,
                                     .amount = amount,
                                     .unit = str("µg"),
                                     .basis = VITK_PER_100ML,
                                     .origin = VITK_ANALYSED,
                                     .n = samples,
                                     .method = str("HPLC"),
                                     .file = file,
                                     .field = field};
  if (is(amount, "-"))
    statement.status = VITK_MISSING;
#ifndef OLDER
  statement.line = line;
#else
  (void)line;
#endif
  return vitk->statement(reading->context, &statement);
}

static int read_row(struct reading *reading) {
  struct vitk_row row = {.size = sizeof row};
  int code = vitk->table_next(reading->table, &row);
  if (code != VITK_OK)
    return code;
  if (!is(cell(&row, NUTRIENT), "VITK1") && !is(cell(&row, NUTRIENT), "MK4") && !is(cell(&row, NUTRIENT), "MK7"))
    return VITK_OK; /* an older plugin knows no `where` */
  return state(reading, cell(&row, CODE), cell(&row, FOOD), cell(&row, NUTRIENT), cell(&row, AMOUNT),
               cell(&row, SAMPLES), row.file, vitk->table_field(reading->table, AMOUNT), row.line);
}

static const struct vitk_node *child(const struct vitk_node *node, const char *name) {
  for (node = node->child; node != NULL; node = node->next)
    if (is(node->name, name))
      return node;
  return NULL;
}

static int read_record(struct reading *reading) {
  const struct vitk_node *record;
  int code = vitk->tree_next(reading->tree, &record);
  if (code != VITK_OK)
    return code;
  const struct vitk_node *id = child(record, "id"), *name = child(record, "name"), *amount = child(record, "mk7");
  if (id == NULL || name == NULL || amount == NULL)
    return VITK_FAILED;
  return state(reading, id->text, name->text, str("MK7"), amount->text, (vitk_str){NULL, 0}, reading->tree_file,
               str("mk7"), amount->line);
}

#ifndef OLDER
/* What was appended since: a header cell, sheets (of a text there are none), JSON in a cell, and rows as they stand. */
static int call_what_came_later(struct reading *reading) {
  vitk_str header = {NULL, 0}, sheet;
  const struct vitk_node *node = NULL;
  if (vitk->table_header(reading->table, CODE, &header) != VITK_OK || !is(header, "code") ||
      vitk->table_header(reading->table, 99, &header) != VITK_END ||
      vitk->table_sheets(reading->context, reading->table_member, 0, &sheet) != VITK_END ||
      vitk->json_parse(reading->context, str("{\"a\": 1}"), &node) != VITK_OK || node == NULL ||
      node->kind != VITK_OBJECT || child(node, "a") == NULL)
    return VITK_FAILED;
  return VITK_OK;
}
#endif

static int read_step(void *handle) {
  struct reading *reading = handle;
  if (vitk->cancelled(reading->context))
    return VITK_CANCELLED;
  if (reading->table != NULL) {
    int code = read_row(reading);
    if (code != VITK_END)
      return code;
#ifndef OLDER
    code = call_what_came_later(reading);
    if (code != VITK_OK)
      return code;
#endif
    vitk->table_close(reading->table);
    reading->table = NULL;
    return VITK_OK;
  }
  return read_record(reading);
}

static void close_inputs(void *handle) {
  struct reading *reading = handle;
  vitk->table_close(reading->table);
  vitk->tree_close(reading->tree);
}

/* --- the exporter: a line a row, "table|column=text|…", null left out */

struct writing {
  struct vitk_context *context;
  struct vitk_output *output;
};

static int begin(struct vitk_context *context, void **handle) {
  struct writing *writing = vitk->alloc(context, sizeof *writing);
  uint32_t kind;
  vitk_str target;
  if (writing == NULL)
    return VITK_NOMEM;
  writing->context = context;
  *handle = writing;
  int code = vitk->target(context, &kind, &target);
  if (code != VITK_OK)
    return code;
  return kind == VITK_TO_FILE && target.n > 0 ? vitk->output_open(context, NULL, &writing->output) : VITK_FAILED;
}

static int write_str(struct writing *writing, vitk_str text) {
  return vitk->output_write(writing->output, text.p, text.n);
}

static int write_cell(struct writing *writing, const char *name, vitk_str text) {
  int code = write_str(writing, str("|"));
  if (code == VITK_OK)
    code = write_str(writing, str(name));
  if (code == VITK_OK)
    code = write_str(writing, str("="));
  return code == VITK_OK ? write_str(writing, text) : code;
}

static int write_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct writing *writing = handle;
  struct vitk_schema schema = {.size = sizeof schema};
  int code = vitk->schema(table, &schema);
  if (code == VITK_OK)
    code = write_str(writing, str(schema.name));
  for (uint32_t i = 0; code == VITK_OK && i < schema.n_fields; i++) {
    const char *field = (const char *)schema.fields + (size_t)i * schema.field_stride;
    const char *datum = (const char *)row + (size_t)i * stride;
    if (!((const struct vitk_datum *)(const void *)datum)->is_null)
      code = write_cell(writing, ((const struct vitk_field *)(const void *)field)->name,
                        ((const struct vitk_datum *)(const void *)datum)->text);
  }
  return code == VITK_OK ? write_str(writing, str("\n")) : code;
}

static int finish(void *handle) {
  struct writing *writing = handle;
  struct vitk_output_info info = {.size = sizeof info};
  int code = vitk->output_close(writing->output, &info);
  if (code != VITK_OK)
    return code;
  char text[100];
#ifdef OLDER
  snprintf(text, sizeof text, "%llu bytes", (unsigned long long)info.bytes);
#else
  snprintf(text, sizeof text, "%llu bytes, sha256 %s", (unsigned long long)info.bytes, info.sha256);
#endif
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_NOTE, .code = "written", .message = str(text)};
  return vitk->diag(writing->context, &diag);
}

static void abort_writing(void *handle) {
  (void)handle;
}

/* --- the descriptor */

static const struct vitk_format formats[] = {
    {.id = "foods", .label = "foods and more", .extensions = "csv|json", .media_types = ""},
    {.id = "lines", .label = "a line a row", .extensions = NAME, .media_types = ""}};
static const struct vitk_option options[] = {
    {.name = "label", .help = "a text", .standard = "plain", .type = VITK_OPTION_TEXT},
    {.name = "count", .help = "a number", .standard = "3", .type = VITK_OPTION_INTEGER, .min = 1, .max = 9}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Every call",
                                              .country = "",
                                              .components = "VITK1 MK4 MK7",
                                              .data_licence = "",
                                              .probe = probe,
                                              .open = open_inputs,
                                              .read = read_step,
                                              .close = close_inputs};
static const struct vitk_exporter exporter = {
    .size = sizeof exporter, .begin = begin, .row = write_row, .finish = finish, .abort = abort_writing};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = NAME,
                                          .version = "1.0",
                                          .summary = "uses nearly all of plugin.h",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .n_formats = 2,
                                          .format_stride = sizeof formats[0],
                                          .options = options,
                                          .n_options = 2,
                                          .option_stride = sizeof options[0],
                                          .importer = &importer,
                                          .exporter = &exporter};
