/* vitk.c - importer of vitk's own datasets: their rows go over as they stand, so that merging datasets is importing
 * them. The tables and columns are those of the host's schema. */
#include "common/tell.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { ROWS_A_STEP = 1000, COLUMNS_MAX = 64 };

#define NO_MEMBER UINT32_MAX

/* Sources first: each row of another table names one. The components are the host's own. */
static const uint32_t tables[] = {VITK_SOURCE, VITK_FILE, VITK_FOOD, VITK_VALUES, VITK_PROBLEM};
enum { N_TABLES = sizeof tables / sizeof tables[0] };

struct merge {
  struct vitk_context *context;
  struct vitk_table *table;
  vitk_str name; /* of the member */
  uint32_t member, step, n_columns;
};

/* Does the member have a sheet for each table? */
static bool is_dataset(struct vitk_context *context, uint32_t member) {
  uint32_t found = 0;
  vitk_str name;
  for (uint32_t i = 0; vitk->table_sheets(context, member, i, &name) == VITK_OK; i++)
    for (uint32_t t = 0; t < N_TABLES; t++) {
      struct vitk_schema schema = {.size = sizeof schema};
      if (vitk->schema(tables[t], &schema) == VITK_OK && slice_equal(name, schema.name))
        found |= 1U << t;
    }
  return found + 1 == 1U << N_TABLES;
}

/* The first dataset of the bundle and how many there are. A member whose first bytes are not SQLite's is none. */
static int find(struct vitk_context *context, uint32_t *member, uint32_t *n) {
  *member = NO_MEMBER;
  *n = 0;
  for (uint32_t i = 0; i < vitk->member_count(context); i++) {
    vitk_str head;
    int code = vitk->head(context, i, &head);
    if (code < VITK_OK && code != VITK_FAILED)
      return code;
    if (code == VITK_FAILED || head.n == 0 || head.p[0] != '\f' || !is_dataset(context, i))
      continue;
    if ((*n)++ == 0)
      *member = i;
  }
  return VITK_OK;
}

static int merge_open(struct vitk_context *context, void **handle) {
  struct merge *merge = vitk->alloc(context, sizeof *merge);
  uint32_t n;
  if (merge == NULL)
    return VITK_NOMEM;
  merge->context = context;
  *handle = merge;
  int code = find(context, &merge->member, &n);
  if (code != VITK_OK)
    return code;
  if (n == 1)
    return slice_member(vitk, context, merge->member, &merge->name);
  (void)tell(vitk, context, VITK_ERROR, n == 0 ? "not-a-dataset" : "several-datasets", (struct tell_place){.line = 0},
             n == 0 ? "Name a dataset that `vitk import` wrote" : "Name each of them: vitk import A.sqlite B.sqlite",
             n == 0 ? "no SQLite file with the tables of a dataset is there" : "there are %u datasets", n);
  return VITK_FAILED;
}

/* A column that this version does not know would be lost in silence. */
static int refuse_newer(struct merge *merge, const struct vitk_schema *schema) {
  vitk_str cell;
  for (uint32_t i = 0; vitk->table_header(merge->table, i, &cell) == VITK_OK; i++) {
    bool known = false;
    for (uint32_t f = 0; f < schema->n_fields; f++) {
      const char *field = (const char *)schema->fields + (size_t)f * schema->field_stride;
      known = known || slice_equal(cell, ((const struct vitk_field *)(const void *)field)->name);
    }
    if (known)
      continue;
    (void)tell(vitk, merge->context, VITK_ERROR, "dataset-too-new", (struct tell_place){.file = merge->name},
               "Install the vitk that wrote it, or a newer one",
               "table %s has a column %.*s, which this vitk does not know", schema->name, TELL_SLICE(cell));
    return VITK_FAILED;
  }
  return VITK_OK;
}

static int open_table(struct merge *merge) {
  struct vitk_schema schema = {.size = sizeof schema};
  struct vitk_column columns[COLUMNS_MAX] = {{0}};
  int code = vitk->schema(tables[merge->step], &schema);
  if (code != VITK_OK)
    return code;
  merge->n_columns = schema.n_fields < COLUMNS_MAX ? schema.n_fields : COLUMNS_MAX;
  for (uint32_t i = 0; i < merge->n_columns; i++) {
    const char *field = (const char *)schema.fields + (size_t)i * schema.field_stride;
    columns[i].name = ((const struct vitk_field *)(const void *)field)->name;
  }
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = merge->member,
                                 .sheet = schema.name,
                                 .header_row = 1,
                                 .columns = columns,
                                 .n_columns = merge->n_columns,
                                 .column_stride = sizeof columns[0]};
  code = vitk->table_open(merge->context, &spec, &merge->table);
  return code == VITK_OK ? refuse_newer(merge, &schema) : code;
}

static int hand_over(struct merge *merge, const struct vitk_row *row) {
  struct vitk_datum data[COLUMNS_MAX];
  for (uint32_t i = 0; i < merge->n_columns; i++) {
    const char *at = (const char *)row->cells + (size_t)i * row->cell_stride;
    data[i] = (struct vitk_datum){.text = ((const struct vitk_cell *)(const void *)at)->text};
  }
  return vitk->row(merge->context, tables[merge->step], data, merge->n_columns, sizeof data[0]);
}

static int merge_read(void *handle) {
  struct merge *merge = handle;
  int code = VITK_OK;
  if (merge->step == N_TABLES)
    return VITK_END;
  if (merge->table == NULL)
    return open_table(merge);
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = vitk->table_next(merge->table, &row);
    if (code == VITK_OK)
      code = hand_over(merge, &row);
  }
  if (code != VITK_END)
    return code;
  vitk->table_close(merge->table);
  merge->table = NULL;
  merge->step++;
  return VITK_OK;
}

static void merge_close(void *handle) {
  struct merge *merge = handle;
  if (merge != NULL)
    vitk->table_close(merge->table);
}

static int merge_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  uint32_t member, n;
  int code = find(context, &member, &n);
  if (code < VITK_OK || n == 0)
    return code;
  verdict->score = 100;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                 n == 1 ? "a SQLite file with the tables source, file, food, value and problem"
                        : "%u SQLite files with the tables of a dataset",
                 n);
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"vitk-dataset", "dataset of vitk", "sqlite|sqlite3|db", "application/vnd.sqlite3"}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "",
                                              .country = "",
                                              .components = "",
                                              .data_licence = "",
                                              .probe = merge_probe,
                                              .open = merge_open,
                                              .read = merge_read,
                                              .close = merge_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "vitk",
                                          .version = "1.0",
                                          .summary = "vitk's own datasets: merging them is importing them",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .n_formats = 1,
                                          .format_stride = sizeof formats[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
