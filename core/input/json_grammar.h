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
  uint64_t after_asking, after_opening, after_colon, after_key;
};

/* A record comes as a value does in an object. */
#define VITK_JSON_CARRY ((struct vitk_json_carry){.after_asking = 1, .after_colon = 1})

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

/* From the bytes after tokens to the tokens that come next. */
VITK_SIMD_INLINE uint64_t vitk_json_after(uint64_t tokens, uint64_t white, uint64_t *carry) {
  uint64_t at = tokens << 1 | *carry;
  *carry = tokens >> 63;
  if (white == 0)
    return at;
  uint64_t overflow = __builtin_add_overflow(at, white, &at);
  *carry |= overflow;
  return at & ~white;
}

/* Where a text can begin, once it is trimmed: in a string after its quote, a character that may be a space, an escape
 * or spaces after these; out of strings anywhere but after a digit. */
VITK_SIMD_INLINE uint64_t vitk_json_starts(const struct vitk_json_bytes *b, uint64_t in, struct vitk_json_carry *c) {
  uint64_t after_digit = b->digits << 1 | c->any_digit, escapes = b->backslashes | c->backslashes;
  uint64_t before = (b->quotes & in) | b->high, at = before << 1 | c->text;
  c->any_digit = b->digits >> 63;
  c->backslashes = b->backslashes;
  c->text = before >> 63;
  uint64_t spaces = b->white & in;
  uint64_t overflow = __builtin_add_overflow(at, spaces, &at), doubt = escapes != 0;
  c->text |= overflow | doubt;
  return ((at & ~spaces) | ~in | (0 - doubt)) & ~after_digit;
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

/* Where a token stands that cannot follow the one before it. `in_object` says of each byte in what it begins; `white`
 * is t->white, apart so that it can be known to be 0.
 *
 * A comma, a colon or an opening bracket asks for a value or a key, and after any other token there can be none of
 * them. Where an end is asked for it is that of an empty object or array. In an object what comes after a colon is a
 * value, and what else is asked for a key, which has to be a string and before a colon, as nothing else is. That an end
 * is of the right kind is known from the brackets. */
VITK_SIMD_INLINE uint64_t vitk_json_misplaced(const struct vitk_json_tokens *t, uint64_t in, uint64_t in_object,
                                              uint64_t white, struct vitk_json_carry *c) {
  uint64_t opening = t->objects | t->arrays, ends = t->object_ends | t->array_ends, through;
  uint64_t bare = opening | (t->scalars & ~(t->scalars << 1 | c->scalar));
  uint64_t asked = vitk_json_after(opening | t->colons | t->commas, white, &c->after_asking);
  uint64_t after_opening = vitk_json_after(opening, white, &c->after_opening);
  uint64_t keys = in_object & ~vitk_json_after(t->colons, white, &c->after_colon);
  uint64_t overflow = __builtin_add_overflow(t->opening & keys, in, &through);
  overflow |= __builtin_add_overflow(through, c->in_key, &through);
  c->in_key = overflow;
  c->scalar = t->scalars >> 63;
  uint64_t after_key = vitk_json_after(through & t->closing, white, &c->after_key);
  return ((bare | t->opening) & ~asked) | ((t->colons | t->commas) & asked) | (ends & asked & ~after_opening) |
         (bare & keys) | (after_key ^ t->colons);
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
