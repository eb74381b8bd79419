/* input.h - what the readers of one bundle share. */
#ifndef VITK_INPUT_INPUT_H
#define VITK_INPUT_INPUT_H

#include "core/input/bundle.h"

struct vitk_input {
  struct vitk_bundle *bundle;
  const struct vitk_limits *limits;
  const struct vitk_sink_of_diags *diags;
  /* Answers the MENTIONED predicate: did a statement name this food, or are all foods wanted? p NULL:
   * are they? */
  bool (*mentioned)(void *self, vitk_str food_id);
  /* Told of n foods that a table or tree with VITK_FOOD_ROWS skipped. */
  void (*foods_skipped)(void *self, uint64_t n);
  void *self;
  bool all_foods; /* all foods are wanted: NOT_BLANK and HOLDS skip none */
};

#endif
