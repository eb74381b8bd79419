/* share.c - the rows of one shard of a source. */
#include "core/dataset/share.h"

#include "core/dataset/datum.h"
#include "core/dataset/rows.h"

#include <stdio.h>
#include <xxhash.h>

static const char note_code[] = "shard";

/* What its message says after "I of N: "; the excerpt is the member whose table is parted. */
enum manner { BY_PLACES, BY_LINES, BY_LINES_OF_ALL, N_MANNERS };
static const char *const manners[N_MANNERS] = {
    [BY_PLACES] = "the other statements of this source are in the other shards",
    [BY_LINES] = "of this file only a range was read; the other statements are in the other shards",
    [BY_LINES_OF_ALL] = "of this file a range is here, and all was read; the other statements are in the other shards"};

static bool has(struct vitk_share share, vitk_str text, uint64_t line) {
  return XXH3_64bits_withSeed(text.n > 0 ? text.p : "", text.n, line) % share.shards == share.shard - 1;
}

bool vitk_share_is_parted(struct vitk_share share, vitk_str file, uint64_t line) {
  return share.member.p != NULL && line > 0 && vitk_str_equal(file, share.member);
}

static bool has_statement(struct vitk_share share, vitk_str file, uint64_t line) {
  if (vitk_share_is_parted(share, file, line))
    return line >= share.from && line < share.to;
  return has(share, file, line);
}

static bool has_problem(struct vitk_share share, vitk_str file, uint64_t line) {
  return (share.member.p != NULL && !vitk_share_is_parted(share, file, line)) || has_statement(share, file, line);
}

static bool has_food(struct vitk_share share, vitk_str food_id) {
  return share.member.p != NULL || has(share, food_id, 0);
}

static bool has_value(struct vitk_share share, struct vitk_store *store, const struct vitk_value *value) {
  return has_statement(share, vitk_store_file_at(store, value->file)->path, value->line);
}

struct vitk_stored_source vitk_share_count(struct vitk_store *store, uint32_t index, struct vitk_share share) {
  struct vitk_stored_source counts = *vitk_store_source_at(store, index);
  uint32_t first_food = counts.first_food, n_foods = counts.n_foods;
  if (share.shards == 0)
    return counts;
  memset(counts.values_by_status, 0, sizeof counts.values_by_status);
  counts.statements_read = counts.rejects = counts.warnings = counts.n_foods = 0;
  for (uint32_t i = 0; i < n_foods; i++) {
    const struct vitk_stored_food *food = vitk_store_food_at(store, first_food + i);
    bool goes_along = food->n_values == 0 && has_food(share, food->food_id);
    for (uint32_t k = 0; k < food->n_values; k++) {
      const struct vitk_value *value = vitk_store_value_at(store, food->first_value + k);
      if (!has_value(share, store, value))
        continue;
      goes_along = true;
      counts.statements_read++;
      counts.values_by_status[value->status]++;
    }
    counts.n_foods += goes_along;
  }
  for (uint32_t i = 0; i < counts.n_problems; i++) {
    const struct vitk_stored_problem *problem = vitk_store_problem_at(store, counts.first_problem + i);
    if (!has_problem(share, problem->file, problem->line))
      continue;
    counts.rejects += problem->severity == VITK_REJECT;
    counts.warnings += problem->severity == VITK_WARNING;
  }
  counts.statements_read += counts.rejects;
  return counts;
}

/* A source on its way through the sieve. */
struct sieve {
  struct vitk_share share;
  const struct vitk_row_sink *to;
  struct vitk_stored_source counts;
  struct vitk_cells cells;                   /* of a row that is made here */
  struct vitk_datum food[VITK_MOST_COLUMNS]; /* waits for a value that goes along; its texts are the store's */
  bool food_waits, food_has_values, noted;
};

static int send(struct sieve *sieve, uint32_t table, const struct vitk_datum *row) {
  return sieve->to->row(sieve->to->self, table, row);
}

static int send_source(struct sieve *sieve, const struct vitk_datum *row) {
  memcpy(sieve->cells.data, row, VITK_N_COLUMNS_SOURCE * sizeof *row);
  vitk_cells_integer(&sieve->cells, VITK_COL_SOURCE_statements_read, (int64_t)sieve->counts.statements_read);
  return send(sieve, VITK_SOURCE, sieve->cells.data);
}

static int send_food(struct sieve *sieve) {
  sieve->food_waits = false;
  return send(sieve, VITK_FOOD, sieve->food);
}

/* No value of the food comes any more. */
static int end_food(struct sieve *sieve) {
  if (sieve->food_waits && !sieve->food_has_values && has_food(sieve->share, sieve->food[VITK_COL_FOOD_food_id].text))
    return send_food(sieve);
  sieve->food_waits = false;
  return VITK_OK;
}

static int begin_food(struct sieve *sieve, const struct vitk_datum *row) {
  int code = end_food(sieve);
  memcpy(sieve->food, row, VITK_N_COLUMNS_FOOD * sizeof *row);
  sieve->food_waits = true;
  sieve->food_has_values = false;
  return code;
}

static int send_value(struct sieve *sieve, const struct vitk_datum *row) {
  sieve->food_has_values = true;
  if (!has_statement(sieve->share, row[VITK_COL_VALUES_file].text, (uint64_t)row[VITK_COL_VALUES_line].integer))
    return VITK_OK;
  int code = sieve->food_waits ? send_food(sieve) : VITK_OK;
  return code < 0 ? code : send(sieve, VITK_VALUES, row);
}

/* The row that makes the dataset known as a part: to a reader, and to the import that joins the parts again. */
static int send_note(struct sieve *sieve) {
  char message[160];
  enum manner manner = sieve->share.member.p == NULL ? BY_PLACES : sieve->share.has_all ? BY_LINES_OF_ALL : BY_LINES;
  int n = snprintf(message, sizeof message, "%u of %u: %s", (unsigned)sieve->share.shard, (unsigned)sieve->share.shards,
                   manners[manner]);
  if (sieve->noted)
    return VITK_OK;
  sieve->noted = true;
  vitk_cells_clear(&sieve->cells);
  vitk_cells_key(&sieve->cells, VITK_COL_PROBLEM_source_id, sieve->counts.source_id);
  vitk_cells_key(&sieve->cells, VITK_COL_PROBLEM_severity, vitk_str_of(vitk_severity_words[VITK_NOTE]));
  vitk_cells_key(&sieve->cells, VITK_COL_PROBLEM_code, vitk_str_of(note_code));
  vitk_cells_key(&sieve->cells, VITK_COL_PROBLEM_message, (vitk_str){message, (size_t)n});
  vitk_cells_text(&sieve->cells, VITK_COL_PROBLEM_excerpt, sieve->share.member);
  return send(sieve, VITK_PROBLEM, sieve->cells.data);
}

static int end_foods(struct sieve *sieve) {
  int code = end_food(sieve);
  return code < 0 ? code : send_note(sieve);
}

static int send_problem(struct sieve *sieve, const struct vitk_datum *row) {
  const struct vitk_datum *line = &row[VITK_COL_PROBLEM_line];
  int code = end_foods(sieve);
  if (code < 0 ||
      !has_problem(sieve->share, row[VITK_COL_PROBLEM_file].text, line->is_null ? 0 : (uint64_t)line->integer))
    return code;
  return send(sieve, VITK_PROBLEM, row);
}

static int take(void *self, uint32_t table, const struct vitk_datum *row) {
  struct sieve *sieve = self;
  switch (table) {
  case VITK_SOURCE:
    return send_source(sieve, row);
  case VITK_FOOD:
    return begin_food(sieve, row);
  case VITK_VALUES:
    return send_value(sieve, row);
  case VITK_PROBLEM:
    return send_problem(sieve, row);
  default:
    return send(sieve, table, row);
  }
}

int vitk_share_rows(struct vitk_store *store, uint32_t index, struct vitk_share share,
                    const struct vitk_row_sink *sink) {
  if (share.shards == 0)
    return vitk_rows_source(store, index, sink);
  struct sieve sieve = {.share = share, .to = sink, .counts = vitk_share_count(store, index, share)};
  struct vitk_row_sink through = {take, &sieve};
  int code = vitk_rows_source(store, index, &through);
  if (code == VITK_OK)
    code = end_foods(&sieve);
  return code < 0 ? code : VITK_OK;
}

bool vitk_share_is_note(vitk_str problem_code) {
  return vitk_str_is(problem_code, note_code);
}

/* A number at the beginning of the text and what follows it; false: something else is there. */
static bool read_number(vitk_str *text, const char *after, uint32_t *out) {
  size_t n = 0, n_after = strlen(after);
  *out = 0;
  for (; n < text->n && n < 5 && text->p[n] >= '0' && text->p[n] <= '9'; n++)
    *out = *out * 10 + (uint32_t)(text->p[n] - '0');
  if (n == 0 || text->n - n < n_after || memcmp(text->p + n, after, n_after) != 0)
    return false;
  *text = (vitk_str){text->p + n + n_after, text->n - n - n_after};
  return true;
}

/* Which of the manners the rest of a note's message says; what is none parts by places. */
static void read_manner(vitk_str rest, vitk_str member, struct vitk_share *out) {
  for (int manner = BY_LINES; manner < N_MANNERS; manner++) {
    size_t n = strlen(manners[manner]);
    if (member.n == 0 || rest.n != n + 1 || memcmp(rest.p + 1, manners[manner], n) != 0) /* a blank before it */
      continue;
    out->member = member;
    out->has_all = manner == BY_LINES_OF_ALL;
  }
}

struct vitk_share vitk_share_of(struct vitk_store *store, const struct vitk_stored_source *source) {
  for (uint32_t i = 0; i < source->n_problems; i++) {
    const struct vitk_stored_problem *problem = vitk_store_problem_at(store, source->first_problem + i);
    struct vitk_share share = {.shards = 0};
    vitk_str message = problem->message, member = problem->excerpt;
    if (vitk_share_is_note(problem->code) && problem->severity == VITK_NOTE &&
        read_number(&message, " of ", &share.shard) && read_number(&message, ":", &share.shards) && share.shard >= 1 &&
        share.shard <= share.shards) {
      read_manner(message, member, &share);
      return share;
    }
  }
  return (struct vitk_share){.shards = 0};
}
