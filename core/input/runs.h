/* runs.h - the runs of markup between the texts of records: `</alim_code>\n<const_code> `. They repeat from record to
 * record, so each is read with care once and compared as bytes from then on. What a run means depends on what is open
 * before it, its state; a run leads to few others, which are tried first. For xml_skim.c. */
#ifndef VITK_INPUT_RUNS_H
#define VITK_INPUT_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VITK_RUN_NEXT = 4, VITK_RUN_PADDING = 64 };

struct vitk_run {
  const char *bytes; /* VITK_RUN_PADDING more can be read, of a run that is kept */
  uint32_t n;
  uint32_t traits;        /* the user's */
  uint64_t breaks;        /* line feeds and, above 32 bits, carriage returns */
  uint64_t before, after; /* what is open; 0: nothing, so a record begins or ends here */
  struct vitk_run *next[VITK_RUN_NEXT], *chain;
};

struct vitk_runs;
struct vitk_runs *vitk_runs_new(void); /* NULL: out of memory */
void vitk_runs_free(struct vitk_runs *);

/* All are forgotten when the next record starts. */
void vitk_runs_forget(struct vitk_runs *);

/* The run of no bytes, which a record's first run comes after: always the same one. */
struct vitk_run *vitk_runs_start(struct vitk_runs *);

/* Keeps a copy of a run that came after `from`. NULL: it was not kept, for there are too many or no memory; then a
 * record that starts is to be told. */
struct vitk_run *vitk_runs_keep(struct vitk_runs *, struct vitk_run *from, const struct vitk_run *run);

#endif
