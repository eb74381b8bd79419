/* import_shards.c - datasets that are shards of one import become the one source that they are parts of. */
#include "core/session/import.h"

#include "core/dataset/columns.h"
#include "core/dataset/rows.h"

#include <stdlib.h>

#define NO_LINE SIZE_MAX

struct part { /* one shard among the inputs */
  const struct vitk_stored_source *source;
  struct vitk_store *store;
  uint32_t job, index;
  struct vitk_share share;
};

static int by_source_and_shard(const void *a, const void *b) {
  const struct part *x = a, *y = b;
  int order = vitk_str_compare(x->source->source_id, y->source->source_id);
  order = order ? order : (x->share.shard > y->share.shard) - (x->share.shard < y->share.shard);
  return order ? order : (x->job > y->job) - (x->job < y->job);
}

/* Every shard among the sources of the inputs, also one without a statement: the caller frees the list. */
static int find_parts(const struct import *import, struct part **out, size_t *n) {
  size_t most = 0;
  for (size_t job = 0; job < import->request.n_inputs; job++)
    most += import->jobs[job].store ? vitk_store_n_sources(import->jobs[job].store) : 0;
  *n = 0;
  *out = calloc(most + 1, sizeof **out);
  for (uint32_t job = 0; *out != NULL && job < import->request.n_inputs; job++) {
    struct vitk_store *store = import->jobs[job].store;
    uint32_t outcome = import->jobs[job].outcome;
    bool was_read = store != NULL && (outcome <= VITK_EXIT_REJECTS || outcome == VITK_EXIT_NO_VITAMIN_K);
    for (uint32_t i = 0; was_read && i < vitk_store_n_sources(store); i++) {
      const struct vitk_stored_source *source = vitk_store_source_at(store, i);
      struct vitk_share share = vitk_share_of(store, source);
      if (share.shards > 0)
        (*out)[(*n)++] = (struct part){source, store, job, i, share};
    }
  }
  if (*n > 1)
    qsort(*out, *n, sizeof **out, by_source_and_shard);
  return *out ? VITK_OK : VITK_NOMEM;
}

static bool same_files(const struct part *a, const struct part *b) {
  bool same = a->source->n_files == b->source->n_files;
  for (uint32_t i = 0; same && i < a->source->n_files; i++) {
    const struct vitk_stored_file *x = vitk_store_file_at(a->store, a->source->first_file + i);
    const struct vitk_stored_file *y = vitk_store_file_at(b->store, b->source->first_file + i);
    same = vitk_str_equal(x->path, y->path) && vitk_str_equal(x->checksum, y->checksum) && x->bytes == y->bytes;
  }
  return same;
}

static bool same_text(const char *a, const char *b) {
  return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_member(const struct part *a, const struct part *b) {
  return (a->share.member.p == NULL) == (b->share.member.p == NULL) &&
         (a->share.member.p == NULL || vitk_str_equal(a->share.member, b->share.member));
}

/* Were both made by one import: of the same files, by the same importer, into as many shards, in the same manner? Foods
 * that come twice are counted right by who read all. */
static bool same_import(const struct part *a, const struct part *b) {
  bool same_foods = a->source->foods_read == b->source->foods_read || a->share.has_all != b->share.has_all;
  return a->share.shards == b->share.shards && same_member(a, b) && same_foods &&
         same_text(a->source->importer, b->source->importer) &&
         same_text(a->source->importer_version, b->source->importer_version) && same_files(a, b);
}

static void refuse(struct import *import, const struct part *part, const char *code, const char *hint,
                   const char *what) {
  vitk_report(&import->session->diags, VITK_ERROR, code,
              (struct vitk_place){.file = vitk_str_of(import->request.inputs[part->job])}, (vitk_str){0}, hint,
              "this is shard %u of %u of source %.*s, and %s: the source is left out", (unsigned)part->share.shard,
              (unsigned)part->share.shards, VITK_STR_ARG(part->source->source_id), what);
}

/* Are the parts, which are sorted, each shard once? If not, it is said why. */
static bool are_whole(struct import *import, const struct part *parts, size_t n) {
  for (size_t i = 1; i < n; i++) {
    if (!same_import(&parts[0], &parts[i])) {
      refuse(import, &parts[i], "shards-differ", "Import all shards from the same files, by the same vitk.",
             "another input is a shard of another import of it");
      return false;
    }
    if (parts[i].share.shard == parts[i - 1].share.shard) {
      refuse(import, &parts[i], "double-shard", "Name each shard once.", "another input is the same shard");
      return false;
    }
  }
  for (uint32_t i = 0; i < n; i++) {
    if (parts[i].share.shard != i + 1)
      break;
    if (i + 1 == parts[i].share.shards)
      return true;
  }
  refuse(import, &parts[n - 1], "shards-missing", "Name all of its shards: vitk import shard-*.sqlite -o all.sqlite",
         "not all of them are among the inputs");
  return false;
}

/* The store that parts are joined in, and which of them is read. */
struct joining {
  struct vitk_store *store;
  const struct part *part;
  bool is_first;
};

/* Does the joined ledger have the problem from this part? Where a table is parted, one part is asked for all that is
 * not on a line of that. */
static bool has_problem(const struct joining *joining, const struct vitk_datum *row) {
  const struct vitk_share *share = &joining->part->share;
  const struct vitk_datum *line = &row[VITK_COL_PROBLEM_line];
  if (vitk_share_is_note(row[VITK_COL_PROBLEM_code].text))
    return false;
  return joining->is_first || share->member.p == NULL ||
         vitk_share_is_parted(*share, row[VITK_COL_PROBLEM_file].text, line->is_null ? 0 : (uint64_t)line->integer);
}

/* One source's row counts the statements of all parts anew; the note of a part has served. */
static int take(void *self, uint32_t table, const struct vitk_datum *row) {
  static const uint32_t n_columns[VITK_N_TABLES] = {
      [VITK_SOURCE] = VITK_N_COLUMNS_SOURCE, [VITK_FILE] = VITK_N_COLUMNS_FILE,       [VITK_FOOD] = VITK_N_COLUMNS_FOOD,
      [VITK_VALUES] = VITK_N_COLUMNS_VALUES, [VITK_PROBLEM] = VITK_N_COLUMNS_PROBLEM,
  };
  struct joining *joining = self;
  struct vitk_datum source[VITK_N_COLUMNS_SOURCE];
  if (table == VITK_SOURCE) {
    if (!joining->is_first)
      return VITK_OK;
    memcpy(source, row, sizeof source);
    source[VITK_COL_SOURCE_statements_read] = (struct vitk_datum){.is_null = 1};
    row = source;
  }
  if (table == VITK_FOOD && vitk_store_mentioned(joining->store, row[VITK_COL_FOOD_food_id].text))
    return VITK_OK; /* another part has values of it, too, and brought it */
  if (table == VITK_PROBLEM && !has_problem(joining, row))
    return VITK_OK;
  return vitk_rows_take(joining->store, table, row, n_columns[table], sizeof *row);
}

/* The part that knows most of the whole. */
static size_t best_of(const struct part *parts, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (parts[i].share.has_all)
      return i;
  return 0;
}

static int join_part(struct joining *joining, const struct part *part) {
  struct vitk_row_sink sink = {take, joining};
  joining->part = part;
  return vitk_rows_source(part->store, part->index, &sink);
}

static int join(struct import *import, const struct part *parts, size_t n, struct vitk_store **out) {
  size_t best = best_of(parts, n);
  struct vitk_store_settings settings = {.max_rejects = UINT64_MAX,
                                         .importer = parts[0].source->importer ? parts[0].source->importer : "",
                                         .importer_version = "",
                                         .listener = &import->session->diags};
  struct joining joining = {.is_first = true};
  int code = vitk_store_new(&settings, &joining.store);
  if (code == VITK_OK)
    code = join_part(&joining, &parts[best]);
  joining.is_first = false;
  for (size_t i = 0; code == VITK_OK && i < n; i++)
    if (i != best)
      code = join_part(&joining, &parts[i]);
  if (code == VITK_OK)
    code = vitk_store_finish(joining.store);
  *out = joining.store;
  return code;
}

/* Takes the part out of the sources that are written; gives its line of the report, NO_LINE where it has none. */
static size_t take_out(struct import *import, const struct part *part) {
  for (size_t i = 0; i < import->n_sources; i++) {
    if (import->sources[i].source != part->source)
      continue;
    size_t line = import->sources[i].line;
    memmove(&import->sources[i], &import->sources[i + 1], (--import->n_sources - i) * sizeof *import->sources);
    return line;
  }
  return NO_LINE;
}

static int join_source(struct import *import, const struct part *parts, size_t n) {
  bool whole = are_whole(import, parts, n);
  size_t first_line = NO_LINE;
  for (size_t i = 0; i < n; i++) {
    size_t line = take_out(import, &parts[i]);
    first_line = first_line == NO_LINE ? line : first_line;
    if (whole)
      continue;
    import->jobs[parts[i].job].outcome = VITK_EXIT_INPUT;
    if (line != NO_LINE)
      import->lines[line].outcome = VITK_EXIT_INPUT;
  }
  if (!whole || first_line == NO_LINE) /* or none of them states anything */
    return VITK_OK;
  struct vitk_store **joined = realloc(import->joined, (import->n_joined + 1) * sizeof(void *));
  if (joined == NULL)
    return VITK_NOMEM;
  import->joined = joined;
  int code = join(import, parts, n, &joined[import->n_joined]);
  struct vitk_store *store = joined[import->n_joined];
  import->n_joined += store != NULL;
  if (code == VITK_OK && vitk_store_n_sources(store) == 1)
    import->sources[import->n_sources++] = (struct import_source){
        vitk_store_source_at(store, 0)->source_id, vitk_store_source_at(store, 0), store, parts[0].job, 0, first_line};
  return code;
}

int vitk_import_join_shards(struct import *import) {
  struct part *parts;
  size_t n;
  int code = find_parts(import, &parts, &n);
  for (size_t start = 0, end; code == VITK_OK && start < n; start = end) {
    for (end = start + 1; end < n && vitk_str_equal(parts[end].source->source_id, parts[start].source->source_id);)
      end++;
    code = join_source(import, &parts[start], end - start);
  }
  free(parts);
  return code;
}
