/* simd.h - 64 bytes of text at a time as bit masks: bit i of a mask is about byte i.
 *
 * A kernel is a header without guard, written once with SIMD(name) for these operations and SIMD_TARGET before each of
 * its functions; simd_each.h includes it once for each variant. Every variant gives the same result: vitk_simd_best
 * chooses at run time, tests force each.
 */
#ifndef VITK_INPUT_SIMD_H
#define VITK_INPUT_SIMD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#elif defined __aarch64__
#include <arm_neon.h>
#endif

enum { VITK_LANES = 64, VITK_NEAR = 16 };

enum vitk_simd {
  VITK_SIMD_PLAIN,
  VITK_SIMD_SSE2,
  VITK_SIMD_AVX2,
  VITK_SIMD_AVX512,
  VITK_SIMD_NEON,
  VITK_SIMD_VARIANTS
};

/* Can this processor run the variant? PLAIN it always can. */
static inline bool vitk_simd_has(enum vitk_simd variant) {
#if defined __x86_64__
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul");
  if (variant == VITK_SIMD_AVX512)
    return avx2 && __builtin_cpu_supports("avx512bw");
  if (variant == VITK_SIMD_AVX2)
    return avx2;
  if (variant == VITK_SIMD_SSE2)
    return true;
#elif defined __aarch64__
  if (variant == VITK_SIMD_NEON)
    return true;
#endif
  return variant == VITK_SIMD_PLAIN;
}

static inline enum vitk_simd vitk_simd_best(void) {
#if defined __x86_64__ /* no later one: who analyses the code need not find out that they can't be */
  enum vitk_simd best = VITK_SIMD_AVX512;
#else
  enum vitk_simd best = VITK_SIMD_VARIANTS - 1;
#endif
  while (!vitk_simd_has(best))
    best--;
  return best;
}

/* The initialisers of a table, by variant, of a kernel's function. */
#if defined __x86_64__
#define VITK_SIMD_TABLE(name)                                                                                          \
  [VITK_SIMD_PLAIN] = plain_##name, [VITK_SIMD_SSE2] = sse2_##name, [VITK_SIMD_AVX2] = avx2_##name,                    \
  [VITK_SIMD_AVX512] = avx512_##name
#elif defined __aarch64__
#define VITK_SIMD_TABLE(name) [VITK_SIMD_PLAIN] = plain_##name, [VITK_SIMD_NEON] = neon_##name
#else
#define VITK_SIMD_TABLE(name) [VITK_SIMD_PLAIN] = plain_##name
#endif

/* The operations of a variant: `block` is 64 bytes of text, `set` some of its bytes, `bits` that as a mask.
 * mix: the bits of both blocks. eq: those that are the byte. same: that are as in the other block. range: from `low` to
 * low + span; range_by: likewise, the bytes of each lane in blocks. high: 0x80 and above.
 * near: how far it is from p to the byte, of the 16 there; 16: it isn't. It is known sooner than a set's bits.
 * any: does the set have one? parity: bit i of the result says if the number of bits 0 to i is odd. nth: the one bit
 * that n others of `bits` stand below. ranks: bit k of the result is the k-th bit of `of` in `bits`, which is part of
 * it. fill: 64 times the byte, made once for a loop. unlike: 0 where `block` is as `byte` in the bits of `mask`, of
 * such blocks. zeros: those that are 0, zeros_of: in one of two blocks. edge: those up to ' ', and from 0x80 on.
 * gather: from fill(1) on, of block after block; none of these has a byte of 0 or above 0x7F if the result has none. */
#define VITK_SIMD_INLINE static inline __attribute__((always_inline, unused))

/* Before a loop over the parts of a block: else gcc keeps them in memory at -O2. */
#if defined __clang__
#define VITK_SIMD_PARTS
#else
#define VITK_SIMD_PARTS _Pragma("GCC unroll 8")
#endif

#include "core/input/simd_plain.h"
#if defined __x86_64__
#include "core/input/simd_avx2.h"
#include "core/input/simd_avx512.h"
#include "core/input/simd_sse2.h"
#elif defined __aarch64__
#include "core/input/simd_neon.h"
#endif

#endif
