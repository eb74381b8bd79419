#include "core/record/unit.h"

#include "core/base/fold.h"

/* Spellings are as vitk_fold leaves them: no white space, lower case, µ as U+00B5. */

struct mass_spelling {
  const char *folded;
  int32_t exponent; /* to µg */
};
static const struct mass_spelling masses[] = {
    {"µg", 0},           {"ug", 0},           {"mcg", 0},          {"microgram", 0},  {"micrograms", 0},
    {"microgramme", 0},  {"microgrammes", 0}, {"mg", 3},           {"㎎", 3},         {"milligram", 3},
    {"milligrams", 3},   {"milligramme", 3},  {"milligrammes", 3}, {"g", 6},          {"gram", 6},
    {"grams", 6},        {"gramme", 6},       {"grammes", 6},      {"kg", 9},         {"kilogram", 9},
    {"kilograms", 9},    {"ng", -3},          {"nanogram", -3},    {"nanograms", -3}, {"nanogramme", -3},
    {"nanogrammes", -3}, {"pg", -6},          {"picogram", -6},    {"picograms", -6},
};

struct denominator_spelling {
  const char *folded;
  int32_t exponent; /* from "per this" to per 100 g or 100 ml */
  uint32_t basis;
  const char *shown; /* of µg, as a person would write it */
};
static const struct denominator_spelling denominators[] = {
    {"100g", 0, VITK_PER_100G, "µg/100 g"},
    {"100gram", 0, VITK_PER_100G, "µg/100 gram"},
    {"100grams", 0, VITK_PER_100G, "µg/100 grams"},
    {"g", 2, VITK_PER_100G, "µg/g"},
    {"1g", 2, VITK_PER_100G, "µg/1 g"},
    {"kg", -1, VITK_PER_100G, "µg/kg"},
    {"1kg", -1, VITK_PER_100G, "µg/1 kg"},
    {"100ml", 0, VITK_PER_100ML, "µg/100 ml"},
    {"dl", 0, VITK_PER_100ML, "µg/dl"},
    {"ml", 2, VITK_PER_100ML, "µg/ml"},
    {"1ml", 2, VITK_PER_100ML, "µg/1 ml"},
    {"l", -1, VITK_PER_100ML, "µg/l"},
    {"1l", -1, VITK_PER_100ML, "µg/1 l"},
};

static const char *const refused[] = {
    "iu", "i.u.", "i.u", "ie", "i.e.", "i.e", "ui", "u.i.", "u.i", "internationalunit", "internationalunits"};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { SPELLING_MAX = 60, FOLDED_MAX = 512 };

static bool starts_with(vitk_str s, const char *start, vitk_str *rest) {
  if (s.n == 0 || *s.p != *start) /* most differ here */
    return false;
  size_t n = strlen(start);
  if (s.n < n || memcmp(s.p, start, n) != 0)
    return false;
  *rest = (vitk_str){s.p + n, s.n - n};
  return true;
}

/* One pair of brackets around all of it, as a header writes its unit. */
static vitk_str without_brackets(vitk_str s) {
  if (s.n >= 2 && ((s.p[0] == '(' && s.p[s.n - 1] == ')') || (s.p[0] == '[' && s.p[s.n - 1] == ']')))
    return (vitk_str){s.p + 1, s.n - 2};
  return s;
}

/* What stands after the mass: nothing, or what it is per. A separator is needed unless a digit follows ("µg 100 g"):
 * white space is gone from the folded text, and "mgl" is no unit. NULL: no known denominator. */
static const struct denominator_spelling *find_denominator(vitk_str text) {
  vitk_str rest;
  if (!starts_with(text, "/", &rest) && !starts_with(text, "per", &rest)) {
    if (text.n == 0 || text.p[0] < '0' || text.p[0] > '9')
      return NULL;
    rest = text;
  }
  for (size_t i = 0; i < COUNT(denominators); i++)
    if (vitk_str_is(rest, denominators[i].folded))
      return &denominators[i];
  return NULL;
}

static bool is_refused(vitk_str folded) {
  vitk_str rest;
  for (size_t i = 0; i < COUNT(refused); i++)
    if (starts_with(folded, refused[i], &rest) && (rest.n == 0 || find_denominator(rest) != NULL))
      return true;
  return false;
}

static int find_unit(vitk_str text, struct vitk_unit *out) {
  /* On the stack, and large enough that it never grows. */
  char room[FOLDED_MAX];
  struct vitk_buffer buffer = {.p = room, .capacity = sizeof room, .maximum = sizeof room};
  if (vitk_fold(&buffer, text) != VITK_OK)
    return VITK_UNIT_UNKNOWN;
  vitk_str folded = without_brackets(vitk_buffer_str(&buffer)), rest;
  if (is_refused(folded))
    return VITK_UNIT_REFUSED;
  for (size_t i = 0; i < COUNT(masses); i++) {
    if (!starts_with(folded, masses[i].folded, &rest))
      continue;
    if (rest.n == 0) {
      out->exponent = masses[i].exponent;
      return VITK_UNIT_OK;
    }
    const struct denominator_spelling *per = find_denominator(rest);
    if (per != NULL) {
      *out = (struct vitk_unit){.exponent = masses[i].exponent + per->exponent, .has_basis = 1, .basis = per->basis};
      return VITK_UNIT_OK;
    }
  }
  return VITK_UNIT_UNKNOWN;
}

/* Rows of a table repeat their unit: the answer to the last one is kept. */
int vitk_unit_find(vitk_str text, struct vitk_unit *out) {
  static _Thread_local struct {
    char text[SPELLING_MAX];
    size_t n; /* 0: none */
    struct vitk_unit unit;
    int found;
  } last;
  *out = (struct vitk_unit){0};
  if (text.n > SPELLING_MAX)
    return VITK_UNIT_UNKNOWN;
  if (last.n == 0 || !vitk_str_equal(text, (vitk_str){last.text, last.n})) {
    last.found = find_unit(text, out);
    last.unit = *out;
    last.n = text.n;
    if (text.n > 0)
      memcpy(last.text, text.p, text.n);
  }
  *out = last.unit;
  return last.found;
}

const char *vitk_unit_spelling(uint32_t index) {
  if (index < COUNT(masses))
    return masses[index].folded;
  index -= (uint32_t)COUNT(masses);
  return index < COUNT(denominators) ? denominators[index].shown : NULL;
}
