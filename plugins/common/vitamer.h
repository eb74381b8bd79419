/* vitamer.h - which vitamers of vitamin K a free text names: the name of an ingredient on a label, the key or label of
 * a nutrient that somebody typed. Header only.
 *
 * Only what the text says counts: "MenaQ7", "menaquinone-7", "MK-7" and "VitaMK7" are MK-7, "Menatetrenone" is MK-4,
 * "phytonadione" is K1. "Vitamin K" alone names none, and stays the undifferentiated VITK.
 */
#ifndef VITK_PLUGINS_COMMON_VITAMER_H
#define VITK_PLUGINS_COMMON_VITAMER_H

#include "common/slice.h"

/* Bits of what a text names. MK-n is bit n. Menadione, K3, is no component of the dataset. */
enum { VITAMER_K1 = 1, VITAMER_K1D = 2, VITAMER_K2 = 4, VITAMER_K3 = 8, VITAMER_MK_FIRST = 4, VITAMER_MK_LAST = 13 };

static inline bool vitamer_letter(char c) {
  return slice_lower(c) >= 'a' && slice_lower(c) <= 'z';
}

/* A digit at the front of the text, also as a subscript (₇); -1: there is none. */
static inline int vitamer_digit(vitk_str text, size_t *length) {
  if (text.n > 0 && slice_digit(text.p[0])) {
    *length = 1;
    return text.p[0] - '0';
  }
  if (text.n >= 3 && text.p[0] == '\xE2' && text.p[1] == '\x82' && (unsigned char)text.p[2] >= 0x80 &&
      (unsigned char)text.p[2] <= 0x89) {
    *length = 3;
    return (unsigned char)text.p[2] - 0x80;
  }
  return -1;
}

/* The number that the text begins with, after a '-', '_' or one space at most; -1: none, or more than two digits. */
static inline int vitamer_number(vitk_str text, bool may_space) {
  size_t length = 0;
  int number = 0, digit, digits = 0;
  if (text.n > 0 && (text.p[0] == '-' || text.p[0] == '_' || (may_space && text.p[0] == ' ')))
    text = slice_from(text, 1);
  while ((digit = vitamer_digit(text, &length)) >= 0 && digits < 3) {
    number = number * 10 + digit;
    digits++;
    text = slice_from(text, length);
  }
  return digits == 0 || digits > 2 ? -1 : number;
}

static inline uint32_t vitamer_mk(int number) {
  return number >= VITAMER_MK_FIRST && number <= VITAMER_MK_LAST ? 1U << number : 0;
}

/* What the word at the front of `text` names. */
static inline uint32_t vitamer_word(vitk_str text) {
  static const struct {
    const char *word;
    uint32_t named;
  } words[] = {{"phylloquinone", VITAMER_K1},
               {"phytonadione", VITAMER_K1},
               {"phytomenadione", VITAMER_K1},
               {"dihydrophylloquinone", VITAMER_K1D},
               {"menatetrenone", 1U << 4},
               {"menadione", VITAMER_K3},
               {"menaq7", 1U << 7},
               {"menaq-7", 1U << 7},
               {"mena q7", 1U << 7},
               {"vitamk7", 1U << 7},
               {"menachinon", VITAMER_K2}};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (slice_starts(text, words[i].word))
      return words[i].named;
  if (slice_starts(text, "menaquinone")) {
    vitk_str rest = slice_from(text, 11);
    if (slice_starts(rest, "s"))
      rest = slice_from(rest, 1);
    uint32_t mk = vitamer_mk(vitamer_number(rest, true));
    return mk != 0 ? mk : VITAMER_K2;
  }
  if (slice_starts(text, "mk"))
    return vitamer_mk(vitamer_number(slice_from(text, 2), true));
  if (slice_starts(text, "k")) {
    static const uint32_t named[] = {0, VITAMER_K1, VITAMER_K2, VITAMER_K3};
    int number = vitamer_number(slice_from(text, 1), false);
    return number >= 1 && number <= 3 ? named[number] : 0;
  }
  return 0;
}

/* All that the text names, as bits. */
static inline uint32_t vitamers_named(vitk_str text) {
  uint32_t named = 0;
  for (size_t i = 0; i < text.n; i++)
    if (i == 0 || (!vitamer_letter(text.p[i - 1]) && !slice_digit(text.p[i - 1])))
      named |= vitamer_word(slice_from(text, i));
  return named;
}

/* The tagname for what was named: of K1 and K2 together VITK, of several menaquinones VITK2. NULL: menadione alone. */
static inline const char *vitamer_component(uint32_t named) {
  static const char *const tagnames[] = {"MK4", "MK5", "MK6", "MK7", "MK8", "MK9", "MK10", "MK11", "MK12", "MK13"};
  if (named == VITAMER_K3)
    return NULL;
  if (named == VITAMER_K1)
    return "VITK1";
  if (named == VITAMER_K1D)
    return "VITK1D";
  if (named == 0 || (named & (VITAMER_K1 | VITAMER_K1D | VITAMER_K3)) != 0)
    return "VITK";
  uint32_t menaquinones = named & ~(uint32_t)VITAMER_K2;
  for (int n = VITAMER_MK_FIRST; n <= VITAMER_MK_LAST; n++)
    if (menaquinones == 1U << n)
      return tagnames[n - VITAMER_MK_FIRST];
  return "VITK2";
}

/* Does the text say "vitamin K", whatever follows it but a letter? Also "vitamine K", "vitamina-k". */
static inline bool vitamer_says_k(vitk_str text) {
  for (size_t i = 0; i < text.n; i++) {
    vitk_str rest = slice_from(text, i);
    if (!slice_starts(rest, "vitamin"))
      continue;
    rest = slice_from(rest, 7);
    if (slice_starts(rest, "e") || slice_starts(rest, "a"))
      rest = slice_from(rest, 1);
    if (rest.n < 2 || (rest.p[0] != ' ' && rest.p[0] != '-' && rest.p[0] != '_') || slice_lower(rest.p[1]) != 'k')
      continue;
    if (rest.n == 2 || !vitamer_letter(rest.p[2]))
      return true;
  }
  return false;
}

#endif
