#include "map/words.h"

#include "map/fold.h"

#include <stdio.h>
#include <string.h>

const struct vitk_map_word vitk_map_statuses[] = {{"missing", VITK_MISSING},           {"trace", VITK_TRACE},
                                                  {"below_limit", VITK_BELOW_LIMIT},   {"present", VITK_PRESENT},
                                                  {"assumed_zero", VITK_ASSUMED_ZERO}, {NULL, 0}};
const struct vitk_map_word vitk_map_origins[] = {{"unknown", VITK_ORIGIN_UNKNOWN}, {"analysed", VITK_ANALYSED},
                                                 {"calculated", VITK_CALCULATED},  {"estimated", VITK_ESTIMATED},
                                                 {"borrowed", VITK_BORROWED},      {"label", VITK_LABEL},
                                                 {"assumed", VITK_ASSUMED},        {NULL, 0}};
const struct vitk_map_word vitk_map_bases[] = {
    {"100 g", VITK_PER_100G}, {"100 ml", VITK_PER_100ML}, {"serving", VITK_PER_SERVING}, {NULL, 0}};
const struct vitk_map_word vitk_map_equivalents[] = {
    {"mass", VITK_AS_MASS}, {"MK-4", VITK_AS_MK4}, {"K1", VITK_AS_K1}, {NULL, 0}};
const struct vitk_map_word vitk_map_components[] = {{"VITK", 0}, {"VITK1", 0}, {"VITK1D", 0}, {"VITK2", 0}, {"MK4", 0},
                                                    {"MK5", 0},  {"MK6", 0},   {"MK7", 0},    {"MK8", 0},   {"MK9", 0},
                                                    {"MK10", 0}, {"MK11", 0},  {"MK12", 0},   {"MK13", 0},  {NULL, 0}};
const struct vitk_map_word vitk_map_byte_names[] = {{"tab", '\t'},  {"comma", ','}, {"semicolon", ';'}, {"pipe", '|'},
                                                    {"caret", '^'}, {"space", ' '}, {"none", 0},        {NULL, 0}};

int64_t vitk_map_word_find(const struct vitk_map_word *words, vitk_str word) {
  for (; words->word; words++)
    if (vitk_map_equal(word, (vitk_str){words->word, strlen(words->word)}))
      return words->meaning;
  return -1;
}

void vitk_map_words_list(const struct vitk_map_word *words, char *to, size_t n) {
  size_t used = 0;
  to[0] = '\0';
  for (size_t i = 0; words[i].word; i++) {
    int more = snprintf(to + used, n - used, "%s\"%s\"", i ? ", " : "", words[i].word);
    if (more < 0 || (size_t)more >= n - used)
      break;
    used += (size_t)more;
  }
}

uint32_t vitk_map_distance(vitk_str text, const char *word) {
  enum { LONGEST = 40 };
  size_t n = strlen(word);
  if (text.n > LONGEST || n > LONGEST)
    return UINT32_MAX;
  uint32_t row[LONGEST + 1];
  for (uint32_t j = 0; j <= n; j++)
    row[j] = j;
  for (size_t i = 0; i < text.n; i++) {
    uint32_t diagonal = row[0];
    row[0] = (uint32_t)i + 1;
    for (size_t j = 0; j < n; j++) {
      uint32_t best = diagonal + (text.p[i] != word[j]);
      diagonal = row[j + 1];
      if (diagonal + 1 < best)
        best = diagonal + 1;
      if (row[j] + 1 < best)
        best = row[j] + 1;
      row[j + 1] = best;
    }
  }
  return row[n];
}

int32_t vitk_map_byte(vitk_str text) {
  if (text.n == 1 && (unsigned char)text.p[0] < 0x80)
    return text.p[0];
  return (int32_t)vitk_map_word_find(vitk_map_byte_names, text);
}

/* --- units */

enum { UNIT_MAX = 60 }; /* bytes */

/* As folding leaves them: no white space, one case, µ as one byte. */
static const char *const masses[] = {"\xB5g",       "ug",           "mcg",          "microgram", "micrograms",
                                     "microgramme", "microgrammes", "mg",           "㎎",        "milligram",
                                     "milligrams",  "milligramme",  "milligrammes", "g",         "gram",
                                     "grams",       "gramme",       "grammes",      "kg",        "kilogram",
                                     "kilograms",   "ng",           "nanogram",     "nanograms", "nanogramme",
                                     "nanogrammes", "pg",           "picogram",     "picograms"};
static const struct vitk_map_word amounts[] = {{"100g", VITK_PER_100G},     {"100gram", VITK_PER_100G},
                                               {"100grams", VITK_PER_100G}, {"g", VITK_PER_100G},
                                               {"1g", VITK_PER_100G},       {"kg", VITK_PER_100G},
                                               {"1kg", VITK_PER_100G},      {"100ml", VITK_PER_100ML},
                                               {"dl", VITK_PER_100ML},      {"ml", VITK_PER_100ML},
                                               {"1ml", VITK_PER_100ML},     {"l", VITK_PER_100ML},
                                               {"1l", VITK_PER_100ML},      {NULL, 0}};
static const char *const international[] = {
    "iu", "i.u.", "i.u", "ie", "i.e.", "i.e", "ui", "u.i.", "u.i", "internationalunit", "internationalunits"};

static bool eat(vitk_str *text, const char *word) {
  size_t n = strlen(word);
  if (text->n < n || memcmp(text->p, word, n) != 0)
    return false;
  text->p += n;
  text->n -= n;
  return true;
}

/* What stands after the mass: VITK_PER_100G …, or -1. A separator is needed unless a digit follows. */
static int32_t amount_of_food(vitk_str text) {
  if (!eat(&text, "/") && !eat(&text, "per") && (text.n == 0 || text.p[0] < '0' || text.p[0] > '9'))
    return -1;
  return (int32_t)vitk_map_word_find(amounts, text);
}

static vitk_str without_brackets(vitk_str s) {
  bool bracketed = s.n > 1 && ((s.p[0] == '(' && s.p[s.n - 1] == ')') || (s.p[0] == '[' && s.p[s.n - 1] == ']'));
  return bracketed ? (vitk_str){s.p + 1, s.n - 2} : s;
}

int vitk_map_unit(vitk_str text, int32_t *basis) {
  char folded[64];
  vitk_str unit = without_brackets((vitk_str){folded, vitk_map_fold(text, folded, sizeof folded)});
  *basis = -1;
  if (text.n > UNIT_MAX)
    return VITK_MAP_UNIT_UNKNOWN;
  for (size_t i = 0; i < sizeof international / sizeof international[0]; i++) {
    vitk_str rest = unit;
    if (eat(&rest, international[i]) && (rest.n == 0 || amount_of_food(rest) >= 0))
      return VITK_MAP_UNIT_IU;
  }
  for (size_t i = 0; i < sizeof masses / sizeof masses[0]; i++) {
    vitk_str rest = unit;
    if (!eat(&rest, masses[i]))
      continue;
    int32_t found = amount_of_food(rest);
    if (rest.n > 0 && found < 0)
      continue;
    *basis = found;
    return VITK_MAP_UNIT_OK;
  }
  return VITK_MAP_UNIT_UNKNOWN;
}
