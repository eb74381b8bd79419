/* simd_avx2.h - the operations of simd.h, which includes it, by AVX2. */
#ifndef VITK_INPUT_SIMD_AVX2_H
#define VITK_INPUT_SIMD_AVX2_H

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

AVX2_TARGET VITK_SIMD_INLINE avx2_block avx2_gather(avx2_block all, avx2_block block) {
  return (avx2_block){{_mm256_min_epi8(all.part[0], block.part[0]), _mm256_min_epi8(all.part[1], block.part[1])}};
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

AVX2_TARGET VITK_SIMD_INLINE avx2_block avx2_unlike(avx2_block block, avx2_block byte, avx2_block mask) {
  for (int i = 0; i < 2; i++)
    block.part[i] = _mm256_and_si256(_mm256_xor_si256(block.part[i], byte.part[i]), mask.part[i]);
  return block;
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_edge(avx2_block block) {
  __m256i past = _mm256_set1_epi8(' ' + 1);
  return (avx2_set){{_mm256_cmpgt_epi8(past, block.part[0]), _mm256_cmpgt_epi8(past, block.part[1])}};
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_zeros(avx2_block block) {
  return avx2_eq(block, 0);
}

AVX2_TARGET VITK_SIMD_INLINE avx2_set avx2_zeros_of(avx2_block a, avx2_block b) {
  for (int i = 0; i < 2; i++)
    a.part[i] = _mm256_min_epu8(a.part[i], b.part[i]);
  return avx2_zeros(a);
}

AVX2_TARGET VITK_SIMD_INLINE bool avx2_any(avx2_set set) {
  __m256i both = _mm256_or_si256(set.part[0], set.part[1]);
  return !_mm256_testz_si256(both, both);
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

/* Not by PEXT, which takes some of the processors without AVX-512 a hundred cycles. */
AVX2_TARGET VITK_SIMD_INLINE uint64_t avx2_ranks(uint64_t bits, uint64_t of) {
  return plain_ranks(bits, of);
}

#endif
