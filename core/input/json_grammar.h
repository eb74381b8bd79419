/* json_grammar.h - the grammar of JSON over bit masks of 64 bytes, for json_skim.c: which byte can follow which is a
 * matter of shifts; white space between them is crossed by an addition, whose carry runs through it. What a comma means
 * depends on the bracket that it is in, so brackets alone are looked at one by one.
 *
 * Of a token a mask has the first byte, unless said. All of it is inlined into the kernel. */
#ifndef VITK_INPUT_JSON_GRAMMAR_H
#define VITK_INPUT_JSON_GRAMMAR_H

#include "core/input/simd.h"

/* Which of 64 bytes are what, wherever they stand. */
struct vitk_json_bytes {
  uint64_t quotes, backslashes, objects, object_ends, arrays, array_ends, colons, commas;
  uint64_t controls, white, feeds, digits, zeros, dots; /* controls: below ' '; white: also ' ' */
  uint64_t high;                                        /* 0x80 and above */
};

/* Which of them are tokens, outside of strings. */
struct vitk_json_tokens {
  uint64_t opening, closing; /* quotes */
  uint64_t objects, object_ends, arrays, array_ends, colons, commas, white;
  uint64_t scalars; /* each byte of a number or a word, and of what is none */
};

/* What one step leaves for the next: bit 0, or all bits where said. */
struct vitk_json_carry {
  uint64_t escape, in_string; /* in_string: all bits or none */
  uint64_t in_key, scalar, zero, digit, dot, fraction;
  uint64_t any_digit, text, backslashes; /* any_digit: also within a string. backslashes: 0: there were none */
  uint64_t after_value, after_key, after_colon, after_comma, after_object, after_array;
};

/* The bytes after a backslash that is not itself after one. */
VITK_SIMD_INLINE uint64_t vitk_json_escaped(uint64_t backslashes, uint64_t *carry) {
  const uint64_t even = UINT64_C(0x5555555555555555);
  if (backslashes == 0) {
    uint64_t escaped = *carry;
    *carry = 0;
    return escaped;
  }
  backslashes &= ~*carry;
  uint64_t follows = backslashes << 1 | *carry, odd_starts = backslashes & ~even & ~follows, on_even;
  *carry = __builtin_add_overflow(odd_starts, backslashes, &on_even);
  return (even ^ on_even << 1) & follows;
}

/* From places after tokens to the tokens that come next. */
VITK_SIMD_INLINE uint64_t vitk_json_cross(uint64_t at, uint64_t white, uint64_t *carry) {
  if (white == 0)
    return at;
  uint64_t sum;
  *carry |= __builtin_add_overflow(at, white, &sum);
  return sum & ~white;
}

VITK_SIMD_INLINE uint64_t vitk_json_after(uint64_t tokens, uint64_t white, uint64_t *carry) {
  uint64_t at = tokens << 1 | *carry;
  *carry = tokens >> 63;
  return vitk_json_cross(at, white, carry);
}

/* Where a text can begin, once it is trimmed: in a string after its quote, a character that may be a space, an escape
 * or spaces after these; out of strings anywhere but after a digit. */
VITK_SIMD_INLINE uint64_t vitk_json_starts(const struct vitk_json_bytes *b, uint64_t in, struct vitk_json_carry *c) {
  uint64_t after_digit = b->digits << 1 | c->any_digit, escapes = b->backslashes | c->backslashes;
  uint64_t before = (b->quotes & in) | b->high, at = before << 1 | c->text;
  c->any_digit = b->digits >> 63;
  c->backslashes = b->backslashes;
  c->text = before >> 63;
  at = vitk_json_cross(at, b->white & in, &c->text);
  if (escapes == 0)
    return (at | ~in) & ~after_digit;
  c->text = 1;
  return ~after_digit;
}

VITK_SIMD_INLINE struct vitk_json_tokens vitk_json_tokens(const struct vitk_json_bytes *b, uint64_t in) {
  struct vitk_json_tokens t = {.opening = b->quotes & in,
                               .closing = b->quotes & ~in,
                               .objects = b->objects & ~in,
                               .object_ends = b->object_ends & ~in,
                               .arrays = b->arrays & ~in,
                               .array_ends = b->array_ends & ~in,
                               .colons = b->colons & ~in,
                               .commas = b->commas & ~in,
                               .white = b->white & ~in};
  t.scalars = ~(in | t.closing | t.objects | t.object_ends | t.arrays | t.array_ends | t.colons | t.commas | t.white);
  return t;
}

/* Where a token stands that cannot follow the one before it. `in_object` says of each byte in what it begins. */
VITK_SIMD_INLINE uint64_t vitk_json_misplaced(const struct vitk_json_tokens *t, uint64_t in, uint64_t in_object,
                                              struct vitk_json_carry *c) {
  uint64_t starts = t->scalars & ~(t->scalars << 1 | c->scalar);
  uint64_t stops = (t->scalars << 1 | c->scalar) & ~t->scalars; /* the byte after a scalar */
  uint64_t values = t->opening | starts | t->objects | t->arrays;
  uint64_t ends = t->object_ends | t->array_ends, goes_on = t->commas | ends, through;
  uint64_t after_object = vitk_json_after(t->objects, t->white, &c->after_object);
  uint64_t after_array = vitk_json_after(t->arrays, t->white, &c->after_array);
  uint64_t after_comma = vitk_json_after(t->commas, t->white, &c->after_comma);
  uint64_t after_colon = vitk_json_after(t->colons, t->white, &c->after_colon);
  uint64_t keys = t->opening & (after_object | (after_comma & in_object));
  uint64_t overflow = __builtin_add_overflow(keys, in, &through);
  overflow |= __builtin_add_overflow(through, c->in_key, &through);
  uint64_t key_ends = through & ~in & t->closing;
  c->in_key = overflow;
  uint64_t after_key = vitk_json_after(key_ends, t->white, &c->after_key);
  uint64_t after = ((t->closing & ~key_ends) | ends), at = after << 1 | stops | c->after_value;
  c->after_value = after >> 63;
  uint64_t after_value = vitk_json_cross(at, t->white, &c->after_value);
  c->scalar = t->scalars >> 63;
  return (after_value & ~goes_on) | (after_key & ~t->colons) | (after_colon & ~values) | (after_comma & ~values) |
         (after_comma & in_object & ~t->opening) | (after_object & ~(t->opening | t->object_ends)) |
         (after_array & ~(values | t->array_ends));
}

/* Where a number goes wrong that has digits and points alone. *odd: bytes of scalars that are others. `scalar_before`
 * is the carry from before this step. */
VITK_SIMD_INLINE uint64_t vitk_json_misspelt(const struct vitk_json_bytes *b, uint64_t scalars, uint64_t scalar_before,
                                             struct vitk_json_carry *c, uint64_t *odd) {
  uint64_t digits = b->digits & scalars, dots = b->dots & scalars, beyond;
  uint64_t zeros = b->zeros & scalars & ~(scalars << 1 | scalar_before);
  *odd = scalars & ~digits & ~dots;
  uint64_t bad = (zeros << 1 | c->zero) & digits;
  uint64_t after_dot = dots << 1 | c->dot;
  bad |= (dots & ~(digits << 1 | c->digit)) | (after_dot & ~digits);
  uint64_t overflow = __builtin_add_overflow(digits, after_dot | c->fraction, &beyond);
  bad |= beyond & ~digits & dots;
  c->zero = zeros >> 63;
  c->digit = digits >> 63;
  c->dot = dots >> 63;
  c->fraction = overflow;
  return bad;
}

#endif
