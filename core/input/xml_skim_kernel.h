/* xml_skim_kernel.h - the loop of xml_skim.c, which includes it for each variant of simd.h. No guard. */

/* Are the next bytes at p those of the run? */
SIMD_TARGET VITK_SIMD_INLINE bool SIMD(is_at)(const struct vitk_run *run, const char *p) {
  for (size_t at = 0; at < run->n; at += VITK_LANES) {
    struct {
      uint64_t word[VITK_LANES / sizeof(uint64_t)];
    } a, b;
    memcpy(&a, run->bytes + at, sizeof a);
    memcpy(&b, p + at, sizeof b);
    for (size_t i = 0; i < VITK_LANES / sizeof(uint64_t); i++)
      a.word[i] ^= b.word[i];
    uint64_t within = run->n - at < VITK_LANES ? (UINT64_C(1) << (run->n - at)) - 1 : ~UINT64_C(0);
    if ((~SIMD(bits)(SIMD(eq)(SIMD(load)(&a), '\0')) & within) != 0)
      return false;
  }
  return true;
}

/* The run at p, of which n bytes are there, if it came after `from` before. */
SIMD_TARGET VITK_SIMD_INLINE struct vitk_run *SIMD(follow)(struct vitk_run *from, const char *p, size_t n) {
  for (int i = 0; i < VITK_RUN_NEXT && from->next[i] != NULL; i++) {
    struct vitk_run *run = from->next[i];
    if (run->n >= n || !SIMD(is_at)(run, p) || (run->opens != NULL && !run->opens[(unsigned char)p[run->n]]))
      continue;
    if (i > 0) {
      from->next[i] = from->next[i - 1];
      from->next[i - 1] = run;
    }
    return run;
  }
  return NULL;
}

/* Does one of the sought begin in the first n bytes at p, fewer than 64, and end there? */
SIMD_TARGET VITK_SIMD_INLINE bool SIMD(holds)(const struct vitk_xml_skimmer *skimmer, const char *p, size_t n) {
  uint64_t mask = (UINT64_C(1) << n) - 1;
  for (int i = 0; i < CLUES; i++) {
    const struct clue *clue = &skimmer->clues[i];
    mask &= SIMD(bits)(SIMD(range)(SIMD(load)(p + clue->at), clue->low, clue->span));
  }
  for (; mask != 0; mask &= mask - 1) {
    size_t here = (size_t)__builtin_ctzll(mask);
    if (vitk_needle_begins(skimmer->sought, p + here, n - here, NULL))
      return true;
  }
  return false;
}

/* The length of the text at p, of which 64 bytes are there, up to a '<'; SIZE_MAX: it is to be read with care. */
SIMD_TARGET VITK_SIMD_INLINE size_t SIMD(text)(const char *p) {
  SIMD(block) block = SIMD(load)(p);
  SIMD(set)
  odd = SIMD(or)(SIMD(or)(SIMD(eq)(block, '&'), SIMD(eq)(block, '>')),
                 SIMD(or)(SIMD(eq)(block, 0xEF), SIMD(range)(block, 0, ' ' - 1)));
  uint64_t ends = SIMD(bits)(SIMD(eq)(block, '<')), before = ends ^ (ends - 1);
  return ends == 0 || (SIMD(bits)(odd) & before) != 0 ? SIZE_MAX : (size_t)__builtin_ctzll(ends);
}

SIMD_TARGET static enum vitk_skim SIMD(skim)(struct vitk_xml_skimmer *skimmer, const char *p, size_t n,
                                             struct vitk_skimmed *out) {
  struct vitk_run *from = vitk_runs_start(skimmer->runs), met;
  enum vitk_skim code;
  uint64_t lines = 0, state = 0;
  bool holds = skimmer->sought == NULL;
  for (size_t at = 0;;) {
    struct vitk_run *run = from ? SIMD(follow)(from, p + at, n - at) : NULL;
    if (run != NULL) {
      from = run;
    } else {
      met = (struct vitk_run){.bytes = p + at, .before = state};
      run = &met;
      if ((code = take_new_run(skimmer, n - at, run, &from)) != VITK_SKIM_PASS)
        return code;
    }
    at += run->n;
    lines += run->lines;
    holds |= run->holds;
    state = run->after;
    if (state == 0) {
      *out = (struct vitk_skimmed){at, lines};
      return holds || skimmer->has_new_name ? VITK_SKIM_PARSE : VITK_SKIM_PASS;
    }
    size_t text = n - at >= VITK_LANES ? SIMD(text)(p + at) : SIZE_MAX;
    if (text == SIZE_MAX) {
      if ((code = take_text(skimmer, p, n, &at, &lines, &holds)) != VITK_SKIM_PASS)
        return code;
    } else {
      holds = holds || SIMD(holds)(skimmer, p + at, text);
      at += text;
    }
  }
}
