/* session.h - what the calls of vitk.h share. */
#ifndef VITK_SESSION_SESSION_H
#define VITK_SESSION_SESSION_H

#include "core/dataset/output.h"
#include "core/dataset/sink.h"
#include "core/dataset/sqlite_writer.h"
#include "core/plugin/run.h"
#include "core/worker/forkserver.h"
#include "vitk/vitk.h"

struct vitk {
  struct vitk_settings settings; /* a full-size copy */
  struct vitk_loader loader;
  struct vitk_sink_of_diags diags; /* to the listener */
  struct vitk_arena arena;
  struct vitk_forkserver workers; /* that inputs are read by; its program NULL: they are read in this process */
  bool told_isolation;            /* what of it is lacking was said */
};

/* Says once what keeps plugins in here does not. */
void vitk_session_tell_isolation(struct vitk *);

/* An input whose process could not be started, for `error` of errno. */
void vitk_session_no_process(const struct vitk_sink_of_diags *, const char *input, int error);

/* The plugin as one that can be run in this process. VITK_OK, NOMEM, or FAILED: `trouble` says why. */
int vitk_session_bring_in(struct vitk *, const struct vitk_loaded *);

/* A dataset to be read; "-" is standard input, kept in a file without a name where it is a pipe. Statements on it end
 * where the session is cancelled. VITK_CANCELLED: a signal came; VITK_FAILED after a diag. */
struct vitk_dataset_in {
  struct sqlite3 *db;
  int spool; /* -1: none */
};
int vitk_dataset_in_open(const struct vitk *, const char *dataset, const struct vitk_sink_of_diags *,
                         struct vitk_dataset_in *);
void vitk_dataset_in_close(struct vitk_dataset_in *);

/* A program's callback as a sink of rows. */
struct vitk_row_receiver {
  vitk_row_callback *row;
  void *user;
};
struct vitk_row_sink vitk_row_receiver_sink(struct vitk_row_receiver *);

/* Where rows go: the dataset itself, an exporter or a program. Opened before any input is read, so that an output that
 * can't be written is said at once. */
struct vitk_writer {
  struct vitk_sqlite_writer *sqlite; /* one of these three */
  struct vitk_export_run *export;
  struct vitk_row_receiver *receiver;
  int (*cancelled)(void *user); /* may be NULL */
  void *user;
  struct vitk_context context; /* of the exporter */
  struct vitk_arena arena;
};

/* `to` NULL: by the ending of `output`. `keep`: sources that an existing dataset holds stay. *outcome is set on
 * failure: USAGE where no format can be told, OUTPUT where it can't be written, PLUGIN where the exporter could not be
 * loaded. */
int vitk_writer_open(struct vitk *, const char *output, const char *to, bool keep, const char *const *options,
                     size_t n_options, struct vitk_writer *, uint32_t *outcome);
struct vitk_row_sink vitk_writer_sink(struct vitk_writer *);
/* VITK_CANCELLED, and the output is as before, where the session is cancelled before it is whole. */
int vitk_writer_finish(struct vitk_writer *);
void vitk_writer_abort(struct vitk_writer *);

/* Copies what fits of a caller's struct, which may be of an older, shorter layout, and zeroes the rest. */
void vitk_copy_sized(void *to, size_t to_size, const void *from);

/* The exit code that says what `code` was, where nothing better is known. */
uint32_t vitk_exit_of(int code, uint32_t otherwise);

#endif
