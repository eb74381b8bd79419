#include "core/base/quantity.h"

enum { TEXT_MAX = 200 /* bytes; no number of a table is longer */, EXPONENT_DIGITS_MAX = 9 };

/* Bytes that stand for signs beyond ASCII once the text is made plain. */
#define PLUS_MINUS '\x01'

struct sign_spelling {
  const char *utf8;
  char plain;
};
static const struct sign_spelling signs[] = {
    {"\xC2\xA0", ' '},        /* no-break space */
    {"\xE2\x80\x87", ' '},    /* figure space */
    {"\xE2\x80\x89", ' '},    /* thin space */
    {"\xE2\x80\xAF", ' '},    /* narrow no-break space */
    {"\xE3\x80\x80", ' '},    /* ideographic space */
    {"\xE2\x80\x90", '-'},    /* hyphen */
    {"\xE2\x80\x91", '-'},    /* non-breaking hyphen */
    {"\xE2\x80\x92", '-'},    /* figure dash */
    {"\xE2\x80\x93", '-'},    /* en dash */
    {"\xE2\x80\x94", '-'},    /* em dash */
    {"\xE2\x88\x92", '-'},    /* minus sign */
    {"\xE2\x89\xA4", '<'},    /* ≤ */
    {"\xE2\x89\xA6", '<'},    /* ≦ */
    {"\xE2\xA9\xBD", '<'},    /* ⩽ */
    {"\xE2\x89\xA5", '>'},    /* ≥ */
    {"\xE2\x89\xA7", '>'},    /* ≧ */
    {"\xE2\xA9\xBE", '>'},    /* ⩾ */
    {"\xE2\x89\x88", '~'},    /* ≈ */
    {"\xE2\x88\xBC", '~'},    /* ∼ */
    {"\xC2\xB1", PLUS_MINUS}, /* ± */
};

/* A full-width form (U+FF01 to U+FF5E, ！ to ～) as ASCII; 0: it is none. */
static char plain_of_full_width(const unsigned char *p, size_t n) {
  static const char ascii[] =
      "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
  if (n < 3 || p[0] != 0xEF || (p[1] != 0xBC && p[1] != 0xBD) || (p[2] & 0xC0) != 0x80)
    return 0;
  unsigned code = 0xF000U | (unsigned)(p[1] & 0x3F) << 6 | (p[2] & 0x3FU);
  if (code < 0xFF01 || code > 0xFF5E)
    return '\0';
  return ascii[code - 0xFF01];
}

/* The next character as one byte; its length, or 0 where it is nothing that occurs in a quantity. */
static size_t plain_character(const char *p, size_t n, char *out) {
  unsigned char c = (unsigned char)*p;
  if (c < 0x80) {
    bool is_space = c == '\t' || c == '\n' || c == '\r';
    *out = *p;
    if (is_space)
      *out = ' ';
    return is_space || c >= ' ' ? 1 : 0;
  }
  *out = plain_of_full_width((const unsigned char *)p, n);
  if (*out != 0)
    return 3;
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
    size_t length = strlen(signs[i].utf8);
    if (n >= length && memcmp(p, signs[i].utf8, length) == 0) {
      *out = signs[i].plain;
      return length;
    }
  }
  return 0;
}

/* A place in the plain text. Reading past `end` is guarded by peek. */
struct cursor {
  const char *p, *end;
  char mark; /* decimal */
  bool spaces_group;
};

static char peek(const struct cursor *c) {
  if (c->p < c->end)
    return *c->p;
  return '\0';
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool take(struct cursor *c, char wanted) {
  if (peek(c) != wanted)
    return false;
  c->p++;
  return true;
}

static size_t skip_spaces(struct cursor *c) {
  size_t n = 0;
  while (take(c, ' '))
    n++;
  return n;
}

/* Digits on their way into a decimal: leading and trailing zeros are no significant digits. */
struct digits {
  struct vitk_decimal *to;
  uint32_t zeros; /* seen since the last digit that counts; they do if another one follows */
  bool any, overflow;
};

static void add_digit(struct digits *d, char digit) {
  d->any = true;
  if (digit == '0') {
    d->zeros++;
    return;
  }
  struct vitk_decimal *to = d->to;
  uint32_t zeros = to->n == 0 ? 0 : d->zeros;
  d->zeros = 0;
  if (zeros >= VITK_DECIMAL_MAX - to->n) {
    d->overflow = true;
    return;
  }
  while (zeros-- > 0)
    to->digits[to->n++] = '0';
  to->digits[to->n++] = digit;
}

static size_t digits_ahead(const struct cursor *c, const char *from) {
  const char *p = from;
  while (p < c->end && is_digit(*p))
    p++;
  return (size_t)(p - from);
}

/* The whole part: "1234", or "1 234" where spaces group. A group is a space and just three digits, the first one has
 * one to three and no leading zero: else the space ends the number, and what follows it makes the text no number. */
static void read_whole(struct cursor *c, struct digits *d) {
  size_t first = digits_ahead(c, c->p);
  bool may_group = c->spaces_group && first >= 1 && first <= 3 && *c->p != '0';
  for (size_t i = 0; i < first; i++)
    add_digit(d, *c->p++);
  while (may_group && peek(c) == ' ' && digits_ahead(c, c->p + 1) == 3) {
    c->p++;
    for (int i = 0; i < 3; i++)
      add_digit(d, *c->p++);
  }
}

static bool read_exponent(struct cursor *c, int32_t *out) {
  *out = 0;
  if (peek(c) != 'e' && peek(c) != 'E')
    return true;
  c->p++;
  bool negative = take(c, '-');
  if (!negative)
    take(c, '+');
  size_t n = digits_ahead(c, c->p);
  if (n == 0 || n > EXPONENT_DIGITS_MAX)
    return false;
  for (; n > 0; n--)
    *out = *out * 10 + (*c->p++ - '0');
  if (negative)
    *out = -*out;
  return true;
}

/* [sign] digits [mark digits] [exponent]; `may_sign` is false at the ends of a range. */
static bool read_number(struct cursor *c, bool may_sign, struct vitk_decimal *out) {
  *out = (struct vitk_decimal){0};
  if (may_sign && !take(c, '+') && take(c, '-'))
    out->negative = 1;
  struct digits d = {.to = out};
  read_whole(c, &d);
  int32_t shift = (int32_t)d.zeros; /* so far: zeros at the end of the whole part */
  if (out->n == 0)
    shift = 0;
  if (take(c, c->mark)) {
    const char *start = c->p;
    while (is_digit(peek(c)))
      add_digit(&d, *c->p++);
    int32_t decimals = (int32_t)(c->p - start);
    shift = out->n == 0 ? 0 : (int32_t)d.zeros - decimals;
  }
  int32_t exponent;
  if (!d.any || d.overflow || !read_exponent(c, &exponent))
    return false;
  if (out->n == 0) {
    out->digits[out->n++] = '0';
    return true;
  }
  out->exponent = shift + exponent;
  return true;
}

static bool take_word(struct cursor *c, const char *word) {
  size_t n = strlen(word);
  if ((size_t)(c->end - c->p) < n)
    return false;
  for (size_t i = 0; i < n; i++)
    if ((c->p[i] | (c->p[i] >= 'A' && c->p[i] <= 'Z' ? 0x20 : 0)) != word[i])
      return false;
  c->p += n;
  return true;
}

static bool take_approximate(struct cursor *c) {
  static const char *const words[] = {"~", "ca.", "circa", "ca", "c."};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (take_word(c, words[i]))
      return true;
  return false;
}

/* After a first number: "-3" or " - 3". Spaces on one side only could be a list, a minus or a slip: not a range. */
static bool read_rest_of_range(struct cursor *c, struct vitk_quantity *out) {
  size_t before = skip_spaces(c);
  if (!take(c, '-'))
    return false;
  size_t after = skip_spaces(c);
  return (before > 0) == (after > 0) && read_number(c, false, &out->upper);
}

static uint32_t read_core(struct cursor *c, uint32_t number_flags, struct vitk_quantity *out) {
  bool below = take(c, '<');
  if (below || take(c, '>')) {
    take(c, '=');
    skip_spaces(c);
    return read_number(c, true, &out->number) ? (below ? VITK_Q_BELOW : VITK_Q_ABOVE) : VITK_Q_OTHER;
  }
  if (take_approximate(c)) {
    out->approximate = 1;
    skip_spaces(c);
  }
  bool is_signed = peek(c) == '-' || peek(c) == '+';
  if (!read_number(c, true, &out->number))
    return VITK_Q_OTHER;
  struct cursor rest = *c;
  skip_spaces(&rest);
  if (peek(&rest) == PLUS_MINUS && (number_flags & VITK_PLUS_MINUS_SD) != 0) {
    rest.p++;
    skip_spaces(&rest);
    *c = rest;
    out->has_sd = 1;
    return read_number(c, false, &out->sd) ? VITK_Q_NUMBER : VITK_Q_OTHER;
  }
  if (peek(&rest) == '-')
    return !is_signed && read_rest_of_range(c, out) ? VITK_Q_RANGE : VITK_Q_OTHER;
  return VITK_Q_NUMBER;
}

static void trim_spaces(struct cursor *c) {
  skip_spaces(c);
  while (c->end > c->p && c->end[-1] == ' ')
    c->end--;
}

static bool take_brackets(struct cursor *c) {
  if (c->end - c->p < 2 || !((*c->p == '(' && c->end[-1] == ')') || (*c->p == '[' && c->end[-1] == ']')))
    return false;
  c->p++;
  c->end--;
  trim_spaces(c);
  return true;
}

bool vitk_quantity_bare(vitk_str text, uint32_t decimal_mark, struct vitk_decimal *out) {
  if (text.n == 0 || !is_digit(*text.p))
    return false;
  struct cursor c = {.p = text.p, .end = text.p + text.n, .mark = decimal_mark == ',' ? ',' : '.'};
  return read_number(&c, false, out) && c.p == c.end;
}

void vitk_quantity_read(vitk_str text, uint32_t decimal_mark, uint32_t number_flags, struct vitk_quantity *out) {
  *out = (struct vitk_quantity){.kind = VITK_Q_OTHER};
  text = vitk_str_trim(text);
  if (text.n == 0) {
    out->kind = VITK_Q_BLANK;
    return;
  }
  if (text.n > TEXT_MAX)
    return;
  if (vitk_quantity_bare(text, decimal_mark, &out->number)) {
    out->kind = VITK_Q_NUMBER;
    return;
  }
  out->number = (struct vitk_decimal){0};
  char plain[TEXT_MAX];
  size_t n = 0;
  for (size_t i = 0, length; i < text.n; i += length) {
    length = plain_character(text.p + i, text.n - i, &plain[n]);
    if (length == 0)
      return;
    n++;
  }
  struct cursor c = {.p = plain,
                     .end = plain + n,
                     .mark = decimal_mark == ',' ? ',' : '.',
                     .spaces_group = (number_flags & VITK_SPACES_GROUP) != 0};
  trim_spaces(&c);
  struct vitk_quantity read = {0};
  if ((number_flags & VITK_PARENTHESES_ESTIMATE) != 0 && take_brackets(&c))
    read.estimated = 1;
  read.kind = read_core(&c, number_flags, &read);
  if (read.kind != VITK_Q_OTHER && c.p == c.end)
    *out = read;
}
