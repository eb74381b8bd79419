/* examine_kernel.h - the pass of examine.c, which includes it for each variant of simd.h. No guard. */

/* The bytes of one step that `valid` has. NUL is rare and CR is in each line or in none, so both are one test. */
SIMD_TARGET VITK_SIMD_INLINE void SIMD(examine_step)(SIMD(block) block, uint64_t valid, struct vitk_examined *out) {
  SIMD(set) returns = SIMD(eq)(block, '\r'), nul = SIMD(eq)(block, '\0');
  out->line_feeds += (uint64_t)__builtin_popcountll(SIMD(bits)(SIMD(eq)(block, '\n')) & valid);
  if ((SIMD(bits)(SIMD(or)(returns, nul)) & valid) == 0)
    return;
  out->returns += (uint64_t)__builtin_popcountll(SIMD(bits)(returns) & valid);
  out->has_nul |= (SIMD(bits)(nul) & valid) != 0;
}

SIMD_TARGET static void SIMD(examine)(const char *p, size_t n, struct vitk_examined *out) {
  struct vitk_examined all = *out; /* in registers */
  size_t rest = n % VITK_LANES;
  uint64_t valid = (UINT64_C(1) << rest) - 1;
  SIMD(block) block = SIMD(load)(p + n - rest);
  bool is_high = (SIMD(bits)(SIMD(high)(block)) & valid) != 0;
  SIMD(examine_step)(block, valid, &all);
  SIMD(set) high = {0};
  for (size_t at = 0; at < n - rest; at += VITK_LANES) {
    block = SIMD(load)(p + at);
    high = SIMD(or)(high, SIMD(high)(block));
    SIMD(examine_step)(block, ~UINT64_C(0), &all);
  }
  all.is_ascii = !is_high && SIMD(bits)(high) == 0;
  *out = all;
}
