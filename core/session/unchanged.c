/* unchanged.c - an input that would give what the dataset holds already is not imported again.
 *
 * It must be certain that the result would be the same, so a fingerprint is made of all that the result depends on:
 *
 *     settings xxh3:…         the programs, the importer and what it was told: settings_sum below
 *     members 3 xxh3:…        the input: core/input/identity.h
 *     read 0-1 xxh3:…
 *     rejects 0               of the source that had most
 *     sources 2 xxh3:…        all that the input gave
 *
 * It stands with each of the input's sources, and holds only while all of them do. */
#include "core/session/import.h"

#include "core/input/checksum.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { CANDIDATES_MOST = 1000 };

static void add(struct vitk_checksum *sum, vitk_str text) {
  uint64_t n = text.p ? text.n : UINT64_MAX; /* with its length, so that no two lists of texts look alike */
  vitk_checksum_add(sum, &n, sizeof n);
  if (text.p != NULL)
    vitk_checksum_add(sum, text.p, text.n);
}

static void add_string(struct vitk_checksum *sum, const char *text) {
  add(sum, text ? vitk_str_of(text) : (vitk_str){NULL, 0});
}

static void add_number(struct vitk_checksum *sum, uint64_t number) {
  vitk_checksum_add(sum, &number, sizeof number);
}

/* The bytes of a program or a library. false: it can't be read, and then nothing is certain. */
static bool add_file(struct vitk_checksum *sum, const char *path) {
  char block[16384];
  FILE *file = path ? fopen(path, "rbe") : NULL;
  if (file == NULL)
    return false;
  uint64_t total = 0;
  for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0; total += n)
    vitk_checksum_add(sum, block, n);
  bool whole = ferror(file) == 0;
  fclose(file);
  add_number(sum, total);
  return whole;
}

static bool add_programs(struct vitk_checksum *sum, const struct vitk *session) {
  static const char here;
  Dl_info info;
  add_string(sum, vitk_version());
  return dladdr(&here, &info) != 0 && add_file(sum, info.dli_fname) &&
         (session->workers.program == NULL || add_file(sum, session->workers.program));
}

/* What the map says; its depth was limited when it was read. */
static void add_map(struct vitk_checksum *sum, const struct vitk_node *node) { // NOLINT(misc-no-recursion)
  for (; node != NULL; node = node->next) {
    add_number(sum, node->kind);
    add(sum, node->name);
    add(sum, node->text);
    add_map(sum, node->child);
    add_number(sum, 0); /* the end of its children */
  }
}

static void add_options(struct vitk_checksum *sum, const struct vitk_plugin *plugin,
                        const struct vitk_option_values *values) {
  for (uint32_t i = 0; i < plugin->n_options; i++) {
    add_string(sum, plugin->options[i].name);
    add(sum, vitk_options_text(values, plugin->options[i].name));
    if (plugin->options[i].type == VITK_OPTION_MAP)
      add_map(sum, vitk_options_map(values, plugin->options[i].name));
  }
}

/* All that a result depends on besides its input. Whatever is added to an import that changes what it makes of an
 * input belongs here; max_rejects and strict only decide whether there is a result: see `is_allowed`. */
static bool settings_sum(const struct import_job *job, const struct vitk_option_values *options,
                         struct vitk_checksum *sum) {
  const struct vitk *session = job->import->session;
  const struct vitk_import_request *request = &job->import->request;
  const struct vitk_loaded *library =
      job->loaded->map ? vitk_loader_importer(&session->loader, job->loaded->plugin->name) : job->loaded;
  add_string(sum, job->loaded->name);
  add_string(sum, job->loaded->plugin->version);
  add_options(sum, job->loaded->plugin, options);
  add_number(sum, request->all_foods != 0);
  add_number(sum, request->sha256 != 0);
  add_number(sum, request->shards);
  add_number(sum, request->shards > 0 ? request->shard : 0);
  return add_programs(sum, session) && library != NULL && add_file(sum, library->path);
}

int unchanged_begin(struct import *import, const char *dataset) {
  import->keeps_fingerprints = true;
  return vitk_fingerprints_read(dataset, &import->session->diags, &import->arena, &import->known, &import->n_known);
}

int unchanged_settings(struct import_job *job, const struct vitk_option_values *options) {
  if (!job->import->keeps_fingerprints)
    return VITK_OK;
  char text[VITK_CHECKSUM_TEXT];
  struct vitk_checksum *sum = vitk_checksum_new(VITK_CHECKSUM_XXH3);
  if (sum == NULL)
    return VITK_NOMEM;
  bool certain = settings_sum(job, options, sum);
  vitk_checksum_finish(sum, text);
  vitk_checksum_free(sum);
  if (!certain)
    return VITK_OK;
  job->settings = vitk_arena_printf(&job->arena, "settings %s\n", text);
  return job->settings.p ? VITK_OK : VITK_NOMEM;
}

/* --- what is known */

static bool begins_with(vitk_str text, vitk_str with) {
  return text.n >= with.n && memcmp(text.p, with.p, with.n) == 0;
}

/* A fingerprint of the job's settings: two lines of identity, and the result of the import. */
struct parts {
  vitk_str identity, result;
  uint64_t rejects;
};

/* false: it is none, or of other settings, or an import with so many rejects would fail now. */
static bool take_apart(const struct import_job *job, vitk_str text, struct parts *out) {
  static const char word[] = "rejects ";
  const struct vitk_import_request *request = &job->import->request;
  if (!begins_with(text, job->settings))
    return false;
  const char *start = text.p + job->settings.n, *all = text.p + text.n;
  const char *line = memchr(start, '\n', (size_t)(all - start));
  const char *end = line ? memchr(line + 1, '\n', (size_t)(all - line - 1)) : NULL;
  if (end == NULL)
    return false;
  out->identity = (vitk_str){start, (size_t)(end + 1 - start)};
  out->result = (vitk_str){end + 1, (size_t)(all - end - 1)};
  if (!begins_with(out->result, vitk_str_of(word)))
    return false;
  out->rejects = strtoull(out->result.p + sizeof word - 1, NULL, 10); /* the text ends in a NUL */
  return out->rejects <= (request->strict ? 0 : request->max_rejects);
}

/* What follows the identity. */
static int add_result(struct vitk_buffer *text, uint64_t rejects, const vitk_str *ids, uint32_t n) {
  char sum_text[VITK_CHECKSUM_TEXT];
  struct vitk_checksum *sum = vitk_checksum_new(VITK_CHECKSUM_XXH3);
  if (sum == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < n; i++)
    add(sum, ids[i]);
  vitk_checksum_finish(sum, sum_text);
  vitk_checksum_free(sum);
  return vitk_buffer_printf(text, "rejects %" PRIu64 "\nsources %" PRIu32 " %s\n", rejects, n, sum_text);
}

/* The sources that have this fingerprint, in *ids (of the job's arena), where they are all that the input gave; else
 * *n is 0. */
static int sources_of(struct import_job *job, vitk_str fingerprint, const struct parts *parts, vitk_str **ids,
                      uint32_t *n) {
  const struct import *import = job->import;
  struct vitk_buffer result = {.maximum = 200};
  *n = 0;
  *ids = vitk_arena_alloc(&job->arena, import->n_known * sizeof **ids);
  if (*ids == NULL)
    return VITK_NOMEM;
  for (size_t i = 0; i < import->n_known; i++)
    if (vitk_str_equal(import->known[i].text, fingerprint))
      (*ids)[(*n)++] = import->known[i].source_id;
  int code = add_result(&result, parts->rejects, *ids, *n);
  if (code == VITK_OK && !vitk_str_equal(parts->result, vitk_buffer_str(&result)))
    *n = 0;
  vitk_buffer_free(&result);
  return code;
}

static bool is_among(const char *const *identities, uint32_t n, const char *identity) {
  for (uint32_t i = 0; i < n; i++)
    if (strcmp(identity, identities[i]) == 0)
      return true;
  return false;
}

int unchanged_candidates(struct import_job *job, const char *const **out, uint32_t *n) {
  const struct import *import = job->import;
  *n = 0;
  *out = NULL;
  if (job->settings.p == NULL || import->request.force || import->n_known == 0)
    return VITK_OK;
  size_t room = import->n_known < CANDIDATES_MOST ? import->n_known : CANDIDATES_MOST;
  const char **identities = vitk_arena_alloc(&job->arena, room * sizeof *identities);
  if (identities == NULL)
    return VITK_NOMEM;
  for (size_t i = 0; i < import->n_known && *n < room; i++) {
    struct parts parts;
    vitk_str identity;
    if (!take_apart(job, import->known[i].text, &parts))
      continue;
    if (vitk_arena_copy(&job->arena, parts.identity, &identity) != VITK_OK)
      return VITK_NOMEM;
    if (!is_among(identities, *n, identity.p))
      identities[(*n)++] = identity.p;
  }
  *out = identities;
  return VITK_OK;
}

static int tell(struct import_job *job) {
  struct vitk_buffer ids = {.maximum = 700};
  for (uint32_t i = 0; i < job->n_unchanged; i++)
    if (vitk_buffer_printf(&ids, "%s%.*s", i ? ", " : "", VITK_STR_ARG(job->unchanged[i])) == VITK_FAILED)
      break;
  int code = vitk_report(&job->told, VITK_NOTE, "unchanged", (struct vitk_place){.file = vitk_str_of(job->input)},
                         (vitk_str){0}, "--force imports it all the same.",
                         "the dataset holds what this input gives already (%.*s): it is skipped",
                         VITK_STR_ARG(vitk_buffer_str(&ids)));
  vitk_buffer_free(&ids);
  return code;
}

int unchanged_accept(struct import_job *job, vitk_str identity) {
  const struct import *import = job->import;
  for (size_t i = 0; i < import->n_known; i++) {
    vitk_str *ids, known = import->known[i].text;
    struct parts parts;
    uint32_t n;
    if (!take_apart(job, known, &parts) || !vitk_str_equal(parts.identity, identity))
      continue;
    int code = sources_of(job, known, &parts, &ids, &n);
    if (code != VITK_OK)
      return code;
    if (n == 0)
      continue;
    job->unchanged = ids;
    job->n_unchanged = n;
    job->outcome = VITK_EXIT_DONE;
    return tell(job);
  }
  return VITK_OK;
}

/* --- what is written */

static bool is_written(const struct import *import, vitk_str source_id) {
  for (size_t i = 0; i < import->n_sources; i++)
    if (import->sources[i].source != NULL && vitk_str_equal(import->sources[i].source_id, source_id))
      return true;
  return false;
}

/* p NULL: nothing is certain of this input, or not all of its sources are written. */
static int text_of(const struct import *import, uint32_t job_index, struct vitk_buffer *text) {
  const struct import_job *job = &import->jobs[job_index];
  uint32_t n = 0, all = job->imported ? vitk_store_n_sources(job->store) : 0;
  uint64_t rejects = 0;
  if (all == 0 || job->settings.p == NULL || job->identity.n == 0)
    return VITK_OK;
  vitk_str *ids = calloc(import->n_sources + 1, sizeof *ids);
  if (ids == NULL)
    return VITK_NOMEM;
  for (size_t i = 0; i < import->n_sources; i++) {
    const struct import_source *one = &import->sources[i];
    if (one->job != job_index || one->store != job->store)
      continue;                /* unchanged, or joined of several inputs */
    ids[n++] = one->source_id; /* in their order, as they will be read */
    rejects = one->source->rejects > rejects ? one->source->rejects : rejects;
  }
  int code = VITK_OK;
  if (n == all)
    code = vitk_buffer_printf(text, "%.*s%.*s", VITK_STR_ARG(job->settings),
                              VITK_STR_ARG(vitk_buffer_str(&job->identity)));
  if (n == all && code == VITK_OK)
    code = add_result(text, rejects, ids, n);
  free(ids);
  return code;
}

int unchanged_write(const struct import *import, struct vitk_sqlite_writer *writer) {
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < import->n_known; i++)
    if (!is_written(import, import->known[i].source_id))
      code = vitk_sqlite_writer_fingerprint(writer, &import->known[i]);
  for (uint32_t job = 0; code == VITK_OK && job < import->request.n_inputs; job++) {
    struct vitk_buffer text = {.maximum = SIZE_MAX};
    code = text_of(import, job, &text);
    for (size_t i = 0; code == VITK_OK && text.n > 0 && i < import->n_sources; i++)
      if (import->sources[i].job == job)
        code = vitk_sqlite_writer_fingerprint(
            writer, &(struct vitk_fingerprint){import->sources[i].source_id, vitk_buffer_str(&text)});
    vitk_buffer_free(&text);
  }
  return code;
}
