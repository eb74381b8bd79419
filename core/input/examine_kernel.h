/* examine_kernel.h - the pass of examine.c, which includes it for each variant of simd.h. No guard. */

SIMD_TARGET static void SIMD(examine)(const char *p, size_t n, struct vitk_examined *out) {
  uint64_t high = 0, nul = 0;
  for (size_t i = 0; i < n; i += VITK_LANES) {
    SIMD(block) block = SIMD(load)(p + i);
    uint64_t valid = n - i >= VITK_LANES ? ~UINT64_C(0) : (UINT64_C(1) << (n - i)) - 1;
    high |= SIMD(bits)(SIMD(high)(block)) & valid;
    nul |= SIMD(bits)(SIMD(eq)(block, '\0')) & valid;
    out->line_feeds += (uint64_t)__builtin_popcountll(SIMD(bits)(SIMD(eq)(block, '\n')) & valid);
    out->returns += (uint64_t)__builtin_popcountll(SIMD(bits)(SIMD(eq)(block, '\r')) & valid);
  }
  out->is_ascii = high == 0;
  out->has_nul = nul != 0;
}
