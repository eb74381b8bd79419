/* record.c - the schema of a record, and its fields from the cells of a row. */
#include "export_avro.h"

#include <ctype.h>
#include <errno.h>

/* A name as Avro has it: letters, digits and '_', no digit first. */
static bool is_name(const char *text, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (!isalpha((unsigned char)text[i]) && text[i] != '_' && (i == 0 || !isdigit((unsigned char)text[i])))
      return false;
  return n > 0;
}

/* The next of the words parted by '|'. */
static bool next_choice(const char **rest, vitk_str *choice) {
  if (**rest == '\0')
    return false;
  *choice = (vitk_str){*rest, strcspn(*rest, "|")};
  *rest += choice->n + ((*rest)[choice->n] == '|');
  return true;
}

/* An enum where each choice is a name: "MK-4" and "100 g" are none, and stay text. */
static bool is_enum(const struct vitk_field *field) {
  const char *rest = field->choices;
  vitk_str choice;
  while (next_choice(&rest, &choice))
    if (!is_name(choice.p, choice.n))
      return false;
  return field->type == VITK_TEXT && field->choices[0] != '\0';
}

static void add_enum(struct text_out *json, const struct avro_field *of) {
  const char *rest = of->field->choices;
  vitk_str choice;
  text_add(json, "{\"type\": \"enum\", \"name\": \"");
  text_add(json, of->table);
  text_add(json, "_");
  text_add(json, of->field->name);
  text_add(json, "\", \"symbols\": [");
  for (bool first = true; next_choice(&rest, &choice); first = false) {
    text_add(json, first ? "" : ", ");
    text_json_string(json, choice);
  }
  text_add(json, "]}");
}

static void add_field(struct text_out *json, const struct avro_field *of) {
  const struct vitk_field *field = of->field;
  text_add(json, "{\"name\": ");
  text_json(json, of->name);
  text_add(json, ", \"doc\": ");
  text_json(json, field->description);
  if (field->unit[0] != '\0') {
    text_add(json, ", \"unit\": ");
    text_json(json, field->unit);
  }
  text_add(json, of->nullable ? ", \"type\": [\"null\", " : ", \"type\": ");
  if (is_enum(field))
    add_enum(json, of);
  else
    text_add(json, field->type == VITK_INTEGER ? "\"long\"" : field->type == VITK_REAL ? "\"double\"" : "\"string\"");
  text_add(json, of->nullable ? "], \"default\": null}" : "}");
}

void vitk_avro_schema(struct text_out *json, const char *name, const char *description, const struct avro_field *fields,
                      uint32_t n) {
  text_add(json, "{\"type\": \"record\", \"name\": ");
  text_json(json, name);
  text_add(json, ", \"namespace\": \"vitk\", \"doc\": ");
  text_json(json, description);
  text_add(json, ", \"fields\": [");
  for (uint32_t i = 0; i < n; i++) {
    text_add(json, i ? ",\n " : "\n ");
    add_field(json, &fields[i]);
  }
  text_add(json, "]}");
}

/* --- the schema as libavro has it */

avro_schema_t vitk_avro_add_to_record(avro_schema_t record, const char *name, avro_schema_t type) {
  int error = type ? avro_schema_record_field_append(record, name, type) : ENOMEM;
  if (type != NULL)
    avro_schema_decref(type);
  if (error == 0)
    return record;
  avro_schema_decref(record);
  return NULL;
}

static avro_schema_t enum_schema(const struct avro_field *of) {
  const char *rest = of->field->choices;
  vitk_str choice;
  char name[160];
  snprintf(name, sizeof name, "%s_%s", of->table, of->field->name);
  avro_schema_t schema = avro_schema_enum(name);
  while (schema != NULL && next_choice(&rest, &choice)) {
    char symbol[80];
    snprintf(symbol, sizeof symbol, "%.*s", (int)choice.n, choice.p);
    if (avro_schema_enum_symbol_append(schema, symbol) != 0) {
      avro_schema_decref(schema);
      schema = NULL;
    }
  }
  return schema;
}

static avro_schema_t field_schema(const struct avro_field *of) {
  avro_schema_t type = is_enum(of->field)                ? enum_schema(of)
                       : of->field->type == VITK_INTEGER ? avro_schema_long()
                       : of->field->type == VITK_REAL    ? avro_schema_double()
                                                         : avro_schema_string();
  if (!of->nullable || type == NULL)
    return type;
  avro_schema_t either = avro_schema_union(), null = avro_schema_null();
  bool made =
      either != NULL && avro_schema_union_append(either, null) == 0 && avro_schema_union_append(either, type) == 0;
  avro_schema_decref(null);
  avro_schema_decref(type);
  if (made || either == NULL)
    return either;
  avro_schema_decref(either);
  return NULL;
}

avro_schema_t vitk_avro_record_schema(const char *name, const struct avro_field *fields, uint32_t n) {
  avro_schema_t record = avro_schema_record(name, "vitk");
  for (uint32_t i = 0; record != NULL && i < n; i++)
    record = vitk_avro_add_to_record(record, fields[i].name, field_schema(&fields[i]));
  return record;
}

/* --- fields */

static int set_text(avro_value_t *slot, vitk_str s, struct text_out *text) {
  text->n = 0;
  text_utf8(text, s);
  text_bytes(text, "", 1); /* libavro counts the NUL */
  return text->no_memory ? ENOMEM : avro_value_set_string_len(slot, text->p, text->n);
}

static int set_enum(avro_value_t *slot, const struct vitk_field *field, vitk_str text) {
  const char *rest = field->choices;
  vitk_str choice;
  for (int i = 0; next_choice(&rest, &choice); i++)
    if (choice.n == text.n && memcmp(choice.p, text.p, text.n) == 0)
      return avro_value_set_enum(slot, i);
  return VITK_AVRO_DAMAGED;
}

int vitk_avro_set(avro_value_t *record, uint32_t index, const struct avro_field *of, const struct vitk_datum *datum,
                  struct text_out *text) {
  avro_value_t slot, branch;
  bool is_null = datum == NULL || datum->is_null;
  int error = avro_value_get_by_index(record, index, &slot, NULL);
  if (error == 0 && of->nullable) {
    error = avro_value_set_branch(&slot, is_null ? 0 : 1, &branch);
    if (error == 0 && is_null)
      return avro_value_set_null(&branch);
    slot = branch;
  }
  if (error != 0)
    return error;
  if (is_null)
    return VITK_AVRO_DAMAGED;
  if (of->field->type == VITK_INTEGER)
    return avro_value_set_long(&slot, datum->integer);
  if (of->field->type == VITK_REAL)
    return avro_value_set_double(&slot, datum->real);
  return is_enum(of->field) ? set_enum(&slot, of->field, datum->text) : set_text(&slot, datum->text, text);
}
