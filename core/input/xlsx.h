/* xlsx.h - what the parts of the OOXML reader share among themselves. */
#ifndef VITK_INPUT_XLSX_H
#define VITK_INPUT_XLSX_H

#include "vitk/plugin.h"

#include <stdbool.h>

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
