#include "core/input/examine.h"

#include "core/input/charset.h"
#include "core/input/simd.h"

enum { CUT_MAX = 3 }; /* bytes of a character on one side of a cut */

#define SIMD(name) plain_##name
#define SIMD_TARGET
#include "core/input/examine_kernel.h"
#undef SIMD
#undef SIMD_TARGET

#if defined __x86_64__
#define SIMD(name) sse2_##name
#define SIMD_TARGET
#include "core/input/examine_kernel.h"
#undef SIMD
#undef SIMD_TARGET
#define SIMD(name)  avx2_##name
#define SIMD_TARGET AVX2_TARGET
#include "core/input/examine_kernel.h"
#undef SIMD
#undef SIMD_TARGET
#define SIMD(name)  avx512_##name
#define SIMD_TARGET AVX512_TARGET
#include "core/input/examine_kernel.h"
#undef SIMD
#undef SIMD_TARGET
#elif defined __aarch64__
#define SIMD(name) neon_##name
#define SIMD_TARGET
#include "core/input/examine_kernel.h"
#undef SIMD
#undef SIMD_TARGET
#endif

static void (*const variants[VITK_SIMD_VARIANTS])(const char *, size_t, struct vitk_examined *) = {
    [VITK_SIMD_PLAIN] = plain_examine,
#if defined __x86_64__
    [VITK_SIMD_SSE2] = sse2_examine,
    [VITK_SIMD_AVX2] = avx2_examine,
    [VITK_SIMD_AVX512] = avx512_examine,
#elif defined __aarch64__
    [VITK_SIMD_NEON] = neon_examine,
#endif
};

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
