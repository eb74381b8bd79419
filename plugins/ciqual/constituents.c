/* constituents.c - vitamin K among the constituents of CIQUAL. 54100 is of 2012 and before. */
#include "ciqual.h"

const struct cq_constituent vitk_cq_constituents[CQ_N_CONSTITUENTS] = {
    {"54101", "VITK1", "vitaminek1|vitamink1", "Vitamine K1*|Vitamin K1*|54101*"},
    {"54104", "VITK2", "vitaminek2|vitamink2", "Vitamine K2*|Vitamin K2*|54104*"},
    {"54100", "VITK", "vitaminek(|vitamink(", "Vitamine K (*|Vitamin K (*|54100*"},
};
const char vitk_cq_codes[] = "54100|54101|54104";
const char vitk_cq_unit[] = "µg/100 g";

/* Copies without white space, in lower case; at most `most` bytes. */
static size_t fold(vitk_str text, char *out, size_t most) {
  size_t n = 0;
  for (size_t i = 0; i < text.n && n < most; i++)
    if (!slice_white(text.p[i]))
      out[n++] = slice_lower(text.p[i]);
  return n;
}

bool vitk_cq_has_word(vitk_str text, const char *words) {
  char folded[200];
  vitk_str where = {folded, fold(text, folded, sizeof folded)};
  while (*words != '\0') {
    size_t n = strcspn(words, "|");
    for (size_t i = 0; i + n <= where.n; i++)
      if (memcmp(folded + i, words, n) == 0)
        return true;
    words += n;
    words += *words == '|';
  }
  return false;
}

vitk_str vitk_cq_unit_of(vitk_str name) {
  /* µ as U+00B5 and as U+03BC; in 2025's flat table a line break stands for the stroke */
  static const char *const spellings[] = {"\xC2\xB5g/100g", "\xC2\xB5g100g", "\xCE\xBCg/100g", "\xCE\xBCg100g"};
  vitk_str none = {"", 0};
  char folded[24];
  size_t close = name.n;
  while (close > 0 && name.p[close - 1] != ')')
    close--;
  size_t open = close;
  while (open > 0 && name.p[open - 1] != '(')
    open--;
  if (open == 0)
    return none;
  vitk_str unit = {name.p + open, close - 1 - open};
  vitk_str tight = {folded, fold(unit, folded, sizeof folded)};
  for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
    if (slice_equal(tight, spellings[i]))
      return slice(vitk_cq_unit);
  return unit;
}
