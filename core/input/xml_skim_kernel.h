/* xml_skim_kernel.h - the loop of xml_skim.c, which includes it for each variant of simd.h. No guard. */

/* Are the next bytes at p those of the run? */
SIMD_TARGET VITK_SIMD_INLINE bool SIMD(is_at)(const struct vitk_run *run, const char *p) {
  size_t at = 0;
  for (; run->n - at > VITK_LANES; at += VITK_LANES)
    if (~SIMD(bits)(SIMD(same)(SIMD(load)(run->bytes + at), SIMD(load)(p + at))) != 0)
      return false;
  uint64_t others = ~SIMD(bits)(SIMD(same)(SIMD(load)(run->bytes + at), SIMD(load)(p + at)));
  return others << (VITK_LANES - (run->n - at)) == 0; /* a run has a byte at least */
}

/* Is the run at p[at], of which n bytes are there, and more after it: of a text, unless a record ends? */
SIMD_TARGET VITK_SIMD_INLINE bool SIMD(goes_on)(const struct vitk_run *run, const char *p, size_t at, size_t n) {
  return at + run->n < n && SIMD(is_at)(run, p + at) && (run->after == 0 || starts_text(p[at + run->n]));
}

/* Where in the n bytes at p, 64 at most, could one of the sought begin? */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(could_begin)(const struct clue clues[CLUES], const char *p, size_t n) {
  uint64_t mask = n < VITK_LANES ? (UINT64_C(1) << n) - 1 : ~UINT64_C(0);
  for (int i = 0; i < CLUES; i++)
    mask &= SIMD(bits)(SIMD(range)(SIMD(load)(p + clues[i].at), clues[i].low, clues[i].span));
  return mask;
}

/* How far it is from p to the '<' after a text, or to what no plain text has; 64 bytes at most. Adds to *seen. */
SIMD_TARGET VITK_SIMD_INLINE size_t SIMD(text)(const char *p, SIMD(block) * seen) {
  SIMD(block) block = SIMD(load)(p);
  SIMD(set)
  stops = SIMD(or)(SIMD(or)(SIMD(eq)(block, '<'), SIMD(eq)(block, '>')),
                   SIMD(or)(SIMD(eq)(block, '&'), SIMD(range)(block, 0, ' ' - 1)));
  uint64_t bits = SIMD(bits)(stops);
  *seen = SIMD(mix)(*seen, block);
  return bits ? (size_t)__builtin_ctzll(bits) : VITK_LANES;
}

/* Goes on by plain texts and the runs that came last time, to a whole record that is not just passed over, or to where
 * it is otherwise. There are no calls in it, so that all is in registers. */
SIMD_TARGET __attribute__((noinline)) static void SIMD(go)(const struct vitk_xml_skimmer *skimmer, size_t *records,
                                                           struct going *g) {
  const char *p = g->p;
  struct vitk_run *from = g->from;
  struct vitk_run *const start = skimmer->start;
  const struct clue clues[CLUES] = {skimmer->clues[0], skimmer->clues[1]};
  const bool seeks = skimmer->sought != NULL, stops = skimmer->has_new_name || !seeks;
  const size_t n = g->n, ahead = g->ahead, most = skimmer->most;
  size_t begin = g->begin, text = g->text, at = g->at, left = *records;
  uint64_t breaks = g->breaks, passed = g->passed, state = g->state;
  uint32_t traits = g->traits;
  SIMD(block) seen = {0};
  for (;;) {
    if (state != 0) {
      text = at;
      size_t plain = SIMD(text)(p + at, &seen), near = SIMD(near)(p + at, '<');
      if (near == VITK_NEAR)
        at += plain;
      else if (near == plain)
        at += near;
      else
        break;
      if (seeks && SIMD(could_begin)(clues, p + text, at - text) != 0)
        break;
    }
    struct vitk_run *run = from->next[0];
    if (run == NULL || !SIMD(goes_on)(run, p, at, n))
      break;
    from = run;
    at += run->n;
    breaks += run->breaks;
    traits |= run->traits;
    state = run->after;
    if (state != 0)
      continue;
    if (stops || traits != 0 || at - begin > most || n - at < ahead || left == 1 || SIMD(bits)(SIMD(high)(seen)) != 0) {
      g->whole = true;
      break;
    }
    left--;
    begin = at;
    passed = breaks;
    from = start;
  }
  if (SIMD(bits)(SIMD(high)(seen)) != 0)
    traits |= IS_HIGH;
  *records = left;
  g->begin = begin;
  g->text = text;
  g->at = at;
  g->from = from;
  g->state = state;
  g->breaks = breaks;
  g->passed = passed;
  g->traits = traits;
}

/* The run at p[at] if it came after `from` before. */
SIMD_TARGET static struct vitk_run *SIMD(follow)(struct vitk_run *from, const char *p, size_t at, size_t n) {
  for (int i = 0; i < VITK_RUN_NEXT && from->next[i] != NULL; i++) {
    struct vitk_run *run = from->next[i];
    if (!SIMD(goes_on)(run, p, at, n))
      continue;
    if (i > 0) {
      from->next[i] = from->next[i - 1];
      from->next[i - 1] = run;
    }
    return run;
  }
  return NULL;
}

/* A text that is long, has more in it than characters, or may be sought. */
SIMD_TARGET static enum vitk_skim SIMD(read_text)(const struct vitk_xml_skimmer *skimmer, struct going *g) {
  const char *p = g->p;
  const struct vitk_needles *sought = skimmer->sought;
  SIMD(block) seen = {0};
  for (g->at = g->text;;) {
    size_t plain = SIMD(text)(p + g->at, &seen);
    g->at += plain;
    if (g->at >= g->n)
      return VITK_SKIM_CUT;
    if (plain == VITK_LANES)
      continue;
    if (p[g->at] == '<')
      break;
    enum vitk_skim code = read_odd(g);
    if (code != VITK_SKIM_PASS)
      return code;
  }
  if (SIMD(bits)(SIMD(high)(seen)) != 0)
    g->traits |= IS_HIGH;
  size_t n = g->at - g->text;
  bool may_hold = sought != NULL && (n > VITK_LANES || SIMD(could_begin)(skimmer->clues, p + g->text, n) != 0);
  if (may_hold && vitk_needles_next(sought, p, g->at, g->text) < g->at)
    g->traits |= IS_SOUGHT;
  return VITK_SKIM_PASS;
}

/* One step with care. */
SIMD_TARGET static enum vitk_skim SIMD(step)(struct vitk_xml_skimmer *skimmer, struct going *g) {
  enum vitk_skim code = g->state != 0 ? SIMD(read_text)(skimmer, g) : VITK_SKIM_PASS;
  if (code != VITK_SKIM_PASS)
    return code;
  struct vitk_run *run = SIMD(follow)(g->from, g->p, g->at, g->n);
  if (run == NULL)
    return take_new_run(skimmer, g);
  take_run(g, run);
  return VITK_SKIM_PASS;
}

SIMD_TARGET static enum vitk_skim SIMD(skim)(struct vitk_xml_skimmer *skimmer, size_t records, struct going *g) {
  enum vitk_skim code = VITK_SKIM_PASS;
  while (records > 0 && code == VITK_SKIM_PASS) {
    SIMD(go)(skimmer, &records, g);
    if (!g->whole && (code = SIMD(step)(skimmer, g)) != VITK_SKIM_PASS)
      break;
    if (g->whole && (code = judge(skimmer, g)) == VITK_SKIM_PASS)
      records--;
  }
  return code;
}
