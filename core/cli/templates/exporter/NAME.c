/* @NAME@.c - an exporter for vitk: writes a dataset in the format @NAME@.
 *
 * The format, a line a value, with TAB between:
 *
 *     food's code  food's name  component  amount in µg  what it is per  status
 *
 * The amount is empty where the status is not "value" or "assumed_zero": a trace is not a zero. The host, which is
 * vitk, reads the dataset, hands over its rows, and publishes what was written once all of it is there.
 */
#include <vitk/plugin.h>

#include <stdlib.h>
#include <string.h>

static int begin(struct vitk_context *context, void **handle);
static int take_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride);
static int finish(void *handle);
static void abandon(void *handle);

/* The ending by which `vitk export ... -o FILE.@NAME@` finds this exporter. */
static const struct vitk_format formats[] = {{"@NAME@", "list of @NAME@", "@NAME@", "text/plain"}};

static const struct vitk_exporter exporter = {
    .size = sizeof(struct vitk_exporter),
    .begin = begin,
    .row = take_row,
    .finish = finish,
    .abort = abandon,
};

static const struct vitk_plugin plugin = {
    .size = sizeof(struct vitk_plugin),
    .abi_major = VITK_ABI_MAJOR,
    .abi_minor = VITK_ABI_MINOR,
    .name = "@NAME@",
    .version = "0.1",
    .summary = "a line a value, with TAB between",
    .licence = "BSD-3-Clause",
    .homepage = "",
    .formats = formats,
    .options = NULL,
    .n_formats = 1,
    .format_stride = sizeof formats[0],
    .n_options = 0,
    .option_stride = 0,
    .importer = NULL,
    .exporter = &exporter,
    .threads = VITK_PARALLEL, /* there is no state but the handle */
    .reserved = 0,
};

/* The one symbol that can be seen from outside. `vitk` is the host from here on. */
VITK_PLUGIN(plugin)

/* The columns that are written, by their names in docs/dataset.md. Where they stand is asked of the host: a later vitk
 * may add columns, and this keeps working. */
enum { FOOD_ID, FOOD_NAME, N_FOOD };
static const char *const food_columns[N_FOOD] = {"food_id", "name"};
enum { COMPONENT, AMOUNT, BASIS, STATUS, N_VALUE };
static const char *const value_columns[N_VALUE] = {"component_id", "amount_ug", "basis", "status"};

/* One export. A food's values come right after it, so that its text is all that is kept. */
struct run {
  struct vitk_output *output;
  uint32_t food_at[N_FOOD], value_at[N_VALUE];
  char *food; /* "code TAB name TAB", grows */
  size_t n, capacity;
};

/* Where the columns stand in the table. */
static int find_columns(uint32_t table, const char *const *names, uint32_t n, uint32_t *at) {
  struct vitk_schema schema;
  schema.size = sizeof schema;
  int code = vitk->schema(table, &schema);
  for (uint32_t i = 0; i < n && code == VITK_OK; i++) {
    uint32_t k = 0;
    for (; k < schema.n_fields; k++) {
      const char *field = (const char *)schema.fields + (size_t)k * schema.field_stride;
      if (strcmp(((const struct vitk_field *)(const void *)field)->name, names[i]) == 0)
        break;
    }
    at[i] = k;
    if (k == schema.n_fields) /* no vitk of this ABI lacks one */
      code = VITK_FATAL;
  }
  return code;
}

static int begin(struct vitk_context *context, void **handle) {
  struct run *run = (struct run *)vitk->alloc(context, sizeof *run); /* the host frees it at the end */
  if (run == NULL)
    return VITK_NOMEM;
  *handle = run;
  int code = find_columns(VITK_FOOD, food_columns, N_FOOD, run->food_at);
  if (code == VITK_OK)
    code = find_columns(VITK_VALUES, value_columns, N_VALUE, run->value_at);
  /* NULL is the target itself. It is written beside its place: a failure leaves what was there. */
  return code == VITK_OK ? vitk->output_open(context, NULL, &run->output) : code;
}

/* A datum has its text, also of a number, exactly: there is nothing to format. */
static vitk_str text_of(const struct vitk_datum *row, uint32_t stride, uint32_t column) {
  static const vitk_str none = {"", 0};
  const struct vitk_datum *datum =
      (const struct vitk_datum *)(const void *)((const char *)row + (size_t)column * stride);
  return datum->is_null ? none : datum->text;
}

/* Adds the text and TAB. What would break the line becomes a space. */
static int keep(struct run *run, vitk_str text) {
  if (run->capacity - run->n < text.n + 1) {
    size_t capacity = (run->n + text.n + 1) * 2;
    char *food = (char *)realloc(run->food, capacity);
    if (food == NULL)
      return VITK_NOMEM;
    run->food = food;
    run->capacity = capacity;
  }
  for (size_t i = 0; i < text.n; i++) {
    if ((unsigned char)text.p[i] < ' ')
      run->food[run->n++] = ' ';
    else
      run->food[run->n++] = text.p[i];
  }
  run->food[run->n++] = '\t';
  return VITK_OK;
}

static int write_value(struct run *run, const struct vitk_datum *row, uint32_t stride) {
  int code = vitk->output_write(run->output, run->food, run->n);
  for (uint32_t i = 0; i < N_VALUE && code == VITK_OK; i++) {
    vitk_str text = text_of(row, stride, run->value_at[i]);
    code = vitk->output_write(run->output, text.p, text.n);
    if (code == VITK_OK)
      code = vitk->output_write(run->output, i + 1 < N_VALUE ? "\t" : "\n", 1);
  }
  return code;
}

/* Called for each row of the six tables; the format has no place for most of them. */
static int take_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct run *run = (struct run *)handle;
  int code = VITK_OK;
  if (table == VITK_FOOD) {
    run->n = 0;
    for (uint32_t i = 0; i < N_FOOD && code == VITK_OK; i++)
      code = keep(run, text_of(row, stride, run->food_at[i])); /* a copy: a row is gone with the next one */
  } else if (table == VITK_VALUES) {
    code = write_value(run, row, stride);
  }
  return code;
}

/* All rows were handed over. */
static int finish(void *handle) {
  struct run *run = (struct run *)handle;
  free(run->food);
  return vitk->output_close(run->output, NULL);
}

/* Something failed, here or elsewhere: what was written is thrown away by the host. */
static void abandon(void *handle) {
  free(((struct run *)handle)->food);
}
