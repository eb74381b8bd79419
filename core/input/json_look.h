/* json_look.h - the records of a block of JSON, skimmed before it is known that they are records: on the guess that one
 * begins wherever the block has what others began with. Whoever stands there, after a record, can go by what was found;
 * skimming from there on would find the same. */
#ifndef VITK_INPUT_JSON_LOOK_H
#define VITK_INPUT_JSON_LOOK_H

#include "core/input/blocks.h"
#include "core/input/skim.h"

enum { VITK_JSON_SIGN_MAX = 64 };

/* How to skim: a looker's `self`. */
struct vitk_json_looking {
  const struct vitk_needles *sought;
  bool ascii;                    /* as vitk_json_skimmer_new has it */
  vitk_str items;                /* likewise */
  bool gives_all;                /* each record is to be parsed */
  size_t most;                   /* bytes of a record, with those before it, that is not a doubt */
  bool in_array;                 /* commas are between the records */
  char sign[VITK_JSON_SIGN_MAX]; /* of a record's start: the '{' at `sign_at`, and what is around it */
  size_t sign_n, sign_at;
};

/* Learns the sign from the record at p[at]; false: it has none that is short enough, ask the next. */
bool vitk_json_look_learn(struct vitk_json_looking *, const char *p, size_t n, size_t at);

/* Offsets in the block. From the record at `from` up to `to` records are passed over, n of them, with so many line
 * breaks; then the one from `start` to `end` is parsed, without the cuts. end 0: none is. */
struct vitk_json_mark {
  size_t from, to, start, end;
  uint64_t n, lines;
  const struct vitk_json_cut *cuts; /* from `start` on */
  size_t n_cuts;
};

/* What a looker keeps of a block. */
struct vitk_json_look;
extern const struct vitk_looker vitk_json_looker; /* without its `self` */

/* The mark that counts from the record at offset `at`, which never goes back; NULL: none does. */
const struct vitk_json_mark *vitk_json_look_at(struct vitk_json_look *, size_t at);

#endif
