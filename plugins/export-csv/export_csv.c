/* export_csv.c - writes a dataset as CSV: one tidy table, one wide table, or a folder that is a Data Package. */
#include "export_csv.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* The columns of a tidy row: these of the source and the food, the value's own, the licence. */
static const char *const source_part[CSV_SOURCE_PART] = {"source_id", "title", "release"};
static const char *const source_heads[CSV_SOURCE_PART] = {"source_id", "source_title", "release"};
static const char *const food_part[CSV_FOOD_PART] = {"food_id", "name", "name_en", "scientific_name", "food_group"};
static const char *const food_heads[CSV_FOOD_PART] = {"food_id", "food_name", "name_en", "scientific_name",
                                                      "food_group"};

static vitk_str slice(const char *text) {
  return (vitk_str){text, strlen(text)};
}

void vitk_csv_cell(const struct csv_export *e, struct text_out *line, vitk_str text) {
  text_csv_cell(line, e->delimiter, text);
  text_bytes(line, &e->delimiter, 1);
}

void vitk_csv_datum(const struct csv_export *e, struct text_out *line, const struct vitk_datum *datum) {
  vitk_csv_cell(e, line, datum->is_null ? (vitk_str){"", 0} : datum->text);
}

/* The cells of a row from `first` on. A number has nothing in it that asks for quotes, unless the delimiter is one of
 * its own signs. */
void vitk_csv_cells(const struct csv_export *e, struct text_out *line, const struct vitk_schema *schema, uint32_t first,
                    const struct vitk_datum *row, uint32_t stride) {
  for (uint32_t i = first; i < schema->n_fields; i++) {
    const struct vitk_datum *datum = text_datum(row, stride, i);
    size_t n = datum->is_null ? 0 : datum->text.n;
    bool plain = n == 0 || (e->plain_numbers && text_field(schema, i)->type != VITK_TEXT) ||
                 !text_csv_quotes(e->delimiter, datum->text);
    if (!plain) {
      vitk_csv_cell(e, line, datum->text);
    } else if (text_reserve(line, n + 1)) {
      if (n > 0)
        memcpy(line->p + line->n, datum->text.p, n);
      line->n += n;
      line->p[line->n++] = e->delimiter;
    }
  }
}

void vitk_csv_line_end(struct text_out *line) {
  if (line->n > 0 && !line->no_memory)
    line->p[line->n - 1] = '\n';
}

void vitk_csv_start(const struct csv_export *e, struct text_out *line) {
  if (e->bom)
    text_add(line, "\xEF\xBB\xBF");
}

int vitk_csv_block(const struct csv_export *e, struct vitk_output *output, struct text_out *lines) {
  return lines->n < TEXT_BLOCK && !lines->no_memory ? VITK_OK : vitk_csv_write(e, output, lines);
}

int vitk_csv_write(const struct csv_export *e, struct vitk_output *output, struct text_out *line) {
  if (line->no_memory)
    return VITK_NOMEM;
  int code = e->host->output_write(output, line->p, line->n);
  line->n = 0;
  return code;
}

/* --- tidy */

static int write_header(struct csv_export *e) {
  struct text_out *line = &e->line;
  vitk_csv_start(e, line);
  for (uint32_t i = 0; i < CSV_SOURCE_PART; i++)
    vitk_csv_cell(e, line, slice(source_heads[i]));
  for (uint32_t i = 0; i < CSV_FOOD_PART; i++)
    vitk_csv_cell(e, line, slice(food_heads[i]));
  if (e->wide != NULL) {
    int code = vitk_csv_wide_header(e, line);
    if (code != VITK_OK)
      return code;
  } else {
    for (uint32_t i = e->first_of_value; i < e->schemas[VITK_VALUES].n_fields; i++)
      vitk_csv_cell(e, line, slice(text_field(&e->schemas[VITK_VALUES], i)->name));
  }
  vitk_csv_cell(e, line, slice("licence"));
  vitk_csv_line_end(line);
  return vitk_csv_write(e, e->output, line);
}

/* A value, or a food that has none (row NULL): its row says so by an empty status. */
static int write_value(struct csv_export *e, const struct vitk_datum *row, uint32_t stride) {
  struct text_out *line = &e->line;
  text_bytes(line, e->source.p, e->source.n);
  text_bytes(line, e->food.p, e->food.n);
  if (row != NULL)
    vitk_csv_cells(e, line, &e->schemas[VITK_VALUES], e->first_of_value, row, stride);
  for (uint32_t i = e->first_of_value; row == NULL && i < e->schemas[VITK_VALUES].n_fields; i++)
    vitk_csv_cell(e, line, slice(""));
  text_bytes(line, e->licence.p, e->licence.n);
  vitk_csv_line_end(line);
  return vitk_csv_block(e, e->output, line);
}

static void take_part(struct csv_export *e, struct text_out *part, const uint32_t *columns, uint32_t n,
                      const struct vitk_datum *row, uint32_t stride) {
  part->n = 0;
  for (uint32_t i = 0; i < n; i++)
    vitk_csv_datum(e, part, text_datum(row, stride, columns[i]));
}

static int food_end(struct csv_export *e) {
  if (e->wide != NULL)
    return vitk_csv_wide_food_end(e);
  return e->food_waits ? write_value(e, NULL, 0) : VITK_OK;
}

/* The header waits for the components, which come first and which a wide table is made of. */
static int header_once(struct csv_export *e) {
  if (e->header_written)
    return VITK_OK;
  e->header_written = true;
  return write_header(e);
}

static int one_file_row(struct csv_export *e, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  int code = VITK_OK;
  if (table == VITK_COMPONENT) /* its first column is its id */
    return e->wide ? vitk_csv_wide_component(e, text_datum(row, stride, 0)->text) : VITK_OK;
  if (table != VITK_VALUES) {
    code = header_once(e);
    if (code >= 0)
      code = food_end(e);
    e->food_waits = false;
  }
  if (code < 0)
    return code;
  switch (table) {
  case VITK_SOURCE:
    code = vitk_csv_write(e, e->output, &e->line); /* the source before this one goes out whole */
    take_part(e, &e->source, e->source_columns, CSV_SOURCE_PART, row, stride);
    take_part(e, &e->licence, &e->licence_column, 1, row, stride);
    break;
  case VITK_FOOD:
    take_part(e, &e->food, e->food_columns, CSV_FOOD_PART, row, stride);
    e->food_waits = true;
    break;
  case VITK_VALUES:
    e->food_waits = false;
    return e->wide ? vitk_csv_wide_value(e, row, stride) : write_value(e, row, stride);
  default: /* files and problems are not foods: the folder has them */
    break;
  }
  return e->source.no_memory || e->licence.no_memory || e->food.no_memory ? VITK_NOMEM : code;
}

static int one_file_new(struct csv_export *e) {
  const struct vitk_schema *source = &e->schemas[VITK_SOURCE];
  int code = text_columns(vitk, e->context, source, source_part, CSV_SOURCE_PART, e->source_columns);
  if (code == VITK_OK)
    code = text_columns(vitk, e->context, source, (const char *[]){"licence"}, 1, &e->licence_column);
  if (code == VITK_OK)
    code = text_columns(vitk, e->context, &e->schemas[VITK_FOOD], food_part, CSV_FOOD_PART, e->food_columns);
  if (code == VITK_OK)
    code = text_columns(vitk, e->context, &e->schemas[VITK_VALUES], (const char *[]){"component_id"}, 1,
                        &e->first_of_value);
  if (code == VITK_OK && e->wide_asked)
    code = vitk_csv_wide_new(e);
  return code == VITK_OK ? vitk->output_open(e->context, NULL, &e->output) : code;
}

/* --- the exporter */

static void csv_abort(void *handle) {
  struct csv_export *e = handle;
  vitk_csv_folder_free(e);
  vitk_csv_wide_free(e);
  text_free(&e->source);
  text_free(&e->licence);
  text_free(&e->food);
  text_free(&e->line);
}

static bool ends_in(vitk_str text, const char *ending) {
  size_t n = strlen(ending);
  return text.n >= n && memcmp(text.p + text.n - n, ending, n) == 0;
}

static int csv_begin(struct vitk_context *context, void **handle) {
  struct csv_export *e = vitk->alloc(context, sizeof *e);
  if (e == NULL)
    return VITK_NOMEM;
  e->host = vitk;
  e->context = context;
  int code = VITK_OK;
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++) {
    e->schemas[table].size = sizeof e->schemas[table];
    code = vitk->schema(table, &e->schemas[table]);
  }
  uint32_t kind = 0;
  vitk_str target = {NULL, 0};
  if (code == VITK_OK)
    code = vitk->target(context, &kind, &target);
  if (code != VITK_OK)
    return code;
  char delimiter = (char)vitk->option_integer(context, "delimiter");
  e->delimiter = ends_in(target, ".tsv") ? '\t' : ',';
  if (delimiter != '\0')
    e->delimiter = delimiter;
  e->plain_numbers = strchr("0123456789.+-eE", e->delimiter) == NULL;
  e->bom = vitk->option_integer(context, "bom") != 0;
  e->wide_asked = vitk->option_integer(context, "wide") != 0;
  code = kind == VITK_TO_FOLDER ? vitk_csv_folder_new(e) : one_file_new(e);
  if (code != VITK_OK)
    csv_abort(e); /* the host does not abort what did not begin */
  else
    *handle = e;
  return code;
}

static int csv_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct csv_export *e = handle;
  if (table >= VITK_N_TABLES)
    return VITK_OK; /* a table that a newer host knows */
  return e->folder ? vitk_csv_folder_row(e, table, row, stride) : one_file_row(e, table, row, stride);
}

static int csv_finish(void *handle) {
  struct csv_export *e = handle;
  int code = VITK_OK;
  if (e->folder != NULL) {
    code = vitk_csv_folder_finish(e);
  } else {
    code = header_once(e);
    if (code >= 0)
      code = food_end(e);
    if (code >= 0 && e->line.n > 0)
      code = vitk_csv_write(e, e->output, &e->line);
    if (code >= 0)
      code = vitk->output_close(e->output, NULL);
  }
  csv_abort(e);
  return code;
}

static const struct vitk_format formats[] = {
    {"csv", "CSV, one table", "csv|tsv", "text/csv|text/tab-separated-values"},
    {"datapackage", "a folder of CSV tables, a Data Package", "/", "application/vnd.datapackage+json"}};

static const struct vitk_option options[] = {
    {.name = "wide",
     .help = "a row a food with columns for each component, in place of a row a value; one file only",
     .standard = "no",
     .type = VITK_OPTION_BOOLEAN},
    {.name = "delimiter",
     .help = "between cells; unless said a comma, and a TAB in a file that ends in .tsv",
     .type = VITK_OPTION_CHAR},
    {.name = "bom",
     .help = "begin with a byte order mark, by which some spreadsheets know UTF-8",
     .standard = "no",
     .type = VITK_OPTION_BOOLEAN}};

static const struct vitk_exporter exporter = {
    .size = sizeof exporter, .begin = csv_begin, .row = csv_row, .finish = csv_finish, .abort = csv_abort};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "csv",
                                          .version = "1.0",
                                          .summary = "CSV: one table, or a folder that is a Data Package",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = 2,
                                          .format_stride = sizeof formats[0],
                                          .n_options = 3,
                                          .option_stride = sizeof options[0],
                                          .exporter = &exporter,
                                          .threads = VITK_PARALLEL};
