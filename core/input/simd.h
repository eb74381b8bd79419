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
  enum vitk_simd best = VITK_SIMD_VARIANTS - 1;
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
 * parity: bit i of the result says if the number of bits 0 to i is odd. nth: the one bit that n others of `bits` stand
 * below.
 * fill: 64 times the byte, made once for a loop. apart: 0 where `block` is range(0 - minus_low, span), of such blocks.
 * zeros: those that are 0. */
#define VITK_SIMD_INLINE static inline __attribute__((always_inline, unused))

/* Before a loop over the parts of a block: else gcc keeps them in memory at -O2. */
#if defined __clang__
#define VITK_SIMD_PARTS
#else
#define VITK_SIMD_PARTS _Pragma("GCC unroll 8")
#endif

/* ---- Without vector instructions: eight bytes in a register. A set has the high bit of each of its bytes. */

typedef struct {
  uint64_t word[8];
} plain_block;
typedef plain_block plain_set;

#define PLAIN_EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))
#define PLAIN_HIGH       PLAIN_EACH(0x80)

VITK_SIMD_INLINE plain_block plain_load(const void *p) {
  plain_block block;
  memcpy(&block, p, sizeof block);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    block.word[i] = __builtin_bswap64(block.word[i]);
#endif
  return block;
}

VITK_SIMD_INLINE plain_block plain_mix(plain_block a, plain_block b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    a.word[i] |= b.word[i];
  return a;
}

VITK_SIMD_INLINE plain_set plain_eq(plain_block block, unsigned char byte) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++) {
    uint64_t x = block.word[i] ^ PLAIN_EACH(byte);
    block.word[i] = ~(((x & ~PLAIN_HIGH) + ~PLAIN_HIGH) | x) & PLAIN_HIGH;
  }
  return block;
}

VITK_SIMD_INLINE plain_set plain_same(plain_block a, plain_block b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    a.word[i] ^= b.word[i];
  return plain_eq(a, 0);
}

/* Of each byte: is a not less than b? */
VITK_SIMD_INLINE uint64_t plain_not_less(uint64_t a, uint64_t b) {
  uint64_t low_bits = (a | PLAIN_HIGH) - (b & ~PLAIN_HIGH);
  return ((a & ~b) | (~(a ^ b) & low_bits)) & PLAIN_HIGH;
}

VITK_SIMD_INLINE plain_set plain_range(plain_block block, unsigned char low, unsigned char span) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    block.word[i] = plain_not_less(block.word[i], PLAIN_EACH(low)) &
                    plain_not_less(PLAIN_EACH((unsigned char)(low + span)), block.word[i]);
  return block;
}

VITK_SIMD_INLINE plain_set plain_range_by(plain_block block, plain_block low, plain_block span) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    block.word[i] =
        plain_not_less(block.word[i], low.word[i]) & plain_not_less(low.word[i] + span.word[i], block.word[i]);
  return block;
}

VITK_SIMD_INLINE plain_set plain_high(plain_block block) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    block.word[i] &= PLAIN_HIGH;
  return block;
}

VITK_SIMD_INLINE plain_set plain_or(plain_set a, plain_set b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    a.word[i] |= b.word[i];
  return a;
}

VITK_SIMD_INLINE plain_set plain_and(plain_set a, plain_set b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    a.word[i] &= b.word[i];
  return a;
}

VITK_SIMD_INLINE plain_block plain_fill(unsigned char byte) {
  plain_block block;
  for (int i = 0; i < 8; i++)
    block.word[i] = PLAIN_EACH(byte);
  return block;
}

VITK_SIMD_INLINE plain_block plain_apart(plain_block block, plain_block minus_low, plain_block span) {
  for (int i = 0; i < 8; i++) {
    uint64_t a = block.word[i], b = minus_low.word[i];
    uint64_t x = ((a & ~PLAIN_HIGH) + (b & ~PLAIN_HIGH)) ^ ((a ^ b) & PLAIN_HIGH); /* each byte's sum */
    block.word[i] = ~plain_not_less(span.word[i], x) & PLAIN_HIGH;
  }
  return block;
}

VITK_SIMD_INLINE plain_set plain_zeros(plain_block block) {
  return plain_eq(block, 0);
}

VITK_SIMD_INLINE uint64_t plain_bits(plain_set set) {
  uint64_t bits = 0;
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    bits |= ((set.word[i] >> 7) * UINT64_C(0x0102040810204080)) >> 56 << (8 * i);
  return bits;
}

VITK_SIMD_INLINE size_t plain_near(const char *p, unsigned char byte) {
  size_t at = 0;
  while (at < VITK_NEAR && (unsigned char)p[at] != byte)
    at++;
  return at;
}

VITK_SIMD_INLINE uint64_t plain_parity(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2)
    bits ^= bits << shift;
  return bits;
}

VITK_SIMD_INLINE uint64_t plain_nth(uint64_t bits, uint32_t n) {
  for (; n > 0; n--)
    bits &= bits - 1;
  return bits & (0 - bits);
}

#if defined __x86_64__

/* ---- SSE2, which every x86-64 has. */

typedef struct {
  __m128i part[4];
} sse2_block;
typedef sse2_block sse2_set;

VITK_SIMD_INLINE sse2_block sse2_load(const void *p) {
  sse2_block block;
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    block.part[i] = _mm_loadu_si128((const __m128i *)p + i);
  return block;
}

VITK_SIMD_INLINE sse2_block sse2_mix(sse2_block a, sse2_block b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = _mm_or_si128(a.part[i], b.part[i]);
  return a;
}

VITK_SIMD_INLINE sse2_set sse2_same(sse2_block a, sse2_block b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = _mm_cmpeq_epi8(a.part[i], b.part[i]);
  return a;
}

VITK_SIMD_INLINE sse2_set sse2_eq(sse2_block block, unsigned char byte) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    block.part[i] = _mm_cmpeq_epi8(block.part[i], _mm_set1_epi8((char)byte));
  return block;
}

VITK_SIMD_INLINE sse2_set sse2_range(sse2_block block, unsigned char low, unsigned char span) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++) {
    __m128i x = _mm_sub_epi8(block.part[i], _mm_set1_epi8((char)low));
    block.part[i] = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8((char)span)), x);
  }
  return block;
}

VITK_SIMD_INLINE sse2_set sse2_range_by(sse2_block block, sse2_block low, sse2_block span) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++) {
    __m128i x = _mm_sub_epi8(block.part[i], low.part[i]);
    block.part[i] = _mm_cmpeq_epi8(_mm_min_epu8(x, span.part[i]), x);
  }
  return block;
}

VITK_SIMD_INLINE sse2_set sse2_high(sse2_block block) {
  return block;
}

VITK_SIMD_INLINE sse2_set sse2_or(sse2_set a, sse2_set b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = _mm_or_si128(a.part[i], b.part[i]);
  return a;
}

VITK_SIMD_INLINE sse2_set sse2_and(sse2_set a, sse2_set b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = _mm_and_si128(a.part[i], b.part[i]);
  return a;
}

VITK_SIMD_INLINE sse2_block sse2_fill(unsigned char byte) {
  __m128i part = _mm_set1_epi8((char)byte);
  return (sse2_block){{part, part, part, part}};
}

VITK_SIMD_INLINE sse2_block sse2_apart(sse2_block block, sse2_block minus_low, sse2_block span) {
  for (int i = 0; i < 4; i++)
    block.part[i] = _mm_subs_epu8(_mm_add_epi8(block.part[i], minus_low.part[i]), span.part[i]);
  return block;
}

VITK_SIMD_INLINE sse2_set sse2_zeros(sse2_block block) {
  return sse2_eq(block, 0);
}

VITK_SIMD_INLINE uint64_t sse2_bits(sse2_set set) {
  uint64_t bits = 0;
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(set.part[i]) << (16 * i);
  return bits;
}

VITK_SIMD_INLINE size_t sse2_near(const char *p, unsigned char byte) {
  __m128i is_byte = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8((char)byte));
  return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(is_byte) | 1U << VITK_NEAR);
}

VITK_SIMD_INLINE uint64_t sse2_parity(uint64_t bits) {
  return plain_parity(bits);
}

VITK_SIMD_INLINE uint64_t sse2_nth(uint64_t bits, uint32_t n) {
  return plain_nth(bits, n);
}

/* ---- AVX2. */

#define AVX2_TARGET __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))

typedef struct {
  __m256i part[2];
} avx2_block;
typedef avx2_block avx2_set;

AVX2_TARGET VITK_SIMD_INLINE avx2_block avx2_load(const void *p) {
  return (avx2_block){{_mm256_loadu_si256(p), _mm256_loadu_si256((const __m256i *)p + 1)}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_block avx2_mix(avx2_block a, avx2_block b) {
  return (avx2_block){{_mm256_or_si256(a.part[0], b.part[0]), _mm256_or_si256(a.part[1], b.part[1])}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_same(avx2_block a, avx2_block b) {
  return (avx2_set){{_mm256_cmpeq_epi8(a.part[0], b.part[0]), _mm256_cmpeq_epi8(a.part[1], b.part[1])}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_eq(avx2_block block, unsigned char byte) {
  __m256i wanted = _mm256_set1_epi8((char)byte);
  return (avx2_set){{_mm256_cmpeq_epi8(block.part[0], wanted), _mm256_cmpeq_epi8(block.part[1], wanted)}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_range(avx2_block block, unsigned char low, unsigned char span) {
  __m256i from = _mm256_set1_epi8((char)low), most = _mm256_set1_epi8((char)span);
  __m256i x = _mm256_sub_epi8(block.part[0], from), y = _mm256_sub_epi8(block.part[1], from);
  return (avx2_set){{_mm256_cmpeq_epi8(_mm256_min_epu8(x, most), x), _mm256_cmpeq_epi8(_mm256_min_epu8(y, most), y)}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_range_by(avx2_block block, avx2_block low, avx2_block span) {
  __m256i x = _mm256_sub_epi8(block.part[0], low.part[0]), y = _mm256_sub_epi8(block.part[1], low.part[1]);
  return (avx2_set){
      {_mm256_cmpeq_epi8(_mm256_min_epu8(x, span.part[0]), x), _mm256_cmpeq_epi8(_mm256_min_epu8(y, span.part[1]), y)}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_high(avx2_block block) {
  return block;
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_or(avx2_set a, avx2_set b) {
  return (avx2_set){{_mm256_or_si256(a.part[0], b.part[0]), _mm256_or_si256(a.part[1], b.part[1])}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_and(avx2_set a, avx2_set b) {
  return (avx2_set){{_mm256_and_si256(a.part[0], b.part[0]), _mm256_and_si256(a.part[1], b.part[1])}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_block avx2_fill(unsigned char byte) {
  __m256i part = _mm256_set1_epi8((char)byte);
  return (avx2_block){{part, part}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_block avx2_apart(avx2_block block, avx2_block minus_low, avx2_block span) {
  for (int i = 0; i < 2; i++)
    block.part[i] = _mm256_subs_epu8(_mm256_add_epi8(block.part[i], minus_low.part[i]), span.part[i]);
  return block;
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_zeros(avx2_block block) {
  return avx2_eq(block, 0);
}

AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_bits(avx2_set set) {
  return (uint32_t)_mm256_movemask_epi8(set.part[0]) | (uint64_t)(uint32_t)_mm256_movemask_epi8(set.part[1]) << 32;
}

AVX2_TARGET VITK_SIMD_INLINE size_t avx2_near(const char *p, unsigned char byte) {
  __m128i is_byte = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8((char)byte));
  return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(is_byte) | 1U << VITK_NEAR);
}

AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_parity(uint64_t bits) {
  __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_nth(uint64_t bits, uint32_t n) {
  return _pdep_u64(UINT64_C(1) << n, bits);
}

/* ---- AVX-512, whose comparisons give a mask at once. */

#define AVX512_TARGET __attribute__((target("avx512f,avx512bw,avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))

typedef struct {
  __m512i whole;
} avx512_block;
typedef uint64_t avx512_set;

AVX512_TARGET VITK_SIMD_INLINE avx512_block avx512_load(const void *p) {
  return (avx512_block){_mm512_loadu_si512(p)};
}

AVX512_TARGET VITK_SIMD_INLINE avx512_block avx512_mix(avx512_block a, avx512_block b) {
  return (avx512_block){_mm512_or_si512(a.whole, b.whole)};
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_same(avx512_block a, avx512_block b) {
  return _mm512_cmpeq_epi8_mask(a.whole, b.whole);
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_eq(avx512_block block, unsigned char byte) {
  return _mm512_cmpeq_epi8_mask(block.whole, _mm512_set1_epi8((char)byte));
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_range(avx512_block block, unsigned char low, unsigned char span) {
  __m512i x = _mm512_sub_epi8(block.whole, _mm512_set1_epi8((char)low));
  return _mm512_cmple_epu8_mask(x, _mm512_set1_epi8((char)span));
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_range_by(avx512_block block, avx512_block low, avx512_block span) {
  return _mm512_cmple_epu8_mask(_mm512_sub_epi8(block.whole, low.whole), span.whole);
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_high(avx512_block block) {
  return _mm512_movepi8_mask(block.whole);
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_or(avx512_set a, avx512_set b) {
  return a | b;
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_and(avx512_set a, avx512_set b) {
  return a & b;
}

AVX512_TARGET VITK_SIMD_INLINE avx512_block avx512_fill(unsigned char byte) {
  return (avx512_block){_mm512_set1_epi8((char)byte)};
}

AVX512_TARGET VITK_SIMD_INLINE avx512_block avx512_apart(avx512_block block, avx512_block minus_low,
                                                         avx512_block span) {
  return (avx512_block){_mm512_subs_epu8(_mm512_add_epi8(block.whole, minus_low.whole), span.whole)};
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_zeros(avx512_block block) {
  return _mm512_testn_epi8_mask(block.whole, block.whole);
}

AVX512_TARGET VITK_SIMD_INLINE uint64_t avx512_bits(avx512_set set) {
  __asm__("" : "+r"(set)); /* what is done with bits is slow in a mask register */
  return set;
}

AVX512_TARGET VITK_SIMD_INLINE size_t avx512_near(const char *p, unsigned char byte) {
  return avx2_near(p, byte);
}

AVX512_TARGET VITK_SIMD_INLINE uint64_t avx512_parity(uint64_t bits) {
  return avx2_parity(bits);
}

AVX512_TARGET VITK_SIMD_INLINE uint64_t avx512_nth(uint64_t bits, uint32_t n) {
  return avx2_nth(bits, n);
}

#elif defined __aarch64__

/* ---- NEON, which every 64-bit ARM has. */

typedef struct {
  uint8x16_t part[4];
} neon_block;
typedef neon_block neon_set;

VITK_SIMD_INLINE neon_block neon_load(const void *p) {
  const uint8_t *bytes = p;
  return (neon_block){{vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
}

VITK_SIMD_INLINE neon_block neon_mix(neon_block a, neon_block b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = vorrq_u8(a.part[i], b.part[i]);
  return a;
}

VITK_SIMD_INLINE neon_set neon_same(neon_block a, neon_block b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = vceqq_u8(a.part[i], b.part[i]);
  return a;
}

VITK_SIMD_INLINE neon_set neon_eq(neon_block block, unsigned char byte) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    block.part[i] = vceqq_u8(block.part[i], vdupq_n_u8(byte));
  return block;
}

VITK_SIMD_INLINE neon_set neon_range(neon_block block, unsigned char low, unsigned char span) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    block.part[i] = vcleq_u8(vsubq_u8(block.part[i], vdupq_n_u8(low)), vdupq_n_u8(span));
  return block;
}

VITK_SIMD_INLINE neon_set neon_range_by(neon_block block, neon_block low, neon_block span) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    block.part[i] = vcleq_u8(vsubq_u8(block.part[i], low.part[i]), span.part[i]);
  return block;
}

VITK_SIMD_INLINE neon_set neon_high(neon_block block) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    block.part[i] = vcgeq_u8(block.part[i], vdupq_n_u8(0x80));
  return block;
}

VITK_SIMD_INLINE neon_set neon_or(neon_set a, neon_set b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = vorrq_u8(a.part[i], b.part[i]);
  return a;
}

VITK_SIMD_INLINE neon_set neon_and(neon_set a, neon_set b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = vandq_u8(a.part[i], b.part[i]);
  return a;
}

VITK_SIMD_INLINE neon_block neon_fill(unsigned char byte) {
  uint8x16_t part = vdupq_n_u8(byte);
  return (neon_block){{part, part, part, part}};
}

VITK_SIMD_INLINE neon_block neon_apart(neon_block block, neon_block minus_low, neon_block span) {
  for (int i = 0; i < 4; i++)
    block.part[i] = vqsubq_u8(vaddq_u8(block.part[i], minus_low.part[i]), span.part[i]);
  return block;
}

VITK_SIMD_INLINE neon_set neon_zeros(neon_block block) {
  return neon_eq(block, 0);
}

VITK_SIMD_INLINE uint64_t neon_bits(neon_set set) {
  const uint8x16_t bit = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t low = vpaddq_u8(vandq_u8(set.part[0], bit), vandq_u8(set.part[1], bit));
  uint8x16_t high = vpaddq_u8(vandq_u8(set.part[2], bit), vandq_u8(set.part[3], bit));
  low = vpaddq_u8(low, high);
  low = vpaddq_u8(low, low);
  return vgetq_lane_u64(vreinterpretq_u64_u8(low), 0);
}

VITK_SIMD_INLINE size_t neon_near(const char *p, unsigned char byte) {
  uint16x8_t is_byte = vreinterpretq_u16_u8(vceqq_u8(vld1q_u8((const uint8_t *)p), vdupq_n_u8(byte)));
  uint64_t fours = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(is_byte, 4)), 0); /* of bits, a byte */
  return fours ? (size_t)__builtin_ctzll(fours) / 4 : VITK_NEAR;
}

VITK_SIMD_INLINE uint64_t neon_parity(uint64_t bits) {
  return plain_parity(bits);
}

VITK_SIMD_INLINE uint64_t neon_nth(uint64_t bits, uint32_t n) {
  return plain_nth(bits, n);
}

#endif
#endif
