/* simd_sse2.h - the operations of simd.h, which includes it, by SSE2, which every x86-64 has. */
#ifndef VITK_INPUT_SIMD_SSE2_H
#define VITK_INPUT_SIMD_SSE2_H

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

/* Without a least of signed bytes: a byte or that less one is high. */
VITK_SIMD_INLINE sse2_block sse2_gather(sse2_block all, sse2_block block) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++) {
    __m128i less_one = _mm_add_epi8(block.part[i], _mm_set1_epi8(-1));
    all.part[i] = _mm_or_si128(all.part[i], _mm_or_si128(block.part[i], less_one));
  }
  return all;
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

VITK_SIMD_INLINE sse2_block sse2_unlike(sse2_block block, sse2_block byte, sse2_block mask) {
  for (int i = 0; i < 4; i++)
    block.part[i] = _mm_and_si128(_mm_xor_si128(block.part[i], byte.part[i]), mask.part[i]);
  return block;
}

VITK_SIMD_INLINE sse2_set sse2_edge(sse2_block block) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    block.part[i] = _mm_cmplt_epi8(block.part[i], _mm_set1_epi8(' ' + 1));
  return block;
}

VITK_SIMD_INLINE sse2_set sse2_zeros(sse2_block block) {
  return sse2_eq(block, 0);
}

VITK_SIMD_INLINE sse2_set sse2_zeros_of(sse2_block a, sse2_block b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = _mm_min_epu8(a.part[i], b.part[i]);
  return sse2_zeros(a);
}

VITK_SIMD_INLINE bool sse2_any(sse2_set set) {
  __m128i any = _mm_or_si128(_mm_or_si128(set.part[0], set.part[1]), _mm_or_si128(set.part[2], set.part[3]));
  return _mm_movemask_epi8(any) != 0;
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

VITK_SIMD_INLINE uint64_t sse2_ranks(uint64_t bits, uint64_t of) {
  return plain_ranks(bits, of);
}

#endif
