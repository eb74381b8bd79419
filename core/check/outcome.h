/* outcome.h - one run of the importer under check, and what came out of it as text. */
#ifndef VITK_CHECK_OUTCOME_H
#define VITK_CHECK_OUTCOME_H

#include "core/base/buffer.h"
#include "core/check/check.h"

/* A row of the value table: `text` is all of it but source_id and flags, which depend on other rows. Offsets into the
 * outcome's `values`. */
struct value_line {
  size_t text, file, line;
};

struct outcome {
  int code, probe_code;
  int32_t score; /* of the probe; 0: it does not know the input */
  char evidence[240];
  struct vitk_buffer rows;    /* every row of every table, in their order */
  struct vitk_buffer values;  /* NUL-terminated texts of `lines` */
  struct vitk_buffer members; /* NUL-terminated names of the members that were read */
  struct value_line *lines;
  size_t n_lines, most_lines, n_members;
  char broken[300];      /* what no run may do: a ledger that does not close, a misuse; "" is good */
  char first_error[300]; /* "" none */
};

/* A run that is ready to begin: `context` is set up. Its parts are freed by check_run_done, which reads the rows first
 * where `ran` is set. */
struct check_run {
  struct outcome *outcome;
  struct vitk_sink_of_diags diags;
  struct vitk_bundle *bundle;
  struct vitk_store *store;
  struct vitk_arena arena;
  struct vitk_context context;
  bool ran;
};
/* `run` stays where it is until check_run_done, which is called also after false (check_fail said why). */
bool check_run_ready(struct check *, const char *path, const struct vitk_limits *, struct outcome *,
                     struct check_run *run);
void check_run_probe(struct check *, struct check_run *);
void check_run_done(struct check_run *);

/* One whole run of what `path` names. false: not even begun, and check_fail said why. Freed with outcome_free. */
enum { CHECK_PROBING = 1, CHECK_IMPORTING = 2 };
bool check_import(struct check *, const char *path, const struct vitk_limits *, uint32_t what, struct outcome *);

/* Did the run do nothing that no run may, whatever its input? */
bool check_sane(struct check *, const struct outcome *);

void outcome_free(struct outcome *);

/* A copy of the members that the run of the whole sample read, in c->folder. */
struct check_member {
  char path[4096]; /* of the copy */
  const char *name;
  unsigned char *bytes;
  size_t n;
};
/* *out has `whole`'s n_members of them, some without a name; freed with check_members_free. */
bool check_copy_members(struct check *, const struct outcome *whole, struct check_member **out);
bool check_write_member(struct check *, const struct check_member *, size_t n);
void check_members_free(struct check_member *, size_t n);

#endif
