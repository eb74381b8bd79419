/* simd.h - 64 bytes of text at a time as bit masks: bit i of a mask is about byte i.
 *
 * A kernel is a header without guard, written once with SIMD(name) for these operations and SIMD_TARGET before each of
 * its functions; a .c file includes it once for each variant, as needle.c shows. Every variant gives the same result:
 * vitk_simd_best chooses at run time, tests force each.
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

enum { VITK_LANES = 64 };

enum vitk_simd { VITK_SIMD_PLAIN, VITK_SIMD_SSE2, VITK_SIMD_AVX2, VITK_SIMD_NEON, VITK_SIMD_VARIANTS };

/* Can this processor run the variant? PLAIN it always can. */
static inline bool vitk_simd_has(enum vitk_simd variant) {
#if defined __x86_64__
  if (variant == VITK_SIMD_AVX2)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul");
  if (variant == VITK_SIMD_SSE2)
    return true;
#elif defined __aarch64__
  if (variant == VITK_SIMD_NEON)
    return true;
#endif
  return variant == VITK_SIMD_PLAIN;
}

static inline enum vitk_simd vitk_simd_best(void) {
  enum vitk_simd best = VITK_SIMD_VARIANTS - 1;
  while (!vitk_simd_has(best))
    best--;
  return best;
}

#define VITK_SIMD_INLINE static inline __attribute__((always_inline, unused))

/* ---- Without vector instructions: eight bytes in a register. */

typedef struct {
  uint64_t word[8];
} plain_block;

VITK_SIMD_INLINE plain_block plain_load(const void *p) {
  plain_block block;
  memcpy(&block, p, sizeof block);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  for (int i = 0; i < 8; i++)
    block.word[i] = __builtin_bswap64(block.word[i]);
#endif
  return block;
}

#define PLAIN_EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

/* The high bit of each byte, gathered. */
VITK_SIMD_INLINE uint64_t plain_gather(uint64_t highs) {
  return ((highs >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

VITK_SIMD_INLINE uint64_t plain_high(plain_block block) {
  uint64_t mask = 0;
  for (int i = 0; i < 8; i++)
    mask |= plain_gather(block.word[i] & PLAIN_EACH(0x80)) << (8 * i);
  return mask;
}

VITK_SIMD_INLINE uint64_t plain_eq(plain_block block, unsigned char byte) {
  uint64_t mask = 0;
  for (int i = 0; i < 8; i++) {
    uint64_t x = block.word[i] ^ PLAIN_EACH(byte);
    uint64_t not_zero = ((x & PLAIN_EACH(0x7F)) + PLAIN_EACH(0x7F)) | x;
    mask |= plain_gather(~not_zero & PLAIN_EACH(0x80)) << (8 * i);
  }
  return mask;
}

/* Bytes from `low` to low + span. */
VITK_SIMD_INLINE uint64_t plain_range(plain_block block, unsigned char low, unsigned char span) {
  unsigned char bytes[VITK_LANES];
  uint64_t mask = 0;
  for (int i = 0; i < VITK_LANES; i++) {
    bytes[i] = (unsigned char)(block.word[i / 8] >> (i % 8 * 8));
    mask |= (uint64_t)((unsigned char)(bytes[i] - low) <= span) << i;
  }
  return mask;
}

/* Bit i of the result: is the number of bits 0 … i odd? */
VITK_SIMD_INLINE uint64_t plain_parity(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2)
    bits ^= bits << shift;
  return bits;
}

#if defined __x86_64__

/* ---- SSE2, which every x86-64 has. */

typedef struct {
  __m128i part[4];
} sse2_block;

VITK_SIMD_INLINE sse2_block sse2_load(const void *p) {
  sse2_block block;
  for (int i = 0; i < 4; i++)
    block.part[i] = _mm_loadu_si128((const __m128i *)p + i);
  return block;
}

VITK_SIMD_INLINE uint64_t sse2_mask(__m128i part, int i) {
  return (uint64_t)(uint32_t)_mm_movemask_epi8(part) << (16 * i);
}

VITK_SIMD_INLINE uint64_t sse2_high(sse2_block block) {
  uint64_t mask = 0;
  for (int i = 0; i < 4; i++)
    mask |= sse2_mask(block.part[i], i);
  return mask;
}

VITK_SIMD_INLINE uint64_t sse2_eq(sse2_block block, unsigned char byte) {
  __m128i wanted = _mm_set1_epi8((char)byte);
  uint64_t mask = 0;
  for (int i = 0; i < 4; i++)
    mask |= sse2_mask(_mm_cmpeq_epi8(block.part[i], wanted), i);
  return mask;
}

VITK_SIMD_INLINE uint64_t sse2_range(sse2_block block, unsigned char low, unsigned char span) {
  __m128i from = _mm_set1_epi8((char)low), most = _mm_set1_epi8((char)span);
  uint64_t mask = 0;
  for (int i = 0; i < 4; i++) {
    __m128i x = _mm_sub_epi8(block.part[i], from);
    mask |= sse2_mask(_mm_cmpeq_epi8(_mm_min_epu8(x, most), x), i);
  }
  return mask;
}

VITK_SIMD_INLINE uint64_t sse2_parity(uint64_t bits) {
  return plain_parity(bits);
}

/* ---- AVX2. */

#define AVX2_TARGET __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))

typedef struct {
  __m256i part[2];
} avx2_block;

AVX2_TARGET VITK_SIMD_INLINE avx2_block avx2_load(const void *p) {
  return (avx2_block){{_mm256_loadu_si256(p), _mm256_loadu_si256((const __m256i *)p + 1)}};
}

AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_mask(__m256i low, __m256i high) {
  return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_high(avx2_block block) {
  return avx2_mask(block.part[0], block.part[1]);
}

AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_eq(avx2_block block, unsigned char byte) {
  __m256i wanted = _mm256_set1_epi8((char)byte);
  return avx2_mask(_mm256_cmpeq_epi8(block.part[0], wanted), _mm256_cmpeq_epi8(block.part[1], wanted));
}

AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_range(avx2_block block, unsigned char low, unsigned char span) {
  __m256i from = _mm256_set1_epi8((char)low), most = _mm256_set1_epi8((char)span);
  __m256i x = _mm256_sub_epi8(block.part[0], from), y = _mm256_sub_epi8(block.part[1], from);
  return avx2_mask(_mm256_cmpeq_epi8(_mm256_min_epu8(x, most), x), _mm256_cmpeq_epi8(_mm256_min_epu8(y, most), y));
}

AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_parity(uint64_t bits) {
  __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

#elif defined __aarch64__

/* ---- NEON, which every 64-bit ARM has. */

typedef struct {
  uint8x16_t part[4];
} neon_block;

VITK_SIMD_INLINE neon_block neon_load(const void *p) {
  const uint8_t *bytes = p;
  return (neon_block){{vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
}

/* From four vectors whose bytes are 0 or 0xFF. */
VITK_SIMD_INLINE uint64_t neon_mask(const uint8x16_t hit[4]) {
  const uint8x16_t bit = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t low = vpaddq_u8(vandq_u8(hit[0], bit), vandq_u8(hit[1], bit));
  uint8x16_t high = vpaddq_u8(vandq_u8(hit[2], bit), vandq_u8(hit[3], bit));
  low = vpaddq_u8(low, high);
  low = vpaddq_u8(low, low);
  return vgetq_lane_u64(vreinterpretq_u64_u8(low), 0);
}

VITK_SIMD_INLINE uint64_t neon_high(neon_block block) {
  uint8x16_t hit[4];
  for (int i = 0; i < 4; i++)
    hit[i] = vcgeq_u8(block.part[i], vdupq_n_u8(0x80));
  return neon_mask(hit);
}

VITK_SIMD_INLINE uint64_t neon_eq(neon_block block, unsigned char byte) {
  uint8x16_t hit[4];
  for (int i = 0; i < 4; i++)
    hit[i] = vceqq_u8(block.part[i], vdupq_n_u8(byte));
  return neon_mask(hit);
}

VITK_SIMD_INLINE uint64_t neon_range(neon_block block, unsigned char low, unsigned char span) {
  uint8x16_t hit[4];
  for (int i = 0; i < 4; i++)
    hit[i] = vcleq_u8(vsubq_u8(block.part[i], vdupq_n_u8(low)), vdupq_n_u8(span));
  return neon_mask(hit);
}

VITK_SIMD_INLINE uint64_t neon_parity(uint64_t bits) {
  return plain_parity(bits);
}

#endif
#endif
