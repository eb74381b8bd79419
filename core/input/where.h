/* where.h - conditions on rows and records. */
#ifndef VITK_INPUT_WHERE_H
#define VITK_INPUT_WHERE_H

#include "core/base/arena.h"
#include "core/input/input.h"

struct vitk_condition {
  uint32_t kind, column;
  vitk_str path;
  const vitk_str *values; /* ONE_OF: sorted */
  size_t n_values;
};

struct vitk_where_plan {
  struct vitk_condition *conditions; /* ONE_OF, then NOT_BLANK, then MENTIONED */
  uint32_t n;
};

/* The conditions of a spec, copied. VITK_FAILED: the one at *bad makes no sense. */
int vitk_where_plan(const struct vitk_where *where, uint32_t n, uint32_t stride, struct vitk_arena *,
                    struct vitk_where_plan *out, int64_t *bad);

/* Takes out NOT_BLANK. */
void vitk_where_want_blank(struct vitk_where_plan *);

/* Are all foods wanted, whatever is stated of them? */
bool vitk_all_foods(const struct vitk_input *);

/* Is the text, which is trimmed, as the condition wants it? p NULL never is. */
bool vitk_condition_holds(const struct vitk_condition *, const struct vitk_input *, vitk_str text);

/* Foods that MENTIONED or NOT_BLANK skipped, told to the input in batches. */
struct vitk_skipped_foods {
  uint64_t n;
};
void vitk_skip_food(struct vitk_skipped_foods *, const struct vitk_input *);
void vitk_skip_foods(struct vitk_skipped_foods *, const struct vitk_input *, uint64_t n);
void vitk_tell_skipped(struct vitk_skipped_foods *, const struct vitk_input *);

#endif
