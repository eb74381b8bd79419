/* fold.h - names as they are compared, in text whose charset is not yet known. */
#ifndef VITK_MAP_FOLD_H
#define VITK_MAP_FOLD_H

#include <vitk/plugin.h>

#include <stdbool.h>

/* Folds as the host does for header cells: no white space, one case, full-width forms and spellings of µ and hyphens
 * made one. Characters below U+0100 become one byte each, so that UTF-8, windows-1252 and UTF-16 text of them fold to
 * the same. Never longer than `text`; returns the length, cut at n. */
size_t vitk_map_fold(vitk_str text, char *to, size_t n);

/* Does the folded cell match one of the folded spellings, parted by '|', each may end in '*'? */
bool vitk_map_fold_matches(vitk_str cell, vitk_str names);

/* Does a header cell, or the name of a component, speak of vitamin K? */
bool vitk_map_mentions_k(vitk_str text);

/* The next alternative of a list parted by '|'; false when there is none. */
bool vitk_map_alternative(vitk_str *rest, vitk_str *out);

bool vitk_map_equal(vitk_str a, vitk_str b);
vitk_str vitk_map_trim(vitk_str text); /* ASCII white space */

/* For "%.*s": at most `max` bytes of the text, cut at a character. */
int vitk_map_cut(vitk_str text, size_t max);

#endif
