#include "core/record/store.h"

#include "core/record/store_inside.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

void *vitk_store_grow(void *array, size_t n, size_t *max, size_t size) {
  if (n < *max)
    return array;
  size_t more = *max ? *max * 2 : FIRST_ROOM;
  if (more > UINT32_MAX || more > SIZE_MAX / size) /* rows are numbered in 32 bits */
    return NULL;
  void *grown = realloc(array, more * size);
  if (grown != NULL)
    *max = more;
  return grown;
}

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
  store->intern.arena = &store->arena;
  struct vitk_source_node *first = vitk_arena_alloc(&store->arena, sizeof *first);
  store->sources = calloc(FIRST_ROOM, sizeof(void *));
  store->max_sources = FIRST_ROOM;
  if (first == NULL || store->sources == NULL || copy_settings(store, settings) != VITK_OK) {
    vitk_store_free(store);
    return VITK_NOMEM;
  }
  store->sources[store->n_sources++] = first;
  *out = store;
  return VITK_OK;
}

void vitk_store_forget(struct vitk_source_node *source) {
  if (source == NULL)
    return;
  HASH_CLEAR(hh, source->foods);
  HASH_CLEAR(hh, source->files);
  source->last_file = NULL;
  source->last_food = NULL;
}

void vitk_store_free(struct vitk_store *store) {
  if (store == NULL)
    return;
  for (size_t i = 0; store->sources != NULL && i < store->n_sources; i++)
    vitk_store_forget(store->sources[i]);
  vitk_intern_free(&store->intern);
  free(store->sources);
  free(store->foods);
  free(store->files);
  free(store->values);
  free(store->problems);
  vitk_arena_free(&store->provisional_arena);
  vitk_arena_free(&store->arena);
  free(store);
}

int vitk_store_file_of(struct vitk_store *store, uint32_t source, vitk_str path, struct vitk_file_node **out) {
  struct vitk_source_node *owner = store->sources[source];
  struct vitk_file_node *file = NULL;
  unsigned hash;
  HASH_VALUE(path.p, path.n, hash);
  HASH_FIND_BYHASHVALUE(hh, owner->files, path.p, path.n, hash, file);
  *out = file;
  if (file != NULL)
    return VITK_OK;
  void *files = vitk_store_grow(store->files, store->n_files, &store->max_files, sizeof(void *));
  if (files == NULL)
    return VITK_NOMEM;
  store->files = files;
  file = vitk_arena_alloc(&store->arena, sizeof *file);
  if (file == NULL || vitk_intern(&store->intern, path, &file->is.path) != VITK_OK)
    return VITK_NOMEM;
  file->is.bytes = UINT64_MAX;
  file->source = source;
  HASH_ADD_KEYPTR_BYHASHVALUE(hh, owner->files, file->is.path.p, file->is.path.n, hash, file);
  if (file->hh.tbl == NULL)
    return VITK_NOMEM;
  file->index = (uint32_t)store->n_files;
  store->files[store->n_files++] = file;
  *out = file;
  return VITK_OK;
}

int vitk_store_file(struct vitk_store *store, vitk_str path, uint64_t bytes, vitk_str checksum) {
  struct vitk_place place = {.file = path};
  vitk_str kept_path, kept_checksum;
  if (store->finished)
    return VITK_FATAL;
  int code = vitk_store_keep(store, NULL, path, VITK_CELL_MAX, "path", place, &kept_path);
  if (code == VITK_OK)
    code = vitk_store_keep(store, NULL, checksum, VITK_CELL_MAX, "checksum", place, &kept_checksum);
  if (code != VITK_OK || kept_path.n == 0)
    return code;
  bool belongs = false;
  for (uint32_t i = 0; i < store->n_sources; i++) {
    struct vitk_file_node *file;
    HASH_FIND(hh, store->sources[i]->files, kept_path.p, kept_path.n, file);
    if (file != NULL && !file->by_rows) {
      file->is.bytes = bytes;
      file->is.checksum = kept_checksum;
      belongs = true;
    }
  }
  if (belongs || vitk_store_current(store)->by_rows)
    return VITK_OK;
  struct vitk_file_node *file;
  code = vitk_store_file_of(store, store->current, kept_path, &file);
  if (code != VITK_OK)
    return code;
  file->is.bytes = bytes;
  file->is.checksum = kept_checksum;
  return VITK_OK;
}

uint32_t vitk_store_n_sources(const struct vitk_store *store) {
  return store->finished ? (uint32_t)store->n_sources : 0;
}

const struct vitk_stored_source *vitk_store_source_at(const struct vitk_store *store, uint32_t index) {
  return index < store->n_sources ? &store->sources[index]->is : NULL;
}

const struct vitk_stored_food *vitk_store_food_at(const struct vitk_store *store, uint32_t index) {
  return index < store->n_foods ? &store->foods[index]->is : NULL;
}

const struct vitk_value *vitk_store_value_at(const struct vitk_store *store, uint32_t index) {
  return index < store->n_values ? &store->values[index] : NULL;
}

const struct vitk_stored_file *vitk_store_file_at(const struct vitk_store *store, uint32_t index) {
  return index < store->n_files ? &store->files[index]->is : NULL;
}

const struct vitk_stored_problem *vitk_store_problem_at(const struct vitk_store *store, uint32_t index) {
  return index < store->n_problems ? &store->problems[index].is : NULL;
}

uint64_t vitk_store_statements(const struct vitk_store *store) {
  return store->statements;
}
