/* decimal.c - decimal text to the nearest double, and back to the shortest text. */
#include "core/base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Powers of ten that a double holds exactly. */
static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum {
  EXACT_POWER_MAX = 22,
  EXACT_DIGITS = 15,    /* any decimal of so many digits is below 2^53, and no two share a double */
  SHORTEST_DIGITS = 17, /* always enough to read a double back */
  PLAIN_LEAST = -7,     /* 1e-7 and above is written without an exponent … */
  PLAIN_MOST = 15       /* … and below 1e15 */
};

/* Correctly rounded without a library call: both operands are exact, so one operation rounds once (Clinger 1990). */
static bool nearest_by_arithmetic(const struct vitk_decimal *number, int64_t exponent, double *out) {
  if (number->n > EXACT_DIGITS || exponent > EXACT_POWER_MAX || exponent < -EXACT_POWER_MAX)
    return false;
  int64_t digits = 0;
  for (uint32_t i = 0; i < number->n; i++)
    digits = digits * 10 + (number->digits[i] - '0');
  *out = exponent < 0 ? (double)digits / exact_powers[-exponent] : (double)digits * exact_powers[exponent];
  return true;
}

bool vitk_decimal_double(const struct vitk_decimal *number, int32_t shift, double *out) {
  int64_t exponent = (int64_t)number->exponent + shift;
  double result;
  if (number->n > VITK_DECIMAL_MAX)
    return false;
  if (!nearest_by_arithmetic(number, exponent, &result)) {
    /* Without a decimal mark in it the text reads the same in every locale. */
    char text[VITK_DECIMAL_MAX + 32];
    snprintf(text, sizeof text, "%.*se%lld", (int)number->n, number->digits, (long long)exponent);
    result = strtod(text, NULL);
    bool is_zero = true;
    for (uint32_t i = 0; i < number->n; i++)
      is_zero = is_zero && number->digits[i] == '0';
    if (!isfinite(result) || (result == 0 && !is_zero))
      return false;
  }
  *out = number->negative && result != 0 ? -result : result;
  return true;
}

struct shortest {
  char digits[SHORTEST_DIGITS + 8];
  size_t n;
  int point; /* 0.digits × 10^point */
};

/* Most numbers of a table have few digits: the least k for which number × 10^k is a whole number that, divided again,
 * gives the number back. The division of two exact doubles is the nearest double, which is what reading it gives. */
static bool shortest_by_arithmetic(double number, struct shortest *out) {
  for (int k = 0; k <= EXACT_POWER_MAX; k++) {
    double scaled = nearbyint(number * exact_powers[k]);
    if (scaled >= exact_powers[EXACT_DIGITS])
      return false;
    if (scaled > 0 && scaled / exact_powers[k] == number) {
      int n = snprintf(out->digits, sizeof out->digits, "%lld", (long long)scaled);
      out->n = (size_t)n;
      out->point = n - k;
      return true;
    }
  }
  return false;
}

/* By trying: the text of printf is stripped of its mark, which is the locale's. */
static void shortest_by_trial(double number, struct shortest *out) {
  for (int precision = 0; precision < SHORTEST_DIGITS; precision++) {
    char text[64];
    snprintf(text, sizeof text, "%.*e", precision, number);
    const char *p = text;
    for (out->n = 0; *p != 'e' && *p != '\0'; p++)
      if (*p >= '0' && *p <= '9' && out->n < SHORTEST_DIGITS)
        out->digits[out->n++] = *p;
    out->point = *p == 'e' ? (int)strtol(p + 1, NULL, 10) + 1 : 1;
    out->digits[out->n] = '\0';
    snprintf(text, sizeof text, "%se%d", out->digits, out->point - (int)out->n);
    if (strtod(text, NULL) == number)
      return;
  }
}

static void trim_zeros(struct shortest *s) {
  while (s->n > 1 && s->digits[s->n - 1] == '0')
    s->n--;
  s->digits[s->n] = '\0';
}

static int write_shortest(const struct shortest *s, const char *sign, char *to, size_t n) {
  int digits = (int)s->n;
  if (s->point <= PLAIN_LEAST || s->point > PLAIN_MOST) {
    const char *mark = digits > 1 ? "." : "";
    return snprintf(to, n, "%s%c%s%se%d", sign, s->digits[0], mark, s->digits + 1, s->point - 1);
  }
  if (s->point <= 0)
    return snprintf(to, n, "%s0.%.*s%s", sign, -s->point, "0000000000", s->digits);
  if (s->point >= digits)
    return snprintf(to, n, "%s%s%.*s", sign, s->digits, s->point - digits, "0000000000000000");
  return snprintf(to, n, "%s%.*s.%s", sign, s->point, s->digits, s->digits + s->point);
}

size_t vitk_double_text(double number, char *to, size_t n) {
  if (n > 0)
    to[0] = '\0';
  if (!isfinite(number))
    return 0;
  struct shortest s = {.digits = "0", .n = 1, .point = 1};
  double positive = fabs(number);
  if (positive != 0 && !shortest_by_arithmetic(positive, &s))
    shortest_by_trial(positive, &s);
  trim_zeros(&s);
  int length = write_shortest(&s, number < 0 ? "-" : "", to, n);
  if (length < 0 || (size_t)length >= n) {
    if (n > 0)
      to[0] = '\0';
    return 0;
  }
  return (size_t)length;
}
