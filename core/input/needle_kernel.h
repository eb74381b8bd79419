/* needle_kernel.h - the search of needle.c, which includes it for each variant of simd.h. No guard. */

#include "core/input/needle_mask.h"

SIMD_TARGET static size_t SIMD(find)(const struct vitk_needles *needles, const char *p, size_t n, size_t from) {
  size_t at = from;
  for (; n - at >= VITK_LANES + VITK_PLACE_MAX; at += VITK_LANES)
    for (uint64_t mask = SIMD(bits)(SIMD(could_begin)(needles, p + at)); mask != 0; mask &= mask - 1) {
      size_t here = at + (size_t)__builtin_ctzll(mask);
      if (vitk_needle_begins(needles, p + here, n - here, NULL))
        return here;
    }
  char rest[2 * VITK_LANES + 2 * VITK_PLACE_MAX] = {0}; /* fewer than VITK_LANES + VITK_PLACE_MAX are left: two steps */
  memcpy(rest, p + at, n - at);
  for (size_t step = 0; at + step < n; step += VITK_LANES)
    for (uint64_t mask = SIMD(bits)(SIMD(could_begin)(needles, rest + step)); mask != 0; mask &= mask - 1) {
      size_t here = at + step + (size_t)__builtin_ctzll(mask);
      if (here < n && vitk_needle_begins(needles, p + here, n - here, NULL))
        return here;
    }
  return n;
}
