#include "core/input/json_escape.h"

static int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

/* The four digits are there. false: half a character. */
static bool take_value(struct vitk_json_escape *escape) {
  bool high = escape->value >= 0xD800 && escape->value <= 0xDBFF;
  bool low = escape->value >= 0xDC00 && escape->value <= 0xDFFF;
  bool good = escape->high == low;
  escape->high = high;
  return good;
}

/* false: half a character. */
static bool take_byte(struct vitk_json_escape *escape, char c) {
  if (escape->digits > 0) {
    int digit = hex_digit(c);
    if (digit < 0) {
      *escape = (struct vitk_json_escape){.digits = 0};
      return true;
    }
    escape->value = escape->value * 16 + (uint32_t)digit;
    return --escape->digits > 0 || take_value(escape);
  }
  if (escape->after_backslash) {
    escape->after_backslash = false;
    escape->value = 0;
    escape->digits = c == 'u' ? 4 : 0;
    return c == 'u' || !escape->high;
  }
  escape->after_backslash = c == '\\';
  return escape->after_backslash || !escape->high;
}

size_t vitk_json_half_character(struct vitk_json_escape *escape, const char *text, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (!escape->after_backslash && !escape->high && escape->digits == 0) { /* outside of escapes: most of a text */
      const char *next = memchr(text + i, '\\', n - i);
      if (next == NULL)
        return n;
      i = (size_t)(next - text);
    }
    if (!take_byte(escape, text[i]))
      return i;
  }
  return n;
}
