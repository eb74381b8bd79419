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
  size_t at;
  struct {
    SIMD(block) byte[VITK_GROUP_PLACES], mask[VITK_GROUP_PLACES];
  } each[VITK_GROUPS];
};

SIMD_TARGET VITK_SIMD_INLINE void SIMD(prepare)(const struct vitk_needles *needles, struct SIMD(groups) * out) {
  out->needles = needles->n_groups > 0 ? needles : NULL;
  out->at = needles->group_at;
  for (unsigned k = 0; k < needles->n_groups; k++)
    for (unsigned i = 0; i < VITK_GROUP_PLACES; i++) {
      out->each[k].byte[i] = SIMD(fill)(needles->groups[k].byte[i]);
      out->each[k].mask[i] = SIMD(fill)(needles->groups[k].mask[i]);
    }
}

/* What keeps each of the 64 offsets from p from being that of a text of group k: 0 where nothing does. */
SIMD_TARGET VITK_SIMD_INLINE SIMD(block)
    SIMD(unlike_group)(const struct SIMD(groups) * groups, unsigned k, const char *p) {
  SIMD(block) all = SIMD(fill)(0);
  VITK_SIMD_PARTS
  for (unsigned i = 0; i < VITK_GROUP_PLACES; i++) {
    SIMD(block) at = SIMD(load)(p + groups->at + i);
    all = SIMD(mix)(all, SIMD(unlike)(at, groups->each[k].byte[i], groups->each[k].mask[i]));
  }
  return all;
}

/* At which of the 64 offsets from p could a text of the first n_groups groups begin? It is 1 or 2, and
 * p[0 … 64 + VITK_PLACE_MAX) can be read. All places are looked at: that costs less than to guess wrong if the first
 * tell enough. */
SIMD_TARGET VITK_SIMD_INLINE uint64_t SIMD(could_be)(const struct SIMD(groups) * groups, unsigned n_groups,
                                                     const char *p) {
  SIMD(block) unlike = SIMD(unlike_group)(groups, 0, p);
  if (n_groups == 1)
    return SIMD(bits)(SIMD(zeros)(unlike));
  return SIMD(bits)(SIMD(zeros_of)(unlike, SIMD(unlike_group)(groups, 1, p)));
}
