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

/* What one step leaves for the next. */
struct SIMD(carry) {
  uint64_t in_quotes; /* all bits or none */
  uint64_t may_open;  /* bit 0: the last byte was a delimiter, a line end or a quote */
  uint64_t closed;    /* bit 0: it was a closing quote */
};

static const struct SIMD(carry) SIMD(at_record) = {0, 1, 0};

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
    SIMD(look)(const struct vitk_scan_plan *plan, const char *p, size_t left, struct SIMD(carry) * carry) {
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
  uint64_t may_open = masks.delimiters | feeds | returns | quotes;
  uint64_t in_quotes = SIMD(parity)(quotes) ^ carry->in_quotes;
  uint64_t closing = quotes & ~in_quotes, after_close = closing << 1 | carry->closed;
  masks.bad = (quotes & in_quotes & ~(may_open << 1 | carry->may_open)) | (after_close & ~may_open & masks.valid);
  masks.doubled = after_close & quotes;
  masks.delimiters &= ~in_quotes;
  masks.ends &= ~in_quotes;
  carry->in_quotes = (uint64_t)0 - (in_quotes >> 63);
  carry->may_open = may_open >> 63;
  carry->closed = closing >> 63;
  return masks;
}

/* Those of the 64 bytes at p[i] at which a cell that is one of the needles begins, as far as the bytes beside it tell;
 * before p[from] there are none. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(find_cells)(const struct vitk_scan_plan *plan, const char *p, size_t n,
                                                       size_t from, size_t i, uint64_t valid) {
  uint64_t found = 0;
  for (uint64_t maybe = SIMD(bits)(SIMD(could_begin)(plan->needles, p + i)) & valid; maybe != 0; maybe &= maybe - 1) {
    size_t at = i + (size_t)__builtin_ctzll(maybe);
    if ((at == from || plan->is_border[(unsigned char)p[at - 1]]) &&
        vitk_needle_begins(plan->needles, p + at, n - at, plan->is_border))
      found |= maybe & (0 - maybe);
  }
  return found;
}

/* Is one of the records that end here short? *before: the delimiters of the record under way, in the bytes before and
 * then in these too. Mostly one record ends, or none. */
SIMD_TARGET VITK_SIMD_INLINE bool SIMD(any_short)(uint32_t least_cells, const struct SIMD(masks) * masks,
                                                  uint32_t *before) {
  uint64_t delimiters = masks->delimiters, ends = masks->ends;
  bool is_short = false;
  do {
    uint64_t to_end = ends ^ (ends - 1); /* all, where none ends */
    uint32_t n = *before + (uint32_t)__builtin_popcountll(delimiters & to_end);
    is_short |= (ends != 0) & (n + 1 < least_cells);
    *before = ends != 0 ? 0 : n;
    delimiters &= ~to_end;
    ends &= ends - 1;
  } while (ends != 0);
  *before += (uint32_t)__builtin_popcountll(delimiters);
  return is_short;
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

/* On over whole records, as long as a glance at 64 bytes tells that none of them has anything to it: at->start is then
 * the first that isn't passed. The result is where it may be that something is; SIZE_MAX: nowhere. */
SIMD_TARGET static size_t SIMD(skim)(const struct vitk_scan_plan *plan, const char *p, size_t n, struct progress *at) {
  struct SIMD(carry) carry = SIMD(at_record);
  bool by_needles = plan->by == VITK_BY_NEEDLES && plan->needles->n > 0;
  bool counts = plan->by != VITK_BY_NOTHING && plan->least_cells > 1;
  uint64_t ended = 1;
  uint32_t lines = at->start_lines, delimiters = 0;
  for (size_t from = at->start, i = from; i < n; i += VITK_LANES) {
    struct SIMD(masks) masks = SIMD(look)(plan, p + i, n - i, &carry);
    uint64_t low = SIMD(bits)(SIMD(range)(SIMD(load)(p + i), 0, ' '));
    uint64_t odd = masks.bad | (low & (masks.ends << 1 | ended) & masks.valid);
    ended = masks.ends >> (VITK_LANES - 1);
    if (odd != 0 || (by_needles && SIMD(find_cells)(plan, p, n, from, i, masks.valid) != 0) ||
        (counts && SIMD(any_short)(plan->least_cells, &masks, &delimiters)))
      return i + VITK_LANES;
    if (masks.ends != 0) {
      if (i + (size_t)__builtin_ctzll(masks.ends) + 1 - at->start > plan->most_bytes)
        return i + VITK_LANES;
      unsigned after = (unsigned)__builtin_clzll(masks.ends);
      at->passed += (uint32_t)__builtin_popcountll(masks.ends);
      at->start = i + VITK_LANES - after;
      at->start_lines = lines + (uint32_t)__builtin_popcountll(masks.lines << after);
    }
    lines += (uint32_t)__builtin_popcountll(masks.lines);
  }
  return SIZE_MAX;
}

/* Judges each record to the one that ends at or after `until`. false: the scan ends here. */
SIMD_TARGET static bool SIMD(judge)(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t until,
                                    struct progress *at, struct vitk_scan *out) {
  struct SIMD(carry) carry = SIMD(at_record);
  bool by_needles = plan->by == VITK_BY_NEEDLES && plan->needles->n > 0, by_content = plan->by == VITK_BY_CONTENT;
  uint32_t lines = 0, delimiters_before = 0, next = 0; /* of the record under way, before `i` */
  bool found_before = by_content && SIMD(begins_content)(plan, p + at->start, &next);
  for (size_t from = at->start, i = from; i < n; i += VITK_LANES) {
    struct SIMD(masks) masks = SIMD(look)(plan, p + i, n - i, &carry);
    uint64_t found = by_needles ? SIMD(find_cells)(plan, p, n, from, i, masks.valid) : 0;
    uint64_t good = masks.bad ? (masks.bad & (0 - masks.bad)) - 1 : ~UINT64_C(0);
    for (uint64_t ends = masks.ends & good; ends != 0; ends &= ends - 1) {
      uint64_t to_end = ends ^ (ends - 1); /* the lowest end and all below it */
      if (by_content)
        found_before =
            found_before || SIMD(has_content)(plan, p + i, masks.delimiters & to_end, delimiters_before, &next);
      struct record record = {.start = at->start,
                              .end = i + (size_t)__builtin_ctzll(ends) + 1,
                              .cells =
                                  delimiters_before + (uint32_t)__builtin_popcountll(masks.delimiters & to_end) + 1,
                              .found = found_before || (found & to_end) != 0};
      lines += (uint32_t)__builtin_popcountll(masks.lines & to_end);
      if (!take(plan, p, &record, lines, at, out))
        return false;
      if (record.end >= until)
        return true;
      lines = delimiters_before = 0;
      found_before = by_content && SIMD(begins_content)(plan, p + at->start, &next);
      masks.delimiters &= ~to_end;
      masks.lines &= ~to_end;
      found &= ~to_end;
    }
    if (masks.bad != 0)
      return false;
    if (by_content)
      found_before = found_before || SIMD(has_content)(plan, p + i, masks.delimiters, delimiters_before, &next);
    delimiters_before += (uint32_t)__builtin_popcountll(masks.delimiters);
    found_before = found_before || found != 0;
    lines += (uint32_t)__builtin_popcountll(masks.lines);
  }
  out->to_the_end = true;
  return false;
}

SIMD_TARGET static void SIMD(scan)(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t from,
                                   struct vitk_scan *out) {
  const struct vitk_scan_plan here = *plan;
  struct progress at = {.start = from};
  bool skims = here.by != VITK_BY_KEYS && here.by != VITK_BY_CONTENT && here.most_bytes >= VITK_LANES;
  for (bool goes_on = from < n; goes_on;) {
    struct progress before = at;
    size_t until = skims ? SIMD(skim)(&here, p, n, &at) : n;
    if (here.by == VITK_BY_NOTHING && !mark_run(&before, &at, out))
      break;
    out->to_the_end = until == SIZE_MAX;
    goes_on = until != SIZE_MAX && SIMD(judge)(&here, p, n, until, &at, out);
  }
  out->stop = at.start;
  out->lines = at.start_lines - at.marked_lines;
  out->records = at.passed;
}

/* Takes a plain record apart. */
SIMD_TARGET static bool SIMD(split)(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t at,
                                    struct vitk_scan_cells *out) {
  struct SIMD(carry) carry = SIMD(at_record);
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
  struct SIMD(carry) carry = {(uint64_t)0 - in_quotes, 1, 0};
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
