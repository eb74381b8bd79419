#include "core/dataset/ddl.h"

#include "core/base/str.h"
#include "core/record/component.h"

/* What holds between the columns of a row, beyond their types and choices. Each is true or false, never null, so that a
 * null can't slip through a CHECK. */
static const struct {
  uint32_t table;
  const char *name, *holds;
} checks[] = {
    {VITK_SOURCE, "counts", "foods_read >= 0 AND statements_read >= 0"},
    {VITK_FILE, "size", "bytes IS NULL OR bytes >= 0"},
    {VITK_VALUES, "bounds_of_status",
     "CASE status\n"
     "    WHEN 'value' THEN amount_ug IS NOT NULL AND amount_ug >= 0 AND lower_ug IS amount_ug AND upper_ug IS "
     "amount_ug\n"
     "    WHEN 'assumed_zero' THEN amount_ug IS 0.0 AND lower_ug IS 0.0 AND upper_ug IS 0.0\n"
     "    WHEN 'trace' THEN amount_ug IS NULL AND lower_ug IS 0.0 AND upper_ug IS NULL\n"
     "    WHEN 'below_limit' THEN amount_ug IS NULL AND lower_ug IS 0.0 AND (upper_ug IS NULL OR upper_ug >= 0)\n"
     "    WHEN 'present' THEN amount_ug IS NULL AND lower_ug IS NOT NULL AND lower_ug >= 0\n"
     "      AND (upper_ug IS NULL OR upper_ug >= lower_ug)\n"
     "    ELSE amount_ug IS NULL AND lower_ug IS NULL AND upper_ug IS NULL\n"
     "  END"},
    {VITK_VALUES, "serving", "serving_g IS NULL OR serving_g > 0"},
    {VITK_VALUES, "samples", "(n IS NULL OR n >= 0) AND line >= 0"},
    {VITK_PROBLEM, "place", "line IS NULL OR line >= 0"},
};

static const char *const types[] = {[VITK_TEXT] = "TEXT", [VITK_INTEGER] = "INTEGER", [VITK_REAL] = "REAL"};

/* Not IN (…): SQLite builds a table of the list for each row that it checks, which trebles the time of an import. */
static int add_choices(struct vitk_buffer *sql, const struct vitk_field *field) {
  int code = vitk_buffer_printf(sql, " CHECK (");
  vitk_str rest = vitk_str_of(field->choices), choice;
  for (const char * or = ""; code == VITK_OK && vitk_str_alternative(&rest, &choice); or = " OR ")
    code = vitk_buffer_printf(sql, "%s%s = '%.*s'", or, field->name, VITK_STR_ARG(choice));
  return code == VITK_OK ? vitk_buffer_printf(sql, ")") : code;
}

static int add_column(struct vitk_buffer *sql, const struct vitk_field *field, const char *before) {
  const char *not_null = field->flags & (VITK_KEY | VITK_REQUIRED) ? " NOT NULL" : "";
  int code = vitk_buffer_printf(sql, "%s\n  %s %s%s", before, field->name, types[field->type], not_null);
  return code == VITK_OK && field->choices[0] ? add_choices(sql, field) : code;
}

/* The names of the fields that `flag` is set in or that point into `table` (NULL: not asked), ", " between. */
static int add_names(struct vitk_buffer *sql, const struct vitk_schema *schema, uint32_t flag, const char *table) {
  int code = VITK_OK;
  const char *comma = "";
  for (uint32_t i = 0; code == VITK_OK && i < schema->n_fields; i++) {
    const struct vitk_field *field = &schema->fields[i];
    if (table ? strcmp(field->reference, table) != 0 : (field->flags & flag) != flag)
      continue;
    code = vitk_buffer_printf(sql, "%s%s", comma, field->name);
    comma = ", ";
  }
  return code;
}

static int add_primary_key(struct vitk_buffer *sql, const struct vitk_schema *schema) {
  bool has_key = false;
  for (uint32_t i = 0; i < schema->n_fields; i++)
    has_key = has_key || (schema->fields[i].flags & VITK_KEY);
  if (!has_key)
    return VITK_OK;
  int code = vitk_buffer_printf(sql, ",\n  PRIMARY KEY (");
  if (code == VITK_OK)
    code = add_names(sql, schema, VITK_KEY, NULL);
  return code == VITK_OK ? vitk_buffer_printf(sql, ")") : code;
}

static int add_foreign_key(struct vitk_buffer *sql, const struct vitk_schema *schema, const char *into) {
  int code = vitk_buffer_printf(sql, ",\n  FOREIGN KEY (");
  if (code == VITK_OK)
    code = add_names(sql, schema, 0, into);
  if (code == VITK_OK)
    code = vitk_buffer_printf(sql, ") REFERENCES %s (", into);
  if (code == VITK_OK)
    code = add_names(sql, schema, 0, into);
  /* A source takes all that is its own with it; a component is never deleted under a value. */
  const char *deleted = strcmp(into, "component") == 0 ? "" : " ON DELETE CASCADE";
  return code == VITK_OK ? vitk_buffer_printf(sql, ")%s", deleted) : code;
}

static bool pointed_into_before(const struct vitk_schema *schema, uint32_t field) {
  for (uint32_t i = 0; i < field; i++)
    if (strcmp(schema->fields[i].reference, schema->fields[field].reference) == 0)
      return true;
  return false;
}

static int add_table(struct vitk_buffer *sql, uint32_t table) {
  const struct vitk_schema *schema = &vitk_schemas[table];
  int code = vitk_buffer_printf(sql, "CREATE TABLE %s (", schema->name);
  for (uint32_t i = 0; code == VITK_OK && i < schema->n_fields; i++)
    code = add_column(sql, &schema->fields[i], i ? "," : "");
  if (code == VITK_OK)
    code = add_primary_key(sql, schema);
  for (uint32_t i = 0; code == VITK_OK && i < schema->n_fields; i++)
    if (schema->fields[i].reference[0] && !pointed_into_before(schema, i))
      code = add_foreign_key(sql, schema, schema->fields[i].reference);
  for (size_t i = 0; code == VITK_OK && i < sizeof checks / sizeof checks[0]; i++)
    if (checks[i].table == table)
      code = vitk_buffer_printf(sql, ",\n  CONSTRAINT %s CHECK (%s)", checks[i].name, checks[i].holds);
  return code == VITK_OK ? vitk_buffer_printf(sql, "\n) STRICT;\n") : code;
}

int vitk_ddl(struct vitk_buffer *sql) {
  int code = VITK_OK;
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++)
    code = add_table(sql, table);
  for (const char *const *part = vitk_view_food_k; code == VITK_OK && *part; part++)
    code = vitk_buffer_add_str(sql, vitk_str_of(*part));
  return code == VITK_OK ? vitk_buffer_printf(sql, ";\n") : code;
}

const char vitk_ddl_indexes[] = "CREATE INDEX value_by_component ON value (component_id)";

int vitk_ddl_columns(struct vitk_buffer *sql, uint32_t table) {
  return add_names(sql, &vitk_schemas[table], 0, NULL);
}

int vitk_ddl_component_order(struct vitk_buffer *sql) {
  int code = vitk_buffer_printf(sql, "CASE component_id");
  for (uint32_t i = 0; code == VITK_OK && i < vitk_n_components; i++)
    code = vitk_buffer_printf(sql, " WHEN '%s' THEN %u", vitk_components[i].id, (unsigned)i);
  return code == VITK_OK ? vitk_buffer_printf(sql, " ELSE %u END", (unsigned)vitk_n_components) : code;
}
