/* headrow.h - finds the header of a table in the head of a member, for probes. Header only.
 *
 * A member's head is bytes in a charset that is not known yet, or, of a workbook, UTF-8 lines of cells parted by TAB in
 * which a form feed and a name begin each sheet. Names are compared without white space and quotes, and in one case.
 */
#ifndef VITK_PLUGINS_COMMON_HEADROW_H
#define VITK_PLUGINS_COMMON_HEADROW_H

#include "common/slice.h"

enum { HEADROW_ROWS = 60, HEADROW_NAMES = 8 };

static inline bool headrow_is_workbook(vitk_str head) {
  return head.n > 0 && head.p[0] == '\f';
}

/* `name`: without white space; a '*' at its end stands for any rest. A NUL in the cell is none of its end. */
static inline bool headrow_cell_is(vitk_str cell, const char *name) {
  size_t at = 0;
  for (size_t i = 0; i < cell.n; i++) {
    if (slice_white(cell.p[i]) || cell.p[i] == '"')
      continue;
    if (name[at] == '*')
      return true;
    if (name[at] == '\0' || slice_lower(cell.p[i]) != slice_lower(name[at]))
      return false;
    at++;
  }
  return name[at] == '\0' || name[at] == '*';
}

/* The line that the rest begins with, without its end; `rest` goes on behind it. */
static inline vitk_str headrow_line(vitk_str *rest) {
  const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
  vitk_str line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
  *rest = slice_from(*rest, line.n + 1);
  if (line.n > 0 && line.p[line.n - 1] == '\r')
    line.n--;
  return line;
}

/* The cell that the rest of a line begins with. */
static inline vitk_str headrow_cell(vitk_str *rest, char delimiter) {
  const char *end = rest->n > 0 ? memchr(rest->p, delimiter, rest->n) : NULL;
  vitk_str cell = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
  *rest = slice_from(*rest, cell.n + 1);
  return cell;
}

/* Does one of the first rows bear all of the names, HEADROW_NAMES at most? A row that the head cuts off counts. */
static inline bool headrow_find(vitk_str head, char delimiter, const char *const *names, uint32_t n) {
  if (slice_starts(head, "\xEF\xBB\xBF"))
    head = slice_from(head, 3);
  for (int row = 0; head.n > 0; row++) {
    vitk_str line = headrow_line(&head);
    uint32_t found = 0;
    if (line.n > 0 && line.p[0] == '\f')
      row = 0;
    if (row > HEADROW_ROWS)
      continue;
    while (line.n > 0) {
      vitk_str cell = headrow_cell(&line, delimiter);
      for (uint32_t i = 0; i < n; i++)
        if (headrow_cell_is(cell, names[i]))
          found |= 1U << i;
    }
    if (found + 1 == 1U << n)
      return true;
  }
  return false;
}

/* The rows of the sheet of a workbook's head whose name, folded, is this; n 0: there is none. */
static inline vitk_str headrow_sheet(vitk_str head, const char *name) {
  while (head.n > 0) {
    vitk_str line = headrow_line(&head);
    if (line.n > 0 && line.p[0] == '\f' && headrow_cell_is(slice_from(line, 1), name)) {
      const char *end = head.n > 0 ? memchr(head.p, '\f', head.n) : NULL;
      head.n = end ? (size_t)(end - head.p) : head.n;
      return head;
    }
  }
  return head;
}

/* A cell of a row that came with a stride. */
static inline vitk_str headrow_text(const struct vitk_row *row, uint32_t column) {
  vitk_str none = {NULL, 0};
  if (column >= row->n_cells)
    return none;
  return ((const struct vitk_cell *)(const void *)((const char *)row->cells + (size_t)column * row->cell_stride))->text;
}

#endif
