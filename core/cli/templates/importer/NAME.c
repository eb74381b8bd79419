/* @NAME@.c - an importer for vitk: reads the tables of @NAME@.
 *
 * It says what the file says: which food, which component, the amount's own text, and where it stood. It converts
 * nothing and opens no file; the host, which is vitk, does both. All that is called on the host is declared in
 * <vitk/plugin.h>, and that header is all that is needed to build it.
 */
#include <vitk/plugin.h>

#include <string.h>

static int probe(struct vitk_context *context, struct vitk_verdict *verdict);
static int open_source(struct vitk_context *context, void **handle);
static int read_row(void *handle);
static void close_source(void *handle);

/* Shown by `vitk plugin list` and `vitk plugin show`. */
static const struct vitk_format formats[] = {{"csv", "table of @NAME@", "csv", "text/csv"}};

static const struct vitk_importer importer = {
    .size = sizeof(struct vitk_importer),
    .database = "@NAME@",
    .country = "", /* ISO 3166: "CH" */
    .components = "VITK1 MK7",
    .data_licence = "not known: ask",
    .probe = probe,
    .open = open_source,
    .read = read_row,
    .close = close_source,
};

static const struct vitk_plugin plugin = {
    .size = sizeof(struct vitk_plugin),
    .abi_major = VITK_ABI_MAJOR,
    .abi_minor = VITK_ABI_MINOR,
    .name = "@NAME@",
    .version = "0.1",
    .summary = "vitamin K of the tables of @NAME@",
    .licence = "BSD-3-Clause", /* of this code, not of the data */
    .homepage = "",
    .formats = formats,
    .options = NULL,
    .n_formats = 1,
    .format_stride = sizeof formats[0],
    .n_options = 0,
    .option_stride = 0,
    .importer = &importer,
    .exporter = NULL,
    .threads = VITK_PARALLEL, /* there is no state but the handle */
    .reserved = 0,
};

/* The one symbol that can be seen from outside. `vitk` is the host from here on. */
VITK_PLUGIN(plugin)

/* The columns that are read, named as the header names them: white space, case and the spellings of µ do not matter. A
 * file without one of them is refused with a message that shows its header. */
enum { CODE, FOOD, K1, MK7, N_COLUMNS };
static const struct vitk_column columns[N_COLUMNS] = {
    {"code", 0, 0}, {"food", 0, 0}, {"vitamin K1 (µg/100 g)", 0, 0}, {"MK-7 (µg/100 g)", 0, 0}};

/* The columns of amounts, and what each of them states. */
static const struct {
  uint32_t column;
  const char *component, *unit;
} amounts[] = {{K1, "VITK1", "µg/100 g"}, {MK7, "MK7", "µg/100 g"}};

/* What stands in a column of amounts and is no number. `<0,5` needs no entry; a text that has none is rejected with its
 * line, and never becomes a zero. */
static const struct vitk_token tokens[] = {{"-", VITK_MISSING, VITK_ORIGIN_UNKNOWN},
                                           {"traces", VITK_TRACE, VITK_ORIGIN_UNKNOWN}};

/* One run over one input. Two runs share nothing, so that they can go side by side. */
struct run {
  struct vitk_context *context;
  struct vitk_table *table;
};

static vitk_str str(const char *text) {
  vitk_str s = {text, strlen(text)};
  return s;
}

/* An input is a bundle of members: a file is a bundle of one, a folder or zip of many. This finds ours by the start of
 * its header, past a byte order mark; VITK_END: it is not there. */
static int find_member(struct vitk_context *context, uint32_t *found) {
  static const char header[] = "code;food;vitamin K1";
  uint32_t n = vitk->member_count(context);
  for (uint32_t i = 0; i < n; i++) {
    vitk_str head;
    int code = vitk->head(context, i, &head);
    if (code != VITK_OK)
      return code;
    if (head.n >= 3 && memcmp(head.p, "\xEF\xBB\xBF", 3) == 0) {
      head.p += 3;
      head.n -= 3;
    }
    if (head.n >= sizeof header - 1 && memcmp(head.p, header, sizeof header - 1) == 0) {
      *found = i;
      return VITK_OK;
    }
  }
  return VITK_END;
}

/* "Is this yours?" Looks only, and keeps nothing: every importer is asked about every input. A header that no other
 * source has is worth 80 or more; no answer is a score of 0. */
static int probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  uint32_t member;
  int code = find_member(context, &member);
  if (code == VITK_OK) {
    verdict->score = 80;
    strcpy(verdict->evidence, "the header is that of @NAME@");
  }
  return code == VITK_END ? VITK_OK : code;
}

/* Says what the source is, then opens its table. */
static int open_source(struct vitk_context *context, void **handle) {
  struct run *run = (struct run *)vitk->alloc(context, sizeof *run); /* the host frees it after close */
  if (run == NULL)
    return VITK_NOMEM;
  run->context = context;
  *handle = run;

  uint32_t member;
  int code = find_member(context, &member);
  if (code == VITK_END) { /* --from @NAME@ on something else */
    struct vitk_diag diag;
    memset(&diag, 0, sizeof diag);
    diag.size = sizeof diag;
    diag.severity = VITK_ERROR;
    diag.code = "no-table";
    diag.message = str("no file of this input has the header of @NAME@");
    diag.hint = str("`vitk probe` tells what would read it");
    code = vitk->diag(context, &diag);
    return code < 0 ? code : VITK_FAILED;
  }
  if (code != VITK_OK)
    return code;

  struct vitk_source source;
  memset(&source, 0, sizeof source); /* what a source does not say stays empty */
  source.size = sizeof source;
  source.source_id = str("@NAME@-1"); /* database and release */
  source.title = str("Tables of @NAME@");
  source.release = str("1");
  source.language = str("en");
  source.total_definition = str("no total: K1 and MK-7 are stated apart");
  source.tokens = tokens;
  source.n_tokens = sizeof tokens / sizeof tokens[0];
  source.token_stride = sizeof tokens[0];
  source.decimal_mark = ',';
  code = vitk->source(context, &source);
  if (code != VITK_OK)
    return code;

  struct vitk_table_spec spec;
  memset(&spec, 0, sizeof spec);
  spec.size = sizeof spec;
  spec.member = member;
  spec.charset = "utf-8";
  spec.delimiter = ';';
  spec.quote = '"';
  spec.header_row = 1;
  spec.flags = VITK_FOOD_ROWS; /* a row is a food */
  spec.columns = columns;
  spec.n_columns = N_COLUMNS;
  spec.column_stride = sizeof columns[0];
  return vitk->table_open(context, &spec, &run->table);
}

/* The cells come in the order of `columns`, trimmed; a host may know more of a cell than this header does, so they are
 * reached by their stride. */
static vitk_str cell(const struct vitk_row *row, uint32_t column) {
  const char *at = (const char *)row->cells + (size_t)column * row->cell_stride;
  return ((const struct vitk_cell *)(const void *)at)->text;
}

/* One step, which is one row: called until it returns VITK_END, or a code below 0. */
static int read_row(void *handle) {
  struct run *run = (struct run *)handle;
  struct vitk_row row;
  row.size = sizeof row;
  int code = vitk->table_next(run->table, &row);
  if (code != VITK_OK)
    return code;

  struct vitk_food food;
  memset(&food, 0, sizeof food);
  food.size = sizeof food;
  food.food_id = cell(&row, CODE); /* text: 0001 keeps its zeros */
  food.name = cell(&row, FOOD);
  code = vitk->food(run->context, &food);

  for (size_t i = 0; i < sizeof amounts / sizeof amounts[0] && code == VITK_OK; i++) {
    struct vitk_statement statement;
    memset(&statement, 0, sizeof statement);
    statement.size = sizeof statement;
    statement.food_id = food.food_id;
    statement.component = str(amounts[i].component);
    statement.amount = cell(&row, amounts[i].column); /* as it stands; a blank states nothing */
    statement.unit = str(amounts[i].unit);
    statement.file = row.file; /* the place, so that every value leads back to its cell */
    statement.line = row.line;
    statement.field = vitk->table_field(run->table, amounts[i].column);
    code = vitk->statement(run->context, &statement);
  }
  return code;
}

static void close_source(void *handle) {
  struct run *run = (struct run *)handle;
  vitk->table_close(run->table);
}
