/* sheet.h - the sheets in the head of a workbook, one after the other. Header only. */
#ifndef VITK_PLUGINS_COMMON_SHEET_H
#define VITK_PLUGINS_COMMON_SHEET_H

#include "common/slice.h"

/* Takes the next sheet off the head: its name, and its first rows as lines of cells parted by TAB. false: there is
 * none, as in the head of what is no workbook. */
static inline bool sheet_next(vitk_str *head, vitk_str *name, vitk_str *rows) {
  if (head->n == 0 || head->p[0] != '\f')
    return false;
  vitk_str rest = slice_from(*head, 1);
  const char *next = rest.n > 0 ? (const char *)memchr(rest.p, '\f', rest.n) : NULL;
  size_t n = next != NULL ? (size_t)(next - rest.p) : rest.n;
  const char *line = n > 0 ? (const char *)memchr(rest.p, '\n', n) : NULL;
  name->p = rest.p;
  name->n = line != NULL ? (size_t)(line - rest.p) : n;
  *rows = slice_from(rest, line != NULL ? name->n + 1 : n);
  rows->n = line != NULL ? n - name->n - 1 : 0;
  *head = slice_from(rest, n);
  return true;
}

#endif
