/* needle_inside.h - the inside of a set of needles, for needle.c and for the scan of delimited text, which looks for
 * them in the same pass as for delimiters. */
#ifndef VITK_INPUT_NEEDLE_INSIDE_H
#define VITK_INPUT_NEEDLE_INSIDE_H

#include "core/input/needle.h"

/* A place is looked at within the first PLACE_MAX bytes of the texts; the texts' bytes there are covered by ranges,
 * which may take in others: they only have to let most of an input through unmatched. */
enum { VITK_PLACE_MAX = 32, VITK_PLACES = 4, VITK_RANGES = 3, VITK_GROUPS = 2, VITK_GROUP_PLACES = 3 };

struct vitk_needle_range {
  unsigned char low, span; /* from low to low + span */
};

struct vitk_needle_place {
  size_t at;
  unsigned n_ranges;
  struct vitk_needle_range ranges[VITK_RANGES];
};

/* Some of the texts, those with the same first byte or some of them: at each place their bytes are as `byte` in the
 * bits of `mask`, none where the texts are shorter. */
struct vitk_needle_group {
  unsigned char byte[VITK_GROUP_PLACES], mask[VITK_GROUP_PLACES];
};

struct vitk_needles {
  size_t (*find)(const struct vitk_needles *, const char *p, size_t n, size_t from);
  vitk_str *texts; /* sorted in byte order; their bytes follow the array */
  size_t n;
  size_t key_bytes; /* of each text that its key holds: as long as the shortest, 8 at most */
  uint64_t *keys;   /* of `texts`, in the same order */
  bool has_empty;
  unsigned n_places;
  struct vitk_needle_place places[VITK_PLACES];
  unsigned n_groups; /* each text is in one of them */
  size_t group_at;   /* the first place of all groups, which the others follow */
  struct vitk_needle_group groups[VITK_GROUPS];
};

/* Does one of the texts begin at p, of which n bytes are there, and end there or before a byte that `may_follow`?
 * NULL: any may. */
bool vitk_needle_begins(const struct vitk_needles *, const char *p, size_t n, const bool *may_follow);

#endif
