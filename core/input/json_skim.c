/* json_skim.c - records of JSON that are objects. The grammar is checked with masks (json_grammar.h); what is rare is
 * looked at byte by byte: escapes, words, numbers with more than digits and a point. */
#include "core/base/str.h"
#include "core/input/json_cuts.h"
#include "core/input/json_grammar.h"
#include "core/input/needle_inside.h"

#include <stdlib.h>

enum { SCALAR_MAX = 64 }; /* bytes of a word or of a number with a sign or an exponent; what is longer is a doubt */

/* A place of the needles, with each byte of its ranges 64 times, so that a step need not spread them. */
struct place {
  size_t at;
  unsigned char low[VITK_RANGES][VITK_LANES], span[VITK_RANGES][VITK_LANES];
};

struct vitk_json_skimmer {
  const struct vitk_needles *sought;
  unsigned n_places;
  struct place places[VITK_PLACES];
  bool ascii;
  enum vitk_simd variant;
  bool is_alnum[256], is_escape[256], ends_scalar[256];
  struct vitk_json_cuts cuts;
};

/* A record, read to p[at]. */
struct pass {
  struct vitk_json_skimmer *skimmer;
  const char *p;
  size_t n, at;
  uint64_t open;  /* objects (1) and arrays (0), a bit each below a leading 1, the innermost lowest */
  uint64_t lines; /* line breaks before p[at] */
  size_t hit;     /* after the last place at which something sought begins; 0: none */
  size_t end;     /* of the record, once found */
};

static void spread(const struct vitk_needle_place *from, struct place *to) {
  to->at = from->at;
  for (unsigned i = 0; i < VITK_RANGES; i++) {
    const struct vitk_needle_range *range = &from->ranges[i < from->n_ranges ? i : 0];
    memset(to->low[i], range->low, VITK_LANES);
    memset(to->span[i], range->span, VITK_LANES);
  }
}

struct vitk_json_skimmer *vitk_json_skimmer_new(const struct vitk_needles *sought, bool ascii, vitk_str items) {
  struct vitk_json_skimmer *skimmer = calloc(1, sizeof *skimmer);
  if (skimmer == NULL)
    return NULL;
  skimmer->sought = sought;
  skimmer->n_places = sought->n_places;
  for (unsigned i = 0; i < sought->n_places; i++)
    spread(&sought->places[i], &skimmer->places[i]);
  skimmer->ascii = ascii;
  skimmer->variant = vitk_simd_best();
  skimmer->cuts.key = items;
  for (int c = 0; c < 256; c++) {
    skimmer->is_alnum[c] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    skimmer->is_escape[c] = c != 0 && strchr("\"\\/bfnrt", c) != NULL;
    skimmer->ends_scalar[c] = c != 0 && strchr(" \n\r\t\"{}[]:,", c) != NULL;
  }
  return skimmer;
}

void vitk_json_skimmer_free(struct vitk_json_skimmer *skimmer) {
  free(skimmer);
}

void vitk_json_skimmer_use(struct vitk_json_skimmer *skimmer, enum vitk_simd variant) {
  skimmer->variant = variant;
}

const struct vitk_json_cut *vitk_json_skimmer_cuts(const struct vitk_json_skimmer *skimmer, size_t *n) {
  *n = skimmer->cuts.n;
  return skimmer->cuts.cuts;
}

/* --- words and numbers */

static size_t digits_at(const char *p, size_t n, size_t at) {
  size_t from = at;
  while (at < n && p[at] >= '0' && p[at] <= '9')
    at++;
  return at - from;
}

static bool is_number(const char *p, size_t n) {
  size_t at = n > 0 && p[0] == '-', whole = digits_at(p, n, at);
  if (whole == 0 || (whole > 1 && p[at] == '0'))
    return false;
  at += whole;
  if (at < n && p[at] == '.') {
    size_t fraction = digits_at(p, n, ++at);
    at += fraction;
    if (fraction == 0)
      return false;
  }
  if (at < n && (p[at] == 'e' || p[at] == 'E')) {
    at++;
    at += at < n && (p[at] == '+' || p[at] == '-');
    size_t exponent = digits_at(p, n, at);
    at += exponent;
    if (exponent == 0)
      return false;
  }
  return at == n;
}

static bool is_scalar(const char *p, size_t n) {
  vitk_str text = {p, n};
  return is_number(p, n) || vitk_str_is(text, "true") || vitk_str_is(text, "false") || vitk_str_is(text, "null");
}

/* Reads the scalars of this step to which the odd bytes belong. */
static enum vitk_skim read_odd(const struct pass *pass, uint64_t odd) {
  const bool *ends = pass->skimmer->ends_scalar;
  while (odd != 0) {
    size_t from = pass->at + (size_t)__builtin_ctzll(odd), to = from;
    while (from > 0 && to - from <= SCALAR_MAX && !ends[(unsigned char)pass->p[from - 1]])
      from--;
    while (to < pass->n && to - from <= SCALAR_MAX && !ends[(unsigned char)pass->p[to]])
      to++;
    if (to - from > SCALAR_MAX)
      return VITK_SKIM_DOUBT;
    if (to == pass->n)
      return VITK_SKIM_CUT;
    if (!is_scalar(pass->p + from, to - from))
      return VITK_SKIM_DOUBT;
    odd = to - pass->at < VITK_LANES ? odd & ~UINT64_C(0) << (to - pass->at) : 0;
  }
  return VITK_SKIM_PASS;
}

/* --- escapes */

/* The four digits at p; UINT32_MAX: others. */
static uint32_t hex_of(const char *p) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) {
    char c = p[i];
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0)
      return UINT32_MAX;
    value = value * 16 + (uint32_t)digit;
  }
  return value;
}

/* What comes after the backslashes of strings. Of the escapes of one letter, none stands for what is sought (sought.c);
 * the others may hide it, or be white space before it. Gives the bad ones. */
static uint64_t read_escapes(const struct pass *pass, uint64_t escaped, uint64_t *found) {
  const struct vitk_json_skimmer *skimmer = pass->skimmer;
  uint64_t bad = 0;
  for (; escaped != 0; escaped &= escaped - 1) {
    uint64_t bit = escaped & (0 - escaped);
    size_t at = pass->at + (size_t)__builtin_ctzll(escaped);
    if (at >= pass->n || skimmer->is_escape[(unsigned char)pass->p[at]])
      continue;
    uint32_t value = pass->p[at] == 'u' && pass->n - at > 4 ? hex_of(pass->p + at + 1) : UINT32_MAX;
    if (value > 0xFFFF || (value >= 0xD800 && value <= 0xDFFF))
      bad |= bit;
    else if (value < 0x80 || !skimmer->ascii ||
             vitk_needle_begins(skimmer->sought, pass->p + at + 5, pass->n - at - 5, NULL))
      *found |= bit;
  }
  return bad;
}

/* --- what is sought */

/* The candidates that are sought, as far as the byte before them tells, which is no letter or digit but where an escape
 * ends. */
static uint64_t confirm(const struct pass *pass, uint64_t candidates) {
  const struct vitk_json_skimmer *skimmer = pass->skimmer;
  uint64_t found = 0;
  for (; candidates != 0; candidates &= candidates - 1) {
    size_t at = pass->at + (size_t)__builtin_ctzll(candidates);
    if (at >= pass->n)
      break;
    bool within = at > 1 && skimmer->is_alnum[(unsigned char)pass->p[at - 1]] && pass->p[at - 2] != '\\';
    if (!within && vitk_needle_begins(skimmer->sought, pass->p + at, pass->n - at, NULL))
      found |= candidates & (0 - candidates);
  }
  return found;
}

static uint64_t up_to(unsigned bit) {
  return ~UINT64_C(0) >> (63 - bit);
}

/* --- brackets */

/* What a bracket at the given place is in the middle of: for json_cuts.c. */
static __attribute__((noinline)) void tell_cuts(struct pass *pass, char bracket, unsigned bit, uint64_t feeds,
                                                uint64_t found) {
  uint64_t before = found & up_to(bit), breaks = feeds & up_to(bit);
  size_t hit = before ? pass->at + 64 - (size_t)__builtin_clzll(before) : pass->hit;
  struct vitk_json_place place = {pass->at + bit, pass->lines, pass->open};
  if (breaks != 0)
    place.lines += (uint64_t)__builtin_popcountll(breaks);
  vitk_json_cuts_meet(&pass->skimmer->cuts, pass->p, bracket, &place, hit);
}

/* Goes through the brackets, to the one that ends the record; false: one does not fit. *in_object says of each byte if
 * an object is what it is in. */
static inline __attribute__((always_inline)) bool follow(struct pass *pass, const struct vitk_json_tokens *t,
                                                         uint64_t feeds, uint64_t found, uint64_t *in_object) {
  uint64_t begins = t->objects | t->arrays, objects = t->objects | t->object_ends;
  uint64_t open = pass->open, inside = (uint64_t)0 - (open & 1);
  bool has_items = pass->skimmer->cuts.key.n > 0;
  for (uint64_t all = begins | t->object_ends | t->array_ends; all != 0; all &= all - 1) {
    unsigned bit = (unsigned)__builtin_ctzll(all);
    uint64_t is_object = objects >> bit & 1, was = open;
    if (begins >> bit & 1) {
      if (open >> VITK_JSON_SKIM_DEPTH != 0)
        return false;
      open = open << 1 | is_object;
    } else {
      if ((open & 1) != is_object)
        return false;
      open >>= 1;
    }
    if (has_items && (was | open) < 16) {
      pass->open = was;
      static const char brackets[2][2] = {"]}", "[{"};
      tell_cuts(pass, brackets[begins >> bit & 1][is_object], bit, feeds, found);
    }
    if ((open ^ was) & 1)
      inside ^= ~UINT64_C(1) << bit;
    if (open == 1) {
      pass->end = pass->at + bit + 1;
      break;
    }
  }
  pass->open = open;
  *in_object = inside;
  return true;
}

/* --- a step of 64 bytes: CUT, go on */

static inline __attribute__((always_inline)) enum vitk_skim step(struct pass *pass, const struct vitk_json_bytes *bytes,
                                                                 uint64_t in, uint64_t escaped, uint64_t found,
                                                                 struct vitk_json_carry *carry) {
  struct vitk_json_tokens tokens = vitk_json_tokens(bytes, in);
  uint64_t bad = bytes->controls & in, in_object, odd, scalar_before = carry->scalar;
  if (found != 0)
    found = confirm(pass, found);
  if (escaped != 0)
    bad |= read_escapes(pass, escaped, &found);
  if (!follow(pass, &tokens, bytes->feeds, found, &in_object))
    return VITK_SKIM_DOUBT;
  uint64_t record = pass->end > 0 ? up_to((unsigned)(pass->end - pass->at - 1)) : ~UINT64_C(0);
  bad |= tokens.white == 0 ? vitk_json_misplaced(&tokens, in, in_object, 0, carry)
                           : vitk_json_misplaced(&tokens, in, in_object, tokens.white, carry);
  bad |= vitk_json_misspelt(bytes, tokens.scalars, scalar_before, carry, &odd);
  if ((bad & record) != 0)
    return VITK_SKIM_DOUBT;
  if ((odd & record) != 0) {
    enum vitk_skim code = read_odd(pass, odd & record);
    if (code != VITK_SKIM_PASS)
      return code == VITK_SKIM_CUT ? VITK_SKIM_CUT : code;
  }
  found &= record;
  if (found != 0)
    pass->hit = pass->at + 64 - (size_t)__builtin_clzll(found);
  pass->lines += (uint64_t)__builtin_popcountll(bytes->feeds & record);
  return pass->end == 0 ? VITK_SKIM_CUT : pass->hit > 0 ? VITK_SKIM_PARSE : VITK_SKIM_PASS;
}

#define VITK_SIMD_KERNEL "core/input/json_kernel.h"
#include "core/input/simd_each.h"

enum vitk_skim vitk_json_skim(struct vitk_json_skimmer *skimmer, const char *p, size_t n, struct vitk_skimmed *out) {
  static enum vitk_skim (*const variants[VITK_SIMD_VARIANTS])(struct pass *) = {VITK_SIMD_TABLE(json_record)};
  struct pass pass = {.skimmer = skimmer, .p = p, .n = n, .open = 1};
  vitk_json_cuts_begin(&skimmer->cuts);
  if (n > 0 && p[0] != '{')
    return VITK_SKIM_DOUBT;
  enum vitk_skim code = variants[skimmer->variant](&pass);
  *out = (struct vitk_skimmed){pass.end, pass.lines};
  return code;
}
