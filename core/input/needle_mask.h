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
struct SIMD(groups) {
  const struct vitk_needles *needles; /* NULL: none, which begin nowhere */
  size_t at[VITK_GROUP_PLACES];
  struct {
    SIMD(block) byte[VITK_GROUP_PLACES], mask[VITK_GROUP_PLACES];
  } each[VITK_GROUPS];
};

SIMD_TARGET VITK_SIMD_INLINE void SIMD(prepare)(const struct vitk_needles *needles, struct SIMD(groups) * out) {
  out->needles = needles->n_groups > 0 ? needles : NULL;
  for (unsigned i = 0; i < VITK_GROUP_PLACES; i++)
    out->at[i] = needles->group_at[i];
  for (unsigned k = 0; k < needles->n_groups; k++)
    for (unsigned i = 0; i < VITK_GROUP_PLACES; i++) {
      out->each[k].byte[i] = SIMD(fill)(needles->groups[k].byte[i]);
      out->each[k].mask[i] = SIMD(fill)(needles->groups[k].mask[i]);
    }
}

/* At which of the 64 offsets from p could a text of the first n_groups groups begin? p[0 … 64 + VITK_PLACE_MAX) can be
 * read. All places are looked at: that costs less than to guess wrong if the first tell enough. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(could_be)(const struct SIMD(groups) * groups, unsigned n_groups,
                                                     const char *p) {
  SIMD(block) at[VITK_GROUP_PLACES];
  uint64_t any = 0;
  VITK_SIMD_PARTS
  for (unsigned i = 0; i < VITK_GROUP_PLACES; i++)
    at[i] = SIMD(load)(p + groups->at[i]);
  VITK_SIMD_PARTS
  for (unsigned k = 0; k < n_groups; k++) {
    SIMD(block) all = SIMD(unlike)(at[0], groups->each[k].byte[0], groups->each[k].mask[0]);
    VITK_SIMD_PARTS
    for (unsigned i = 1; i < VITK_GROUP_PLACES; i++)
      all = SIMD(mix)(all, SIMD(unlike)(at[i], groups->each[k].byte[i], groups->each[k].mask[i]));
    any |= SIMD(bits)(SIMD(zeros)(all));
  }
  return any;
}
