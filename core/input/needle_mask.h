/* needle_mask.h - where needles could begin, for each variant of simd.h: needle_kernel.h and scan_kernel.h include it.
 * No guard. */

/* Which of the 64 bytes at p + place->at are of the place's class? */
SIMD_TARGET VITK_SIMD_INLINE SIMD(set) SIMD(of_class)(const char *p, const struct vitk_needle_place *place) {
  SIMD(block) block = SIMD(load)(p + place->at);
  if (place->n_ranges == 1 && place->ranges[0].span == 0)
    return SIMD(eq)(block, place->ranges[0].low);
  SIMD(set) set = SIMD(range)(block, place->ranges[0].low, place->ranges[0].span);
  for (unsigned i = 1; i < place->n_ranges; i++)
    set = SIMD(or)(set, SIMD(range)(block, place->ranges[i].low, place->ranges[i].span));
  return set;
}

/* At which of the 64 offsets from p could a text begin? There is one, and p[0 … 64 + VITK_PLACE_MAX) can be read. */
SIMD_TARGET VITK_SIMD_INLINE SIMD(set) SIMD(could_begin)(const struct vitk_needles *needles, const char *p) {
  SIMD(set) set = SIMD(of_class)(p, &needles->places[0]);
  for (unsigned i = 1; i < needles->n_places && SIMD(bits)(set) != 0; i++)
    set = SIMD(and)(set, SIMD(of_class)(p, &needles->places[i]));
  return set;
}
