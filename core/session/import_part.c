/* import_part.c - a shard of a large table reads its own part of it, and answers for the whole with that.
 *
 * It can where the part has nothing to tell: then what the ledger says of the rest of the table other shards find out.
 * Else, for a problem may be told once only, counted, or be one too many, the shard reads all of the input after all,
 * and of that takes its part. Nothing that the first run told was passed on.
 */
#include "core/session/import.h"

void import_part_begin(struct import_job *job) {
  bool reads_all = job->part.reads_all;
  job->part = (struct import_part){
      .reads_all = reads_all, .holds = job->import->request.shards > 1 && !reads_all, .held_before = job->held.bytes.n};
}

struct vitk_shard import_part_of(struct import_job *job) {
  return (struct vitk_shard){
      .shard = job->import->request.shard, .shards = job->import->request.shards, .reads_all = job->part.reads_all};
}

int import_part_ranged(struct import_job *job, const struct vitk_shard *told) {
  struct import_part *part = &job->part;
  bool first = part->member.p == NULL;
  if (first && vitk_arena_copy(&job->arena, told->member, &part->member) != VITK_OK)
    return VITK_NOMEM;
  part->from = told->from;
  part->to = told->to;
  part->food_rows = told->food_rows;
  if (first) {
    part->food_rows_before = told->food_rows;
    part->foods_before = vitk_store_foods_read(job->store);
    part->told = 0;
  }
  return VITK_OK;
}

bool import_part_is_doubtful(const struct import_job *job) {
  return job->part.member.p != NULL && !job->part.reads_all && job->part.told > 0;
}

static bool has_value_of(struct vitk_store *store, vitk_str member) {
  uint32_t n_sources = vitk_store_n_sources(store);
  for (uint32_t i = 0; i < n_sources; i++) {
    const struct vitk_stored_source *source = vitk_store_source_at(store, i);
    for (uint32_t k = 0; k < source->n_foods; k++) {
      const struct vitk_stored_food *food = vitk_store_food_at(store, source->first_food + k);
      uint32_t first = food->first_value, n = food->n_values;
      for (uint32_t v = first; v < first + n; v++)
        if (vitk_str_equal(vitk_store_file_at(store, vitk_store_value_at(store, v)->file)->path, member))
          return true;
    }
  }
  return false;
}

/* Foods that come twice are counted by whether a statement named them, which shards don't agree on. And without a value
 * of its part a source might be taken for one without vitamin K. */
bool import_part_needs_all(const struct import_job *job, int code) {
  const struct import_part *part = &job->part;
  if (part->member.p == NULL || part->reads_all || (code != VITK_OK && code != VITK_FAILED))
    return false;
  return code != VITK_OK || part->told > 0 ||
         vitk_store_foods_read(job->store) - part->foods_before != part->food_rows - part->food_rows_before ||
         !has_value_of(job->store, part->member);
}

int import_part_again(struct import_job *job) {
  job->held.bytes.n = job->part.held_before;
  job->part.reads_all = true;
  job->identity.n = 0;
  job->bad_usage = false;
  vitk_store_free(job->store);
  job->store = NULL;
  return vitk_store_new(&job->store_settings, &job->store);
}

void import_part_end(struct import_job *job) {
  job->part.holds = false;
  if (!job->waits)
    import_job_goes_first(job);
}

struct vitk_share import_part_share(const struct import *import, uint32_t job) {
  const struct import_part *part = &import->jobs[job].part;
  return (struct vitk_share){.shard = import->request.shard,
                             .shards = import->request.shards,
                             .member = part->member,
                             .from = part->from,
                             .to = part->to,
                             .has_all = part->reads_all};
}
