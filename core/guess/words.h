/* words.h - by which words tables name vitamin K, a food's code and names, and what is no number: the one table of
 * them, in the languages of the sources that we know. */
#ifndef VITK_GUESS_WORDS_H
#define VITK_GUESS_WORDS_H

#include "core/base/buffer.h"
#include "core/base/str.h"

#include <stdbool.h>

enum { VITK_WORDS_NONE, VITK_WORDS_WEAK /* "K1" alone */, VITK_WORDS_NAMED };

/* What component a heading, path or name of a nutrient means: an index into vitk_components. NONE also for potassium
 * ("K"), sodium ("NA") and menadione, which is no component. `scratch` is used. */
int vitk_words_component(vitk_str text, struct vitk_buffer *scratch, uint32_t *component);

/* What a column tells of a food or an amount. Those of an amount, from SD on, may stand beside a component's name:
 * "K1, samples"; OTHER is of an amount and has no place in a map ("VITK Referenz"). */
enum vitk_role {
  VITK_ROLE_NONE,
  VITK_ROLE_ID,
  VITK_ROLE_NAME,
  VITK_ROLE_NAME_EN,
  VITK_ROLE_SCIENTIFIC,
  VITK_ROLE_GROUP,
  VITK_ROLE_AMOUNT,
  VITK_ROLE_UNIT,
  VITK_ROLE_SD,
  VITK_ROLE_MIN,
  VITK_ROLE_MAX,
  VITK_ROLE_N,
  VITK_ROLE_METHOD,
  VITK_ROLE_LIMIT,
  VITK_ROLE_CONFIDENCE,
  VITK_ROLE_OTHER,
  VITK_N_ROLES
};

/* What the heading says, and how usual that is for the role: less is better. NONE: nothing that is known. */
enum vitk_role vitk_words_role(vitk_str heading, struct vitk_buffer *scratch, uint32_t *rank);

/* What a heading that names a component says of its amounts besides: SD … OTHER, UNIT, or NONE for the amount itself.
 */
enum vitk_role vitk_words_beside(vitk_str heading, struct vitk_buffer *scratch);

/* A text that stands where a number is expected. `status` 0: not known. `doubt` NULL: it means nothing else. */
struct vitk_word_token {
  const char *folded; /* spellings parted by '|' */
  uint32_t status;
  bool assumed; /* an assumed zero: its origin is estimated */
  const char *doubt;
};
const struct vitk_word_token *vitk_words_token(vitk_str text, struct vitk_buffer *scratch); /* NULL: not known */

/* The basis that a heading names, VITK_PER_100G …; false: none. */
bool vitk_words_basis(vitk_str heading, struct vitk_buffer *scratch, uint32_t *basis);

#endif
