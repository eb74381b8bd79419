#include "core/input/xlsx_skim.h"

#include "core/base/str.h"

#include <stdlib.h>

enum { LETTERS_MAX = 3, DIGITS_MAX = 7, WORD_MAX = 9 };

/* What is being read; as in plain_xml.h, false: it is a doubt, or there is no more. */
struct reading {
  struct vitk_plain_xml xml;
  const struct vitk_xlsx_skimmer *skimmer;
  uint64_t row_text, row_mask; /* the row's number and a quote as they stand, and which bytes of it count … */
  size_t row_bytes;            /* … and how many. A mask of all ones: it is not known */
};

int vitk_xlsx_skimmer_open(struct vitk_xlsx_skimmer *skimmer, const struct vitk_limits *limits) {
  *skimmer = (struct vitk_xlsx_skimmer){.limits = limits};
  vitk_plain_stops(skimmer->stops);
  skimmer->cells = malloc((limits->columns + (size_t)1) * sizeof *skimmer->cells);
  return skimmer->cells ? VITK_OK : VITK_NOMEM;
}

void vitk_xlsx_skimmer_close(struct vitk_xlsx_skimmer *skimmer) {
  free(skimmer->cells);
}

/* --- cells */

/* "AB12" up to the quote. The row is that of the <row>, and most often written as there. */
static bool read_place(struct reading *r, char quote, uint64_t *column) {
  const char *p = r->xml.p;
  *column = 0;
  for (; p < r->xml.p + LETTERS_MAX && *p >= 'A' && *p <= 'Z'; p++)
    *column = *column * 26 + (uint64_t)(*p - 'A') + 1;
  if (p == r->xml.p)
    return false;
  --*column;
  if (quote == '"' && ((vitk_load_64(p) ^ r->row_text) & r->row_mask) == 0) {
    r->xml.p = p + r->row_bytes;
    return true;
  }
  size_t n = 0;
  while (p[n] >= '0' && p[n] <= '9')
    n++;
  r->xml.p = p + n;
  return n > 0 && n <= DIGITS_MAX && *r->xml.p++ == quote;
}

/* Up to the quote. */
static vitk_str read_word(struct reading *r, char quote) {
  const char *start = r->xml.p;
  while (*r->xml.p != quote && !r->xml.stops[(unsigned char)*r->xml.p])
    r->xml.p++;
  return (vitk_str){start, (size_t)(r->xml.p - start)};
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
  return word.n > 0 && word.n <= WORD_MAX && *r->xml.p++ == quote;
}

/* From after its name on. `column` is that of the cell if it does not say. */
static bool read_cell_tag(struct reading *r, uint64_t *column, struct vitk_xlsx_cell *cell, bool *is_empty) {
  struct vitk_plain_attributes seen;
  vitk_str value;
  unsigned known = 0;
  seen.n = 0;
  while (vitk_plain_has_attribute(&r->xml)) {
    char name = r->xml.p[0], quote = r->xml.p[2];
    if (r->xml.p[1] == '=' && (quote == '"' || quote == '\'') && (name == 'r' || name == 's' || name == 't')) {
      unsigned bit = 1U << (name - 'r');
      r->xml.p += 3;
      if ((known & bit) != 0 || !read_known(r, name, quote, column, cell))
        return false;
      known |= bit;
    } else if (!vitk_plain_attribute(&r->xml, &seen, &value)) {
      return false;
    }
  }
  return vitk_plain_tag_end(&r->xml, is_empty);
}

/* <is> with a <t>, from after its name on. */
static bool read_inline(struct reading *r, vitk_str *text) {
  bool is_empty;
  *text = (vitk_str){"", 0};
  if (!vitk_plain_skip_attributes(&r->xml, &is_empty))
    return false;
  if (is_empty)
    return true;
  vitk_plain_skip_blanks(&r->xml);
  if (vitk_plain_take(&r->xml, "<t") && !vitk_plain_leaf(&r->xml, "</t>", text))
    return false;
  vitk_plain_skip_blanks(&r->xml);
  return vitk_plain_take(&r->xml, "</is>");
}

/* `<v>17</v></c>`, which most cells of most sheets hold. false: something else, and `p` is where it was. */
static bool read_shared_number(struct reading *r, struct vitk_xlsx_cell *cell) {
  static const char end[] = "</v></c>";
  const char *digits = r->xml.p + strlen("<v>"), *p = digits;
  uint64_t number = 0;
  if (memcmp(r->xml.p, "<v>", strlen("<v>")) != 0)
    return false;
  for (; p < digits + DIGITS_MAX && *p >= '0' && *p <= '9'; p++)
    number = number * 10 + (uint64_t)(*p - '0');
  if (p == digits || number >= r->skimmer->strings || memcmp(p, end, strlen(end)) != 0)
    return false;
  cell->text = (vitk_str){digits, (size_t)(p - digits)};
  r->xml.p = p + strlen(end);
  return true;
}

/* What a cell holds, to its end. */
static bool read_content(struct reading *r, struct vitk_xlsx_cell *cell) {
  vitk_str *text = &cell->text, formula = {NULL, 0};
  for (;;) {
    vitk_plain_skip_blanks(&r->xml);
    if (vitk_plain_take(&r->xml, "</c>"))
      return true;
    bool taken = false;
    if (text->p == NULL && vitk_plain_take(&r->xml, "<v"))
      taken = vitk_plain_leaf(&r->xml, "</v>", text);
    else if (text->p == NULL && vitk_plain_take(&r->xml, "<is"))
      taken = read_inline(r, text);
    else if (formula.p == NULL && vitk_plain_take(&r->xml, "<f"))
      taken = vitk_plain_leaf(&r->xml, "</f>", &formula);
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
  struct vitk_plain_attributes seen;
  vitk_str value;
  seen.n = 0;
  while (vitk_plain_has_attribute(&r->xml)) {
    bool is_number = r->xml.p[0] == 'r' && r->xml.p[1] == '=';
    if (!vitk_plain_attribute(&r->xml, &seen, &value) || (is_number && !vitk_xlsx_whole_number(value, number)))
      return false;
    if (is_number)
      keep_number(r, value);
  }
  return *number > 0 && *number <= r->skimmer->limits->sheet_rows && vitk_plain_tag_end(&r->xml, is_empty);
}

static bool read_row(struct reading *r, struct vitk_xlsx_skimmer *skimmer) {
  bool is_empty;
  uint64_t next = 0;
  skimmer->number = skimmer->row + 1;
  skimmer->n_cells = 0;
  if (!vitk_plain_take(&r->xml, "<row") || !read_row_tag(r, &skimmer->number, &is_empty))
    return false;
  while (!is_empty) {
    vitk_plain_skip_blanks(&r->xml);
    if (vitk_plain_take(&r->xml, "</row>"))
      break;
    struct vitk_xlsx_cell *cell = &skimmer->cells[skimmer->n_cells];
    if (!vitk_plain_take(&r->xml, "<c") || !read_cell(r, &next, cell))
      return false;
    skimmer->n_cells += cell->text.p != NULL;
  }
  return true;
}

static bool read_shared(struct reading *r, struct vitk_xlsx_skimmer *skimmer) {
  bool is_empty;
  skimmer->text = (vitk_str){"", 0};
  if (!vitk_plain_take(&r->xml, "<si") || !vitk_plain_skip_attributes(&r->xml, &is_empty))
    return false;
  if (is_empty)
    return true;
  vitk_plain_skip_blanks(&r->xml);
  if (vitk_plain_take(&r->xml, "<t") && !vitk_plain_leaf(&r->xml, "</t>", &skimmer->text))
    return false;
  vitk_plain_skip_blanks(&r->xml);
  return vitk_plain_take(&r->xml, "</si>");
}

static enum vitk_skim skim(struct vitk_xlsx_skimmer *skimmer, const char *p, size_t n, struct vitk_skimmed *out,
                           bool (*read)(struct reading *, struct vitk_xlsx_skimmer *)) {
  struct reading r = {.xml = {.p = p, .stops = skimmer->stops}, .skimmer = skimmer, .row_mask = ~UINT64_C(0)};
  if (!read(&r, skimmer))
    return (size_t)(r.xml.p - p) + VITK_PLAIN_AHEAD > n ? VITK_SKIM_CUT : VITK_SKIM_DOUBT;
  *out = (struct vitk_skimmed){.n = (size_t)(r.xml.p - p), .lines = r.xml.lines};
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
