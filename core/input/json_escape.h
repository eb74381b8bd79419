/* json_escape.h - finds what the parser of JSON lets pass: \u escapes of half a character. */
#ifndef VITK_INPUT_JSON_ESCAPE_H
#define VITK_INPUT_JSON_ESCAPE_H

#include "core/base/str.h"

/* Where a scan stands within an escape, from one piece of the text to the next; zero at the start. */
struct vitk_json_escape {
  bool after_backslash;
  bool high;       /* a first half was there, and its second must follow at once */
  uint32_t digits; /* of \uXXXX that are still to come */
  uint32_t value;
};

/* Where in text[0 … n-1] a half surrogate without its other half shows; n: there is none. Escapes that are wrong in
 * another way are the parser's to refuse. */
size_t vitk_json_half_character(struct vitk_json_escape *, const char *text, size_t n);

#endif
