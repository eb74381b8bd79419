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

/* The groups of a set of needles, prepared for a loop over a text. */
struct SIMD(group) {
  size_t at[VITK_GROUP_PLACES];
  SIMD(block) minus_low[VITK_GROUP_PLACES], span[VITK_GROUP_PLACES];
};

struct SIMD(groups) {
  const struct vitk_needles *needles; /* NULL: none, which begin nowhere */
  struct SIMD(group) each[VITK_GROUPS];
};

SIMD_TARGET VITK_SIMD_INLINE void SIMD(prepare)(const struct vitk_needles *needles, struct SIMD(groups) * out) {
  out->needles = needles->n_groups > 0 ? needles : NULL;
  for (unsigned k = 0; k < needles->n_groups; k++)
    for (unsigned i = 0; i < VITK_GROUP_PLACES; i++) {
      struct vitk_needle_range range = needles->groups[k].ranges[i];
      out->each[k].at[i] = needles->groups[k].at[i];
      out->each[k].minus_low[i] = SIMD(fill)((unsigned char)(0 - range.low));
      out->each[k].span[i] = SIMD(fill)(range.span);
    }
}

SIMD_TARGET VITK_SIMD_INLINE SIMD(block) SIMD(apart_at)(const struct SIMD(group) * group, unsigned i, const char *p) {
  return SIMD(apart)(SIMD(load)(p + group->at[i]), group->minus_low[i], group->span[i]);
}

/* At which of the 64 offsets from p could a text of the group begin? p[0 … 64 + VITK_PLACE_MAX) can be read. All places
 * are looked at: that costs less than to guess wrong if the first tell enough. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(could_be)(const struct SIMD(group) * group, const char *p) {
  SIMD(block) first = SIMD(mix)(SIMD(apart_at)(group, 0, p), SIMD(apart_at)(group, 1, p));
  return SIMD(bits)(SIMD(zeros)(SIMD(mix)(first, SIMD(apart_at)(group, 2, p))));
}

SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(could_be_any)(const struct SIMD(groups) * groups, const char *p) {
  uint64_t first = SIMD(could_be)(&groups->each[0], p);
  return groups->needles->n_groups > 1 ? first | SIMD(could_be)(&groups->each[1], p) : first;
}
