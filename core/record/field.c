/* field.c - fields in the order that every output has. */
#include "core/record/field.h"

enum { DIGITS_MAX = 9 };

/* Takes "#2" and up off the end: its number, 1 where there is none. */
static uint32_t take_number(vitk_str *field) {
  size_t n = field->n, digits = 0;
  while (digits < n && field->p[n - digits - 1] >= '0' && field->p[n - digits - 1] <= '9')
    digits++;
  if (digits == 0 || digits > DIGITS_MAX || digits == n)
    return 1;
  const char *p = field->p + n - digits;
  bool is_one = digits == 1 && *p == '1';
  if (p[-1] != '#' || *p == '0' || is_one)
    return 1;
  uint32_t number = 0;
  for (size_t i = 0; i < digits; i++)
    number = number * 10 + (uint32_t)(p[i] - '0');
  field->n = n - digits - 1;
  return number;
}

int vitk_field_compare(vitk_str a, vitk_str b) {
  uint32_t nth_a = take_number(&a), nth_b = take_number(&b);
  int order = vitk_str_compare(a, b);
  return order ? order : (nth_a > nth_b) - (nth_a < nth_b);
}
