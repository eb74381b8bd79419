#include "core/input/xlsx_skim.h"

#include "core/base/str.h"
#include "core/input/charset.h"

#include <stdlib.h>

enum {
  AHEAD = 32, /* a fault is found within so many bytes of where `p` is left */
  ATTRIBUTES_MAX = 16,
  LETTERS_MAX = 3,
  DIGITS_MAX = 7,
  KIND_MAX = 9
};

/* What is being read. The functions below leave `p` after what they read; false: it is a doubt, or there is no more. */
struct reading {
  const struct vitk_xlsx_skimmer *skimmer;
  const char *p;
  uint64_t lines;
  uint64_t row_text, row_mask; /* the row's number and a quote as they stand, and which bytes of it count … */
  size_t row_bytes;            /* … and how many. A mask of all ones: it is not known */
};

static const struct reference {
  const char *text;
  char stands_for;
} references[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};

static bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* What ends a plain text, or needs a look. */
static bool stops_text(unsigned char c) {
  return (c < ' ' && c != '\t') || c == '<' || c == '&' || c == '>' || c >= 0x80;
}

int vitk_xlsx_skimmer_open(struct vitk_xlsx_skimmer *skimmer, const struct vitk_limits *limits) {
  *skimmer = (struct vitk_xlsx_skimmer){.limits = limits};
  for (unsigned c = 0; c < 256; c++)
    skimmer->text_stops[c] = stops_text((unsigned char)c);
  skimmer->cells = malloc((limits->columns + (size_t)1) * sizeof *skimmer->cells);
  return skimmer->cells ? VITK_OK : VITK_NOMEM;
}

void vitk_xlsx_skimmer_close(struct vitk_xlsx_skimmer *skimmer) {
  free(skimmer->cells);
}

/* The literal, if it comes. */
static inline __attribute__((always_inline)) bool take(struct reading *r, const char *literal) {
  size_t n = strlen(literal);
  if (memcmp(r->p, literal, n) != 0)
    return false;
  r->p += n;
  return true;
}

static inline void skip_blanks(struct reading *r) {
  for (; is_blank(*r->p); r->p++)
    r->lines += *r->p == '\n';
}

/* --- texts */

/* The reference at p, of which no more bytes are looked at than match. NULL: none of the five. */
static const struct reference *reference_at(const char *p) {
  for (size_t i = 0; i < sizeof references / sizeof references[0]; i++)
    if (strncmp(p, references[i].text, strlen(references[i].text)) == 0)
      return &references[i];
  return NULL;
}

/* UTF-8 without U+FFFE and U+FFFF, which XML can't have. */
static bool is_xml_text(vitk_str text) {
  bool broken;
  const char *end = text.p + text.n;
  if (vitk_utf8_prefix(text.p, text.n, &broken) != text.n)
    return false;
  for (const char *p = text.p; (p = memchr(p, 0xEF, (size_t)(end - p))) != NULL; p += 3)
    if (p[1] == '\xBF' && (unsigned char)p[2] >= 0xBE)
      return false;
  return true;
}

/* Up to a '<'. */
static bool read_text(struct reading *r, vitk_str *out) {
  const char *start = r->p;
  bool is_ascii = true;
  for (;;) {
    while (!r->skimmer->text_stops[(unsigned char)*r->p])
      r->p++;
    if (*r->p == '<')
      break;
    if (*r->p == '&') {
      const struct reference *reference = reference_at(r->p);
      if (reference == NULL)
        return false;
      r->p += strlen(reference->text);
      continue;
    }
    if (*r->p == '\n')
      r->lines++;
    else if ((unsigned char)*r->p >= 0x80)
      is_ascii = false;
    else
      return false;
    r->p++;
  }
  *out = (vitk_str){start, (size_t)(r->p - start)};
  return is_ascii || is_xml_text(*out);
}

int vitk_xlsx_add_text(struct vitk_buffer *to, vitk_str text) {
  const char *end = text.p + text.n, *next;
  int code = VITK_OK;
  while (code == VITK_OK && (next = memchr(text.p, '&', (size_t)(end - text.p))) != NULL) {
    const struct reference *reference = reference_at(next);
    code = vitk_buffer_add(to, text.p, (size_t)(next - text.p));
    if (code == VITK_OK)
      code = vitk_buffer_add(to, &reference->stands_for, 1);
    text.p = next + strlen(reference->text);
  }
  return code == VITK_OK ? vitk_buffer_add(to, text.p, (size_t)(end - text.p)) : code;
}

/* --- tags */

struct attributes {
  size_t n;
  vitk_str names[ATTRIBUTES_MAX]; /* that a tag was seen to have */
};

static bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool read_name(struct reading *r, vitk_str *out) {
  const char *start = r->p;
  if (!is_name_start(*r->p))
    return false;
  while (is_name_start(*r->p) || (*r->p >= '0' && *r->p <= '9') || *r->p == '-' || *r->p == '.')
    r->p++;
  *out = (vitk_str){start, (size_t)(r->p - start)};
  return true;
}

/* An attribute that has no meaning here, or has one, with its value. One with a prefix means nothing if its name
 * without it is none that does: libxml2 tells of both alike where the prefix is not declared. */
static bool read_attribute(struct reading *r, struct attributes *seen, vitk_str *value) {
  vitk_str name, rest;
  if (!read_name(r, &name) || vitk_str_is(name, "xmlns"))
    return false;
  if (*r->p == ':') {
    r->p++;
    if (!read_name(r, &rest) || rest.n == 1)
      return false;
    name.n += 1 + rest.n;
  }
  char quote = r->p[0] == '=' ? r->p[1] : '\0';
  if (quote != '"' && quote != '\'')
    return false;
  const char *start = r->p += 2;
  while (*r->p != '"' && *r->p != '\'' && !r->skimmer->text_stops[(unsigned char)*r->p])
    r->p++;
  *value = (vitk_str){start, (size_t)(r->p - start)};
  if (*r->p != quote || seen->n == ATTRIBUTES_MAX)
    return false;
  for (size_t i = 0; i < seen->n; i++)
    if (vitk_str_equal(seen->names[i], name))
      return false;
  seen->names[seen->n++] = name;
  r->p++;
  return true;
}

/* Is there another attribute? */
static bool has_attribute(struct reading *r) {
  if (*r->p != ' ')
    return false;
  while (*r->p == ' ')
    r->p++;
  return *r->p != '>' && *r->p != '/';
}

static bool read_tag_end(struct reading *r, bool *is_empty) {
  *is_empty = *r->p == '/';
  r->p += *is_empty;
  return take(r, ">");
}

static bool skip_attributes(struct reading *r, bool *is_empty) {
  struct attributes seen;
  vitk_str value;
  seen.n = 0;
  while (has_attribute(r))
    if (!read_attribute(r, &seen, &value))
      return false;
  return read_tag_end(r, is_empty);
}

/* An element of text alone, from after its name on. */
static inline __attribute__((always_inline)) bool read_leaf(struct reading *r, const char *end_tag, vitk_str *text) {
  bool is_empty;
  *text = (vitk_str){"", 0};
  if (!take(r, ">")) {
    if (!skip_attributes(r, &is_empty))
      return false;
    if (is_empty)
      return true;
  }
  return read_text(r, text) && take(r, end_tag);
}

/* --- cells */

/* "AB12" up to the quote. The row is that of the <row>, and most often written as there. */
static bool read_place(struct reading *r, char quote, uint64_t *column) {
  const char *p = r->p;
  *column = 0;
  for (; p < r->p + LETTERS_MAX && *p >= 'A' && *p <= 'Z'; p++)
    *column = *column * 26 + (uint64_t)(*p - 'A') + 1;
  if (p == r->p)
    return false;
  --*column;
  if (quote == '"' && ((vitk_load_64(p) ^ r->row_text) & r->row_mask) == 0) {
    r->p = p + r->row_bytes;
    return true;
  }
  size_t n = 0;
  while (p[n] >= '0' && p[n] <= '9')
    n++;
  r->p = p + n;
  return n > 0 && n <= DIGITS_MAX && *r->p++ == quote;
}

/* Up to the quote. */
static vitk_str read_word(struct reading *r, char quote) {
  const char *start = r->p;
  while (*r->p != quote && !r->skimmer->text_stops[(unsigned char)*r->p])
    r->p++;
  return (vitk_str){start, (size_t)(r->p - start)};
}

/* ` r="AB12"`, ` s="3"` or ` t="str"`, of which `p` is at the value. */
static bool read_known(struct reading *r, char name, char quote, uint64_t *column, struct vitk_xlsx_cell *cell) {
  if (name == 'r')
    return read_place(r, quote, column);
  uint64_t number;
  vitk_str word = read_word(r, quote);
  if (name == 's' && !vitk_xlsx_whole_number(word, &number))
    return false;
  if (name == 's')
    cell->style = (uint32_t)number;
  else
    cell->kind = vitk_xlsx_kind_of(word);
  return word.n > 0 && word.n <= KIND_MAX && *r->p++ == quote;
}

/* From after its name on. `column` is that of the cell if it does not say. */
static bool read_cell_tag(struct reading *r, uint64_t *column, struct vitk_xlsx_cell *cell, bool *is_empty) {
  struct attributes seen;
  vitk_str value;
  unsigned known = 0;
  seen.n = 0;
  while (has_attribute(r)) {
    char name = r->p[0], quote = r->p[2];
    if (r->p[1] == '=' && (quote == '"' || quote == '\'') && (name == 'r' || name == 's' || name == 't')) {
      unsigned bit = 1U << (name - 'r');
      r->p += 3;
      if ((known & bit) != 0 || !read_known(r, name, quote, column, cell))
        return false;
      known |= bit;
    } else if (!read_attribute(r, &seen, &value)) {
      return false;
    }
  }
  return read_tag_end(r, is_empty);
}

/* <is> with a <t>, from after its name on. */
static bool read_inline(struct reading *r, vitk_str *text) {
  bool is_empty;
  *text = (vitk_str){"", 0};
  if (!skip_attributes(r, &is_empty))
    return false;
  if (is_empty)
    return true;
  skip_blanks(r);
  if (take(r, "<t") && !read_leaf(r, "</t>", text))
    return false;
  skip_blanks(r);
  return take(r, "</is>");
}

/* `<v>17</v></c>`, which most cells of most sheets hold. false: something else, and `p` is where it was. */
static bool read_shared_number(struct reading *r, struct vitk_xlsx_cell *cell) {
  static const char end[] = "</v></c>";
  const char *digits = r->p + strlen("<v>"), *p = digits;
  uint64_t number = 0;
  if (memcmp(r->p, "<v>", strlen("<v>")) != 0)
    return false;
  for (; p < digits + DIGITS_MAX && *p >= '0' && *p <= '9'; p++)
    number = number * 10 + (uint64_t)(*p - '0');
  if (p == digits || number >= r->skimmer->strings || memcmp(p, end, strlen(end)) != 0)
    return false;
  cell->text = (vitk_str){digits, (size_t)(p - digits)};
  r->p = p + strlen(end);
  return true;
}

/* What a cell holds, to its end. */
static bool read_content(struct reading *r, struct vitk_xlsx_cell *cell) {
  vitk_str *text = &cell->text, formula = {NULL, 0};
  for (;;) {
    skip_blanks(r);
    if (take(r, "</c>"))
      return true;
    bool taken = false;
    if (text->p == NULL && take(r, "<v"))
      taken = read_leaf(r, "</v>", text);
    else if (text->p == NULL && take(r, "<is"))
      taken = read_inline(r, text);
    else if (formula.p == NULL && take(r, "<f"))
      taken = read_leaf(r, "</f>", &formula);
    if (!taken)
      return false;
  }
}

/* The same, with what a shared text's number has to be. */
static bool read_checked_content(struct reading *r, struct vitk_xlsx_cell *cell) {
  uint64_t number;
  if (cell->kind == VITK_XLSX_SHARED && read_shared_number(r, cell))
    return true;
  return read_content(r, cell) && (cell->kind != VITK_XLSX_SHARED || cell->text.p == NULL ||
                                   (vitk_xlsx_whole_number(cell->text, &number) && number < r->skimmer->strings));
}

/* From after its name on; `next` is the column that the next cell has if it does not say. */
static bool read_cell(struct reading *r, uint64_t *next, struct vitk_xlsx_cell *cell) {
  uint64_t column = *next;
  bool is_empty;
  *cell = (struct vitk_xlsx_cell){.kind = VITK_XLSX_NUMBER};
  if (!read_cell_tag(r, &column, cell, &is_empty) || (!is_empty && !read_checked_content(r, cell)))
    return false;
  if (column < *next || column >= r->skimmer->limits->columns) /* two in one column, perhaps */
    return false;
  cell->column = (uint32_t)column;
  *next = column + 1;
  return true;
}

/* --- rows and shared texts */

/* Keeps the row's number as its cells may end in it. */
static void keep_number(struct reading *r, vitk_str number) {
  char bytes[sizeof r->row_text] = {0}, mask[sizeof r->row_mask] = {0};
  if (number.n > DIGITS_MAX)
    return;
  memcpy(bytes, number.p, number.n);
  bytes[number.n] = '"';
  memset(mask, 0xFF, number.n + 1);
  r->row_text = vitk_load_64(bytes);
  r->row_mask = vitk_load_64(mask);
  r->row_bytes = number.n + 1;
}

static bool read_row_tag(struct reading *r, uint64_t *number, bool *is_empty) {
  struct attributes seen;
  vitk_str value;
  seen.n = 0;
  while (has_attribute(r)) {
    bool is_number = r->p[0] == 'r' && r->p[1] == '=';
    if (!read_attribute(r, &seen, &value) || (is_number && !vitk_xlsx_whole_number(value, number)))
      return false;
    if (is_number)
      keep_number(r, value);
  }
  return *number > 0 && *number <= r->skimmer->limits->sheet_rows && read_tag_end(r, is_empty);
}

static bool read_row(struct reading *r, struct vitk_xlsx_skimmer *skimmer) {
  bool is_empty;
  uint64_t next = 0;
  skimmer->number = skimmer->row + 1;
  skimmer->n_cells = 0;
  if (!take(r, "<row") || !read_row_tag(r, &skimmer->number, &is_empty))
    return false;
  while (!is_empty) {
    skip_blanks(r);
    if (take(r, "</row>"))
      break;
    struct vitk_xlsx_cell *cell = &skimmer->cells[skimmer->n_cells];
    if (!take(r, "<c") || !read_cell(r, &next, cell))
      return false;
    skimmer->n_cells += cell->text.p != NULL;
  }
  return true;
}

static bool read_shared(struct reading *r, struct vitk_xlsx_skimmer *skimmer) {
  bool is_empty;
  skimmer->text = (vitk_str){"", 0};
  if (!take(r, "<si") || !skip_attributes(r, &is_empty))
    return false;
  if (is_empty)
    return true;
  skip_blanks(r);
  if (take(r, "<t") && !read_leaf(r, "</t>", &skimmer->text))
    return false;
  skip_blanks(r);
  return take(r, "</si>");
}

static enum vitk_skim skim(struct vitk_xlsx_skimmer *skimmer, const char *p, size_t n, struct vitk_skimmed *out,
                           bool (*read)(struct reading *, struct vitk_xlsx_skimmer *)) {
  struct reading r = {.skimmer = skimmer, .p = p, .row_mask = ~UINT64_C(0)};
  if (!read(&r, skimmer))
    return (size_t)(r.p - p) + AHEAD > n ? VITK_SKIM_CUT : VITK_SKIM_DOUBT;
  *out = (struct vitk_skimmed){.n = (size_t)(r.p - p), .lines = r.lines};
  return VITK_SKIM_PASS;
}

enum vitk_skim vitk_xlsx_skim_row(struct vitk_xlsx_skimmer *skimmer, const char *p, size_t n,
                                  struct vitk_skimmed *out) {
  return skim(skimmer, p, n, out, read_row);
}

enum vitk_skim vitk_xlsx_skim_text(struct vitk_xlsx_skimmer *skimmer, const char *p, size_t n,
                                   struct vitk_skimmed *out) {
  return skim(skimmer, p, n, out, read_shared);
}
