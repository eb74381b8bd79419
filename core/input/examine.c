#include "core/input/examine.h"

#include "core/input/charset.h"
#include "core/input/simd.h"

enum { CUT_MAX = 3 }; /* bytes of a character on one side of a cut */

#define VITK_SIMD_KERNEL "core/input/examine_kernel.h"
#include "core/input/simd_each.h"

static void (*const variants[VITK_SIMD_VARIANTS])(const char *, size_t,
                                                  struct vitk_examined *) = {VITK_SIMD_TABLE(examine)};

void vitk_examine(const char *p, size_t n, struct vitk_examined *out) {
  *out = (struct vitk_examined){.is_utf8 = true};
  variants[vitk_simd_best()](p, n, out);
  if (out->is_ascii)
    return;
  while (out->head < n && out->head < CUT_MAX && ((unsigned char)p[out->head] & 0xC0) == 0x80)
    out->head++;
  bool broken;
  size_t whole = vitk_utf8_prefix(p + out->head, n - out->head, &broken);
  out->is_utf8 = !broken;
  out->tail = n - out->head - whole;
}

void vitk_examine_rest(const char *p, size_t n, size_t from, size_t to, uint64_t line_feeds, uint64_t returns,
                       struct vitk_examined *out) {
  struct vitk_examined after;
  vitk_examine(p, from, out);
  vitk_examine(p + to, n - to, &after);
  if (!out->is_ascii || !after.is_ascii) {
    vitk_examine(p, n, out);
    return;
  }
  out->has_nul |= after.has_nul;
  out->line_feeds += line_feeds + after.line_feeds;
  out->returns += returns + after.returns;
}
