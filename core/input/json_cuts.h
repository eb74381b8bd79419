/* json_cuts.h - what of a record the parser need not see: elements of the array in which something is sought, objects
 * that hold nothing of it. For json_skim.c, which tells of the outermost brackets. */
#ifndef VITK_INPUT_JSON_CUTS_H
#define VITK_INPUT_JSON_CUTS_H

#include "core/input/skim.h"

enum { VITK_JSON_CUTS_MAX = 64 };

struct vitk_json_place {
  size_t at;
  uint64_t lines; /* line breaks before it */
  uint64_t open;  /* what it is in, as json_skim.c counts it */
};

struct vitk_json_cuts {
  vitk_str key; /* of the array; n 0: nothing is left out */
  size_t n;
  struct vitk_json_cut cuts[VITK_JSON_CUTS_MAX];
  /* of the array under way, if any: */
  bool in_items, left_some, kept_one;
  size_t before; /* cuts before it */
  struct vitk_json_place element;
  struct vitk_json_place seen;       /* after the last bracket in it that is not of an element's inside */
  struct vitk_json_place from, till; /* what is being left out; left_some */
};

void vitk_json_cuts_begin(struct vitk_json_cuts *);

/* A bracket of the record that begins at p. hit: after the last place before it at which something sought begins. */
void vitk_json_cuts_meet(struct vitk_json_cuts *, const char *p, char bracket, const struct vitk_json_place *,
                         size_t hit);

#endif
