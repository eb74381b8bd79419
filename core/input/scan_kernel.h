/* scan_kernel.h - the passes of scan.c, which includes it for each variant of simd.h. No guard. */

#include "core/input/needle_mask.h"

/* Masks of 64 bytes, `valid` those that are of the block. */
struct SIMD(masks) {
  uint64_t valid, delimiters, ends, in_quotes;
  uint64_t bad; /* where the text is not written as the scan knows it */
};

/* What one step leaves for the next. */
struct SIMD(carry) {
  uint64_t in_quotes;    /* all bits or none */
  uint64_t may_open;     /* bit 0: the last byte was a delimiter, a line end or a quote */
  uint64_t closed;       /* bit 0: it was a closing quote */
  uint64_t after_border; /* bit 0: it can stand before a cell's text */
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
    SIMD(look)(const struct vitk_scan_plan *plan, const char *p, size_t left, struct SIMD(carry) * carry) {
  struct SIMD(masks) masks;
  SIMD(block) block = SIMD(load)(p);
  masks.valid = left >= VITK_LANES ? ~UINT64_C(0) : (UINT64_C(1) << left) - 1;
  masks.delimiters = SIMD(bits)(SIMD(eq)(block, plan->delimiter)) & masks.valid;
  uint64_t feeds = SIMD(bits)(SIMD(eq)(block, '\n')) & masks.valid;
  uint64_t returns = SIMD(bits)(SIMD(eq)(block, '\r')) & masks.valid;
  masks.ends = SIMD(line_ends)(feeds, returns, p, left);
  masks.in_quotes = masks.bad = 0;
  if (plan->quote == VITK_NO_QUOTE)
    return masks;
  uint64_t quotes = SIMD(bits)(SIMD(eq)(block, plan->quote)) & masks.valid;
  uint64_t may_open = masks.delimiters | feeds | returns | quotes;
  masks.in_quotes = SIMD(parity)(quotes) ^ carry->in_quotes;
  uint64_t closing = quotes & ~masks.in_quotes;
  masks.bad = (quotes & masks.in_quotes & ~(may_open << 1 | carry->may_open)) |
              ((closing << 1 | carry->closed) & ~may_open & masks.valid);
  masks.delimiters &= ~masks.in_quotes;
  carry->in_quotes = (uint64_t)0 - (masks.in_quotes >> 63);
  carry->may_open = may_open >> 63;
  carry->closed = closing >> 63;
  return masks;
}

/* At which of the 64 bytes could a cell that is one of the needles begin? */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(cells_could_begin)(const struct vitk_scan_plan *plan, const char *p,
                                                              uint64_t valid, struct SIMD(carry) * carry) {
  SIMD(block) block = SIMD(load)(p);
  SIMD(set) outside = SIMD(or)(SIMD(range)(block, 0, ' '), SIMD(high)(block));
  SIMD(set) between = SIMD(or)(SIMD(eq)(block, plan->delimiter), SIMD(eq)(block, plan->quote));
  uint64_t borders = SIMD(bits)(SIMD(or)(outside, between));
  uint64_t may_begin = (borders << 1 | carry->after_border) & valid;
  carry->after_border = borders >> 63;
  return may_begin & SIMD(bits)(SIMD(could_begin)(plan->needles, p));
}

/* The candidates among the bits that are needles, as far as the texts beside them tell. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(confirm)(const struct vitk_scan_plan *plan, const char *p, size_t left,
                                                    uint64_t candidates) {
  uint64_t found = 0;
  for (; candidates != 0; candidates &= candidates - 1) {
    size_t i = (size_t)__builtin_ctzll(candidates);
    if (vitk_needle_begins(plan->needles, p + i, left - i, plan->is_border))
      found |= candidates & (0 - candidates);
  }
  return found;
}

SIMD_TARGET static void SIMD(scan)(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t from,
                                   struct vitk_scan *out) {
  struct SIMD(carry) carry = {0, 1, 0, 1};
  const struct vitk_scan_plan here = *plan;
  bool by_needles = !here.keyed && here.needles->n > 0, found_before = false;
  struct progress at = {.start = from};
  uint32_t lines = 0, delimiters_before = 0; /* before `i`: line ends, and delimiters of the record under way */
  size_t i = from;
  for (; i < n; i += VITK_LANES) {
    struct SIMD(masks) masks = SIMD(look)(&here, p + i, n - i, &carry);
    uint64_t found = by_needles ? SIMD(cells_could_begin)(&here, p + i, masks.valid, &carry) : 0;
    if (found != 0)
      found = SIMD(confirm)(plan, p + i, n - i, found);
    uint64_t good = masks.bad ? (masks.bad & (0 - masks.bad)) - 1 : ~UINT64_C(0);
    uint64_t delimiters = masks.delimiters;
    for (uint64_t ends = masks.ends & ~masks.in_quotes & good; ends != 0; ends &= ends - 1) {
      uint64_t to_end = ends ^ (ends - 1); /* the lowest end and all below it */
      struct record record = {.start = at.start,
                              .end = i + (size_t)__builtin_ctzll(ends) + 1,
                              .cells = delimiters_before + (uint32_t)__builtin_popcountll(delimiters & to_end) + 1,
                              .found = found_before || (found & to_end) != 0};
      uint32_t lines_after = lines + (uint32_t)__builtin_popcountll(masks.ends & to_end);
      if (!is_doubtful(&here, p, &record))
        at.passed++;
      else if (!take_doubtful(plan, p, &record, lines_after, &at, out))
        goto stop;
      at.start = record.end;
      at.start_lines = lines_after;
      delimiters_before = 0;
      found_before = false;
      delimiters &= ~to_end;
      found &= ~to_end;
    }
    if (masks.bad != 0)
      goto stop;
    delimiters_before += (uint32_t)__builtin_popcountll(delimiters);
    found_before = found_before || found != 0;
    lines += (uint32_t)__builtin_popcountll(masks.ends);
  }
  out->to_the_end = true;
stop:
  out->stop = at.start;
  out->lines = at.start_lines - at.marked_lines;
  out->records = at.passed;
}

SIMD_TARGET static size_t SIMD(first)(const struct vitk_scan_plan *plan, const char *p, size_t n, bool in_quotes) {
  struct SIMD(carry) carry = {(uint64_t)0 - in_quotes, 1, 0, 1};
  for (size_t i = 0; i < n; i += VITK_LANES) {
    struct SIMD(masks) masks = SIMD(look)(plan, p + i, n - i, &carry);
    uint64_t ends = masks.ends & ~masks.in_quotes, first_end = ends & (0 - ends);
    if (first_end != 0 && (masks.bad & (first_end - 1)) == 0)
      return i + (size_t)__builtin_ctzll(ends) + 1;
    if (masks.bad != 0)
      return SIZE_MAX;
  }
  return SIZE_MAX;
}
