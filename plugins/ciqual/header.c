/* header.c - is the first record of a member, or a row of a workbook's sheet, the header of a flat CIQUAL table, and of
 * which kind?
 *
 * It is only looked at, in ASCII and whatever the charset; the host reads it when the table is opened.
 */
#include "ciqual.h"

enum { CELL = 96, ROWS = 10 }; /* bytes of a cell that are kept: more than any name; rows of a sheet looked at */

struct scan {
  vitk_str head;
  size_t at;
  char delimiter;
  bool more;
};

/* The next cell of the record, without white space and in lower case. */
static bool next_cell(struct scan *scan, char cell[CELL + 1]) {
  size_t n = 0;
  bool quoted = false;
  if (!scan->more)
    return false;
  scan->more = false;
  for (; scan->at < scan->head.n; scan->at++) {
    char c = scan->head.p[scan->at];
    if (c == '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && (c == scan->delimiter || c == '\n' || c == '\r')) {
      scan->more = c == scan->delimiter;
      scan->at++;
      break;
    }
    if (!slice_white(c) && n < CELL)
      cell[n++] = slice_lower(c);
  }
  cell[n] = '\0';
  return true;
}

static void look_at(const char *cell, bool *code, bool *name, struct cq_header *out) {
  vitk_str text = slice(cell);
  out->numbers = out->numbers || slice_equal(text, "origfdcd");
  *code = *code || slice_equal(text, "alim_code") || slice_equal(text, "origfdcd");
  *name =
      *name || slice_equal(text, "alim_nom_fr") || slice_equal(text, "alim_nom_eng") || slice_equal(text, "origfdnm");
  for (int i = 0; i < CQ_N_CONSTITUENTS; i++) {
    bool coded = slice_starts(text, vitk_cq_constituents[i].code);
    if (!coded && !vitk_cq_has_word(text, vitk_cq_constituents[i].words))
      continue;
    out->vitamin = true;
    out->coded = out->coded || coded;
    out->broken = out->broken || vitk_cq_has_word(text, "g100g)");
  }
}

static bool read_record(vitk_str head, char delimiter, struct cq_header *out) {
  char cell[CELL + 1] = "";
  bool code = false, name = false;
  struct scan scan = {.head = head, .delimiter = delimiter, .more = true};
  *out = (struct cq_header){.delimiter = delimiter};
  while (next_cell(&scan, cell))
    look_at(cell, &code, &name, out);
  out->named = code && name;
  return out->named;
}

/* The head of a workbook is text: a form feed and a sheet's name, then its rows. */
static bool read_workbook(vitk_str head, struct cq_header *out) {
  vitk_str sheet = {NULL, 0};
  for (int row = 0; head.n > 0; row++) {
    const char *end = memchr(head.p, '\n', head.n);
    vitk_str line = {head.p, end != NULL ? (size_t)(end - head.p) : head.n};
    if (line.n > 0 && line.p[0] == '\f') {
      sheet = slice_from(line, 1);
      row = 0;
    } else if (row <= ROWS && read_record(line, '\t', out)) {
      out->sheet = sheet;
      return true;
    }
    head = slice_from(head, line.n + 1);
  }
  return false;
}

bool vitk_cq_read_header(vitk_str head, struct cq_header *out) {
  static const char delimiters[] = ";,\t";
  if (slice_starts(head, "\f"))
    return read_workbook(head, out);
  if (slice_starts(head, "\xEF\xBB\xBF"))
    head = slice_from(head, 3);
  for (const char *delimiter = delimiters; *delimiter != '\0'; delimiter++)
    if (read_record(head, *delimiter, out))
      return true;
  return false;
}
