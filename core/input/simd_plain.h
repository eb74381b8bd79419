/* simd_plain.h - the operations of simd.h, which includes it, without vector instructions: eight bytes in a register. A
 * set has the high bit of each of its bytes. */
#ifndef VITK_INPUT_SIMD_PLAIN_H
#define VITK_INPUT_SIMD_PLAIN_H

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

VITK_SIMD_INLINE plain_block plain_gather(plain_block all, plain_block block) {
  plain_set zeros = plain_eq(block, 0);
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    all.word[i] |= zeros.word[i] | (block.word[i] & PLAIN_HIGH);
  return all;
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

VITK_SIMD_INLINE plain_block plain_unlike(plain_block block, plain_block byte, plain_block mask) {
  for (int i = 0; i < 8; i++)
    block.word[i] = (block.word[i] ^ byte.word[i]) & mask.word[i];
  return block;
}

VITK_SIMD_INLINE plain_set plain_edge(plain_block block) {
  return plain_or(plain_high(block), plain_range(block, 0, ' '));
}

VITK_SIMD_INLINE plain_set plain_zeros(plain_block block) {
  return plain_eq(block, 0);
}

VITK_SIMD_INLINE plain_set plain_zeros_of(plain_block a, plain_block b) {
  return plain_or(plain_zeros(a), plain_zeros(b));
}

VITK_SIMD_INLINE bool plain_any(plain_set set) {
  uint64_t any = 0;
  VITK_SIMD_PARTS
  for (int i = 0; i < 8; i++)
    any |= set.word[i];
  return any != 0;
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

VITK_SIMD_INLINE uint64_t plain_ranks(uint64_t bits, uint64_t of) {
  uint64_t ranks = 0;
  for (; bits != 0; bits &= bits - 1)
    ranks |= UINT64_C(1) << __builtin_popcountll(of & ((bits & (0 - bits)) - 1));
  return ranks;
}

#endif
