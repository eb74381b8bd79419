/* tables.c - the schema's tables, their comments, and the view, from what the host says of the dataset. */
#include "export_postgres.h"

const uint32_t postgres_order[VITK_N_TABLES] = {VITK_COMPONENT, VITK_SOURCE, VITK_FILE,
                                                VITK_FOOD,      VITK_VALUES, VITK_PROBLEM};

void postgres_add_table(struct postgres_export *e, const char *table) {
  text_add(&e->sql, e->name);
  text_add(&e->sql, ".\"");
  text_add(&e->sql, table);
  text_add(&e->sql, "\"");
}

bool postgres_add_columns(struct text_out *out, const struct vitk_schema *schema, uint32_t flag, const char *into) {
  bool any = false;
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    const struct vitk_field *field = text_field(schema, i);
    if ((field->flags & flag) != flag || (into != NULL && strcmp(field->reference, into) != 0))
      continue;
    text_add(out, any ? ", \"" : "\"");
    text_add(out, field->name);
    text_add(out, "\"");
    any = true;
  }
  return any;
}

static void add_foreign_keys(struct postgres_export *e, const struct vitk_schema *schema) {
  for (uint32_t other = 0; other < VITK_N_TABLES; other++) {
    struct text_out columns = {0};
    if (postgres_add_columns(&columns, schema, 0, e->schemas[other].name)) {
      text_add(&e->sql, ", FOREIGN KEY (");
      text_bytes(&e->sql, columns.p, columns.n);
      text_add(&e->sql, ") REFERENCES ");
      postgres_add_table(e, e->schemas[other].name);
    }
    e->sql.no_memory = e->sql.no_memory || columns.no_memory;
    text_free(&columns);
  }
}

static int make_table(struct postgres_export *e, const struct vitk_schema *schema) {
  static const char *const types[] = {"", "text", "bigint", "double precision"};
  struct text_out key = {0};
  text_add(&e->sql, "CREATE TABLE IF NOT EXISTS ");
  postgres_add_table(e, schema->name);
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    const struct vitk_field *field = text_field(schema, i);
    text_add(&e->sql, i ? ", \"" : " (\"");
    text_add(&e->sql, field->name);
    text_add(&e->sql, "\" ");
    text_add(&e->sql, types[field->type <= VITK_REAL ? field->type : VITK_TEXT]);
    text_add(&e->sql, field->flags & VITK_REQUIRED ? " NOT NULL" : "");
  }
  if (postgres_add_columns(&key, schema, VITK_KEY, NULL)) {
    text_add(&e->sql, ", PRIMARY KEY (");
    text_bytes(&e->sql, key.p, key.n);
    text_add(&e->sql, ")");
  }
  e->sql.no_memory = e->sql.no_memory || key.no_memory;
  text_free(&key);
  add_foreign_keys(e, schema);
  text_add(&e->sql, "); CREATE TEMP TABLE \"vitk_");
  text_add(&e->sql, schema->name);
  text_add(&e->sql, "\" (LIKE ");
  postgres_add_table(e, schema->name);
  text_add(&e->sql, ") ON COMMIT DROP");
  return postgres_execute(e);
}

static int comment(struct postgres_export *e, const struct vitk_schema *schema, const struct vitk_field *field) {
  char text[600];
  snprintf(text, sizeof text, "%s%s%s", field ? field->description : schema->description,
           field && field->unit[0] ? "; unit: " : "", field ? field->unit : "");
  char *literal = libpq.PQescapeLiteral(e->connection, text, strlen(text));
  if (literal == NULL)
    return VITK_NOMEM; /* the text is UTF-8: nothing else can be wrong */
  text_add(&e->sql, field ? "COMMENT ON COLUMN " : "COMMENT ON TABLE ");
  postgres_add_table(e, schema->name);
  if (field != NULL) {
    text_add(&e->sql, ".\"");
    text_add(&e->sql, field->name);
    text_add(&e->sql, "\"");
  }
  text_add(&e->sql, " IS ");
  text_add(&e->sql, literal);
  libpq.PQfreemem(literal);
  return postgres_execute(e);
}

int postgres_make_tables(struct postgres_export *e) {
  text_add(&e->sql, "BEGIN; SET LOCAL client_min_messages = warning;"
                    " SELECT pg_advisory_xact_lock(hashtext('vitk'), hashtext('"); /* one import at a time */
  text_add(&e->sql, e->name);
  text_add(&e->sql, "')); CREATE SCHEMA IF NOT EXISTS ");
  text_add(&e->sql, e->name);
  int code = postgres_execute(e);
  for (uint32_t i = 0; code == VITK_OK && i < VITK_N_TABLES; i++) {
    const struct vitk_schema *schema = &e->schemas[postgres_order[i]];
    code = make_table(e, schema);
    if (code == VITK_OK)
      code = comment(e, schema, NULL);
    for (uint32_t column = 0; code == VITK_OK && column < schema->n_fields; column++)
      code = comment(e, schema, text_field(schema, column));
  }
  return code;
}

int postgres_make_view(struct postgres_export *e) {
  /* For the foods that are richest in a component. */
  text_add(&e->sql, "CREATE INDEX IF NOT EXISTS value_by_component ON ");
  postgres_add_table(e, e->schemas[VITK_VALUES].name);
  text_add(&e->sql, " (component_id, amount_ug); ");
  for (const char *const *part = postgres_view_food_k; *part != NULL; part++) {
    const char *rest = *part;
    for (const char *at = strchr(rest, '@'); at != NULL; at = strchr(rest, '@')) {
      text_bytes(&e->sql, rest, (size_t)(at - rest));
      text_add(&e->sql, e->name);
      rest = at + 1;
    }
    text_add(&e->sql, rest);
  }
  text_add(&e->sql, "; COMMENT ON VIEW ");
  text_add(&e->sql, e->name);
  text_add(&e->sql, ".food_k IS 'K1, K2 and total of each food, with bounds; unit: µg'");
  return postgres_execute(e);
}
