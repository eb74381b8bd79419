/* simd_neon.h - the operations of simd.h, which includes it, by NEON, which every 64-bit ARM has. */
#ifndef VITK_INPUT_SIMD_NEON_H
#define VITK_INPUT_SIMD_NEON_H

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

VITK_SIMD_INLINE neon_block neon_gather(neon_block all, neon_block block) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    all.part[i] = vreinterpretq_u8_s8(vminq_s8(vreinterpretq_s8_u8(all.part[i]), vreinterpretq_s8_u8(block.part[i])));
  return all;
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

VITK_SIMD_INLINE neon_block neon_unlike(neon_block block, neon_block byte, neon_block mask) {
  for (int i = 0; i < 4; i++)
    block.part[i] = vandq_u8(veorq_u8(block.part[i], byte.part[i]), mask.part[i]);
  return block;
}

VITK_SIMD_INLINE neon_set neon_edge(neon_block block) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    block.part[i] = vcleq_s8(vreinterpretq_s8_u8(block.part[i]), vdupq_n_s8(' '));
  return block;
}

VITK_SIMD_INLINE neon_set neon_zeros(neon_block block) {
  return neon_eq(block, 0);
}

VITK_SIMD_INLINE neon_set neon_zeros_of(neon_block a, neon_block b) {
  VITK_SIMD_PARTS
  for (int i = 0; i < 4; i++)
    a.part[i] = vminq_u8(a.part[i], b.part[i]);
  return neon_zeros(a);
}

VITK_SIMD_INLINE bool neon_any(neon_set set) {
  return vmaxvq_u8(vorrq_u8(vorrq_u8(set.part[0], set.part[1]), vorrq_u8(set.part[2], set.part[3]))) != 0;
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

VITK_SIMD_INLINE uint64_t neon_ranks(uint64_t bits, uint64_t of) {
  return plain_ranks(bits, of);
}

#endif
