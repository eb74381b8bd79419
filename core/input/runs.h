/* runs.h - the runs of markup between the values of records: `</alim_code>\n<const_code> `. They repeat from record to
 * record, so each is read with care once and compared as bytes from then on. What a run means depends on what is open
 * before it, its state; a run leads to few others, which are tried first.
 *
 * It is for xml_skim.c, whose loop it is too: vitk_skim. */
#ifndef VITK_INPUT_RUNS_H
#define VITK_INPUT_RUNS_H

#include "core/input/skim.h"

#include <string.h>

enum { VITK_RUN_NEXT = 4, VITK_RUN_PADDING = 64 };

struct vitk_run {
  uint64_t before, after; /* what is open; as the format counts it, 0: nothing, so a record begins or ends here */
  const char *bytes;      /* VITK_RUN_PADDING more can be read, of a run that is kept */
  const bool *opens;      /* which byte can come next, by its value; NULL: any */
  uint32_t n, lines;      /* bytes and line breaks */
  bool holds;             /* one of the sought; where the skimmer looks for them */
  struct vitk_run *next[VITK_RUN_NEXT], *chain;
};

struct vitk_runs;
struct vitk_runs *vitk_runs_new(void); /* NULL: out of memory */
void vitk_runs_free(struct vitk_runs *);

/* All are forgotten when the next record starts. */
void vitk_runs_forget(struct vitk_runs *);

/* The run of no bytes, which a record's first run comes after. */
struct vitk_run *vitk_runs_start(struct vitk_runs *);

/* Keeps a copy of a run that came after `from`. NULL: it was not kept, for there are too many or no memory. */
struct vitk_run *vitk_runs_keep(struct vitk_runs *, struct vitk_run *from, const struct vitk_run *run);

/* Most runs are of a few words: a call costs more than their comparison. */
static inline bool vitk_run_is_at(const struct vitk_run *run, const char *p) {
  uint64_t a, b;
  size_t n = run->n, at = 0;
  if (n < sizeof a)
    return memcmp(run->bytes, p, n) == 0;
  for (; at + sizeof a <= n; at += sizeof a) {
    memcpy(&a, run->bytes + at, sizeof a);
    memcpy(&b, p + at, sizeof b);
    if (a != b)
      return false;
  }
  memcpy(&a, run->bytes + n - sizeof a, sizeof a);
  memcpy(&b, p + n - sizeof b, sizeof b);
  return a == b;
}

static inline struct vitk_run *vitk_run_follow(struct vitk_run *from, const char *p, size_t n) {
  for (int i = 0; i < VITK_RUN_NEXT && from->next[i] != NULL; i++) {
    struct vitk_run *run = from->next[i];
    if (run->n >= n || !vitk_run_is_at(run, p) || (run->opens != NULL && !run->opens[(unsigned char)p[run->n]]))
      continue;
    if (i > 0) {
      from->next[i] = from->next[i - 1];
      from->next[i - 1] = run;
    }
    return run;
  }
  return NULL;
}

/* Reads a run at p; its bytes and `before` are set. PASS, DOUBT or CUT. */
typedef enum vitk_skim vitk_read_run(void *skimmer, const char *p, size_t n, struct vitk_run *run);
/* Reads a value from p[*at]; sets *at to what comes after it. PASS, PARSE, DOUBT or CUT. */
typedef enum vitk_skim vitk_read_value(void *skimmer, uint64_t state, const char *p, size_t n, size_t *at,
                                       uint64_t *lines);

/* A record that begins at p. */
static inline __attribute__((always_inline)) enum vitk_skim vitk_skim(struct vitk_runs *runs, void *skimmer,
                                                                      vitk_read_run *read_run,
                                                                      vitk_read_value *read_value, const char *p,
                                                                      size_t n, struct vitk_skimmed *out) {
  struct vitk_run *from = vitk_runs_start(runs), read = {.before = 0};
  enum vitk_skim result = VITK_SKIM_PASS, code;
  size_t at = 0;
  *out = (struct vitk_skimmed){0, 0};
  for (;;) {
    struct vitk_run *run = from ? vitk_run_follow(from, p + at, n - at) : NULL;
    const struct vitk_run *met = run;
    if (run == NULL) {
      struct vitk_run fresh = {.bytes = p + at, .before = read.after};
      if ((code = read_run(skimmer, p + at, n - at, &fresh)) != VITK_SKIM_PASS)
        return code;
      read = fresh;
      run = from ? vitk_runs_keep(runs, from, &read) : NULL;
      met = &read;
    }
    at += met->n;
    out->lines += met->lines;
    read.after = met->after;
    if (met->after == 0)
      break;
    if ((code = read_value(skimmer, met->after, p, n, &at, &out->lines)) > VITK_SKIM_PARSE)
      return code;
    if (code == VITK_SKIM_PARSE)
      result = code;
    from = run;
  }
  out->n = at;
  return result;
}

#endif
