/* needle_kernel.h - the search of needle.c, which includes it for each variant of simd.h. No guard. */

/* Which of the 64 bytes are of the class? */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(of_class)(SIMD(block) block, const struct place *place) {
  if (place->n_ranges == 1 && place->ranges[0].span == 0)
    return SIMD(eq)(block, place->ranges[0].low);
  uint64_t mask = 0;
  for (unsigned i = 0; i < place->n_ranges; i++)
    mask |= SIMD(range)(block, place->ranges[i].low, place->ranges[i].span);
  return mask;
}

/* At which of the 64 offsets from p could a text begin? p[0 … 64 + PLACE_MAX) can be read. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(could_begin)(const struct vitk_needles *needles, const char *p) {
  uint64_t mask = SIMD(of_class)(SIMD(load)(p + needles->places[0].at), &needles->places[0]);
  for (unsigned i = 1; i < needles->n_places && mask != 0; i++)
    mask &= SIMD(of_class)(SIMD(load)(p + needles->places[i].at), &needles->places[i]);
  return mask;
}

SIMD_TARGET static size_t SIMD(find)(const struct vitk_needles *needles, const char *p, size_t n, size_t from) {
  size_t at = from;
  for (; n - at >= VITK_LANES + PLACE_MAX; at += VITK_LANES)
    for (uint64_t mask = SIMD(could_begin)(needles, p + at); mask != 0; mask &= mask - 1) {
      size_t here = at + (size_t)__builtin_ctzll(mask);
      if (begins_one(needles, p + here, n - here))
        return here;
    }
  char rest[2 * VITK_LANES + 2 * PLACE_MAX] = {0}; /* fewer than VITK_LANES + PLACE_MAX are left: two steps */
  memcpy(rest, p + at, n - at);
  for (size_t step = 0; at + step < n; step += VITK_LANES)
    for (uint64_t mask = SIMD(could_begin)(needles, rest + step); mask != 0; mask &= mask - 1) {
      size_t here = at + step + (size_t)__builtin_ctzll(mask);
      if (here < n && begins_one(needles, p + here, n - here))
        return here;
    }
  return n;
}
