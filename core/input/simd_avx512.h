/* simd_avx512.h - the operations of simd.h, which includes it, by AVX-512, whose comparisons give a mask at once. */
#ifndef VITK_INPUT_SIMD_AVX512_H
#define VITK_INPUT_SIMD_AVX512_H

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

AVX512_TARGET VITK_SIMD_INLINE avx512_block avx512_gather(avx512_block all, avx512_block block) {
  return (avx512_block){_mm512_min_epi8(all.whole, block.whole)};
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

AVX512_TARGET VITK_SIMD_INLINE avx512_block avx512_unlike(avx512_block block, avx512_block byte, avx512_block mask) {
  enum { XOR_AND = (0xF0 ^ 0xCC) & 0xAA }; /* of three bits, as the instruction is told of them */
  return (avx512_block){_mm512_ternarylogic_epi64(block.whole, byte.whole, mask.whole, XOR_AND)};
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_edge(avx512_block block) {
  return _mm512_cmple_epi8_mask(block.whole, _mm512_set1_epi8(' '));
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_zeros(avx512_block block) {
  return _mm512_testn_epi8_mask(block.whole, block.whole);
}

AVX512_TARGET VITK_SIMD_INLINE avx512_set avx512_zeros_of(avx512_block a, avx512_block b) {
  return avx512_zeros((avx512_block){_mm512_min_epu8(a.whole, b.whole)});
}

AVX512_TARGET VITK_SIMD_INLINE bool avx512_any(avx512_set set) {
  return !_kortestz_mask64_u8(set, set);
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

AVX512_TARGET VITK_SIMD_INLINE uint64_t avx512_ranks(uint64_t bits, uint64_t of) {
  return _pext_u64(bits, of);
}

#endif
