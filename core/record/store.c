/* store.c - holds what is stated of one bundle, and hands it out again, made wide. */
#include "core/record/store.h"

#include "core/record/store_inside.h"

#include <stdlib.h>

enum { FIRST_SOURCES = 4 };

static int copy_settings(struct vitk_store *store, const struct vitk_store_settings *settings) {
  vitk_str importer, version;
  store->settings = *settings;
  if (vitk_arena_copy(&store->arena, vitk_str_of(settings->importer), &importer) != VITK_OK ||
      vitk_arena_copy(&store->arena, vitk_str_of(settings->importer_version), &version) != VITK_OK)
    return VITK_NOMEM;
  store->settings.importer = importer.p;
  store->settings.importer_version = version.p;
  return VITK_OK;
}

int vitk_store_new(const struct vitk_store_settings *settings, struct vitk_store **out) {
  *out = NULL;
  struct vitk_store *store = calloc(1, sizeof *store);
  if (store == NULL)
    return VITK_NOMEM;
  store->texts.secret = &store->secret;
  store->foods.each = sizeof(struct vitk_food_row);
  store->files.each = sizeof(struct vitk_file_row);
  store->codes.each = sizeof(struct vitk_code_row);
  store->values.each = sizeof(struct vitk_value_row);
  store->manners.each = sizeof(struct vitk_manner);
  store->numbers.each = sizeof(struct vitk_numbers);
  store->problems.each = sizeof(struct vitk_problem_row);
  if (vitk_secret_make(&store->secret) != VITK_OK || vitk_store_add_source(store) != VITK_OK ||
      copy_settings(store, settings) != VITK_OK) {
    vitk_store_free(store);
    return VITK_NOMEM;
  }
  *out = store;
  return VITK_OK;
}

int vitk_store_add_source(struct vitk_store *store) {
  if (store->n_sources == store->max_sources) {
    size_t more = store->max_sources ? store->max_sources * 2 : FIRST_SOURCES;
    struct vitk_source_node **sources = realloc(store->sources, more * sizeof(void *));
    if (sources == NULL)
      return VITK_NOMEM;
    store->sources = sources;
    store->max_sources = more;
  }
  struct vitk_source_node *source = vitk_arena_alloc(&store->arena, sizeof *source);
  if (source == NULL)
    return VITK_NOMEM;
  source->last_food = source->last_file = source->first_food = source->greatest_food = VITK_NONE;
  source->guesses = 1;
  source->in_order = true;
  store->current = (uint32_t)store->n_sources;
  store->sources[store->n_sources++] = source;
  return VITK_OK;
}

void vitk_store_free(struct vitk_store *store) {
  if (store == NULL)
    return;
  vitk_pile_free(&store->foods);
  vitk_pile_free(&store->files);
  vitk_pile_free(&store->codes);
  vitk_pile_free(&store->values);
  vitk_pile_free(&store->manners);
  vitk_pile_free(&store->numbers);
  vitk_pile_free(&store->problems);
  vitk_index_free(&store->food_index);
  vitk_index_free(&store->file_index);
  vitk_index_free(&store->manner_index);
  vitk_index_free(&store->numbers_index);
  free(store->food_order);
  free(store->file_order);
  free(store->value_order);
  free(store->problem_order);
  vitk_texts_free(&store->texts);
  free(store->sources);
  vitk_arena_free(&store->provisional_arena);
  vitk_arena_free(&store->arena);
  free(store);
}

static uint32_t find_file(const struct vitk_store *store, uint32_t source, vitk_str path, uint32_t hash) {
  struct vitk_probe probe = vitk_index_probe(&store->file_index, hash);
  uint32_t at = vitk_index_next(&store->file_index, &probe);
  while (at != VITK_NONE &&
         (vitk_file_row(store, at)->source != source || !vitk_str_equal(vitk_file_row(store, at)->is.path, path)))
    at = vitk_index_next(&store->file_index, &probe);
  return at;
}

static uint32_t hash_of_file(const struct vitk_store *store, uint32_t source, vitk_str path) {
  return vitk_hash_of_source(vitk_hash(&store->secret, path.p, path.n), source);
}

uint32_t vitk_store_file_find(const struct vitk_store *store, uint32_t source, vitk_str path) {
  return find_file(store, source, path, hash_of_file(store, source, path));
}

int vitk_store_file_of(struct vitk_store *store, uint32_t source, vitk_str path, uint32_t *out) {
  uint32_t text, hash = hash_of_file(store, source, path);
  *out = find_file(store, source, path, hash);
  if (*out != VITK_NONE)
    return VITK_OK;
  if (vitk_texts_share(&store->texts, path, &text) != VITK_OK ||
      vitk_index_add(&store->file_index, hash, store->files.n) != VITK_OK)
    return VITK_NOMEM;
  struct vitk_file_row *file = vitk_pile_add(&store->files);
  if (file == NULL)
    return VITK_NOMEM;
  file->is = (struct vitk_stored_file){.path = vitk_store_text(store, text), .bytes = UINT64_MAX};
  file->source = source;
  *out = store->files.n - 1;
  return VITK_OK;
}

int vitk_store_file(struct vitk_store *store, vitk_str path, uint64_t bytes, vitk_str checksum) {
  struct vitk_place place = {.file = path};
  uint32_t kept;
  if (store->finished)
    return VITK_FATAL;
  int code = vitk_store_fit(store, &path, VITK_CELL_MAX, "path", place);
  if (code == VITK_OK)
    code = vitk_store_keep(store, checksum, VITK_CELL_MAX, "checksum", place, &kept);
  if (code != VITK_OK || path.n == 0)
    return code;
  bool belongs = false;
  for (uint32_t i = 0; i < store->n_sources; i++) {
    uint32_t at = vitk_store_file_find(store, i, path);
    struct vitk_file_row *file = at != VITK_NONE ? vitk_file_row(store, at) : NULL;
    if (file != NULL && !file->by_rows) {
      file->is.bytes = bytes;
      file->is.checksum = vitk_store_text(store, kept);
      belongs = true;
    }
  }
  if (belongs || vitk_store_current(store)->by_rows)
    return VITK_OK;
  uint32_t at;
  code = vitk_store_file_of(store, store->current, path, &at);
  if (code != VITK_OK)
    return code;
  vitk_file_row(store, at)->is.bytes = bytes;
  vitk_file_row(store, at)->is.checksum = vitk_store_text(store, kept);
  return VITK_OK;
}

uint32_t vitk_store_n_sources(const struct vitk_store *store) {
  return store->finished ? (uint32_t)store->n_sources : 0;
}

const struct vitk_stored_source *vitk_store_source_at(const struct vitk_store *store, uint32_t index) {
  return index < store->n_sources ? &store->sources[index]->is : NULL;
}

const struct vitk_stored_food *vitk_store_food_at(struct vitk_store *store, uint32_t index) {
  if (!store->finished || index >= store->n_foods)
    return NULL;
  const struct vitk_food_row *row = vitk_food_row(store, store->food_order[index]);
  store->wide_food = (struct vitk_stored_food){.food_id = vitk_store_text(store, row->food_id),
                                               .name = vitk_store_text(store, row->name),
                                               .language = vitk_store_text(store, row->language),
                                               .name_en = vitk_store_text(store, row->name_en),
                                               .scientific_name = vitk_store_text(store, row->scientific_name),
                                               .food_group = vitk_store_text(store, row->food_group),
                                               .classification = vitk_store_text(store, row->code),
                                               .source = row->source,
                                               .first_value = row->first_value,
                                               .n_values = row->n_values};
  return &store->wide_food;
}

const struct vitk_value *vitk_store_value_at(struct vitk_store *store, uint32_t index) {
  if (!store->finished || index >= store->values.n)
    return NULL;
  vitk_store_unpack(store, vitk_value_row(store, store->value_order[index]), &store->wide_value);
  return &store->wide_value;
}

const struct vitk_stored_file *vitk_store_file_at(const struct vitk_store *store, uint32_t index) {
  return store->finished && index < store->n_files ? &vitk_file_row(store, store->file_order[index])->is : NULL;
}

const struct vitk_stored_problem *vitk_store_problem_at(struct vitk_store *store, uint32_t index) {
  if (!store->finished || index >= store->n_problems)
    return NULL;
  const struct vitk_problem_row *row = vitk_problem_row(store, store->problem_order[index]);
  store->wide_problem = (struct vitk_stored_problem){.file = vitk_store_text(store, row->file),
                                                     .field = vitk_store_text(store, row->field),
                                                     .message = vitk_store_text(store, row->message),
                                                     .excerpt = vitk_store_text(store, row->excerpt),
                                                     .code = vitk_store_text(store, row->code),
                                                     .severity = row->severity,
                                                     .line = row->line};
  return &store->wide_problem;
}

uint64_t vitk_store_statements(const struct vitk_store *store) {
  return store->statements;
}

uint64_t vitk_store_foods_read(const struct vitk_store *store) {
  uint64_t n = 0;
  for (size_t i = 0; i < store->n_sources; i++)
    n += store->sources[i]->is.foods_read;
  return n;
}
