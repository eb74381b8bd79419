/* check.h - what a plugin must stand: one table of checks, each run in a child process of its own.
 *
 * A check is a function that runs the plugin and says what it found by check_fail or check_skip; saying nothing is
 * passing. It names what it is about to do by check_doing, so that a crash or a hang can be told with its place.
 */
#ifndef VITK_CHECK_CHECK_H
#define VITK_CHECK_CHECK_H

#include "core/plugin/run.h"
#include "vitk/vitk.h"

/* Memory that a child shares with the process that waits for it. */
struct check_shared {
  volatile uint64_t steps;      /* grows with each run: a child that shows no new one for long has hung */
  volatile uint32_t in_plugin;  /* 1 while the plugin's own code runs, 0 in the host's */
  volatile uint32_t is_watched; /* the filter of system calls is in place */
  uint32_t outcome, kinds;      /* VITK_CHECK_…; CHECK_… kinds of the plugin, of the first check */
  char doing[400], detail[800]; /* texts; "" is none */
};

/* The plugin under check, loaded in a child with the check's own host table. */
struct subject {
  void *library;
  const struct vitk_plugin *plugin; /* calls go through the shims of host.c */
  struct vitk_loaded loaded;
  struct vitk_loader loader; /* of this one alone, for probing */
  struct vitk_loader all;    /* a map: where its importer was found */
  struct vitk_arena arena;
};

struct check {
  const struct check_row *row;
  const struct vitk_check_request *request;
  const struct vitk_settings *settings; /* of the session: its plugin folders */
  struct check_shared *shared;
  const char *sample; /* NULL: the check needs none */
  const char *folder; /* empty, and removed after the check */
  int said;           /* a file with what the child wrote to standard output and standard error */
  struct subject subject;
};

/* What a check is for, and needs. */
enum { CHECK_IMPORTER = 1, CHECK_EXPORTER = 2, CHECK_SAMPLE = 4, CHECK_WATCHED = 8 };

struct check_row {
  const char *name, *promise, *remedy;
  uint32_t kinds;    /* FILE: before anything is loaded; IMPORTER or EXPORTER or both; SAMPLE: once a sample */
  const char *after; /* the check without which this one would only say the same again; or NULL */
  void (*run)(struct check *);
};

/* Keeps the first fault; words of printf. */
void check_fail(struct check *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void check_skip(struct check *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A remark on a check that passes: "12 values". */
void check_note(struct check *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void check_doing(struct check *, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline bool check_failed(const struct check *c) {
  return c->shared->outcome == VITK_CHECK_FAILED;
}

/* Place i of `places` that are spread evenly over 0 … n-1. */
static inline uint64_t check_place(uint64_t i, uint64_t places, uint64_t n) {
  return places >= n ? i : (uint64_t)((double)i / (double)places * (double)n);
}
static inline uint64_t check_places(uint64_t most, uint64_t n) {
  return n < most ? n : most;
}

/* Loads the plugin, or the map with the importer that runs it. false: check_fail said why. */
bool check_subject_load(struct check *);
void check_subject_free(struct check *);

/* The checks themselves, by family. */
void check_loads(struct check *);
void check_symbols(struct check *);
void check_descriptor(struct check *);
void check_options(struct check *);
void check_foreign(struct check *);
void check_reads(struct check *);
void check_probe(struct check *);
void check_again(struct check *);
void check_one_byte(struct check *);
void check_copy(struct check *);
void check_pair(struct check *);
void check_parts(struct check *);
void check_cuts(struct check *);
void check_flips(struct check *);
void check_memory(struct check *);
void check_heap(struct check *);
void check_cancel(struct check *);
void check_quiet(struct check *);
void check_confined(struct check *);
void check_threads(struct check *);
void check_writes(struct check *);
void check_same_bytes(struct check *);
void check_two_targets(struct check *);
void check_abort(struct check *);
void check_write_fails(struct check *);
void check_writer_memory(struct check *);
void check_writer_heap(struct check *);
void check_writer_quiet(struct check *);
void check_writer_confined(struct check *);

#endif
