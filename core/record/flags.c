#include "core/record/flags.h"

const struct vitk_flag_kind vitk_flag_kinds[] = {
    [VITK_FLAG_ABOVE] = {"above", "the source states more than a number (> x): the lower bound"},
    [VITK_FLAG_APPROXIMATE] = {"approximate", "the number bears ~, ca. or the like"},
    [VITK_FLAG_CUT] = {"flags-cut", "there were more words than the column holds"},
    [VITK_FLAG_IMPLAUSIBLE] = {"implausible", "more than 5000 µg per 100 g or 100 ml: a slip of the unit is likely"},
    [VITK_FLAG_LIMIT_UNREADABLE] = {"limit-unreadable", "the stated limit is no number: no upper bound"},
    [VITK_FLAG_LIMIT_ZERO] = {"limit-zero", "the stated limit is zero, which limits nothing: no upper bound"},
    [VITK_FLAG_MAX_UNREADABLE] = {"max-unreadable", "the stated maximum is no number"},
    [VITK_FLAG_MIN_ABOVE_MAX] = {"min-above-max", "the stated minimum is above the stated maximum"},
    [VITK_FLAG_MIN_UNREADABLE] = {"min-unreadable", "the stated minimum is no number"},
    [VITK_FLAG_N_UNREADABLE] = {"n-unreadable", "the stated number of samples is no whole number"},
    [VITK_FLAG_NUMBER_UNUSED] = {"number-unused", "a number stands beside a status that has none, and is not used"},
    [VITK_FLAG_RANGE] = {"range", "the source states a range: the bounds"},
    [VITK_FLAG_SD_UNREADABLE] = {"sd-unreadable", "the stated standard deviation is no number"},
    [VITK_FLAG_SERVING_UNKNOWN] = {"serving-unknown", "per serving, and the source does not say what a serving weighs"},
    [VITK_FLAG_SERVING_UNREADABLE] = {"serving-unreadable", "the stated mass of a serving is no number above zero"},
    [VITK_FLAG_STATED_TWICE] = {"stated-twice", "the source states this food, component and basis more than once"},
    [VITK_N_FLAGS] = {NULL, NULL}};

/* Appends a word and, if there is one before, a space; false: no room. */
static bool add_word(char *to, size_t *n, size_t room, vitk_str word) {
  size_t space = *n > 0 ? 1 : 0;
  if (word.n + space > room - *n)
    return false;
  if (space)
    to[(*n)++] = ' ';
  memcpy(to + *n, word.p, word.n);
  *n += word.n;
  return true;
}

static bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static vitk_str next_word(vitk_str *rest) {
  while (rest->n > 0 && is_space(*rest->p))
    *rest = (vitk_str){rest->p + 1, rest->n - 1};
  vitk_str word = {rest->p, 0};
  while (word.n < rest->n && !is_space(rest->p[word.n]))
    word.n++;
  *rest = (vitk_str){rest->p + word.n, rest->n - word.n};
  return word;
}

static size_t write_all(const struct vitk_flag_set *flags, vitk_str own, char *to, size_t room, bool *cut) {
  size_t n = 0;
  *cut = false;
  for (size_t i = 0; i < VITK_N_FLAGS; i++)
    if (flags->has[i] && !add_word(to, &n, room, vitk_str_of(vitk_flag_kinds[i].word)))
      *cut = true;
  if (own.p == NULL)
    return n;
  for (vitk_str word = next_word(&own); word.n > 0; word = next_word(&own))
    if (!add_word(to, &n, room, word))
      *cut = true;
  return n;
}

void vitk_flags_write(struct vitk_flag_set *flags, vitk_str own, char to[VITK_FLAGS_MAX]) {
  bool cut;
  size_t n = write_all(flags, own, to, VITK_FLAGS_MAX - 1, &cut);
  if (cut) {
    vitk_str word = vitk_str_of(vitk_flag_kinds[VITK_FLAG_CUT].word);
    n = write_all(flags, own, to, VITK_FLAGS_MAX - 2 - word.n, &cut);
    add_word(to, &n, VITK_FLAGS_MAX - 1, word);
  }
  to[n] = '\0';
}
