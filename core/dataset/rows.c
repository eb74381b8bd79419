#include "core/dataset/rows.h"

#include "core/base/buffer.h"
#include "core/dataset/datum.h"
#include "core/record/component.h"
#include "core/record/field.h"

#include <math.h>

static int64_t count(uint64_t n) {
  return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

static void component_cells(struct vitk_cells *row, const struct vitk_component *component) {
  vitk_cells_clear(row);
  vitk_cells_key(row, VITK_COL_COMPONENT_component_id, vitk_str_of(component->id));
  vitk_cells_text(row, VITK_COL_COMPONENT_name, vitk_str_of(component->name));
  vitk_cells_text(row, VITK_COL_COMPONENT_kind, vitk_str_of(component->kind));
  if (component->isoprene_units > 0)
    vitk_cells_integer(row, VITK_COL_COMPONENT_isoprene_units, component->isoprene_units);
  if (component->molar_mass > 0)
    vitk_cells_real(row, VITK_COL_COMPONENT_molar_mass, component->molar_mass);
  vitk_cells_text(row, VITK_COL_COMPONENT_cas, vitk_str_of(component->cas));
  vitk_cells_text(row, VITK_COL_COMPONENT_inchikey, vitk_str_of(component->inchikey));
  vitk_cells_text(row, VITK_COL_COMPONENT_chebi, vitk_str_of(component->chebi));
  vitk_cells_text(row, VITK_COL_COMPONENT_pubchem_cid, vitk_str_of(component->pubchem_cid));
  vitk_cells_text(row, VITK_COL_COMPONENT_usda_nutrient, vitk_str_of(component->usda_nutrient));
  vitk_cells_text(row, VITK_COL_COMPONENT_note, vitk_str_of(component->note));
}

int vitk_rows_components(const struct vitk_row_sink *sink) {
  struct vitk_cells row;
  int code = VITK_OK;
  for (uint32_t i = 0; code >= 0 && i < vitk_n_components; i++) {
    component_cells(&row, &vitk_components[i]);
    code = sink->row(sink->self, VITK_COMPONENT, row.data);
  }
  return code < 0 ? code : VITK_OK;
}

static void source_cells(struct vitk_cells *row, const struct vitk_stored_source *source) {
  vitk_cells_clear(row);
  vitk_cells_key(row, VITK_COL_SOURCE_source_id, source->source_id);
  vitk_cells_text(row, VITK_COL_SOURCE_title, source->title);
  vitk_cells_text(row, VITK_COL_SOURCE_release, source->release);
  vitk_cells_text(row, VITK_COL_SOURCE_publisher, source->publisher);
  vitk_cells_text(row, VITK_COL_SOURCE_country, source->country);
  vitk_cells_text(row, VITK_COL_SOURCE_language, source->language);
  vitk_cells_text(row, VITK_COL_SOURCE_licence, source->licence);
  vitk_cells_text(row, VITK_COL_SOURCE_attribution, source->attribution);
  vitk_cells_text(row, VITK_COL_SOURCE_url, source->url);
  vitk_cells_text(row, VITK_COL_SOURCE_total_definition, source->total_definition);
  vitk_cells_key(row, VITK_COL_SOURCE_importer, vitk_str_of(source->importer));
  vitk_cells_text(row, VITK_COL_SOURCE_importer_version, vitk_str_of(source->importer_version));
  vitk_cells_integer(row, VITK_COL_SOURCE_foods_read, count(source->foods_read));
  vitk_cells_integer(row, VITK_COL_SOURCE_statements_read, count(source->statements_read));
}

static void file_cells(struct vitk_cells *row, vitk_str source_id, const struct vitk_stored_file *file) {
  vitk_cells_clear(row);
  vitk_cells_key(row, VITK_COL_FILE_source_id, source_id);
  vitk_cells_key(row, VITK_COL_FILE_path, file->path);
  if (file->bytes != UINT64_MAX)
    vitk_cells_integer(row, VITK_COL_FILE_bytes, count(file->bytes));
  vitk_cells_text(row, VITK_COL_FILE_checksum, file->checksum);
}

/* Fills all of its columns. */
static void food_cells(struct vitk_cells *row, vitk_str source_id, const struct vitk_stored_food *food) {
  vitk_cells_key(row, VITK_COL_FOOD_source_id, source_id);
  vitk_cells_key(row, VITK_COL_FOOD_food_id, food->food_id);
  vitk_cells_text(row, VITK_COL_FOOD_name, food->name);
  vitk_cells_text(row, VITK_COL_FOOD_language, food->language);
  vitk_cells_text(row, VITK_COL_FOOD_name_en, food->name_en);
  vitk_cells_text(row, VITK_COL_FOOD_scientific_name, food->scientific_name);
  vitk_cells_text(row, VITK_COL_FOOD_food_group, food->food_group);
  vitk_cells_text(row, VITK_COL_FOOD_classification, food->classification);
}

static void problem_cells(struct vitk_cells *row, vitk_str source_id, const struct vitk_stored_problem *problem) {
  vitk_cells_clear(row);
  vitk_cells_key(row, VITK_COL_PROBLEM_source_id, source_id);
  vitk_cells_text(row, VITK_COL_PROBLEM_file, problem->file);
  if (problem->line > 0)
    vitk_cells_integer(row, VITK_COL_PROBLEM_line, count(problem->line));
  vitk_cells_text(row, VITK_COL_PROBLEM_field, problem->field);
  vitk_cells_key(row, VITK_COL_PROBLEM_severity, vitk_str_of(vitk_severity_words[problem->severity]));
  vitk_cells_key(row, VITK_COL_PROBLEM_code, problem->code);
  vitk_cells_key(row, VITK_COL_PROBLEM_message, problem->message);
  vitk_cells_text(row, VITK_COL_PROBLEM_excerpt, problem->excerpt);
}

/* A whole source on its way out. */
struct walk {
  struct vitk_store *store;
  const struct vitk_stored_source *source;
  const struct vitk_row_sink *sink;
  struct vitk_cells row, value_row;
  struct vitk_value last;       /* whose cells value_row has; its texts are the store's, which never change */
  struct vitk_buffer fields[2]; /* of values that share their place with others: of the last, and of the one before */
};

/* Before the first value of a source: no cell is filled but those that all of its values share. */
static void begin_values(struct walk *walk) {
  vitk_cells_clear(&walk->value_row);
  vitk_cells_key(&walk->value_row, VITK_COL_VALUES_source_id, walk->source->source_id);
  walk->last = (struct vitk_value){.component = UINT32_MAX,
                                   .file = UINT32_MAX,
                                   .n = -1,
                                   .serving_g = NAN,
                                   .sd_ug = NAN,
                                   .min_ug = NAN,
                                   .max_ug = NAN};
}

/* Texts are the same where they lie in one place. */
static bool same_words(const struct vitk_value *a, const struct vitk_value *b) {
  return a->status == b->status && a->basis == b->basis && a->origin == b->origin && a->equivalents == b->equivalents &&
         a->method.p == b->method.p && a->confidence.p == b->confidence.p && a->original_unit.p == b->original_unit.p &&
         a->flags.p == b->flags.p;
}

static void word_cells(struct vitk_cells *row, const struct vitk_value *value) {
  vitk_cells_key(row, VITK_COL_VALUES_status, vitk_str_of(vitk_status_words[value->status]));
  vitk_cells_key(row, VITK_COL_VALUES_basis, vitk_str_of(vitk_basis_words[value->basis]));
  vitk_cells_key(row, VITK_COL_VALUES_origin, vitk_str_of(vitk_origin_words[value->origin]));
  vitk_cells_text(row, VITK_COL_VALUES_method, value->method);
  vitk_cells_text(row, VITK_COL_VALUES_confidence, value->confidence);
  vitk_cells_key(row, VITK_COL_VALUES_equivalents, vitk_str_of(vitk_equivalent_words[value->equivalents]));
  vitk_cells_text(row, VITK_COL_VALUES_original_unit, value->original_unit);
  vitk_cells_text(row, VITK_COL_VALUES_flags, value->flags);
}

/* Numbers that most values lack. */
static bool has_more_numbers(const struct vitk_value *value) {
  return value->n >= 0 || !isnan(value->serving_g) || !isnan(value->sd_ug) || !isnan(value->min_ug) ||
         !isnan(value->max_ug);
}

static void more_cells(struct vitk_cells *row, const struct vitk_value *value) {
  vitk_cells_real(row, VITK_COL_VALUES_serving_g, value->serving_g);
  vitk_cells_real(row, VITK_COL_VALUES_sd_ug, value->sd_ug);
  vitk_cells_real(row, VITK_COL_VALUES_min_ug, value->min_ug);
  vitk_cells_real(row, VITK_COL_VALUES_max_ug, value->max_ug);
  if (value->n >= 0)
    vitk_cells_integer(row, VITK_COL_VALUES_n, value->n);
  else
    vitk_cells_text(row, VITK_COL_VALUES_n, (vitk_str){NULL, 0});
}

/* Most cells of a value are those of the value before: they are filled when they change. */
static void value_cells(struct walk *walk, const struct vitk_value *value) {
  struct vitk_cells *row = &walk->value_row;
  const struct vitk_value *last = &walk->last;
  if (last->component == UINT32_MAX || !same_words(last, value))
    word_cells(row, value);
  if (last->component != value->component)
    vitk_cells_key(row, VITK_COL_VALUES_component_id, vitk_str_of(vitk_components[value->component].id));
  if (last->file != value->file)
    vitk_cells_key(row, VITK_COL_VALUES_file, vitk_store_file_at(walk->store, value->file)->path);
  vitk_cells_real(row, VITK_COL_VALUES_amount_ug, value->amount_ug);
  vitk_cells_real(row, VITK_COL_VALUES_lower_ug, value->lower_ug);
  vitk_cells_real(row, VITK_COL_VALUES_upper_ug, value->upper_ug);
  if (has_more_numbers(last) || has_more_numbers(value))
    more_cells(row, value);
  vitk_cells_text(row, VITK_COL_VALUES_original, value->original);
  vitk_cells_integer(row, VITK_COL_VALUES_line, count(value->line));
  vitk_cells_key(row, VITK_COL_VALUES_field, value->field);
}

static int write_row(struct walk *walk, uint32_t table) {
  int code = walk->sink->row(walk->sink->self, table, table == VITK_VALUES ? walk->value_row.data : walk->row.data);
  return code < 0 ? code : VITK_OK;
}

static bool same_line(const struct vitk_value *a, const struct vitk_value *b) {
  return a->component == b->component && a->basis == b->basis && a->file == b->file && a->line == b->line;
}

/* The key of a value is its place. Where one place holds several values of a component, as a document of one line may,
 * the second bears #2 after its field, so that neither is lost. They come in the order of their fields: one that does
 * not come after `before`, the field of the one before it in its line, gets the next number. So none is there twice,
 * also where the source itself calls a field "amount#2". */
static int number_the_field(struct walk *walk, vitk_str before) {
  vitk_str field = walk->value_row.data[VITK_COL_VALUES_field].text;
  if (vitk_field_compare(field, before) > 0)
    return VITK_OK;
  const struct vitk_buffer spare = walk->fields[0]; /* `before` may lie in the other */
  walk->fields[0] = walk->fields[1];
  walk->fields[1] = spare;
  int code = vitk_field_after(before, &walk->fields[1]);
  if (code == VITK_OK)
    vitk_cells_key(&walk->value_row, VITK_COL_VALUES_field, vitk_buffer_str(&walk->fields[1]));
  return code;
}

static int write_food(struct walk *walk, const struct vitk_stored_food *food) {
  const uint32_t first = food->first_value, n = food->n_values;
  food_cells(&walk->row, walk->source->source_id, food);
  vitk_cells_key(&walk->value_row, VITK_COL_VALUES_food_id, food->food_id);
  int code = write_row(walk, VITK_FOOD);
  for (uint32_t i = 0; code == VITK_OK && i < n; i++) {
    const struct vitk_value *value = vitk_store_value_at(walk->store, first + i);
    const vitk_str before = walk->value_row.data[VITK_COL_VALUES_field].text;
    bool shares = i > 0 && same_line(&walk->last, value);
    value_cells(walk, value);
    walk->last = *value;
    if (shares)
      code = number_the_field(walk, before);
    if (code == VITK_OK)
      code = write_row(walk, VITK_VALUES);
  }
  return code;
}

int vitk_rows_source(struct vitk_store *store, uint32_t index, const struct vitk_row_sink *sink) {
  const struct vitk_stored_source *source = vitk_store_source_at(store, index);
  struct walk walk = {
      .store = store, .source = source, .sink = sink, .fields = {{.maximum = 1 << 20}, {.maximum = 1 << 20}}};
  source_cells(&walk.row, source);
  begin_values(&walk);
  int code = write_row(&walk, VITK_SOURCE);
  for (uint32_t i = 0; code == VITK_OK && i < source->n_files; i++) {
    file_cells(&walk.row, source->source_id, vitk_store_file_at(store, source->first_file + i));
    code = write_row(&walk, VITK_FILE);
  }
  for (uint32_t i = 0; code == VITK_OK && i < source->n_foods; i++)
    code = write_food(&walk, vitk_store_food_at(store, source->first_food + i));
  for (uint32_t i = 0; code == VITK_OK && i < source->n_problems; i++) {
    problem_cells(&walk.row, source->source_id, vitk_store_problem_at(store, source->first_problem + i));
    code = write_row(&walk, VITK_PROBLEM);
  }
  vitk_buffer_free(&walk.fields[0]);
  vitk_buffer_free(&walk.fields[1]);
  return code;
}
