/* decimal.h - decimal numbers as text, to the nearest double and back, in any locale. */
#ifndef VITK_BASE_DECIMAL_H
#define VITK_BASE_DECIMAL_H

#include "core/base/str.h"

enum { VITK_DECIMAL_MAX = 40 }; /* most significant digits of a number; a longer one is not read */

struct vitk_decimal { /* digits × 10^exponent */
  char digits[VITK_DECIMAL_MAX + 1];
  uint32_t n;
  int32_t exponent;
  uint32_t negative;
};

/* number × 10^shift as the nearest double. false: beyond what a double holds. */
bool vitk_decimal_double(const struct vitk_decimal *number, int32_t shift, double *out);

/* A number of 1 to 18 digits and nothing else. Eight digits and fewer, as codes mostly have, are read at once. */
enum { VITK_DIGITS_MAX = 18 };
bool vitk_digits_read(vitk_str text, uint64_t *out);

/* The digits of a whole number, 20 at most, and no NUL. Returns how many. */
size_t vitk_digits_write(uint64_t number, char *to);

/* The shortest decimal text that reads back as `number`, with a '.', in any locale; n bytes of `to` (32 do). Returns
 * its length. Every output writes numbers by this. */
size_t vitk_double_text(double number, char *to, size_t n);

#endif
