/* option_value.c - what the types of options take, and how their text is read. */
#include "core/base/str.h"
#include "core/plugin/option.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
  const char *word;
  int64_t value;
} boolean_words[] = {{"yes", 1}, {"no", 0}, {"true", 1}, {"false", 0}, {"1", 1}, {"0", 0}};

/* Names of bytes that are awkward to type; NUL stands for none. */
static const struct {
  const char *word, *byte;
} char_words[] = {{"tab", "\t"},  {"comma", ","}, {"semicolon", ";"}, {"pipe", "|"},
                  {"caret", "^"}, {"space", " "}, {"none", ""}};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool read_boolean(vitk_str text, struct vitk_option_reading *out) {
  for (size_t i = 0; i < COUNT(boolean_words); i++) {
    if (vitk_str_is(text, boolean_words[i].word)) {
      out->integer = boolean_words[i].value;
      out->text = vitk_str_of(out->integer ? "yes" : "no");
      return true;
    }
  }
  return false;
}

static bool read_integer(const struct vitk_option *option, vitk_str text, struct vitk_option_reading *out) {
  size_t i = text.n > 0 && (text.p[0] == '-' || text.p[0] == '+') ? 1 : 0;
  bool negative = i == 1 && text.p[0] == '-';
  if (i == text.n)
    return false;
  int64_t number = 0; /* grows towards the sign, so that INT64_MIN can be read */
  for (; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9')
      return false;
    int64_t digit = text.p[i] - '0';
    if (__builtin_mul_overflow(number, 10, &number) ||
        __builtin_add_overflow(number, negative ? -digit : digit, &number))
      return false;
  }
  bool any = option->min == 0 && option->max == 0;
  out->integer = number;
  return any || (number >= option->min && number <= option->max);
}

static bool read_char(vitk_str text, struct vitk_option_reading *out) {
  for (size_t i = 0; i < COUNT(char_words); i++) {
    if (vitk_str_is(text, char_words[i].word)) {
      out->text = vitk_str_of(char_words[i].byte);
      out->integer = (unsigned char)char_words[i].byte[0];
      return true;
    }
  }
  if (text.n != 1)
    return false;
  unsigned char byte = (unsigned char)text.p[0];
  out->integer = byte;
  return byte < 0x7F && (byte >= ' ' || byte == '\t');
}

static bool read_choice(const struct vitk_option *option, vitk_str text, struct vitk_option_reading *out) {
  vitk_str rest = vitk_str_of(option->choices ? option->choices : ""), choice;
  for (int64_t index = 0; vitk_str_alternative(&rest, &choice); index++) {
    if (vitk_str_equal(choice, text)) {
      out->integer = index;
      return true;
    }
  }
  return false;
}

bool vitk_option_read(const struct vitk_option *option, vitk_str text, struct vitk_option_reading *out) {
  *out = (struct vitk_option_reading){.text = text};
  switch (option->type) {
  case VITK_OPTION_TEXT:
    return true;
  case VITK_OPTION_BOOLEAN:
    return read_boolean(text, out);
  case VITK_OPTION_INTEGER:
    return read_integer(option, text, out);
  case VITK_OPTION_CHAR:
    return read_char(text, out);
  case VITK_OPTION_CHOICE:
    return read_choice(option, text, out);
  case VITK_OPTION_MAP:
    return text.n > 0;
  default:
    return false;
  }
}

/* `words` parted by '|' as "a, b or c". */
static void list_choices(const char *words, char to[VITK_OPTION_TAKES_MAX]) {
  size_t used = (size_t)snprintf(to, VITK_OPTION_TAKES_MAX, "one of ");
  vitk_str rest = vitk_str_of(words ? words : ""), choice;
  for (bool first = true; vitk_str_alternative(&rest, &choice); first = false) {
    int n = snprintf(to + used, VITK_OPTION_TAKES_MAX - used, "%s%.*s", first ? "" : ", ", VITK_STR_ARG(choice));
    if (n < 0 || (size_t)n >= VITK_OPTION_TAKES_MAX - used)
      return;
    used += (size_t)n;
  }
}

const char *vitk_option_takes(const struct vitk_option *option, char to[VITK_OPTION_TAKES_MAX]) {
  switch (option->type) {
  case VITK_OPTION_BOOLEAN:
    snprintf(to, VITK_OPTION_TAKES_MAX, "yes or no");
    break;
  case VITK_OPTION_INTEGER:
    if (option->min == 0 && option->max == 0)
      snprintf(to, VITK_OPTION_TAKES_MAX, "a whole number");
    else
      snprintf(to, VITK_OPTION_TAKES_MAX, "a whole number from %" PRId64 " to %" PRId64, option->min, option->max);
    break;
  case VITK_OPTION_CHAR:
    snprintf(to, VITK_OPTION_TAKES_MAX, "one ASCII character, or tab, comma, semicolon, pipe, caret, space or none");
    break;
  case VITK_OPTION_CHOICE:
    list_choices(option->choices, to);
    break;
  case VITK_OPTION_MAP:
    snprintf(to, VITK_OPTION_TAKES_MAX, "the path of a map file");
    break;
  default:
    snprintf(to, VITK_OPTION_TAKES_MAX, "a text");
  }
  return to;
}

enum { NAME_MAX_COMPARED = 63 };

/* Levenshtein's distance; SIZE_MAX where a name is too long to be a slip of the other. */
static size_t distance(vitk_str a, vitk_str b) {
  if (a.n > NAME_MAX_COMPARED || b.n > NAME_MAX_COMPARED)
    return SIZE_MAX;
  size_t row[NAME_MAX_COMPARED + 1];
  for (size_t j = 0; j <= b.n; j++)
    row[j] = j;
  for (size_t i = 0; i < a.n; i++) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.n; j++) {
      size_t best = diagonal + (a.p[i] != b.p[j]);
      diagonal = row[j + 1];
      if (row[j] + 1 < best)
        best = row[j] + 1;
      if (diagonal + 1 < best)
        best = diagonal + 1;
      row[j + 1] = best;
    }
  }
  return row[b.n];
}

const char *vitk_nearest_name(vitk_str name, const char *const *names, size_t n) {
  const char *nearest = NULL;
  size_t best = name.n / 3 + 2; /* a slip or two, more in a long name */
  for (size_t i = 0; i < n; i++) {
    size_t d = distance(name, vitk_str_of(names[i]));
    if (d < best && d < name.n) {
      best = d;
      nearest = names[i];
    }
  }
  return nearest;
}
