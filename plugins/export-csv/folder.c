/* folder.c - a file a table, and datapackage.json, which describes them after the Data Package standard, version 2. */
#include "export_csv.h"

#include <inttypes.h>
#include <notice/notice.h>

struct csv_folder {
  struct vitk_output *outputs[VITK_N_TABLES];
  struct vitk_output_info infos[VITK_N_TABLES];
  uint32_t told_columns[NOTICE_COLUMNS];
  struct text_out sources, licences, licence; /* JSON, the items of the arrays; the licence at hand */
  struct text_out notice;
};

/* --- tables */

static int start_table(struct csv_export *e, uint32_t table) {
  char name[80];
  snprintf(name, sizeof name, "%s.csv", e->schemas[table].name);
  int code = e->host->output_open(e->context, name, &e->folder->outputs[table]);
  if (code != VITK_OK)
    return code;
  vitk_csv_start(e, &e->line);
  for (uint32_t i = 0; i < e->schemas[table].n_fields; i++) {
    const char *column = text_field(&e->schemas[table], i)->name;
    vitk_csv_cell(e, &e->line, (vitk_str){column, strlen(column)});
  }
  vitk_csv_line_end(&e->line);
  return vitk_csv_write(e, e->folder->outputs[table], &e->line);
}

int vitk_csv_folder_new(struct csv_export *e) {
  static const char wide[] = "a wide table is one file, and the target is a folder";
  static const char columns[] = "the option columns is for one file, and the target is a folder";
  static const char hint[] = "leave out the option, or name a file";
  vitk_str named = e->host->option_text(e->context, "columns");
  if (e->wide_asked)
    return vitk_csv_refuse(e, (vitk_str){wide, sizeof wide - 1}, (vitk_str){hint, sizeof hint - 1});
  if (named.p != NULL && named.n > 0)
    return vitk_csv_refuse(e, (vitk_str){columns, sizeof columns - 1}, (vitk_str){hint, sizeof hint - 1});
  e->folder = e->host->alloc(e->context, sizeof *e->folder);
  if (e->folder == NULL)
    return VITK_NOMEM;
  int code = text_columns(e->host, e->context, &e->schemas[VITK_SOURCE], notice_columns, NOTICE_COLUMNS,
                          e->folder->told_columns);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++)
    code = start_table(e, table);
  return code;
}

/* --- what datapackage.json tells of the sources */

static void member(struct text_out *json, const char *before, const char *name, vitk_str text) {
  text_add(json, before);
  text_json(json, name);
  text_add(json, ": ");
  text_json_string(json, text);
}

/* A licence must have a name of few characters: its title with '-' for all others. */
static void licence_name(struct text_out *to, vitk_str title) {
  for (size_t i = 0; i < title.n; i++) {
    char c = title.p[i];
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '_';
    if (plain || to->n == 0 || to->p[to->n - 1] != '-')
      text_bytes(to, plain ? &c : "-", 1);
  }
}

static void take_licence(struct csv_folder *folder, vitk_str title) {
  struct text_out name = {0}, *item = &folder->licence;
  licence_name(&name, title);
  item->n = 0;
  member(item, "\n    {", "name", (vitk_str){name.p, name.n});
  member(item, ", ", "title", title);
  text_add(item, "}");
  text_free(&name);
  bool there = item->no_memory ||
               (folder->licences.n > 0 && memmem(folder->licences.p, folder->licences.n, item->p, item->n) != NULL);
  if (there)
    return;
  text_add(&folder->licences, folder->licences.n ? "," : "");
  text_bytes(&folder->licences, item->p, item->n);
}

static void take_source(struct csv_folder *folder, const struct vitk_datum *row, uint32_t stride) {
  vitk_str texts[NOTICE_COLUMNS];
  notice_texts(row, stride, folder->told_columns, texts);
  notice_source(&folder->notice, texts);
  struct text_out *json = &folder->sources;
  text_add(json, json->n ? "," : "");
  member(json, "\n    {", "title", texts[NOTICE_TITLE].n ? texts[NOTICE_TITLE] : texts[NOTICE_ID]);
  if (texts[NOTICE_URL].n > 4 && memcmp(texts[NOTICE_URL].p, "http", 4) == 0)
    member(json, ", ", "path", texts[NOTICE_URL]);
  if (texts[NOTICE_RELEASE].n)
    member(json, ", ", "version", texts[NOTICE_RELEASE]);
  member(json, ",\n     ", "source_id", texts[NOTICE_ID]);
  if (texts[NOTICE_LICENCE].n)
    member(json, ", ", "licence", texts[NOTICE_LICENCE]);
  if (texts[NOTICE_ATTRIBUTION].n)
    member(json, ",\n     ", "attribution", texts[NOTICE_ATTRIBUTION]);
  text_add(json, "}");
  if (texts[NOTICE_LICENCE].n)
    take_licence(folder, texts[NOTICE_LICENCE]);
}

int vitk_csv_folder_row(struct csv_export *e, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct csv_folder *folder = e->folder;
  if (table == VITK_SOURCE)
    take_source(folder, row, stride);
  if (folder->sources.no_memory || folder->licences.no_memory || folder->licence.no_memory || folder->notice.no_memory)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < e->schemas[table].n_fields; i++)
    vitk_csv_datum(e, &e->line, text_datum(row, stride, i));
  vitk_csv_line_end(&e->line);
  return vitk_csv_write(e, folder->outputs[table], &e->line);
}

/* --- datapackage.json */

static void add_field(struct text_out *json, const struct vitk_field *field) {
  static const char *const types[] = {[VITK_TEXT] = "string", [VITK_INTEGER] = "integer", [VITK_REAL] = "number"};
  bool required = field->flags & VITK_REQUIRED, choices = field->choices[0] != '\0';
  text_add(json, "{\"name\": ");
  text_json(json, field->name);
  text_add(json, ", \"type\": ");
  text_json(json, types[field->type]);
  text_add(json, ", \"description\": ");
  text_json(json, field->description);
  if (field->unit[0]) {
    text_add(json, ", \"unit\": ");
    text_json(json, field->unit);
  }
  if (required || choices)
    text_add(json, ", \"constraints\": {");
  if (required)
    text_add(json, "\"required\": true");
  if (choices) {
    text_add(json, required ? ", \"enum\": [" : "\"enum\": [");
    for (const char *word = field->choices; *word;) {
      size_t n = strcspn(word, "|");
      text_json_string(json, (vitk_str){word, n});
      word += n + (word[n] == '|');
      text_add(json, *word ? ", " : "]");
    }
  }
  text_add(json, required || choices ? "}}" : "}");
}

/* The names of the fields of the key, or (reference not NULL) of those that point into that table. False: none. */
static bool add_names(struct text_out *json, const struct vitk_schema *schema, const char *reference) {
  bool any = false;
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    const struct vitk_field *field = text_field(schema, i);
    if (reference ? strcmp(field->reference, reference) != 0 : !(field->flags & VITK_KEY))
      continue;
    text_add(json, any ? ", " : "");
    text_json(json, field->name);
    any = true;
  }
  return any;
}

static void add_foreign_keys(struct text_out *json, const struct csv_export *e, const struct vitk_schema *schema) {
  bool any = false;
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    const char *into = e->schemas[table].name;
    struct text_out names = {0};
    if (add_names(&names, schema, into)) {
      text_add(json, any ? ",\n       " : ",\n      \"foreignKeys\": [");
      text_add(json, "{\"fields\": [");
      text_bytes(json, names.p, names.n);
      text_add(json, "], \"reference\": {\"resource\": ");
      text_json(json, into);
      text_add(json, ", \"fields\": [");
      text_bytes(json, names.p, names.n);
      text_add(json, "]}}");
      any = true;
    }
    json->no_memory = json->no_memory || names.no_memory;
    text_free(&names);
  }
  text_add(json, any ? "]" : "");
}

static void add_resource(struct text_out *json, const struct csv_export *e, uint32_t table) {
  const struct vitk_schema *schema = &e->schemas[table];
  char bytes[200];
  snprintf(bytes, sizeof bytes, "%" PRIu64 ", \"hash\": \"sha256:%s\"", e->folder->infos[table].bytes,
           e->folder->infos[table].sha256);
  /* Readers tell by each resource's own profile which version of the standard it follows. */
  text_add(json, table ? ",\n    {" : "\n    {");
  text_add(json, "\"$schema\": \"https://datapackage.org/profiles/2.0/dataresource.json\",\n     \"name\": ");
  text_json(json, schema->name);
  text_add(json, ", \"path\": \"");
  text_add(json, schema->name);
  text_add(json, ".csv\", \"description\": ");
  text_json(json, schema->description);
  text_add(json,
           ",\n     \"type\": \"table\", \"format\": \"csv\", \"mediatype\": \"text/csv\", \"encoding\": \"utf-8\","
           "\n     \"bytes\": ");
  text_add(json, bytes);
  text_add(json, ",\n     \"dialect\": {\"delimiter\": ");
  text_json_string(json, (vitk_str){&e->delimiter, 1});
  text_add(json, ", \"lineTerminator\": \"\\n\", \"quoteChar\": \"\\\"\", \"doubleQuote\": true, \"header\": true},"
                 "\n     \"schema\": {\n      \"$schema\": \"https://datapackage.org/profiles/2.0/tableschema.json\","
                 "\n      \"fields\": [");
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    text_add(json, i ? ",\n       " : "\n       ");
    add_field(json, text_field(schema, i));
  }
  text_add(json, "],\n      \"missingValues\": [\"\"]");
  struct text_out key = {0};
  if (add_names(&key, schema, NULL)) {
    text_add(json, ",\n      \"primaryKey\": [");
    text_bytes(json, key.p, key.n);
    text_add(json, "]");
  }
  json->no_memory = json->no_memory || key.no_memory;
  text_free(&key);
  add_foreign_keys(json, e, schema);
  text_add(json, "}}");
}

static void add_list(struct text_out *json, const char *name, const struct text_out *items) {
  if (items->n == 0)
    return;
  text_add(json, ",\n  ");
  text_json(json, name);
  text_add(json, ": [");
  text_bytes(json, items->p, items->n);
  text_add(json, "]");
}

int vitk_csv_folder_finish(struct csv_export *e) {
  struct csv_folder *folder = e->folder;
  int code = notice_write(e->host, e->context, &folder->notice);
  for (uint32_t table = 0; code >= 0 && table < VITK_N_TABLES; table++) {
    folder->infos[table].size = sizeof folder->infos[table];
    code = e->host->output_close(folder->outputs[table], &folder->infos[table]);
  }
  struct vitk_output *output = NULL;
  if (code >= 0)
    code = e->host->output_open(e->context, "datapackage.json", &output);
  if (code < 0)
    return code;
  struct text_out *json = &e->line;
  /* The mark tells an export of ours from a folder that must not be written into. */
  text_add(json, "{\n  \"$schema\": \"https://datapackage.org/profiles/2.0/datapackage.json\",\n"
                 "  \"vitk\": {\"format\": 1},\n  \"name\": \"vitamin-k\",\n"
                 "  \"title\": \"What food-composition databases state about vitamin K\"");
  add_list(json, "sources", &folder->sources);
  add_list(json, "licenses", &folder->licences);
  text_add(json, ",\n  \"resources\": [");
  for (uint32_t table = 0; table < VITK_N_TABLES; table++)
    add_resource(json, e, table);
  text_add(json, "]\n}\n");
  code = vitk_csv_write(e, output, json);
  return code >= 0 ? e->host->output_close(output, NULL) : code;
}

void vitk_csv_folder_free(struct csv_export *e) {
  if (e->folder == NULL)
    return;
  text_free(&e->folder->sources);
  text_free(&e->folder->licences);
  text_free(&e->folder->licence);
  text_free(&e->folder->notice);
}
