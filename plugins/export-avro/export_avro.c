/* export_avro.c - writes a dataset as Avro: one container of values with their food and source, or one a table. */
#include "export_avro.h"

#include <notice/notice.h>

enum { MOST_FIELDS = 64, OF_SOURCE = 3, OF_FOOD = 5 };

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* The fields of a flat record, as in the flat CSV: these of the source and the food, the value's own, the licence. */
static const char *const source_part[OF_SOURCE] = {"source_id", "title", "release"};
static const char *const source_names[OF_SOURCE] = {"source_id", "source_title", "release"};
static const char *const food_part[OF_FOOD] = {"food_id", "name", "name_en", "scientific_name", "food_group"};
static const char *const food_names[OF_FOOD] = {"food_id", "food_name", "name_en", "scientific_name", "food_group"};

/* A record under way, and of each of its fields the column that fills it. */
struct record {
  struct avro_container *container;
  struct avro_field fields[MOST_FIELDS];
  uint32_t columns[MOST_FIELDS], n;
};

struct avro_export {
  struct vitk_context *context;
  struct vitk_schema schemas[VITK_N_TABLES];
  struct record records[VITK_N_TABLES]; /* flat: only the first */
  struct text_out text;
  bool flat, deflate, food_waits; /* food_waits: no value of it was written yet */
  uint32_t first_of_food, first_of_value, licence;
  struct text_out notice; /* of a folder */
  uint32_t notice_columns[NOTICE_COLUMNS];
};

static int complain(struct vitk_context *context, const char *code, const char *message, const char *hint) {
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_ERROR, .code = code};
  diag.message = (vitk_str){message, strlen(message)};
  diag.hint = (vitk_str){hint, strlen(hint)};
  int told = vitk->diag(context, &diag);
  return told < 0 ? told : VITK_FAILED;
}

/* --- fields */

static int add_field(struct avro_export *e, struct record *record, uint32_t table, uint32_t column, const char *name) {
  if (record->n == MOST_FIELDS)
    return complain(e->context, "schema", "this vitk has more columns than the exporter can write",
                    "install the exporter that came with it");
  const struct vitk_field *field = text_field(&e->schemas[table], column);
  struct avro_field *of = &record->fields[record->n];
  *of = (struct avro_field){name ? name : field->name, field, e->schemas[table].name, true};
  /* A flat record of a food without values has none of the value's fields. */
  of->nullable = (field->flags & VITK_REQUIRED) == 0 || (e->flat && table == VITK_VALUES);
  record->columns[record->n++] = column;
  return VITK_OK;
}

static int add_part(struct avro_export *e, uint32_t table, const char *const *columns, const char *const *names,
                    uint32_t n) {
  uint32_t at[OF_FOOD];
  int code = text_columns(vitk, e->context, &e->schemas[table], columns, n, at);
  for (uint32_t i = 0; code == VITK_OK && i < n; i++)
    code = add_field(e, &e->records[0], table, at[i], names[i]);
  return code;
}

static int open_record(struct avro_export *e, struct record *record, const char *file, const char *name,
                       const char *description) {
  struct text_out schema = {0};
  vitk_avro_schema(&schema, name, description, record->fields, record->n);
  avro_schema_t of_record = vitk_avro_record_schema(name, record->fields, record->n);
  int code = vitk_avro_open(vitk, e->context, file, &schema, of_record, e->deflate, &record->container);
  text_free(&schema);
  return code;
}

static int flat_new(struct avro_export *e) {
  struct record *record = &e->records[0];
  uint32_t first = 0, licence = 0;
  int code = add_part(e, VITK_SOURCE, source_part, source_names, OF_SOURCE);
  e->first_of_food = record->n;
  if (code == VITK_OK)
    code = add_part(e, VITK_FOOD, food_part, food_names, OF_FOOD);
  e->first_of_value = record->n;
  if (code == VITK_OK)
    code = text_columns(vitk, e->context, &e->schemas[VITK_VALUES], (const char *[]){"component_id"}, 1, &first);
  for (uint32_t i = first; code == VITK_OK && i < e->schemas[VITK_VALUES].n_fields; i++)
    code = add_field(e, record, VITK_VALUES, i, NULL);
  e->licence = record->n;
  if (code == VITK_OK)
    code = text_columns(vitk, e->context, &e->schemas[VITK_SOURCE], (const char *[]){"licence"}, 1, &licence);
  if (code == VITK_OK)
    code = add_field(e, record, VITK_SOURCE, licence, NULL);
  return code == VITK_OK
             ? open_record(e, record, NULL, "statement", "A statement of a source about vitamin K in a food")
             : code;
}

static int folder_new(struct avro_export *e) {
  int code =
      text_columns(vitk, e->context, &e->schemas[VITK_SOURCE], notice_columns, NOTICE_COLUMNS, e->notice_columns);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++) {
    const struct vitk_schema *schema = &e->schemas[table];
    char name[80];
    snprintf(name, sizeof name, "%s.avro", schema->name);
    for (uint32_t i = 0; code == VITK_OK && i < schema->n_fields; i++)
      code = add_field(e, &e->records[table], table, i, NULL);
    if (code == VITK_OK)
      code = open_record(e, &e->records[table], name, schema->name, schema->description);
  }
  return code;
}

/* --- rows */

/* Fields from `from` on, `n` of them; row NULL: nulls. */
static int set_fields(struct avro_export *e, struct record *record, uint32_t from, uint32_t n,
                      const struct vitk_datum *row, uint32_t stride) {
  for (uint32_t i = from; i < from + n; i++) {
    const struct vitk_datum *datum = row ? text_datum(row, stride, record->columns[i]) : NULL;
    int set = vitk_avro_set(vitk_avro_record(record->container), i, &record->fields[i], datum, &e->text);
    if (set != 0 && set != VITK_AVRO_DAMAGED)
      return vitk_avro_failed(vitk, e->context, "a cell can't be written as Avro", set);
    if (set == VITK_AVRO_DAMAGED) {
      char message[160];
      snprintf(message, sizeof message, "%s.%s is empty, or holds none of the words that it may hold",
               record->fields[i].table, record->fields[i].field->name);
      return complain(e->context, "damaged-dataset", message, "the dataset was changed by hand: import it again");
    }
  }
  return VITK_OK;
}

static int write_value(struct avro_export *e, const struct vitk_datum *row, uint32_t stride) {
  struct record *record = &e->records[0];
  e->food_waits = false;
  int code = set_fields(e, record, e->first_of_value, e->licence - e->first_of_value, row, stride);
  return code == VITK_OK ? vitk_avro_append(record->container) : code;
}

static int flat_row(struct avro_export *e, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct record *record = &e->records[0];
  int code = e->food_waits && table != VITK_VALUES ? write_value(e, NULL, 0) : VITK_OK;
  if (code != VITK_OK)
    return code;
  switch (table) {
  case VITK_SOURCE:
    code = set_fields(e, record, 0, e->first_of_food, row, stride);
    return code == VITK_OK ? set_fields(e, record, e->licence, 1, row, stride) : code;
  case VITK_FOOD:
    e->food_waits = true;
    return set_fields(e, record, e->first_of_food, e->first_of_value - e->first_of_food, row, stride);
  case VITK_VALUES:
    return write_value(e, row, stride);
  default: /* files, components and problems are in the folder only */
    return VITK_OK;
  }
}

static int avro_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct avro_export *e = handle;
  if (e->flat)
    return flat_row(e, table, row, stride);
  if (table >= VITK_N_TABLES)
    return VITK_OK; /* a table that a newer host knows */
  if (table == VITK_SOURCE) {
    vitk_str texts[NOTICE_COLUMNS];
    notice_texts(row, stride, e->notice_columns, texts);
    notice_source(&e->notice, texts);
  }
  int code = set_fields(e, &e->records[table], 0, e->records[table].n, row, stride);
  return code == VITK_OK ? vitk_avro_append(e->records[table].container) : code;
}

/* --- the end */

static void avro_abort(void *handle) {
  struct avro_export *e = handle;
  for (uint32_t table = 0; table < VITK_N_TABLES; table++)
    vitk_avro_free(e->records[table].container);
  text_free(&e->text);
  text_free(&e->notice);
}

/* datapackage.json lists the files, and is the mark by which a later export knows the folder as one to replace. */
static int write_package(struct avro_export *e, const struct vitk_output_info *infos) {
  struct text_out json = {0};
  text_add(&json, "{\n  \"$schema\": \"https://datapackage.org/profiles/2.0/datapackage.json\",\n"
                  "  \"vitk\": {\"format\": 1},\n  \"name\": \"vitamin-k\",\n  \"resources\": [");
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    char resource[400];
    snprintf(resource, sizeof resource,
             "%s\n    {\"name\": \"%s\", \"path\": \"%s.avro\", \"format\": \"avro\", \"bytes\": %llu, "
             "\"hash\": \"sha256:%s\"}",
             table ? "," : "", e->schemas[table].name, e->schemas[table].name, (unsigned long long)infos[table].bytes,
             infos[table].sha256);
    text_add(&json, resource);
  }
  text_add(&json, "]\n}\n");
  struct vitk_output *output = NULL;
  int code = json.no_memory ? VITK_NOMEM : vitk->output_open(e->context, "datapackage.json", &output);
  if (code == VITK_OK)
    code = vitk->output_write(output, json.p, json.n);
  if (code == VITK_OK)
    code = vitk->output_close(output, NULL);
  text_free(&json);
  return code;
}

static int avro_finish(void *handle) {
  struct avro_export *e = handle;
  struct vitk_output_info infos[VITK_N_TABLES];
  int code = e->food_waits ? write_value(e, NULL, 0) : VITK_OK;
  for (uint32_t table = 0; code == VITK_OK && table < (e->flat ? 1 : VITK_N_TABLES); table++) {
    infos[table] = (struct vitk_output_info){.size = sizeof infos[table]};
    code = vitk_avro_close(e->records[table].container, &infos[table]);
  }
  if (code == VITK_OK && !e->flat)
    code = notice_write(vitk, e->context, &e->notice);
  if (code == VITK_OK && !e->flat)
    code = write_package(e, infos);
  avro_abort(e);
  return code;
}

static int avro_begin(struct vitk_context *context, void **handle) {
  struct avro_export *e = vitk->alloc(context, sizeof *e);
  if (e == NULL)
    return VITK_NOMEM;
  e->context = context;
  uint32_t kind = 0;
  int code = vitk->target(context, &kind, NULL);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++) {
    e->schemas[table].size = sizeof e->schemas[table];
    code = vitk->schema(table, &e->schemas[table]);
  }
  if (code != VITK_OK)
    return code;
  vitk_str codec = vitk->option_text(context, "codec");
  e->deflate = codec.n == 7 && memcmp(codec.p, "deflate", 7) == 0;
  e->flat = kind != VITK_TO_FOLDER;
  code = e->flat ? flat_new(e) : folder_new(e);
  if (code != VITK_OK)
    avro_abort(e); /* the host does not abort what did not begin */
  else
    *handle = e;
  return code;
}

static const struct vitk_format formats[] = {{"avro", "Avro, one container", "avro", "application/avro"},
                                             {"avro-folder", "a folder of Avro containers, one a table", NULL, NULL}};

static const struct vitk_option options[] = {
    {.name = "codec",
     .help = "null writes fastest; deflate makes small files, and takes many times as long",
     .standard = "null",
     .choices = "null|deflate",
     .type = VITK_OPTION_CHOICE}};

static const struct vitk_exporter exporter = {
    .size = sizeof exporter, .begin = avro_begin, .row = avro_row, .finish = avro_finish, .abort = avro_abort};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "avro",
                                          .version = "1.0",
                                          .summary = "Avro: one container, or a folder with one a table",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = 2,
                                          .format_stride = sizeof formats[0],
                                          .n_options = 1,
                                          .option_stride = sizeof options[0],
                                          .exporter = &exporter,
                                          .threads = VITK_SERIAL};
