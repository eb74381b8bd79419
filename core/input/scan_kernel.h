/* scan_kernel.h - the passes of scan.c, which includes it for each variant of simd.h. No guard. */

#include "core/input/needle_mask.h"

/* Masks of 64 bytes, `valid` those that are of the block. */
struct SIMD(masks) {
  uint64_t valid;
  uint64_t delimiters, ends; /* that part cells and records */
  uint64_t lines;            /* ends of lines, those in quotes too */
  uint64_t bad;              /* where the text is not written as the scan knows it */
  uint64_t doubled;          /* the second quote of two that stand for one */
};

/* Line ends: LF, and CR unless an LF follows. A CR that ends the block is none yet. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(line_ends)(uint64_t feeds, uint64_t returns, const char *p, size_t left) {
  if (__builtin_expect(returns == 0, 1))
    return feeds;
  uint64_t before_feed = feeds >> 1 | (uint64_t)(left > VITK_LANES && p[VITK_LANES] == '\n') << 63;
  if (left <= VITK_LANES)
    before_feed |= UINT64_C(1) << (left - 1);
  return feeds | (returns & ~before_feed);
}

SIMD_TARGET VITK_SIMD_INLINE struct SIMD(masks)
    SIMD(look)(const struct vitk_scan_plan *plan, const char *p, size_t left, struct carry *carry) {
  struct SIMD(masks) masks;
  SIMD(block) block = SIMD(load)(p);
  masks.valid = left >= VITK_LANES ? ~UINT64_C(0) : (UINT64_C(1) << left) - 1;
  masks.delimiters = SIMD(bits)(SIMD(eq)(block, plan->delimiter)) & masks.valid;
  uint64_t feeds = SIMD(bits)(SIMD(eq)(block, '\n')) & masks.valid;
  uint64_t returns = SIMD(bits)(SIMD(eq)(block, '\r')) & masks.valid;
  masks.lines = masks.ends = SIMD(line_ends)(feeds, returns, p, left);
  masks.bad = masks.doubled = 0;
  if (plan->quote == VITK_NO_QUOTE)
    return masks;
  uint64_t quotes = SIMD(bits)(SIMD(eq)(block, plan->quote)) & masks.valid;
  uint64_t in_quotes = SIMD(parity)(quotes) ^ carry->in_quotes;
  uint64_t bare = ~(in_quotes | masks.delimiters | feeds | returns | quotes) & masks.valid;
  masks.bad = misplaced(quotes, bare, carry);
  masks.doubled = quotes & ((quotes & ~in_quotes) << 1 | (carry->quotes & ~carry->in_quotes) >> 63);
  masks.delimiters &= ~in_quotes;
  masks.ends &= ~in_quotes;
  *carry = (struct carry){.in_quotes = (uint64_t)0 - (in_quotes >> 63), .quotes = quotes, .bare = bare};
  return masks;
}

/* Of those of the 64 bytes at p[i] at which a needle could begin, those at which a cell that is one begins, as far as
 * the bytes beside it tell; before p[from] there are none. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(are_cells)(const struct vitk_scan_plan *plan, const char *p, size_t n,
                                                      size_t from, size_t i, uint64_t maybe) {
  uint64_t found = 0;
  for (; maybe != 0; maybe &= maybe - 1) {
    size_t at = i + (size_t)__builtin_ctzll(maybe);
    if ((at == from || plan->is_border[(unsigned char)p[at - 1]]) &&
        vitk_needle_begins(plan->needles, p + at, n - at, plan->is_border))
      found |= maybe & (0 - maybe);
  }
  return found;
}

/* Is one of the cells that a record is asked for, and that begin after its `delimiters` in these 64 bytes, not blank?
 * It had `before` in those before; *next is the first of the cells that was not looked at. */
SIMD_TARGET VITK_SIMD_INLINE bool SIMD(has_content)(const struct vitk_scan_plan *plan, const char *p,
                                                    uint64_t delimiters, uint32_t before, uint32_t *next) {
  uint32_t here = before + (uint32_t)__builtin_popcountll(delimiters);
  for (; *next < plan->n_conditions && plan->cells[*next] <= here; ++*next) {
    unsigned at = (unsigned)__builtin_ctzll(SIMD(nth)(delimiters, plan->cells[*next] - before - 1));
    if (!is_blank(plan, p + at + 1))
      return true;
  }
  return false;
}

/* The same for the record's first cell. */
SIMD_TARGET VITK_SIMD_INLINE bool SIMD(begins_content)(const struct vitk_scan_plan *plan, const char *p,
                                                       uint32_t *next) {
  for (*next = 0; *next < plan->n_conditions && plan->cells[*next] == 0; ++*next)
    if (!is_blank(plan, p))
      return true;
  return false;
}

/* What the bytes are that the steps so far had. */
struct SIMD(seen) {
  SIMD(block) bytes; /* gathered */
  uint64_t returns;
};

SIMD_TARGET VITK_SIMD_INLINE void SIMD(see)(struct SIMD(seen) * seen, SIMD(block) block) {
  seen->bytes = SIMD(gather)(seen->bytes, block);
  seen->returns |= SIMD(bits)(SIMD(eq)(block, '\r'));
}

SIMD_TARGET VITK_SIMD_INLINE bool SIMD(is_plain_text)(const struct SIMD(seen) * seen) {
  return seen->returns == 0 && SIMD(bits)(SIMD(or)(SIMD(high)(seen->bytes), SIMD(zeros)(seen->bytes))) == 0;
}

#include "core/input/scan_skim_kernel.h"

/* Judges each record that ends in a step; false: the scan ends here. */
SIMD_TARGET static bool SIMD(judge)(const struct vitk_scan_plan *plan, const struct SIMD(groups) * groups,
                                    const char *p, size_t n, size_t from, size_t i, struct carry *carry,
                                    struct under_way *way, struct progress *at, struct SIMD(seen) * seen,
                                    struct vitk_scan *out) {
  bool by_content = plan->by == VITK_BY_CONTENT;
  struct SIMD(masks) masks = SIMD(look)(plan, p + i, n - i, carry);
  if (n - i > VITK_LANES)
    SIMD(see)(seen, SIMD(load)(p + i));
  uint64_t found = at->found;
  if (at->looked != i && groups->needles != NULL)
    found =
        SIMD(are_cells)(plan, p, n, from, i, SIMD(could_be)(groups, groups->needles->n_groups, p + i) & masks.valid);
  uint64_t good = masks.bad ? (masks.bad & (0 - masks.bad)) - 1 : ~UINT64_C(0);
  for (uint64_t ends = masks.ends & good; ends != 0; ends &= ends - 1) {
    uint64_t to_end = ends ^ (ends - 1); /* the lowest end and all below it */
    if (by_content)
      way->found = way->found || SIMD(has_content)(plan, p + i, masks.delimiters & to_end, way->delimiters, &way->next);
    struct record record = {.start = at->start,
                            .end = i + (size_t)__builtin_ctzll(ends) + 1,
                            .cells = way->delimiters + (uint32_t)__builtin_popcountll(masks.delimiters & to_end) + 1,
                            .found = way->found || (found & to_end) != 0};
    if (!take(plan, p, &record, way->lines + (uint32_t)__builtin_popcountll(masks.lines & to_end), at, out))
      return false;
    *way = (struct under_way){.delimiters = 0};
    way->found = by_content && SIMD(begins_content)(plan, p + at->start, &way->next);
    masks.delimiters &= ~to_end;
    masks.lines &= ~to_end;
    found &= ~to_end;
  }
  if (masks.bad != 0)
    return false;
  if (by_content)
    way->found = way->found || SIMD(has_content)(plan, p + i, masks.delimiters, way->delimiters, &way->next);
  way->delimiters += (uint32_t)__builtin_popcountll(masks.delimiters);
  way->lines += (uint32_t)__builtin_popcountll(masks.lines);
  way->found = way->found || found != 0;
  return true;
}

SIMD_TARGET static void SIMD(scan)(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t from,
                                   struct vitk_scan *out) {
  const struct vitk_scan_plan here = *plan;
  struct progress at = {.start = from, .looked = SIZE_MAX};
  struct SIMD(groups) groups = {.needles = NULL};
  struct carry carry = {0};
  struct under_way way = {.delimiters = 0};
  struct SIMD(seen) seen = {.bytes = SIMD(fill)(1)};
  bool goes_on = from < n;
  if (here.by == VITK_BY_NEEDLES)
    SIMD(prepare)(here.needles, &groups);
  bool skims = here.by == VITK_BY_NOTHING || (groups.needles != NULL && here.least_cells <= SKIMMED_CELLS_MAX);
  if (goes_on && here.by == VITK_BY_CONTENT)
    way.found = SIMD(begins_content)(&here, p + from, &way.next);
  for (size_t i = from; goes_on && i < n; i += VITK_LANES) {
    struct progress before = at;
    if (skims && is_clean(&way, p, &at))
      i = SIMD(skim)(&here, &groups, p, n, from, i, &carry, &way, &at, &seen);
    else if (here.by == VITK_BY_CONTENT)
      i = SIMD(skim_within)(&here, p, n, i, &carry, &way, &seen);
    if (here.by == VITK_BY_NOTHING && !mark_run(&before, &at, out))
      break;
    out->seen = i;
    out->feeds = at.start_lines + way.lines;
    goes_on = SIMD(judge)(&here, &groups, p, n, from, i, &carry, &way, &at, &seen, out);
    out->to_the_end = goes_on && n - i <= VITK_LANES;
  }
  out->stop = at.start;
  out->lines = at.start_lines - at.marked_lines;
  out->records = at.passed;
  if (!SIMD(is_plain_text)(&seen)) {
    out->seen = from;
    out->feeds = 0;
  }
}

/* Takes a plain record apart. */
SIMD_TARGET static bool SIMD(split)(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t at,
                                    struct vitk_scan_cells *out) {
  struct carry carry = {0};
  out->n = out->lines = 0;
  out->is_doubled = false;
  for (size_t i = at; i < n; i += VITK_LANES) {
    if (out->room - out->n < VITK_SCAN_ROOM)
      return false;
    struct SIMD(masks) masks = SIMD(look)(plan, p + i, n - i, &carry);
    uint64_t to_end = masks.ends ? masks.ends ^ (masks.ends - 1) : ~UINT64_C(0);
    for (uint64_t stops = masks.delimiters & to_end; stops != 0; stops &= stops - 1)
      out->stops[out->n++] = (uint32_t)(i + (size_t)__builtin_ctzll(stops));
    out->lines += (uint32_t)__builtin_popcountll(masks.lines & to_end);
    out->is_doubled = out->is_doubled || (masks.doubled & to_end) != 0;
    if (masks.ends == 0)
      continue;
    size_t last = i + (size_t)__builtin_ctzll(masks.ends);
    out->end = last + 1;
    out->stops[out->n++] = (uint32_t)(last - (p[last] == '\n' && last > at && p[last - 1] == '\r'));
    return true;
  }
  return false; /* not plain */
}

SIMD_TARGET static size_t SIMD(first)(const struct vitk_scan_plan *plan, const char *p, size_t n, bool in_quotes) {
  struct carry carry = {.in_quotes = (uint64_t)0 - in_quotes};
  for (size_t i = 0; i < n; i += VITK_LANES) {
    struct SIMD(masks) masks = SIMD(look)(plan, p + i, n - i, &carry);
    uint64_t first_end = masks.ends & (0 - masks.ends);
    if (first_end != 0 && (masks.bad & (first_end - 1)) == 0)
      return i + (size_t)__builtin_ctzll(masks.ends) + 1;
    if (masks.bad != 0)
      return SIZE_MAX;
  }
  return SIZE_MAX;
}
