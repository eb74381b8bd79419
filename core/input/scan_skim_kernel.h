/* scan_skim_kernel.h - the part of scan_kernel.h that passes over most of a text. No guard. */

/* On over steps of which a glance tells that no record that ends there has anything to it, from a step in which nothing
 * is known against the record under way. The result is the first step of which it doesn't tell that; the last two
 * always are such. Where a record ends, and how many do, is told without a branch: no processor guesses it. */
SIMD_TARGET VITK_SIMD_INLINE size_t SIMD(skim_as)(bool has_quotes, unsigned n_groups, const struct vitk_scan_plan *plan,
                                                  const struct SIMD(groups) * groups, const char *p, size_t n,
                                                  size_t from, size_t i, struct carry *carry, struct under_way *way,
                                                  struct progress *at, struct SIMD(seen) * seen) {
  const bool by_needles = n_groups > 0;
  const uint64_t least = plan->least_cells > 0 ? plan->least_cells - 1 : 0;
  struct carry last = *carry;
  struct SIMD(seen) all = *seen; /* in registers */
  uint64_t passed = 0, before = way->delimiters;
  size_t start = at->start, refuted = SIZE_MAX; /* a step in which no needle is after all */
  for (bool goes_on = true; goes_on;) {
    uint64_t odd = 0, maybe = 0;
    /* Here no record is too long. */
    size_t limit = n - start > plan->most_bytes ? start + plan->most_bytes : n;
    if (limit < i + VITK_LANES + 1)
      break;
    for (limit -= VITK_LANES; i < limit; i += VITK_LANES) {
      SIMD(block) block = SIMD(load)(p + i);
      SIMD(see)(&all, block);
      uint64_t delimiters = SIMD(bits)(SIMD(eq)(block, plan->delimiter));
      uint64_t feeds = SIMD(bits)(SIMD(eq)(block, '\n')), returns = SIMD(bits)(SIMD(eq)(block, '\r'));
      uint64_t ends = SIMD(line_ends)(feeds, returns, p + i, VITK_LANES + 1);
      uint64_t beside = delimiters | feeds | returns; /* what may stand beside a quote */
      uint64_t quotes = 0, in = 0, bare = 0;
      odd = 0;
      if (has_quotes) {
        quotes = SIMD(bits)(SIMD(eq)(block, plan->quote));
        in = SIMD(parity)(quotes) ^ last.in_quotes;
        beside |= quotes;
        bare = ~(in | beside);
        odd = (ends & in) | misplaced(quotes, bare, &last);
        delimiters &= ~in;
      }
      if (by_needles) /* after what set_borders says */
        maybe = SIMD(could_be)(groups, n_groups, p + i) & ((beside | SIMD(bits)(SIMD(edge)(block))) << 1 | 1);
      unsigned highest = 63 - (unsigned)__builtin_clzll(ends | 1);
      size_t next = i + highest + 1;
      uint64_t count = before, rest = 0;
      if (by_needles) {
        count += (uint64_t)__builtin_popcountll(delimiters & (ends ^ (ends - 1)));
        rest = (uint64_t)__builtin_popcountll(delimiters & (~UINT64_C(1) << highest));
        if (__builtin_expect(count < least, 0))
          odd |= ends;
      }
      if (__builtin_expect(!begins_plain(p[next]), 0))
        odd |= ends;
      for (uint64_t more = ends & (ends - 1), end = ends; by_needles && more != 0; end = more, more &= more - 1) {
        uint64_t record = (more ^ (more - 1)) & ~(end ^ (end - 1));
        odd |= (uint64_t)(((uint64_t)__builtin_popcountll(delimiters & record) < least) |
                          !begins_plain(p[i + (size_t)__builtin_ctzll(record)]));
      }
      if (!by_needles)
        odd |= SIMD(bits)(SIMD(range)(block, 0, ' ')) & ends << 1;
      if ((odd | maybe) != 0 && (odd != 0 || i != refuted))
        break;
      last = (struct carry){.in_quotes = (uint64_t)0 - (in >> 63), .quotes = quotes, .bare = bare};
      passed += (uint64_t)__builtin_popcountll(ends);
      bool any = __builtin_expect_with_probability(ends != 0, 1, 0.5);
      before = any ? rest : count;
      start = any ? next : start;
    }
    if (i >= limit)
      continue;
    at->found = by_needles ? SIMD(are_cells)(plan, p, n, from, i, maybe) : 0;
    goes_on = odd == 0 && at->found == 0;
    refuted = i;
  }
  at->looked = refuted;
  *carry = last;
  *seen = all;
  way->delimiters = (uint32_t)before;
  at->start = start;
  at->start_lines += (uint32_t)passed;
  at->passed += (uint32_t)passed;
  return i;
}

SIMD_TARGET static __attribute__((noinline)) size_t
SIMD(skim)(const struct vitk_scan_plan *plan, const struct SIMD(groups) * groups, const char *p, size_t n, size_t from,
           size_t i, struct carry *carry, struct under_way *way, struct progress *at, struct SIMD(seen) * seen) {
  unsigned n_groups = groups->needles != NULL ? groups->needles->n_groups : 0;
#define VITK_SKIM(...) return SIMD(skim_as)(__VA_ARGS__, plan, groups, p, n, from, i, carry, way, at, seen)
  if (plan->quote == VITK_NO_QUOTE) {
    if (n_groups == 0)
      VITK_SKIM(false, 0);
    if (n_groups == 1)
      VITK_SKIM(false, 1);
    VITK_SKIM(false, 2);
  }
  if (n_groups == 0)
    VITK_SKIM(true, 0);
  if (n_groups == 1)
    VITK_SKIM(true, 1);
  VITK_SKIM(true, 2);
#undef VITK_SKIM
}

/* What a step has of the record under way. */
struct SIMD(within) {
  uint64_t odd; /* line ends, and where the text is not written as the scan knows it */
  uint64_t delimiters;
  struct carry carry;
};

SIMD_TARGET VITK_SIMD_INLINE struct SIMD(within)
    SIMD(step_within)(bool has_quotes, const struct vitk_scan_plan *plan, SIMD(block) block, struct carry last) {
  struct SIMD(within) step = {.carry = last};
  uint64_t delimiters = SIMD(bits)(SIMD(eq)(block, plan->delimiter));
  step.odd = SIMD(bits)(SIMD(or)(SIMD(eq)(block, '\n'), SIMD(eq)(block, '\r')));
  if (has_quotes) {
    uint64_t quotes = SIMD(bits)(SIMD(eq)(block, plan->quote));
    uint64_t in = SIMD(parity)(quotes) ^ last.in_quotes;
    uint64_t bare = ~(in | delimiters | step.odd | quotes);
    step.odd |= misplaced(quotes, bare, &last);
    step.carry = (struct carry){.in_quotes = (uint64_t)0 - (in >> 63), .quotes = quotes, .bare = bare};
    delimiters &= ~in;
  }
  step.delimiters = (uint64_t)__builtin_popcountll(delimiters);
  return step;
}

/* On over steps in which no record ends and none of the cells begins that the one under way is asked for: two at a
 * time while neither has any, then one. */
SIMD_TARGET VITK_SIMD_INLINE size_t SIMD(skim_within_as)(bool has_quotes, const struct vitk_scan_plan *plan,
                                                         const char *p, size_t n, size_t i, struct carry *carry,
                                                         struct under_way *way, struct SIMD(seen) * seen) {
  struct carry last = *carry;
  SIMD(block) bytes = seen->bytes;
  uint64_t count = way->delimiters, wanted = UINT64_MAX;
  if (!way->found && way->next < plan->n_conditions)
    wanted = plan->cells[way->next];
  for (; n - i > (size_t)2 * VITK_LANES; i += (size_t)2 * VITK_LANES) {
    SIMD(block) first = SIMD(load)(p + i), second = SIMD(load)(p + i + VITK_LANES);
    struct SIMD(within) one = SIMD(step_within)(has_quotes, plan, first, last);
    struct SIMD(within) two = SIMD(step_within)(has_quotes, plan, second, one.carry);
    if ((one.odd | two.odd) != 0 || count + one.delimiters + two.delimiters >= wanted)
      break;
    bytes = SIMD(gather)(SIMD(gather)(bytes, first), second);
    count += one.delimiters + two.delimiters;
    last = two.carry;
  }
  if (n - i > VITK_LANES) {
    SIMD(block) block = SIMD(load)(p + i);
    struct SIMD(within) one = SIMD(step_within)(has_quotes, plan, block, last);
    if (one.odd == 0 && count + one.delimiters < wanted) {
      bytes = SIMD(gather)(bytes, block);
      count += one.delimiters;
      last = one.carry;
      i += VITK_LANES;
    }
  }
  *carry = last;
  seen->bytes = bytes;
  way->delimiters = (uint32_t)count;
  return i;
}

SIMD_TARGET static __attribute__((noinline)) size_t SIMD(skim_within)(const struct vitk_scan_plan *plan, const char *p,
                                                                      size_t n, size_t i, struct carry *carry,
                                                                      struct under_way *way, struct SIMD(seen) * seen) {
  if (plan->quote == VITK_NO_QUOTE)
    return SIMD(skim_within_as)(false, plan, p, n, i, carry, way, seen);
  return SIMD(skim_within_as)(true, plan, p, n, i, carry, way, seen);
}
