/* export_csv.c - writes a dataset as CSV: one tidy table, one wide table, or a folder that is a Data Package. */
#include "export_csv.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

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

int vitk_csv_refuse(const struct csv_export *e, vitk_str message, vitk_str hint) {
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_ERROR, .code = "option"};
  diag.message = message;
  diag.hint = hint;
  int code = e->host->diag(e->context, &diag);
  return code < 0 ? code : VITK_FAILED;
}

/* --- the exporter */

static void csv_abort(void *handle) {
  struct csv_export *e = handle;
  vitk_csv_folder_free(e);
  vitk_csv_wide_free(e);
  vitk_csv_table_free(e);
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
  e->bom = vitk->option_integer(context, "bom") != 0;
  e->wide_asked = vitk->option_integer(context, "wide") != 0;
  code = kind == VITK_TO_FOLDER ? vitk_csv_folder_new(e) : vitk_csv_table_new(e);
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
  return e->folder ? vitk_csv_folder_row(e, table, row, stride) : vitk_csv_table_row(e, table, row, stride);
}

static int csv_finish(void *handle) {
  struct csv_export *e = handle;
  int code = e->folder ? vitk_csv_folder_finish(e) : vitk_csv_table_finish(e);
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
    {.name = "columns",
     .help = "of a row a value, comma between and in this order: food_id,component_id,original; unless said all; one "
             "file only",
     .type = VITK_OPTION_TEXT},
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
                                          .n_options = 4,
                                          .option_stride = sizeof options[0],
                                          .exporter = &exporter,
                                          .threads = VITK_PARALLEL};
