/* scan_skim_kernel.h - the part of scan_kernel.h that passes over most of a text. No guard. */

/* What skimming keeps from step to step. */
struct SIMD(skimmed) {
  struct carry carry;
  struct SIMD(seen) seen;
  uint64_t ends;   /* of records that ended */
  uint64_t marks;  /* the last `least` delimiters and ends of records, the latest highest: 1 is an end */
  uint64_t begins; /* a record with the next step */
  /* Of the step at which it stopped. */
  uint64_t odd;   /* where more than a glance is needed */
  uint64_t maybe; /* where a needle could begin */
};

/* On from the step at i, while a glance tells that no record that ends in a step has anything to it. The result is the
 * first step of which it doesn't tell that, or one that is not before the limit. */
SIMD_TARGET VITK_SIMD_INLINE size_t SIMD(glance)(bool has_quotes, unsigned n_groups, unsigned least,
                                                 const struct vitk_scan_plan *plan, const struct SIMD(groups) * groups,
                                                 const char *p, size_t limit, size_t i, size_t refuted,
                                                 struct SIMD(skimmed) * skimmed) {
  struct carry last = skimmed->carry;
  SIMD(block) bytes = skimmed->seen.bytes;
  uint64_t odd = 0, maybe = 0, ended = skimmed->ends, before = skimmed->marks, begins = skimmed->begins;
  for (; i < limit; i += VITK_LANES) {
    SIMD(block) block = SIMD(load)(p + i);
    bytes = SIMD(gather)(bytes, block);
    uint64_t delimiters = SIMD(bits)(SIMD(eq)(block, plan->delimiter)), feeds = SIMD(bits)(SIMD(eq)(block, '\n'));
    uint64_t ends = feeds, beside = delimiters | feeds; /* what may stand beside a quote */
    SIMD(set) returns = SIMD(eq)(block, '\r');
    if (__builtin_expect(SIMD(any)(returns), 0)) {
      skimmed->seen.returns |= SIMD(bits)(returns);
      ends = SIMD(line_ends)(feeds, SIMD(bits)(returns), p + i, VITK_LANES + 1);
      beside |= SIMD(bits)(returns);
    }
    uint64_t quotes = 0, in = 0, bare = 0;
    odd = maybe = 0;
    if (has_quotes) {
      quotes = SIMD(bits)(SIMD(eq)(block, plan->quote));
      in = SIMD(parity)(quotes) ^ last.in_quotes;
      beside |= quotes;
      bare = ~(in | beside);
      odd = ends & in;
      if ((bare | last.bare) != 0) /* mostly there is some, or all cells are in quotes */
        odd |= misplaced(quotes, bare, &last);
      delimiters &= ~in;
    }
    if (n_groups > 0) /* after what set_borders says */
      maybe = SIMD(could_be)(groups, n_groups, p + i) & ((beside | SIMD(bits)(SIMD(edge)(block))) << 1 | 1);
    odd |= SIMD(bits)(SIMD(range)(block, 0, ' ')) & (ends << 1 | begins);
    uint64_t marks = 0;
    unsigned n_marks = 0;
    if (n_groups > 0) {
      uint64_t ranks = SIMD(ranks)(ends, delimiters | ends);
      n_marks = (unsigned)__builtin_popcountll(delimiters | ends);
      marks = ranks << least | before;
      odd |= ranks & too_near(marks, least);
      if (__builtin_expect(n_marks >= VITK_LANES - least, 0))
        odd = 1; /* more than can be kept */
    }
    if ((odd | maybe) != 0 && (odd != 0 || i != refuted))
      break;
    last = (struct carry){.in_quotes = (uint64_t)0 - (in >> 63), .quotes = quotes, .bare = bare};
    ended += (uint64_t)__builtin_popcountll(ends);
    before = marks >> n_marks;
    begins = ends >> 63;
  }
  skimmed->carry = last;
  skimmed->seen.bytes = bytes;
  skimmed->ends = ended;
  skimmed->marks = before;
  skimmed->begins = begins;
  skimmed->odd = odd;
  skimmed->maybe = maybe;
  return i;
}

/* Where the record begins that is under way at i, if one has ended since `from`, a whole number of steps before. */
SIMD_TARGET static __attribute__((noinline)) size_t SIMD(last_start)(const char *p, size_t from, size_t i,
                                                                     size_t start) {
  for (; i > from; i -= VITK_LANES) {
    SIMD(block) block = SIMD(load)(p + i - VITK_LANES);
    uint64_t feeds = SIMD(bits)(SIMD(eq)(block, '\n')), returns = SIMD(bits)(SIMD(eq)(block, '\r'));
    uint64_t ends = SIMD(line_ends)(feeds, returns, p + i - VITK_LANES, VITK_LANES + 1);
    if (ends != 0)
      return i - (size_t)__builtin_clzll(ends);
  }
  return start;
}

/* On over steps of which a glance tells that no record that ends there has anything to it, from a step in which nothing
 * is known against the record under way. The result is the first step of which it doesn't tell that; the last two
 * always are such. Of the delimiters of the record that is then under way so many are counted as are asked for. */
SIMD_TARGET VITK_SIMD_INLINE size_t SIMD(skim_as)(bool has_quotes, unsigned n_groups, unsigned least,
                                                  const struct vitk_scan_plan *plan, const struct SIMD(groups) * groups,
                                                  const char *p, size_t n, size_t from, size_t i, struct carry *carry,
                                                  struct under_way *way, struct progress *at,
                                                  struct SIMD(seen) * seen) {
  struct SIMD(skimmed) skimmed = {.carry = *carry,
                                  .seen = *seen,
                                  .marks = way->delimiters < least ? UINT64_C(1) << (least - 1 - way->delimiters) : 0};
  size_t refuted = SIZE_MAX; /* a step in which no needle is after all */
  for (bool goes_on = true; goes_on;) {
    /* Here no record is too long. */
    size_t limit = n - at->start > plan->most_bytes ? at->start + plan->most_bytes : n, begun = i;
    if (limit < i + VITK_LANES + 1)
      break;
    limit -= VITK_LANES;
    i = SIMD(glance)(has_quotes, n_groups, least, plan, groups, p, limit, i, refuted, &skimmed);
    at->start = SIMD(last_start)(p, begun, i, at->start);
    if (i >= limit)
      continue;
    at->found = n_groups > 0 ? SIMD(are_cells)(plan, p, n, from, i, skimmed.maybe) : 0;
    goes_on = skimmed.odd == 0 && at->found == 0;
    refuted = i;
  }
  at->looked = refuted;
  *carry = skimmed.carry;
  *seen = skimmed.seen;
  way->delimiters = skimmed.marks == 0 ? least : least - 1 - (63 - (unsigned)__builtin_clzll(skimmed.marks));
  at->start_lines += (uint32_t)skimmed.ends;
  at->passed += (uint32_t)skimmed.ends;
  return i;
}

SIMD_TARGET static __attribute__((noinline)) size_t
SIMD(skim)(const struct vitk_scan_plan *plan, const struct SIMD(groups) * groups, const char *p, size_t n, size_t from,
           size_t i, struct carry *carry, struct under_way *way, struct progress *at, struct SIMD(seen) * seen) {
  const unsigned n_groups = groups->needles != NULL ? groups->needles->n_groups : 0;
  const unsigned least = plan->least_cells > 0 ? plan->least_cells - 1 : 0;
#define VITK_SKIM(...) return SIMD(skim_as)(__VA_ARGS__, plan, groups, p, n, from, i, carry, way, at, seen)
#define VITK_SKIM_EACH(has_quotes)                                                                                     \
  do {                                                                                                                 \
    if (n_groups == 0)                                                                                                 \
      VITK_SKIM(has_quotes, 0, 0);                                                                                     \
    if (n_groups == 1)                                                                                                 \
      VITK_SKIM(has_quotes, 1, least);                                                                                 \
    if (least == 2) /* FoodData Central's */                                                                           \
      VITK_SKIM(has_quotes, 2, 2);                                                                                     \
    VITK_SKIM(has_quotes, 2, least);                                                                                   \
  } while (0)
  if (plan->quote == VITK_NO_QUOTE)
    VITK_SKIM_EACH(false);
  VITK_SKIM_EACH(true);
#undef VITK_SKIM_EACH
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
