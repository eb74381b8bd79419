/* fold.h - names of columns and units as they are compared. */
#ifndef VITK_BASE_FOLD_H
#define VITK_BASE_FOLD_H

#include "core/base/buffer.h"

#include <stdbool.h>

/* Appends `text` folded: white space and zero-width characters left out, ASCII and Latin letters in lower case,
 * full-width forms (U+FF01-FF5E) as ASCII, µ U+00B5 / μ U+03BC / ㎍ U+338D as "µ", "µ", "µg", hyphens U+2010-2015 as
 * '-'. */
int vitk_fold(struct vitk_buffer *, vitk_str text);

/* Does the header cell `folded` match one of the spellings in `names` (parted by '|', '*' at an end: any rest)? */
bool vitk_fold_matches(vitk_str folded, const char *names);

#endif
