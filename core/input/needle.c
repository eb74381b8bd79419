#include "core/input/needle_inside.h"

#include "core/base/str.h"

#include <endian.h>
#include <stdlib.h>

enum { KEY_MAX = 8, BYTES = 256, GROUPED_MAX = 64 /* more are not worth it to try how to part them */ };

/* The first bytes as a number that sorts as they do. */
static uint64_t key_of(const char *p, size_t n) {
  uint64_t key = 0;
  for (size_t i = 0; i < n; i++)
    key = key << 8 | (unsigned char)p[i];
  return key;
}

/* The same of the first n of `there` bytes. */
static uint64_t key_at(const char *p, size_t there, size_t n) {
  if (there < KEY_MAX || n == 0)
    return key_of(p, n);
  return be64toh(vitk_load_64(p)) >> (64 - 8 * n);
}

bool vitk_needle_begins(const struct vitk_needles *needles, const char *p, size_t n, const bool *may_follow) {
  if (n < needles->key_bytes)
    return false;
  uint64_t key = key_at(p, n, needles->key_bytes);
  size_t low = 0, high = needles->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (needles->keys[middle] < key)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < needles->n && needles->keys[low] == key; low++) {
    vitk_str text = needles->texts[low];
    if (text.n <= n && vitk_bytes_equal(text.p, p, text.n) &&
        (may_follow == NULL || text.n == n || may_follow[(unsigned char)p[text.n]]))
      return true;
  }
  return false;
}

#define VITK_SIMD_KERNEL "core/input/needle_kernel.h"
#include "core/input/simd_each.h"

void vitk_needles_use(struct vitk_needles *needles, enum vitk_simd variant) {
  static size_t (*const variants[VITK_SIMD_VARIANTS])(const struct vitk_needles *, const char *, size_t,
                                                      size_t) = {VITK_SIMD_TABLE(find)};
  needles->find = variants[variant];
}

/* How often a byte is met in texts and tables, roughly: places with rare ones are looked at first. */
static unsigned commonness(unsigned char byte) {
  if (byte == ' ' || byte == '"' || byte == ',')
    return 8;
  if (byte >= '0' && byte <= '9')
    return 6;
  if (byte >= 'a' && byte <= 'z')
    return strchr("aeinorst", byte) ? 6 : 3;
  return byte >= 0x80 || byte < ' ' ? 1 : 2;
}

/* Covers a set of bytes with at most VITK_RANGES ranges, closing the narrowest gaps first. */
static struct vitk_needle_place cover(const bool in_set[BYTES], size_t at) {
  struct vitk_needle_range ranges[BYTES / 2];
  struct vitk_needle_place place = {.at = at};
  unsigned n = 0;
  for (unsigned byte = 0; byte < BYTES; byte++) {
    if (!in_set[byte])
      continue;
    if (n > 0 && byte > 0 && in_set[byte - 1])
      ranges[n - 1].span++;
    else
      ranges[n++] = (struct vitk_needle_range){(unsigned char)byte, 0};
  }
  while (n > VITK_RANGES) {
    unsigned narrowest = 0, gap = BYTES;
    for (unsigned i = 0; i + 1 < n; i++) {
      unsigned between = (unsigned)ranges[i + 1].low - ranges[i].low - ranges[i].span;
      if (between < gap) {
        gap = between;
        narrowest = i;
      }
    }
    struct vitk_needle_range *left = &ranges[narrowest];
    left->span = (unsigned char)(left[1].low + left[1].span - left->low);
    n--;
    memmove(left + 1, left + 2, (n - narrowest - 1) * sizeof *left);
  }
  place.n_ranges = n;
  memcpy(place.ranges, ranges, n * sizeof *ranges);
  return place;
}

static unsigned weight_of_range(struct vitk_needle_range range) {
  unsigned weight = 0;
  for (unsigned byte = range.low; byte <= (unsigned)range.low + range.span; byte++)
    weight += commonness((unsigned char)byte);
  return weight;
}

static unsigned weight_of(const struct vitk_needle_place *place) {
  unsigned weight = 0;
  for (unsigned i = 0; i < place->n_ranges; i++)
    weight += weight_of_range(place->ranges[i]);
  return weight;
}

/* The places at which the texts' bytes are rarest, the rarest first. `shortest` is not 0. */
static void choose_places(struct vitk_needles *needles, size_t shortest) {
  unsigned weights[VITK_PLACES] = {0};
  size_t last = shortest < VITK_PLACE_MAX ? shortest : VITK_PLACE_MAX;
  for (size_t at = 0; at < last; at++) {
    bool in_set[BYTES] = {false};
    for (size_t i = 0; i < needles->n; i++)
      in_set[(unsigned char)needles->texts[i].p[at]] = true;
    struct vitk_needle_place place = cover(in_set, at);
    unsigned weight = weight_of(&place), rank = needles->n_places;
    while (rank > 0 && weight < weights[rank - 1])
      rank--;
    if (rank == VITK_PLACES)
      continue;
    unsigned kept = needles->n_places < VITK_PLACES ? needles->n_places++ : VITK_PLACES - 1;
    memmove(&weights[rank + 1], &weights[rank], (kept - rank) * sizeof *weights);
    memmove(&needles->places[rank + 1], &needles->places[rank], (kept - rank) * sizeof place);
    weights[rank] = weight;
    needles->places[rank] = place;
  }
}

/* How much of a text a group takes in at a place, roughly: the weight of the bytes that are as `byte` in `mask`. */
static unsigned weight_of_mask(unsigned char byte, unsigned char mask) {
  unsigned char others = (unsigned char)~mask, bits = others;
  unsigned weight = commonness((unsigned char)((byte & mask) | bits));
  while (bits != 0) {
    bits = (unsigned char)((bits - 1) & others);
    weight += commonness((unsigned char)((byte & mask) | bits));
  }
  return weight;
}

/* The bits in which all of the texts have the same at the place. */
static unsigned char mask_at(const vitk_str *texts, size_t n, size_t at) {
  unsigned char differ = 0;
  for (size_t i = 1; i < n; i++)
    differ |= (unsigned char)(texts[i].p[at] ^ texts[0].p[at]);
  return (unsigned char)~differ;
}

/* A way to part the texts, which are sorted. */
struct grouping {
  unsigned n_groups, n_places;
  size_t first[VITK_GROUPS + 1]; /* text of each group, and the end */
  size_t at;                     /* the first place */
};

static unsigned weight_of_group(const vitk_str *texts, const struct grouping *grouping, unsigned k, size_t at) {
  const vitk_str *of = texts + grouping->first[k];
  return weight_of_mask((unsigned char)of->p[at], mask_at(of, grouping->first[k + 1] - grouping->first[k], at));
}

/* How much of a text looks at these places like one of the groups, roughly. */
static double share_of(const vitk_str *texts, const struct grouping *grouping) {
  double all = weight_of_mask(0, 0), share = 0;
  for (unsigned k = 0; k < grouping->n_groups; k++) {
    double of_group = 1;
    for (unsigned i = 0; i < grouping->n_places; i++)
      of_group *= weight_of_group(texts, grouping, k, grouping->at + i) / all;
    share += of_group;
  }
  return share;
}

/* The places, one after the other, at which least of a text looks like one of the groups; how much that is. */
static double choose_group_places(const vitk_str *texts, size_t shortest, struct grouping *out) {
  size_t last = shortest < VITK_PLACE_MAX ? shortest : VITK_PLACE_MAX, best = 0;
  double least = 0;
  out->n_places = last < VITK_GROUP_PLACES ? (unsigned)last : VITK_GROUP_PLACES;
  for (out->at = 0; out->at + out->n_places <= last; out->at++) {
    double share = share_of(texts, out);
    if (out->at > 0 && share >= least)
      continue;
    least = share;
    best = out->at;
  }
  out->at = best;
  return least;
}

static void make_groups(struct vitk_needles *needles, const struct grouping *grouping) {
  needles->n_groups = grouping->n_groups;
  needles->group_at = grouping->at;
  for (unsigned k = 0; k < grouping->n_groups; k++)
    for (unsigned i = 0; i < grouping->n_places; i++) {
      const vitk_str *texts = needles->texts + grouping->first[k];
      needles->groups[k].byte[i] = (unsigned char)texts[0].p[grouping->at + i];
      needles->groups[k].mask[i] = mask_at(texts, grouping->first[k + 1] - grouping->first[k], grouping->at + i);
    }
}

/* Parts the sorted texts in two where that lets much less of a text look like one of them. */
static void choose_groups(struct vitk_needles *needles, size_t shortest) {
  struct grouping best = {.n_groups = 1, .first = {0, needles->n}};
  double least = choose_group_places(needles->texts, shortest, &best) / 2;
  for (size_t i = 1; i < needles->n && needles->n <= GROUPED_MAX; i++) {
    if (needles->texts[i].p[0] == needles->texts[i - 1].p[0])
      continue;
    struct grouping parted = {.n_groups = 2, .first = {0, i, needles->n}};
    double share = choose_group_places(needles->texts, shortest, &parted);
    if (share >= least)
      continue;
    least = share;
    best = parted;
  }
  make_groups(needles, &best);
}

static int by_bytes(const void *a, const void *b) {
  const vitk_str *x = a, *y = b;
  size_t shorter = x->n < y->n ? x->n : y->n;
  int order = shorter > 0 ? memcmp(x->p, y->p, shorter) : 0;
  return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

static struct vitk_needles *copy_texts(const vitk_str *texts, size_t n) {
  size_t bytes = 0;
  for (size_t i = 0; i < n; i++)
    bytes += texts[i].n;
  struct vitk_needles *needles = calloc(1, sizeof *needles);
  if (needles == NULL)
    return NULL;
  needles->n = n;
  needles->keys = malloc((n + 1) * sizeof *needles->keys);
  needles->texts = malloc((n + 1) * sizeof *needles->texts + bytes);
  if (needles->keys == NULL || needles->texts == NULL) {
    vitk_needles_free(needles);
    return NULL;
  }
  char *to = (char *)(needles->texts + n + 1);
  for (size_t i = 0; i < n; i++) {
    if (texts[i].n > 0)
      memcpy(to, texts[i].p, texts[i].n);
    needles->texts[i] = (vitk_str){to, texts[i].n};
    to += texts[i].n;
  }
  return needles;
}

struct vitk_needles *vitk_needles_new(const vitk_str *texts, size_t n) {
  struct vitk_needles *needles = copy_texts(texts, n);
  if (needles == NULL)
    return NULL;
  size_t shortest = SIZE_MAX;
  for (size_t i = 0; i < n; i++)
    shortest = texts[i].n < shortest ? texts[i].n : shortest;
  needles->has_empty = shortest == 0;
  needles->key_bytes = shortest < KEY_MAX ? shortest : KEY_MAX;
  qsort(needles->texts, n, sizeof *needles->texts, by_bytes);
  for (size_t i = 0; i < n; i++)
    needles->keys[i] = key_of(needles->texts[i].p, needles->key_bytes);
  if (n > 0 && !needles->has_empty) {
    choose_places(needles, shortest);
    choose_groups(needles, shortest);
  }
  vitk_needles_use(needles, vitk_simd_best());
  return needles;
}

void vitk_needles_free(struct vitk_needles *needles) {
  if (needles == NULL)
    return;
  free(needles->texts);
  free(needles->keys);
  free(needles);
}

size_t vitk_needles_next(const struct vitk_needles *needles, const char *p, size_t n, size_t from) {
  if (from >= n || needles->n == 0)
    return n;
  return needles->has_empty ? from : needles->find(needles, p, n, from);
}
