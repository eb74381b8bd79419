/* input.h - what the readers of one bundle share. */
#ifndef VITK_INPUT_INPUT_H
#define VITK_INPUT_INPUT_H

#include "core/input/bundle.h"

/* The shard that is read, where a large table can be parted (range.h). */
struct vitk_shard {
  uint32_t shard, shards; /* 1 … shards */
  bool reads_all;         /* also what is not the shard's */
  /* Told that a table is parted, before it is read, and where `reads_all` once more, when the lines are known. */
  int (*ranged)(void *self);
  void *self;
  /* what is found out */
  vitk_str member;    /* whose table it is; p NULL: none is parted */
  uint64_t from, to;  /* the shard's lines, `to` is none of them; 0 and UINT64_MAX: all that is given is the shard's */
  uint64_t food_rows; /* rows of tables with VITK_FOOD_ROWS that were given or skipped */
};

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
  bool all_foods;           /* all foods are wanted: NOT_BLANK and HOLDS skip none */
  struct vitk_shard *shard; /* NULL: all is read, no shard */
};

#endif
