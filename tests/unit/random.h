/* random.h - the same numbers on every machine and run, for tests that try many inputs; in the environment VITK_SEED
 * makes other numbers, and VITK_ROUNDS more rounds. */
#ifndef VITK_TEST_RANDOM_H
#define VITK_TEST_RANDOM_H

#include <stdint.h>
#include <stdlib.h>

static inline uint64_t random_setting(const char *name, uint64_t usual) {
  const char *text = getenv(name);
  return text ? strtoull(text, NULL, 10) : usual;
}

/* Under sanitizers a round is up to ten times slower: a quarter of them. */
static inline uint64_t random_fewer(uint64_t usual) {
#ifdef __SANITIZE_ADDRESS__
  usual = (usual + 3) / 4;
#endif
  return usual;
}

/* Of the tests that are run with more of them: VITK_ROUNDS, else what is usual. */
static inline uint64_t random_rounds(uint64_t usual) {
  return random_setting("VITK_ROUNDS", random_fewer(usual));
}

/* The step of a loop over all places of something: under sanitizers it takes a third of them, which is no divisor of
 * the steps that vectors take. Where it begins goes by an outer loop, so that each place is taken by some of it. */
#ifdef __SANITIZE_ADDRESS__
enum { EACH = 3 };
#else
enum { EACH = 1 };
#endif

/* xorshift64*, Vigna 2016. */
static inline uint64_t random_bits(void) {
  static uint64_t state = 0;
  if (state == 0) /* it never becomes that again */
    state = 0x9E3779B97F4A7C15 ^ random_setting("VITK_SEED", 0) << 20;
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
