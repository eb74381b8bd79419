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
