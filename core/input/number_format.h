/* number_format.h - what a spreadsheet's number format adds to the number that it shows: "\(General\)" makes 5 look
 * like (5), which is how some tables mark an estimate. Formats are those of OOXML, ECMA-376 part 1, 18.8.31. */
#ifndef VITK_INPUT_NUMBER_FORMAT_H
#define VITK_INPUT_NUMBER_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

enum {
  VITK_SHOWN_IN_PARENTHESES = 1,
  VITK_SHOWN_WITHOUT_SIGN = 2, /* a negative number for which the format has a form of its own */
  VITK_SHOWN_BELOW = 4,        /* a '<' stands before it */
  VITK_SHOWN_AS_DATE = 8       /* or time */
};

/* Can the format show any number or text in one of these ways? */
bool vitk_number_format_matters(const char *code);

uint32_t vitk_number_format_shows(const char *code, double number);

/* Is text of the cell shown in parentheses? */
bool vitk_number_format_encloses_text(const char *code);

/* The code of a built-in format that matters; NULL: it does not, or there is none. */
const char *vitk_number_format_built_in(uint32_t id);

#endif
