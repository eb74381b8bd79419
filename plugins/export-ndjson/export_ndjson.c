/* export_ndjson.c - writes a dataset as a stream: one JSON object a line, a line a value.
 *
 * Source and food are written again on each of their lines, so that a line says all by itself and any tool that splits
 * at line ends can take its share. The first line of a source bears all of its columns: so the stream can be read back.
 */
#include <common/text_out.h>

/* What of its source a line bears, but for the first. */
static const char *const of_source[] = {"source_id", "title", "release", "licence"};
enum { N_OF_SOURCE = sizeof of_source / sizeof of_source[0] };

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* A table, and what stands before each of its cells: `"name":`. */
struct table {
  struct vitk_schema schema;
  struct text_out names;
  struct name {
    size_t at, n; /* in `names` */
  } * columns;
};

struct ndjson_export {
  struct vitk_context *context;
  struct vitk_output *output;
  struct table sources, foods, values;
  uint32_t source_columns[N_OF_SOURCE], first_of_food, first_of_value; /* the columns before them are written already */
  struct text_out whole, source, food, lines; /* whole, source: `"source":{…}`, of the first line; food: `"food":{…}` */
  bool food_waits;                            /* no value of it was written yet */
  bool source_waits;                          /* no line of it was */
};

static void add_member(struct text_out *out, const struct table *table, uint32_t column,
                       const struct vitk_datum *datum) {
  const struct name *name = &table->columns[column];
  if (out->n > 0 && out->p[out->n - 1] != '{')
    text_bytes(out, ",", 1);
  text_bytes(out, table->names.p + name->at, name->n);
  if (datum->is_null)
    text_bytes(out, "null", 4);
  else if (text_field(&table->schema, column)->type == VITK_TEXT)
    text_json_string(out, datum->text);
  else
    text_slice(out, datum->text);
}

/* The columns from `first` on. */
static void add_object(struct text_out *out, const char *start, const struct table *table, uint32_t first,
                       const struct vitk_datum *row, uint32_t stride) {
  text_add(out, start);
  for (uint32_t i = first; i < table->schema.n_fields; i++)
    add_member(out, table, i, text_datum(row, stride, i));
  text_bytes(out, "}", 1);
}

static int write_lines(struct ndjson_export *e) {
  if (e->lines.no_memory || e->whole.no_memory || e->source.no_memory || e->food.no_memory)
    return VITK_NOMEM;
  int code = vitk->output_write(e->output, e->lines.p, e->lines.n);
  e->lines.n = 0;
  return code;
}

/* Adds the line of a value, or of a food without one (row NULL); many go out together. */
static int write_line(struct ndjson_export *e, const struct vitk_datum *row, uint32_t stride) {
  struct text_out *line = &e->lines;
  text_add(line, "{");
  const struct text_out *source = e->source_waits ? &e->whole : &e->source;
  text_bytes(line, source->p, source->n);
  text_add(line, ",");
  text_bytes(line, e->food.p, e->food.n);
  if (row == NULL)
    text_add(line, ",\"value\":null");
  else
    add_object(line, ",\"value\":{", &e->values, e->first_of_value, row, stride);
  text_add(line, "}\n");
  e->food_waits = e->source_waits = false;
  return line->n < TEXT_BLOCK && !line->no_memory ? VITK_OK : write_lines(e);
}

static int start_source(struct ndjson_export *e, const struct vitk_datum *row, uint32_t stride) {
  int code = write_lines(e);
  e->source.n = 0;
  text_add(&e->source, "\"source\":{");
  for (uint32_t i = 0; i < N_OF_SOURCE; i++)
    add_member(&e->source, &e->sources, e->source_columns[i], text_datum(row, stride, e->source_columns[i]));
  text_add(&e->source, "}");
  e->whole.n = 0;
  add_object(&e->whole, "\"source\":{", &e->sources, 0, row, stride);
  e->source_waits = true;
  return code < 0 ? code : vitk->output_write(e->output, NULL, 0); /* the source before this one goes out whole */
}

static int ndjson_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct ndjson_export *e = handle;
  int code = VITK_OK;
  if (e->food_waits && table != VITK_VALUES)
    code = write_line(e, NULL, 0);
  if (code < 0)
    return code;
  switch (table) {
  case VITK_SOURCE:
    return start_source(e, row, stride);
  case VITK_FOOD:
    e->food.n = 0;
    add_object(&e->food, "\"food\":{", &e->foods, e->first_of_food, row, stride);
    e->food_waits = true;
    return VITK_OK;
  case VITK_VALUES:
    return write_line(e, row, stride);
  default: /* files, components and problems are not values */
    return VITK_OK;
  }
}

static void ndjson_abort(void *handle) {
  struct ndjson_export *e = handle;
  text_free(&e->whole);
  text_free(&e->source);
  text_free(&e->food);
  text_free(&e->lines);
  text_free(&e->sources.names);
  text_free(&e->foods.names);
  text_free(&e->values.names);
}

static int learn_table(struct vitk_context *context, uint32_t number, struct table *table) {
  table->schema.size = sizeof table->schema;
  int code = vitk->schema(number, &table->schema);
  if (code != VITK_OK)
    return code;
  table->columns = vitk->alloc(context, table->schema.n_fields * sizeof *table->columns);
  for (uint32_t i = 0; table->columns != NULL && i < table->schema.n_fields; i++) {
    size_t at = table->names.n;
    text_json(&table->names, text_field(&table->schema, i)->name);
    text_add(&table->names, ":");
    table->columns[i] = (struct name){at, table->names.n - at};
  }
  return table->columns == NULL || table->names.no_memory ? VITK_NOMEM : VITK_OK;
}

static int learn_tables(struct ndjson_export *e) {
  int code = learn_table(e->context, VITK_SOURCE, &e->sources);
  if (code == VITK_OK)
    code = learn_table(e->context, VITK_FOOD, &e->foods);
  if (code == VITK_OK)
    code = learn_table(e->context, VITK_VALUES, &e->values);
  if (code == VITK_OK)
    code = text_columns(vitk, e->context, &e->sources.schema, of_source, N_OF_SOURCE, e->source_columns);
  if (code == VITK_OK)
    code = text_columns(vitk, e->context, &e->foods.schema, (const char *[]){"food_id"}, 1, &e->first_of_food);
  if (code == VITK_OK)
    code = text_columns(vitk, e->context, &e->values.schema, (const char *[]){"component_id"}, 1, &e->first_of_value);
  return code;
}

static int ndjson_begin(struct vitk_context *context, void **handle) {
  struct ndjson_export *e = vitk->alloc(context, sizeof *e);
  if (e == NULL)
    return VITK_NOMEM;
  e->context = context;
  int code = learn_tables(e);
  if (code == VITK_OK)
    code = vitk->output_open(context, NULL, &e->output);
  if (code != VITK_OK)
    ndjson_abort(e); /* the host does not abort what did not begin */
  else
    *handle = e;
  return code;
}

static int ndjson_finish(void *handle) {
  struct ndjson_export *e = handle;
  int code = e->food_waits ? write_line(e, NULL, 0) : VITK_OK;
  if (code >= 0 && e->lines.n > 0)
    code = write_lines(e);
  if (code >= 0)
    code = vitk->output_close(e->output, NULL);
  ndjson_abort(handle);
  return code;
}

static const struct vitk_format formats[] = {
    {"ndjson", "JSON lines, one value a line", "ndjson|jsonl", "application/x-ndjson"}};

static const struct vitk_exporter exporter = {
    .size = sizeof exporter, .begin = ndjson_begin, .row = ndjson_row, .finish = ndjson_finish, .abort = ndjson_abort};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "ndjson",
                                          .version = "1.0",
                                          .summary = "JSON lines, one value a line, for pipes",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .n_formats = 1,
                                          .format_stride = sizeof formats[0],
                                          .exporter = &exporter,
                                          .threads = VITK_PARALLEL};
