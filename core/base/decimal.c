/* decimal.c - decimal text to the nearest double, and back to the shortest text. */
#include "core/base/decimal.h"

#include <endian.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Powers of ten that a double holds exactly. */
static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum {
  EXACT_POWER_MAX = 22,
  EXACT_DIGITS = 15,    /* any decimal of so many digits is below 2^53, and no two share a double */
  WHOLE_DIGITS = 20,    /* of any number of 64 bits */
  SHORTEST_DIGITS = 17, /* always enough to read a double back */
  PLAIN_LEAST = -7,     /* 1e-7 and above is written without an exponent … */
  PLAIN_MOST = 15,      /* … and below 1e15 */
  PLAIN_ROOM = 32       /* for any such number of EXACT_DIGITS digits, its sign and NUL */
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

/* Digits as they stand, the first one lowest, as a number: of pairs, then of fours, then of all eight. false: one of
 * them is no digit. */
static bool eight_digits(uint64_t text, uint64_t *out) {
  const uint64_t zeros = UINT64_MAX / 255 * '0', highs = UINT64_MAX / 255 * 0xF0, past_nine = UINT64_MAX / 255 * 6;
  if ((text & highs) != zeros || ((text + past_nine) & highs) != zeros)
    return false;
  text -= zeros;
  text = (text * 10 + (text >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
  text = (text * 100 + (text >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
  *out = (text * 10000 + (text >> 32)) & UINT32_MAX;
  return true;
}

/* Up to eight characters, as if zeros stood before them. */
static uint64_t after_zeros(const char *p, size_t n) {
  uint64_t text = UINT64_MAX / 255 * '0';
  if (n == 8)
    return le64toh(vitk_load_64(p));
  if (n >= 4)
    return (uint64_t)le32toh(vitk_load_32(p + n - 4)) << 32 |
           ((uint64_t)le32toh(vitk_load_32(p)) << 8 * (8 - n) & UINT32_MAX) | text >> 8 * n;
  for (size_t i = 0; i < n; i++)
    text = text >> 8 | (uint64_t)(unsigned char)p[i] << 56;
  return text;
}

bool vitk_digits_read(vitk_str text, uint64_t *out) {
  *out = 0;
  if (text.n == 0 || text.n > VITK_DIGITS_MAX)
    return false;
  if (text.n <= 8)
    return eight_digits(after_zeros(text.p, text.n), out);
  for (size_t i = 0; i < text.n; i++) {
    unsigned digit = (unsigned char)text.p[i] - (unsigned)'0';
    if (digit > 9)
      return false;
    *out = *out * 10 + digit;
  }
  return true;
}

/* How many digits the number has. */
static size_t count_digits(uint64_t number) {
  size_t n = 1;
  for (; number >= 10000; number /= 10000)
    n += 4;
  return n + (number >= 10) + (number >= 100) + (number >= 1000);
}

/* The last n digits; gives the number that those before them make. */
static uint64_t write_last(uint64_t number, char *to, size_t n) {
  for (; n > 0; number /= 10)
    to[--n] = (char)('0' + number % 10);
  return number;
}

size_t vitk_digits_write(uint64_t number, char *to) {
  size_t n = count_digits(number);
  write_last(number, to, n);
  return n;
}

struct shortest {
  char digits[SHORTEST_DIGITS + 8];
  size_t n;
  int point; /* 0.digits × 10^point */
};

/* Most numbers of a table have few digits: the least k for which number × 10^k is a whole number that, divided again,
 * gives the number back. The division of two exact doubles is the nearest double, which is what reading it gives. */
static bool shortest_by_arithmetic(double number, uint64_t *digits, int *k) {
  for (*k = 0; *k <= EXACT_POWER_MAX; ++*k) {
    double scaled = number * exact_powers[*k] + 0.5;
    if (scaled >= exact_powers[EXACT_DIGITS])
      return false;
    *digits = (uint64_t)(int64_t)scaled; /* by way of a signed one, which is one instruction */
    if (*digits > 0 && (double)(int64_t)*digits / exact_powers[*k] == number)
      return true;
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

/* Text that is cut at the end of its room. */
struct room {
  char *to;
  size_t n, most;
};

static void put(struct room *room, const char *bytes, size_t n) {
  for (size_t i = 0; i < n; i++, room->n++)
    if (room->n < room->most)
      room->to[room->n] = bytes[i];
}

static void put_zeros(struct room *room, int n) {
  static const char zeros[] = "0000000000000000";
  put(room, zeros, n > 0 ? (size_t)n : 0); /* never more than PLAIN_MOST */
}

static void write_shortest(const struct shortest *s, struct room *room) {
  int digits = (int)s->n;
  if (s->point <= PLAIN_LEAST || s->point > PLAIN_MOST) {
    int exponent = s->point - 1;
    put(room, s->digits, 1);
    if (digits > 1) {
      put(room, ".", 1);
      put(room, s->digits + 1, s->n - 1);
    }
    put(room, "e-", exponent < 0 ? 2 : 1);
    char text[WHOLE_DIGITS];
    put(room, text, vitk_digits_write((uint64_t)(exponent < 0 ? -exponent : exponent), text));
  } else if (s->point <= 0) {
    put(room, "0.", 2);
    put_zeros(room, -s->point);
    put(room, s->digits, s->n);
  } else if (s->point >= digits) {
    put(room, s->digits, s->n);
    put_zeros(room, s->point - digits);
  } else {
    put(room, s->digits, (size_t)s->point);
    put(room, ".", 1);
    put(room, s->digits + s->point, (size_t)(digits - s->point));
  }
}

/* digits / 10^k, of which k is the least, where it is written without an exponent. Returns its length; there is room
 * for it. */
static size_t write_plain(uint64_t digits, size_t k, char *to) {
  size_t n = count_digits(digits), whole = n > k ? n - k : 1;
  if (k > 0) {
    digits = write_last(digits, to + whole + 1, k);
    to[whole] = '.';
  }
  write_last(digits, to, whole);
  return whole + (k > 0) + k;
}

size_t vitk_double_text(double number, char *to, size_t n) {
  if (n > 0)
    to[0] = '\0';
  if (!isfinite(number))
    return 0;
  struct shortest s = {.digits = "0", .n = 1, .point = 1};
  double positive = fabs(number);
  uint64_t digits;
  int k;
  bool by_arithmetic = positive != 0 && shortest_by_arithmetic(positive, &digits, &k);
  if (by_arithmetic && k <= -PLAIN_LEAST && n >= PLAIN_ROOM) {
    bool negative = number < 0;
    to[0] = '-';
    size_t length = negative + write_plain(digits, (size_t)k, to + negative);
    to[length] = '\0';
    return length;
  }
  if (by_arithmetic) {
    s.n = vitk_digits_write(digits, s.digits);
    s.point = (int)s.n - k;
  } else if (positive != 0) {
    shortest_by_trial(positive, &s);
  }
  trim_zeros(&s);
  struct room room = {to, 0, n};
  put(&room, "-", number < 0 ? 1 : 0);
  write_shortest(&s, &room);
  put(&room, "", 1); /* its NUL */
  if (room.n > n) {
    if (n > 0)
      to[0] = '\0';
    return 0;
  }
  return room.n - 1;
}
