/* normalise.h - one statement of a source becomes one value of the common format, or a reject with its reason. */
#ifndef VITK_RECORD_NORMALISE_H
#define VITK_RECORD_NORMALISE_H

#include "core/record/record.h"

enum { VITK_NORMALISED, VITK_SAYS_NOTHING /* a blank: no statement at all */, VITK_REJECTED };

struct vitk_rejection {
  const char *code; /* "unknown-component", "unknown-unit", "not-a-number", … : vitk_problem_kinds in problem.h */
  const char *hint;
  char message[300];
};

/* A word for the flags column, or a value's own doubt: written to `flags` (parted by spaces), never a rejection. */
enum { VITK_FLAGS_MAX = 120 };

/* The words that vitk itself writes to the flags column; `word` NULL after the last. Sources add their own. */
struct vitk_flag_kind {
  const char *word, *meaning;
};
extern const struct vitk_flag_kind vitk_flag_kinds[];

/* What is plausible in a food, µg per 100 g or 100 ml: more is flagged, as a slip of the unit is likely. */
enum { VITK_PLAUSIBLE_MOST_UG = 5000 };

/* Fills out's numbers, status, basis, origin, equivalents and component; texts and place are the caller's. `flags` gets
 * what was noticed ("approximate", "implausible", "range", "serving-unknown") before the statement's own flags.
 *
 * `rules` is of full size (the store's copy); the statement may be of an older, shorter ABI. */
int vitk_normalise(const struct vitk_source *rules, const struct vitk_statement *, struct vitk_value *out,
                   char flags[VITK_FLAGS_MAX], struct vitk_rejection *why);

#endif
