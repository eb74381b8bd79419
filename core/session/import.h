/* import.h - the state of one vitk_import call: a job an input. */
#ifndef VITK_SESSION_IMPORT_H
#define VITK_SESSION_IMPORT_H

#include "core/base/buffer.h"
#include "core/dataset/fingerprint.h"
#include "core/dataset/share.h"
#include "core/session/session.h"
#include "core/worker/wire.h"

/* Where a shard reads a part of a large table, or has to read all of it: import_part.c. */
struct import_part {
  bool reads_all;                                     /* it had to */
  vitk_str member;                                    /* whose table is parted; p NULL: none is */
  uint64_t from, to;                                  /* its lines: struct vitk_shard */
  uint64_t food_rows, food_rows_before, foods_before; /* before: when that was told */
  uint64_t told;                                      /* problems since then */
  bool holds;                                         /* what is told may come to nothing */
  size_t held_before;                                 /* bytes of what was told before the run */
};

struct import_job { /* one input */
  struct import *import;
  const char *input;
  const struct vitk_loaded *loaded; /* the importer, once it is chosen */
  struct vitk_store *store;         /* once it is run */
  struct vitk_store_settings store_settings;
  struct import_part part;
  uint32_t outcome;
  int code;       /* VITK_OK also when the input failed; NOMEM and CANCELLED end the whole */
  bool imported;  /* its sources are in the store */
  bool bad_usage; /* a map or an option can't be used: the person's words, not the input */
  bool ended;     /* nothing more comes of it */
  double started, seconds, told_at;
  uint64_t bytes, of_bytes;             /* read, and of how many; UINT64_MAX: not known */
  struct vitk_sink_of_diags told, kept; /* to the person; to the ledger of the store */
  struct vitk_arena arena, texts;       /* options; of the problem that is being told */
  bool waits;                           /* inputs before it are not done: what it tells is held back */
  struct vitk_wire_out held;
  vitk_str settings;           /* of its fingerprint; p NULL: none is kept */
  struct vitk_buffer identity; /* what its run saw of it (input/identity.h); empty: that is not known */
  const vitk_str *unchanged;   /* it was skipped, for these sources of the dataset are what it would give */
  uint32_t n_unchanged;
};

struct import_source { /* a source of one of the stores, or of the dataset where its input is unchanged */
  vitk_str source_id;
  const struct vitk_stored_source *source; /* NULL: unchanged */
  struct vitk_store *store;
  uint32_t job, index; /* the input, and which of the store's sources */
  size_t line;         /* of the report */
};

struct import {
  struct vitk *session;
  struct vitk_import_request request;
  struct vitk_arena arena; /* texts of the report */
  struct import_job *jobs;
  struct import_source *sources;
  size_t n_sources;
  struct vitk_import_line *lines;
  size_t n_lines, max_lines;
  struct vitk_store **joined; /* of shards */
  size_t n_joined;
  bool keeps_fingerprints;        /* the output is a dataset */
  struct vitk_fingerprint *known; /* those of the dataset as it was */
  size_t n_known;
};

/* Carries the request out; the rows go to the receiver, or where it is NULL to the request's output. */
int vitk_import_to(struct vitk *, const struct vitk_import_request *, struct vitk_row_receiver *,
                   struct vitk_import_report **out);

/* --- import_job.c: what is the same wherever an importer runs */

void import_job_begin(struct import *, size_t index);
/* Says what became of it, once its run came to `code`; nothing of it is told later. */
void import_job_end(struct import_job *, int code);
void import_job_free(struct import_job *);
/* What was held back is told now, and what comes is told at once. */
void import_job_goes_first(struct import_job *);
void import_job_progress(struct import_job *); /* as often as it is worth a word */
struct vitk_bundle_settings import_job_bundle(const struct import_job *);

/* Parses the options for the chosen importer and makes the store. VITK_OK, NOMEM, or FAILED with the outcome set. */
int import_job_ready(struct import_job *, struct vitk_option_values **options);
/* The outcome of a run that came to `code`. */
uint32_t import_job_outcome(const struct import_job *, int code);

/* --- import_part.c: around each run of an importer */

void import_part_begin(struct import_job *);
struct vitk_shard import_part_of(struct import_job *); /* for the run; without `ranged` */
/* What the run told. VITK_OK or VITK_NOMEM. */
int import_part_ranged(struct import_job *, const struct vitk_shard *told);
/* Is it certain already that all has to be read? */
bool import_part_is_doubtful(const struct import_job *);
/* The run came to `code`, and the store is finished: has all to be read? Then import_part_again, and a second run. */
bool import_part_needs_all(const struct import_job *, int code);
int import_part_again(struct import_job *);
void import_part_end(struct import_job *);
/* Which rows of the job's sources are written. */
struct vitk_share import_part_share(const struct import *, uint32_t job);

/* --- each runs all jobs to their ends; VITK_OK, NOMEM or CANCELLED */

int import_run(struct import *);   /* import.c: as the session has it, one of these */
int import_here(struct import *);  /* import_here.c: one after the other, in this process */
int import_apart(struct import *); /* import_apart.c: in processes of their own, side by side */

/* --- unchanged.c */

/* Reads what is known of the inputs of the dataset that will be replaced. Without it nothing is unchanged. */
int unchanged_begin(struct import *, const char *dataset);
/* Once the importer and its options are known. */
int unchanged_settings(struct import_job *, const struct vitk_option_values *);
/* The identities of earlier inputs, one of which the job's may have: then it may be unchanged. In the job's arena. */
int unchanged_candidates(struct import_job *, const char *const **out, uint32_t *n);
/* The input has this identity: says so and sets job->unchanged, unless some of what it gave is gone. */
int unchanged_accept(struct import_job *, vitk_str identity);
/* The fingerprints of what is kept and of what was written. */
int unchanged_write(const struct import *, struct vitk_sqlite_writer *);

/* --- import_choose.c */

/* The importer that --from or the map names; *out NULL where neither does. Else as below. */
int import_choose_named(struct import_job *, const struct vitk_loaded **out);

/* Of n that know the input, the one that knows it best. VITK_OK; FAILED after an error that says why there is none,
 * with the outcome set. */
int import_choose_best(struct import_job *, const struct vitk_candidate_found *, size_t n,
                       const struct vitk_loaded **out);

/* Puts in the place of shards of one source the whole that they make; an error where they make none. VITK_OK or NOMEM.
 */
int vitk_import_join_shards(struct import *);

#endif
