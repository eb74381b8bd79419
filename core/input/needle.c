#include "core/input/needle_inside.h"

#include "core/base/str.h"

#include <stdlib.h>

enum { KEY_MAX = 8, BYTES = 256 };

/* The first bytes as a number that sorts as they do. */
static uint64_t key_of(const char *p, size_t n) {
  uint64_t key = 0;
  for (size_t i = 0; i < n; i++)
    key = key << 8 | (unsigned char)p[i];
  return key;
}

bool vitk_needle_begins(const struct vitk_needles *needles, const char *p, size_t n, const bool *may_follow) {
  if (n < needles->key_bytes)
    return false;
  uint64_t key = key_of(p, needles->key_bytes);
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
    if (text.n <= n && memcmp(text.p, p, text.n) == 0 &&
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

static unsigned weight_of(const struct vitk_needle_place *place) {
  unsigned weight = 0;
  for (unsigned i = 0; i < place->n_ranges; i++)
    for (unsigned byte = place->ranges[i].low; byte <= (unsigned)place->ranges[i].low + place->ranges[i].span; byte++)
      weight += commonness((unsigned char)byte);
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
  if (n > 0 && !needles->has_empty)
    choose_places(needles, shortest);
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
