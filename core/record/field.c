/* field.c - fields in the order that every output has. */
#include "core/record/field.h"

/* Takes "#2" and up off the end: the digits, of any number; n 0 where there is none, which is the first. */
static vitk_str take_number(vitk_str *field) {
  size_t n = field->n, digits = 0;
  while (digits < n && field->p[n - digits - 1] >= '0' && field->p[n - digits - 1] <= '9')
    digits++;
  if (digits == 0 || digits == n)
    return (vitk_str){NULL, 0};
  vitk_str number = {field->p + n - digits, digits};
  bool is_one = vitk_str_is(number, "1");
  if (number.p[-1] != '#' || *number.p == '0' || is_one)
    return (vitk_str){NULL, 0};
  field->n = n - digits - 1;
  return number;
}

int vitk_field_compare(vitk_str a, vitk_str b) {
  vitk_str nth_a = take_number(&a), nth_b = take_number(&b);
  int order = vitk_str_compare(a, b);
  if (order != 0)
    return order;
  return nth_a.n != nth_b.n ? (nth_a.n > nth_b.n) - (nth_a.n < nth_b.n) : vitk_str_compare(nth_a, nth_b);
}

int vitk_field_after(vitk_str field, struct vitk_buffer *out) {
  vitk_str nth = take_number(&field);
  out->n = 0;
  int code = vitk_buffer_add_str(out, field);
  size_t nines = 0;
  while (nines < nth.n && nth.p[nth.n - nines - 1] == '9')
    nines++;
  bool is_longer = nth.n > 0 && nines == nth.n;
  if (code == VITK_OK)
    code = vitk_buffer_printf(out, nth.n == 0 ? "#2" : is_longer ? "#1" : "#");
  if (code == VITK_OK && nth.n > nines) {
    const char next = (char)(nth.p[nth.n - nines - 1] + 1);
    code = vitk_buffer_printf(out, "%.*s%c", (int)(nth.n - nines - 1), nth.p, next);
  }
  for (; code == VITK_OK && nines > 0; nines--)
    code = vitk_buffer_add(out, "0", 1);
  return code;
}
