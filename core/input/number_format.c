#include "core/input/number_format.h"

#include "core/base/str.h"

#include <strings.h>

enum { SECTIONS_MAX = 4 };

/* What one section of a format says; sections are parted by ';'. */
struct section {
  char comparison;      /* of a condition such as [<=0.5]: '<', '>', '=', 'l' (<=), 'g' (>=), 'n' (<>); 0: none */
  double limit;         /* of the condition */
  bool digits, general; /* places of digits; "General" */
  bool text;            /* '@' */
  bool date;
  bool opens, closes; /* a '(' before the number or text, a ')' after it */
  bool minus, below;  /* a '-', a '<' before it */
};

/* Formats are of ASCII, and so is this: no locale's strtod. */
static double number_at(const char *p) {
  double number = 0, scale = 1;
  bool negative = *p == '-';
  for (p += negative; *p >= '0' && *p <= '9'; p++)
    number = number * 10 + (*p - '0');
  for (p += *p == '.'; *p >= '0' && *p <= '9'; p++) {
    scale /= 10;
    number += scale * (*p - '0');
  }
  return negative ? -number : number;
}

/* "[<=0.5]", "[Red]", "[$-411]", "[hh]"; `p` is behind the '['. */
static const char *take_bracket(const char *p, struct section *out) {
  static const struct {
    const char *sign;
    char comparison;
  } signs[] = {{"<=", 'l'}, {">=", 'g'}, {"<>", 'n'}, {"<", '<'}, {">", '>'}, {"=", '='}};
  const char *close = strchr(p, ']');
  if (close == NULL)
    return p + strlen(p);
  if (close > p && strspn(p, "hHmMsS") == (size_t)(close - p))
    out->date = true;
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
    size_t n = strlen(signs[i].sign);
    if (strncmp(p, signs[i].sign, n) != 0)
      continue;
    out->comparison = signs[i].comparison;
    out->limit = number_at(p + n);
    break;
  }
  return close + 1;
}

static void take_literal(char c, struct section *out) {
  bool before = !out->digits && !out->general && !out->text;
  out->opens = out->opens || (c == '(' && before);
  out->closes = out->closes || (c == ')' && !before);
  out->minus = out->minus || (c == '-' && before);
  out->below = out->below || (c == '<' && before);
}

/* A letter, digit place or sign outside of quotes. Returns what follows it. */
static const char *take_symbol(const char *p, struct section *out) {
  if (strncasecmp(p, "General", 7) == 0) {
    out->general = true;
    return p + 7;
  }
  if (strncasecmp(p, "AM/PM", 5) == 0)
    return p + 5;
  if ((*p == 'E' || *p == 'e') && (p[1] == '+' || p[1] == '-'))
    return p + 2;
  if (*p == 'G' && p[1] == '/') { /* "G/標準": General in Japanese */
    out->general = true;
    return p + 2;
  }
  if (*p == '0' || *p == '#' || *p == '?')
    out->digits = true;
  else if (*p == '@')
    out->text = true;
  else if (strchr("yYmMdDhHsS", *p) != NULL && !out->digits)
    out->date = true;
  else
    take_literal(*p, out);
  return p + 1;
}

/* Reads the section at `p` up to its ';' or the end. */
static const char *take_section(const char *p, struct section *out) {
  *out = (struct section){0};
  while (*p != '\0' && *p != ';') {
    if (*p == '\\' && p[1] != '\0') {
      take_literal(p[1], out);
      p += 2;
    } else if ((*p == '_' || *p == '*') && p[1] != '\0') {
      p += 2; /* a space as wide as the next character; that character as filling */
    } else if (*p == '"') {
      for (p++; *p != '\0' && *p != '"'; p++)
        take_literal(*p, out);
      p += *p == '"';
    } else {
      p = *p == '[' ? take_bracket(p + 1, out) : take_symbol(p, out);
    }
  }
  return p;
}

/* How many there are; a fourth one is for text. */
static int read_sections(const char *code, struct section out[SECTIONS_MAX]) {
  int n = 0;
  for (;;) {
    code = take_section(code, &out[n++]);
    if (*code == '\0' || n == SECTIONS_MAX)
      return n;
    code++;
  }
}

static bool meets(const struct section *section, double number) {
  switch (section->comparison) {
  case '<':
    return number < section->limit;
  case '>':
    return number > section->limit;
  case 'l':
    return number <= section->limit;
  case 'g':
    return number >= section->limit;
  case 'n':
    return number < section->limit || number > section->limit;
  default:
    return !(number < section->limit) && !(number > section->limit);
  }
}

/* The section that shows the number. */
static int section_for(const struct section *sections, int n, double number) {
  int numeric = n < SECTIONS_MAX ? n : SECTIONS_MAX - 1;
  bool conditions = false;
  if (numeric > 1 && sections[numeric - 1].text && !sections[numeric - 1].digits)
    numeric--;
  for (int i = 0; i < numeric; i++) {
    if (sections[i].comparison != 0 && meets(&sections[i], number))
      return i;
    conditions = conditions || sections[i].comparison != 0;
  }
  if (conditions) {
    for (int i = 0; i < numeric; i++)
      if (sections[i].comparison == 0 && (i == numeric - 1 || number < 0))
        return i;
    return numeric - 1;
  }
  if (number < 0 && numeric >= 2)
    return 1;
  return numeric >= 3 && !(number > 0) ? 2 : 0;
}

static uint32_t shown_by(const struct section *section) {
  return (section->opens && section->closes ? VITK_SHOWN_IN_PARENTHESES : 0u) |
         (section->below ? VITK_SHOWN_BELOW : 0u) | (section->date ? VITK_SHOWN_AS_DATE : 0u);
}

uint32_t vitk_number_format_shows(const char *code, double number) {
  struct section sections[SECTIONS_MAX];
  int n = read_sections(code, sections), at = section_for(sections, n, number);
  uint32_t shown = shown_by(&sections[at]);
  if (number < 0 && at > 0 && !sections[at].minus)
    shown |= VITK_SHOWN_WITHOUT_SIGN;
  return shown;
}

/* Text is shown by the fourth section, else by the last that has an '@', else as it is. */
bool vitk_number_format_encloses_text(const char *code) {
  struct section sections[SECTIONS_MAX];
  int n = read_sections(code, sections);
  const struct section *last = &sections[n - 1];
  return last->text && last->opens && last->closes;
}

bool vitk_number_format_matters(const char *code) {
  struct section sections[SECTIONS_MAX];
  int n = read_sections(code, sections);
  for (int i = 0; i < n; i++)
    if (shown_by(&sections[i]) != 0)
      return true;
  return false;
}

/* ECMA-376 part 1, 18.8.30; of the dates and times one stands for all. Numbers 27 to 36 and 50 to 58 are dates in the
 * East Asian editions. */
const char *vitk_number_format_built_in(uint32_t id) {
  if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58))
    return "yyyy-mm-dd";
  if (id >= 37 && id <= 40)
    return "#,##0.00_);(#,##0.00)";
  if (id >= 41 && id <= 44)
    return "_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"??_);_(@_)";
  return NULL;
}
