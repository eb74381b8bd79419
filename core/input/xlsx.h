/* xlsx.h - what the parts of the OOXML reader share among themselves. */
#ifndef VITK_INPUT_XLSX_H
#define VITK_INPUT_XLSX_H

#include "vitk/plugin.h"

#include <stdbool.h>

/* What a cell's type `t` says of its text; OTHER: it is the text that is shown, as that of an error is. */
enum vitk_xlsx_kind {
  VITK_XLSX_NUMBER,
  VITK_XLSX_SHARED, /* the number of a shared text */
  VITK_XLSX_TEXT,
  VITK_XLSX_BOOLEAN,
  VITK_XLSX_DATE,
  VITK_XLSX_OTHER
};
enum vitk_xlsx_kind vitk_xlsx_kind_of(vitk_str type);

/* A number of up to nine digits that is all of the text; false: it is none. */
bool vitk_xlsx_whole_number(vitk_str text, uint64_t *out);

/* Where a parser is within a shared or inline text: what stands in <t> counts, but not how it is spoken (<rPh>). */
struct vitk_xlsx_text {
  bool collects;
  uint32_t spoken;
};
void vitk_xlsx_text_start(struct vitk_xlsx_text *, const char *name);
void vitk_xlsx_text_end(struct vitk_xlsx_text *, const char *name);

/* "_x000D_" in a text is the character U+000D. Shortens it in place; returns the new length. */
size_t vitk_xlsx_unescape(char *p, size_t n);

#endif
