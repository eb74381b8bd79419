/* headcells.h - the cells in the head of a member, one after the other and whatever its format is, for sources whose
 * names are in Chinese or Japanese. Header only.
 *
 * A cell ends at a tab, a comma, a semicolon, a quote or a line's end: so the quoted names of a CSV and the keys of a
 * JSON come out bare. Texts are compared without white space, and that includes the ideographic space that pads names,
 * and with full-width forms of ASCII as ASCII.
 */
#ifndef VITK_PLUGINS_COMMON_HEADCELLS_H
#define VITK_PLUGINS_COMMON_HEADCELLS_H

#include "common/slice.h"

struct headcells {
  vitk_str left;  /* the head */
  vitk_str sheet; /* of a workbook: where the cell stands; p NULL: it is none */
};

/* Length of the white space at the front of the text: ASCII's, U+00A0, U+3000 and the byte order mark. 0: none. */
static inline size_t headcells_white(vitk_str s) {
  if (s.n >= 1 && slice_white(s.p[0]))
    return 1;
  if (s.n >= 2 && memcmp(s.p, "\xC2\xA0", 2) == 0)
    return 2;
  if (s.n >= 3 && (memcmp(s.p, "\xE3\x80\x80", 3) == 0 || memcmp(s.p, "\xEF\xBB\xBF", 3) == 0))
    return 3;
  return 0;
}

static inline vitk_str headcells_skip_white(vitk_str s) {
  size_t n;
  while ((n = headcells_white(s)) > 0)
    s = slice_from(s, n);
  return s;
}

/* The ASCII that the text begins with, its full-width forms (U+FF01 to U+FF5E) among it, and its length in bytes; else
 * the first byte. The text is not blank. */
static inline char headcells_byte(vitk_str s, size_t *length) {
  const unsigned char *p = (const unsigned char *)s.p;
  *length = 1;
  if (s.n < 3 || p[0] != 0xEF || !((p[1] == 0xBC && p[2] >= 0x81) || (p[1] == 0xBD && p[2] <= 0x9E)))
    return s.p[0];
  *length = 3;
  return (char)(p[1] == 0xBC ? p[2] - 0x60 : p[2] - 0x20);
}

/* Takes `prefix`, which has no white space and no full-width forms, off the front of the text. false: it begins with
 * something else. */
static inline bool headcells_take(vitk_str *text, const char *prefix) {
  vitk_str rest = headcells_skip_white(*text);
  for (; *prefix != '\0'; prefix++) {
    size_t length = 0;
    if (rest.n == 0 || headcells_byte(rest, &length) != *prefix)
      return false;
    rest = slice_from(rest, length);
    if (((unsigned char)prefix[1] & 0xC0U) != 0x80U) /* between two characters */
      rest = headcells_skip_white(rest);
  }
  *text = rest;
  return true;
}

/* Takes a number of `least` to `most` digits, nine at most, off the front. false: there is none, or a longer one. */
static inline bool headcells_take_number(vitk_str *text, unsigned least, unsigned most, unsigned *out) {
  vitk_str rest = headcells_skip_white(*text);
  size_t length = 0;
  unsigned n = 0;
  for (*out = 0; rest.n > 0 && slice_digit(headcells_byte(rest, &length)); n++) {
    if (n == most)
      return false;
    *out = *out * 10 + (unsigned)(headcells_byte(rest, &length) - '0');
    rest = slice_from(rest, length);
  }
  if (n < least)
    return false;
  *text = rest;
  return true;
}

static inline bool headcells_starts(vitk_str text, const char *prefix) {
  return headcells_take(&text, prefix);
}

static inline bool headcells_is(vitk_str text, const char *name) {
  return headcells_take(&text, name) && text.n == 0;
}

/* Does the text hold `word`? */
static inline bool headcells_has(vitk_str text, const char *word) {
  for (; text.n > 0; text = slice_from(text, 1))
    if (headcells_starts(text, word))
      return true;
  return false;
}

static inline bool headcells_ends_cell(char c) {
  return c == '\t' || c == ',' || c == ';' || c == '"' || c == '\r' || c == '\n' || c == '\f';
}

/* The next cell that is not blank; false: there is none. */
static inline bool headcells_next(struct headcells *cells, vitk_str *cell) {
  while (cells->left.n > 0) {
    vitk_str left = cells->left;
    size_t n = 0;
    if (left.p[0] == '\f') {
      while (n < left.n && left.p[n] != '\n')
        n++;
      cells->sheet = (vitk_str){left.p + 1, n - 1};
      cells->left = slice_from(left, n);
      continue;
    }
    while (n < left.n && !headcells_ends_cell(left.p[n]))
      n++;
    *cell = headcells_skip_white((vitk_str){left.p, n});
    cells->left = slice_from(left, n < left.n && left.p[n] != '\f' ? n + 1 : n);
    if (cell->n > 0)
      return true;
  }
  return false;
}

/* A cell of a row that came with a stride. */
static inline const struct vitk_cell *headcells_of(const struct vitk_row *row, uint32_t column) {
  static const struct vitk_cell none = {.kind = VITK_CELL_TEXT};
  if (column >= row->n_cells)
    return &none;
  return (const struct vitk_cell *)(const void *)((const char *)row->cells + (size_t)column * row->cell_stride);
}

#endif
