/* where.h - conditions on rows and records. */
#ifndef VITK_INPUT_WHERE_H
#define VITK_INPUT_WHERE_H

#include "core/base/arena.h"
#include "core/input/input.h"

struct vitk_condition {
  uint32_t kind, column;
  vitk_str path;
  const vitk_str *values; /* ONE_OF: sorted; HOLDS: as they stand */
  size_t n_values;
};

struct vitk_where_plan {
  struct vitk_condition *conditions; /* ONE_OF stand first, then NOT_BLANK and HOLDS, then MENTIONED */
  uint32_t n;
};

/* The conditions of a spec, copied. VITK_FAILED: the one at *bad makes no sense. */
int vitk_where_plan(const struct vitk_where *where, uint32_t n, uint32_t stride, struct vitk_arena *,
                    struct vitk_where_plan *out, int64_t *bad);

/* Takes out NOT_BLANK. */
void vitk_where_want_blank(struct vitk_where_plan *);

/* A value of HOLDS without the '*' for any rest. */
vitk_str vitk_value_stem(vitk_str value, bool *any_rest);

/* Is the text, which is trimmed, as the condition wants it? p NULL never is. */
bool vitk_condition_holds(const struct vitk_condition *, const struct vitk_input *, vitk_str text);

/* Foods that MENTIONED, NOT_BLANK or HOLDS skipped, told to the input in batches. */
struct vitk_skipped_foods {
  uint64_t n;
};
void vitk_skip_food(struct vitk_skipped_foods *, const struct vitk_input *);
void vitk_skip_foods(struct vitk_skipped_foods *, const struct vitk_input *, uint64_t n);
void vitk_tell_skipped(struct vitk_skipped_foods *, const struct vitk_input *);

#endif
