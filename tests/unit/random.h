/* random.h - the same numbers on every machine and run, for tests that try many inputs. */
#ifndef VITK_TEST_RANDOM_H
#define VITK_TEST_RANDOM_H

#include <stdint.h>

/* xorshift64*, Vigna 2016. */
static inline uint64_t random_bits(void) {
  static uint64_t state = 0x9E3779B97F4A7C15;
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545F4914F6CDD1D;
}

/* 0 to n - 1. */
static inline uint32_t below(uint32_t n) {
  return (uint32_t)((random_bits() >> 32) % n);
}

#endif
