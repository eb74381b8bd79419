#include "core/input/range.h"

#include "core/input/member.h"

static const struct vitk_range all = {.to = UINT64_MAX, .to_line = UINT64_MAX};

/* The first of those that are as large. */
static uint32_t largest(const struct vitk_bundle *bundle) {
  uint32_t found = 0;
  for (uint32_t i = 1; i < bundle->count; i++)
    if (bundle->members[i].bytes > bundle->members[found].bytes)
      found = i;
  return found;
}

/* Foods that are read are counted over all of a table of them. */
static bool is_parted(const struct vitk_input *input, const struct vitk_table_plan *plan) {
  const struct vitk_bundle *bundle = input->bundle;
  return input->shard != NULL && input->shard->shards > 1 &&
         (plan->spec.flags & (VITK_ROWS_APART | VITK_FOOD_ROWS)) == VITK_ROWS_APART &&
         (bundle->kind == VITK_BUNDLE_FOLDER || bundle->kind == VITK_BUNDLE_FILE) &&
         bundle->members[plan->spec.member].bytes != UINT64_MAX && plan->spec.member == largest(bundle);
}

/* bytes * part / parts, without a product that is too large. */
static uint64_t border(uint64_t bytes, uint32_t part, uint32_t parts) {
  return bytes / parts * part + bytes % parts * part / parts;
}

static int tell(struct vitk_shard *shard, uint64_t from_line, uint64_t to_line) {
  shard->from = from_line;
  shard->to = to_line;
  return shard->ranged(shard->self);
}

int vitk_range_begin(const struct vitk_input *input, const struct vitk_table_plan *plan, struct vitk_range *out) {
  struct vitk_shard *shard = input->shard;
  *out = all;
  if (!is_parted(input, plan))
    return VITK_OK;
  uint64_t bytes = input->bundle->members[plan->spec.member].bytes;
  out->is_part = true;
  out->reads_all = shard->reads_all;
  out->from = border(bytes, shard->shard - 1, shard->shards);
  if (shard->shard < shard->shards)
    out->to = border(bytes, shard->shard, shard->shards);
  if (shard->shard > 1)
    out->from_line = UINT64_MAX;
  shard->member = plan->file;
  return tell(shard, 0, UINT64_MAX);
}

void vitk_range_note(struct vitk_range *range, uint64_t offset, uint64_t line) {
  if (offset >= range->from && line < range->from_line)
    range->from_line = line;
  if (offset >= range->to && line < range->to_line)
    range->to_line = line;
}

void vitk_range_end(const struct vitk_range *range, const struct vitk_input *input) {
  if (range->is_part && range->reads_all)
    (void)tell(input->shard, range->from_line, range->to_line); /* who can't be told ends the run by itself */
}

#define VITK_SIMD_KERNEL "core/input/range_kernel.h"
#include "core/input/simd_each.h"

static void (*const passes[VITK_SIMD_VARIANTS])(unsigned char delimiter, unsigned char quote, const char *p, size_t n,
                                                size_t from, struct vitk_scan *out) = {VITK_SIMD_TABLE(pass)};

void vitk_range_pass(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t from, struct vitk_scan *out) {
  out->start = out->stop = from;
  out->lines = out->records = out->n_marks = 0;
  out->to_the_end = from == n;
  out->seen = from;
  out->feeds = 0;
  passes[plan->variant](plan->delimiter, plan->quote, p, n, from, out);
}
