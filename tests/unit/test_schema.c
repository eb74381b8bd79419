#include "core/base/buffer.h"
#include "core/dataset/ddl.h"
#include "core/record/component.h"
#include "core/record/record.h"
#include "tests/unit/dataset.h"

static const struct vitk_field *field_of(uint32_t table, const char *name) {
  for (uint32_t i = 0; i < vitk_schemas[table].n_fields; i++)
    if (strcmp(vitk_schemas[table].fields[i].name, name) == 0)
      return &vitk_schemas[table].fields[i];
  ck_abort_msg("no column %s", name);
  return NULL;
}

/* The columns of the design, in its order. */
START_TEST(the_columns_are_those_of_the_common_format) {
  static const char *const columns[VITK_N_TABLES] = {
      [VITK_SOURCE] = "source_id, title, release, publisher, country, language, licence, attribution, url, "
                      "total_definition, importer, importer_version, foods_read, statements_read",
      [VITK_FILE] = "source_id, path, bytes, checksum",
      [VITK_COMPONENT] = "component_id, name, kind, isoprene_units, molar_mass, cas, inchikey, chebi, pubchem_cid, "
                         "usda_nutrient, note",
      [VITK_FOOD] = "source_id, food_id, name, language, name_en, scientific_name, food_group, classification",
      [VITK_VALUES] = "source_id, food_id, component_id, status, amount_ug, lower_ug, upper_ug, basis, serving_g, n, "
                      "sd_ug, min_ug, max_ug, origin, method, confidence, equivalents, original, original_unit, file, "
                      "line, field, flags",
      [VITK_PROBLEM] = "source_id, file, line, field, severity, code, message, excerpt"};
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    struct vitk_buffer sql = {.maximum = 4096};
    ck_assert_int_eq(vitk_ddl_columns(&sql, table), VITK_OK);
    ck_assert_msg(vitk_str_is(vitk_buffer_str(&sql), columns[table]), "%s: %s", vitk_schemas[table].name, sql.p);
    vitk_buffer_free(&sql);
  }
}
END_TEST

static void check_words(uint32_t table, const char *column, const char *const *words, size_t n, size_t first) {
  vitk_str rest = vitk_str_of(field_of(table, column)->choices), choice;
  for (size_t i = first; i < n; i++) {
    ck_assert(vitk_str_alternative(&rest, &choice));
    ck_assert_msg(vitk_str_is(choice, words[i]), "%s: %.*s is not %s", column, VITK_STR_ARG(choice), words[i]);
  }
  ck_assert(!vitk_str_alternative(&rest, &choice));
}

START_TEST(choices_are_the_words_of_the_records) {
  check_words(VITK_VALUES, "status", vitk_status_words, 7, 1);
  check_words(VITK_VALUES, "origin", vitk_origin_words, 7, 0);
  check_words(VITK_VALUES, "basis", vitk_basis_words, 3, 0);
  check_words(VITK_VALUES, "equivalents", vitk_equivalent_words, 3, 0);
  check_words(VITK_PROBLEM, "severity", vitk_severity_words, 5, 1);
  for (uint32_t i = 0; i < vitk_n_components; i++)
    ck_assert_ptr_nonnull(strstr(field_of(VITK_COMPONENT, "kind")->choices, vitk_components[i].kind));
}
END_TEST

START_TEST(every_column_is_described) {
  for (uint32_t table = 0; table < VITK_N_TABLES; table++)
    for (uint32_t i = 0; i < vitk_schemas[table].n_fields; i++) {
      const struct vitk_field *field = &vitk_schemas[table].fields[i];
      ck_assert_uint_gt(strlen(field->description), 0);
      size_t n = strlen(field->name);
      bool in_ug = n > 3 && strcmp(field->name + n - 3, "_ug") == 0;
      ck_assert_msg(in_ug == (strcmp(field->unit, "µg") == 0), "%s is in '%s'", field->name, field->unit);
    }
}
END_TEST

START_TEST(the_tables_of_sqlite_are_the_schema) {
  sqlite3 *db = NULL;
  struct vitk_buffer sql = {.maximum = 1 << 16};
  ck_assert_int_eq(vitk_ddl(&sql), VITK_OK);
  ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
  ck_assert_msg(sqlite3_exec(db, sql.p, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    char query[200];
    snprintf(query, sizeof query, "SELECT group_concat(name, ', ') FROM pragma_table_info('%s')",
             vitk_schemas[table].name);
    struct vitk_buffer columns = {.maximum = 4096};
    ck_assert_int_eq(vitk_ddl_columns(&columns, table), VITK_OK);
    ck_assert(vitk_str_is(vitk_buffer_str(&columns), ask(db, query)));
    snprintf(query, sizeof query, "SELECT strict FROM pragma_table_list('%s')", vitk_schemas[table].name);
    ck_assert_str_eq(ask(db, query), "1");
    vitk_buffer_free(&columns);
  }
  ck_assert_str_eq(ask(db, "SELECT group_concat(name, ' ') FROM pragma_table_info('value') WHERE pk > 0"),
                   "source_id food_id component_id basis file line field");
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM pragma_foreign_key_list('value')"), "3");
  vitk_buffer_free(&sql);
  sqlite3_close(db);
}
END_TEST

/* A table of the schema as docs/dataset.md has it. */
static void describe(struct vitk_buffer *doc, const struct vitk_schema *schema) {
  static const char *const types[] = {[VITK_TEXT] = "text", [VITK_INTEGER] = "integer", [VITK_REAL] = "real"};
  int code = vitk_buffer_printf(doc, "### %s\n\n%s.\n\n| column | type | unit | what it says |\n|---|---|---|---|\n",
                                schema->name, schema->description);
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    const struct vitk_field *field = &schema->fields[i];
    const char *must = field->flags & VITK_KEY ? ", key" : field->flags & VITK_REQUIRED ? ", required" : "";
    code |= vitk_buffer_printf(doc, "| %s | %s%s%s%s | %s | %s", field->name, types[field->type], must,
                               field->reference[0] ? ", into " : "", field->reference, field->unit, field->description);
    vitk_str rest = vitk_str_of(field->choices), choice;
    for (const char *before = ": "; field->choices[0] && vitk_str_alternative(&rest, &choice); before = ", ")
      code |= vitk_buffer_printf(doc, "%s`%.*s`", before, VITK_STR_ARG(choice));
    code |= vitk_buffer_printf(doc, " |\n");
  }
  ck_assert_int_eq(code, VITK_OK);
}

START_TEST(the_docs_list_the_same_columns) {
  char *page = read_file(VITK_SAMPLES "/../docs/dataset.md");
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    struct vitk_buffer doc = {.maximum = 1 << 16};
    describe(&doc, &vitk_schemas[table]);
    ck_assert_msg(strstr(page, doc.p) != NULL, "docs/dataset.md should have:\n%s", doc.p);
    vitk_buffer_free(&doc);
  }
  free(page);
}
END_TEST

static void add(TCase *tests) {
  tcase_add_test(tests, the_columns_are_those_of_the_common_format);
  tcase_add_test(tests, choices_are_the_words_of_the_records);
  tcase_add_test(tests, every_column_is_described);
  tcase_add_test(tests, the_tables_of_sqlite_are_the_schema);
  tcase_add_test(tests, the_docs_list_the_same_columns);
}

int main(void) {
  return run_tests("schema", add);
}
