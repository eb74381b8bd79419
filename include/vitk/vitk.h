/* vitk.h - libvitk: import, export and ask datasets of vitamin K, as the `vitk` command does.
 *
 * A session finds the plugins once; calls on one session come from one thread. Structs start with their size, set by
 * the caller. Functions return VITK_OK or a code below 0 of vitk/plugin.h, and have then sent a diag to the session's
 * listener; where a process would end, `vitk_exit_of` maps what happened to the documented exit codes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef VITK_VITK_H
#define VITK_VITK_H

#include <vitk/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define VITK_API __attribute__((visibility("default")))
#else
#define VITK_API
#endif

/* What became of a call, in the words of the exit codes. */
enum vitk_exit {
  VITK_EXIT_DONE = 0,
  VITK_EXIT_REJECTS = 1, /* done, with rejects */
  VITK_EXIT_USAGE = 2,
  VITK_EXIT_NOT_KNOWN = 3, /* no plugin knows the input, or several do */
  VITK_EXIT_INPUT = 4,
  VITK_EXIT_OUTPUT = 5,
  VITK_EXIT_PLUGIN = 6,       /* not loadable */
  VITK_EXIT_CRASHED = 7,      /* a plugin crashed or timed out */
  VITK_EXIT_NO_VITAMIN_K = 8, /* recognised, and there is none in it */
  VITK_EXIT_INTERRUPTED = 130
};

struct vitk; /* a session */

/* Where the import of an input is. */
struct vitk_step {
  size_t size;
  const char *input;
  uint64_t statements;
  uint64_t bytes, of_bytes; /* of its members that were read, unpacked, and of how many; UINT64_MAX: not known */
  uint32_t ended, outcome;  /* its last step: of enum vitk_exit, as far as it is known then */
};

struct vitk_settings {
  size_t size;
  const char *const *plugin_folders; /* before VITK_PLUGIN_PATH and the installed folder */
  size_t n_plugin_folders;
  void (*listener)(void *user, const struct vitk_diag *);               /* NULL: nobody listens */
  int (*cancelled)(void *user);                                         /* NULL: never */
  void (*progress)(void *user, const char *input, uint64_t statements); /* now and then; NULL: not asked for */
  void *user;
  /* Each input is read by a process of its own, which gives up what it does not need before a plugin runs in it; what a
   * kernel lacks of that is told as a warning "not-isolated". */
  uint32_t in_process; /* not 0: no such processes, all runs in this one; for debuggers */
  uint32_t jobs;       /* inputs that are read side by side; 0: as many as there are processors */
  uint64_t memory;     /* bytes that one process may use; 0: VITK_MEMORY, UINT64_MAX: any */
  uint64_t timeout;    /* seconds that it may take; 0: VITK_TIMEOUT, UINT64_MAX: any */
  /* A step of any of the inputs that are read side by side, some ten a second of each, and each one's last. */
  void (*step)(void *user, const struct vitk_step *);
};
#define VITK_MEMORY  ((uint64_t)2 << 30)
#define VITK_TIMEOUT ((uint64_t)3600)

/* What keeps a plugin in, and whether this kernel has it. */
struct vitk_layer_info {
  size_t size;
  const char *name, *keeps_from, *version; /* "landlock", "files other than its input", "ABI 3" or "" */
  uint32_t there, reserved;
};
VITK_API size_t vitk_layer_count(void);
VITK_API int vitk_layer_at(size_t index, struct vitk_layer_info *out); /* VITK_END after the last */

VITK_API const char *vitk_version(void);

VITK_API int vitk_open(const struct vitk_settings *, struct vitk **out);
VITK_API void vitk_close(struct vitk *);

/* --- plugins */

struct vitk_plugin_info {
  size_t size;
  const char *name, *path, *summary;
  const struct vitk_plugin *plugin; /* NULL: could not be loaded */
  const char *map;                  /* an importer that is a map file: its path */
  const char *trouble;              /* why it could not be loaded, and the remedy */
  /* What an importer reads, its descriptor's or its map's words; "" where they say nothing, NULL for an exporter. */
  const char *database, *country, *components, *data_licence;
};
VITK_API size_t vitk_plugin_count(const struct vitk *);
VITK_API int vitk_plugin_at(const struct vitk *, size_t index, struct vitk_plugin_info *out);

struct vitk_candidate {
  const char *importer;
  int32_t score;
  uint32_t reserved;
  const char *evidence;
};
/* Who would read the input, the best first; freed with vitk_free. */
VITK_API int vitk_probe(struct vitk *, const char *input, const char *stdin_name, struct vitk_candidate **out,
                        size_t *n);
VITK_API void vitk_free(void *);

/* --- import and export */

enum { VITK_SHARDS_MOST = 10000 }; /* parts of an import */

struct vitk_import_request {
  size_t size;
  const char *const *inputs; /* "-": standard input */
  size_t n_inputs;
  const char *output;         /* NULL: "vitamin-k.sqlite" */
  const char *from, *to;      /* names of plugins; NULL: found out */
  const char *map;            /* a map file for the generic importers */
  const char *stdin_name;     /* what the member on standard input is called; NULL: "-" */
  const char *const *options; /* of the importer: "name=value", or "plugin.name=value" where inputs need several */
  size_t n_options;
  const char *const *output_options; /* of the exporter */
  size_t n_output_options;
  uint64_t max_rejects;                        /* a source with more fails; UINT64_MAX: none is too many */
  uint32_t all_foods, dry_run, sha256, strict; /* strict: any reject or failed input, and nothing is written */
  uint32_t shard, shards;                      /* write only this one, 1 … shards, of as many parts; shards 0: all */
  uint32_t force, reserved;                    /* force: inputs that give what the dataset holds already, too */
};

struct vitk_import_line {                           /* one source of the closing table, or an input that gave none */
  const char *input, *importer, *source_id, *title; /* NULL where not known */
  uint64_t foods_read, foods_kept, statements, rejects, warnings;
  uint64_t by_status[7]; /* by VITK_VALUE … VITK_MISSING */
  double seconds;
  uint32_t outcome; /* of enum vitk_exit */
  uint32_t skipped; /* the dataset holds what the input would give: it was not read, and the counts are 0 */
};

struct vitk_import_report {
  size_t size;
  const struct vitk_import_line *lines;
  size_t n_lines, line_stride;
  const char *output; /* as asked for, but the password of a URL is hidden */
  uint32_t outcome, written;
};
/* VITK_OK when the request was carried out as far as it could be: the report says how far. VITK_FAILED: there is no
 * such shard. Freed with vitk_import_report_free. */
VITK_API int vitk_import(struct vitk *, const struct vitk_import_request *, struct vitk_import_report **out);
VITK_API void vitk_import_report_free(struct vitk_import_report *);

/* --- rows, for a program that wants what was read and no file */

/* The table's name and columns, for VITK_SOURCE … VITK_PROBLEM; NULL for another number. It lives as long as libvitk.
 */
VITK_API const struct vitk_schema *vitk_schema_of(uint32_t table);

/* Gets a row of a table: n datums, a `stride` of bytes apart, in the order of the schema's fields. They and their texts
 * are the library's and valid until it returns. A code below 0 ends the call that gives the rows: VITK_CANCELLED as an
 * interrupt does, another as an output that failed. It must not close the
 * session of. */
typedef int vitk_row_callback(void *user, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride);

/* As vitk_import, but the rows go to `row`, in the order of vitk_exporter, when all inputs were read: none where
 * `strict` refuses, or `dry_run` is set. `output`, `to` and `output_options` of the request don't count, and the
 * report's output is NULL; its `written` says that all rows were given. */
VITK_API int vitk_import_rows(struct vitk *, const struct vitk_import_request *, vitk_row_callback *row, void *user,
                              struct vitk_import_report **out);

struct vitk_dataset; /* an open dataset; closed before its session */

/* VITK_FAILED after a diag "cannot-open", "not-a-dataset" or "dataset-too-new"; *out is then NULL. */
VITK_API int vitk_dataset_open(struct vitk *, const char *path, struct vitk_dataset **out);
VITK_API void vitk_dataset_close(struct vitk_dataset *); /* NULL is fine */

struct vitk_rows_request {
  size_t size;
  const char *source;    /* only this source_id; NULL: all */
  const char *component; /* only its values, and foods that have one; NULL: all */
  uint64_t tables;       /* bits 1 << VITK_FOOD …: only rows of these; 0: of all */
};
/* Gives rows in the order of vitk_exporter: after each food its values. The dataset is seen as it stands when the call
 * begins. What `row` returns below 0 is returned; VITK_FAILED after a diag "not-in-dataset" (the source),
 * "unknown-component" or "cannot-read". */
VITK_API int vitk_dataset_rows(struct vitk_dataset *, const struct vitk_rows_request *, vitk_row_callback *row,
                               void *user);

/* `outcome` gets one of enum vitk_exit. */
VITK_API int vitk_export(struct vitk *, const char *dataset, const char *output, const char *to,
                         const char *const *options, size_t n_options, uint32_t *outcome);

/* --- map files (docs/maps.md) */

struct vitk_guess_request {
  size_t size;
  const char *input;           /* read more than once: no pipe */
  const char *sheet, *charset; /* NULL: found out */
};
/* Looks at a table or tree and proposes a map for it, to be freed with vitk_free. No vitamin K in it is an error
 * "no-vitamin-k", and *outcome VITK_EXIT_NO_VITAMIN_K. */
VITK_API int vitk_map_guess(struct vitk *, const struct vitk_guess_request *, char **map, uint32_t *outcome);

struct vitk_preview_line {
  size_t size;
  const char *source_id, *food_id, *food, *component, *status, *basis;
  const char *original, *original_unit, *file, *field;
  uint64_t line;
  double amount_ug, lower_ug, upper_ug; /* NaN: null */
};
struct vitk_preview_request {
  size_t size;
  const char *map, *input;
  uint64_t limit; /* lines, in the order of the file */
  int (*value)(void *user, const struct vitk_preview_line *);
  int (*problem)(void *user, const struct vitk_diag *); /* NULL: not asked for; the listener hears of them too */
  void *user;
};
/* Imports by the map and keeps nothing: gives the first values, and then the ledger's problems. *values and *rejects
 * get how many there are in all; either may be NULL. */
VITK_API int vitk_map_preview(struct vitk *, const struct vitk_preview_request *, uint64_t *values, uint64_t *rejects,
                              uint32_t *outcome);

/* --- questions to a dataset */

/* The dataset's word for VITK_VALUE … VITK_MISSING: "value", "assumed_zero" …; "" for another number. */
VITK_API const char *vitk_status_word(uint32_t status);

struct vitk_components_entry {
  const char *id, *name, *kind;
};
VITK_API size_t vitk_component_count(void);
VITK_API struct vitk_components_entry vitk_component_at(size_t index);

struct vitk_top_request {
  size_t size;
  const char *component; /* tagname; VITK2 takes the sum of the MK-n where a source states no VITK2 */
  const char *source;    /* only this source_id; NULL: all */
  const char *match;     /* only foods whose name holds this text, in any case; NULL: all */
  uint64_t limit;
};
struct vitk_top_line {
  size_t size;
  uint64_t rank;
  const char *source_id, *food_id, *name, *component, *status, *basis, *equivalents, *origin;
  const char *made_of; /* "VITK2", or the components that were summed: "MK4+MK7" */
  double amount_ug;    /* NaN: not a number, see status and the bounds */
  double lower_ug, upper_ug;
};
VITK_API int vitk_top(struct vitk *, const char *dataset, const struct vitk_top_request *,
                      int (*line)(void *user, const struct vitk_top_line *), void *user, uint32_t *outcome);

/* Walks values back to where they stood: one text line a call, in order. `component` NULL: all of the food. */
struct vitk_explain_step {
  size_t size;
  const char *component, *label, *text; /* label: "value" begins one; then "place", "original", "status", "unit" … */
};
VITK_API int vitk_explain(struct vitk *, const char *dataset, const char *source, const char *food,
                          const char *component, int (*step)(void *user, const struct vitk_explain_step *), void *user,
                          uint32_t *outcome);

/* --- the conformance check of a plugin */

enum { VITK_CHECK_OK, VITK_CHECK_FAILED, VITK_CHECK_SKIPPED };

/* What is checked, in the order of the lines; "" for an index beyond the last. */
struct vitk_check_entry {
  const char *name, *promise, *remedy;
};
VITK_API size_t vitk_check_count(void);
VITK_API struct vitk_check_entry vitk_check_at(size_t index);

struct vitk_check_request {
  size_t size;
  const char *plugin;         /* a file, NAME.so or NAME.map */
  const char *const *samples; /* inputs that its importer reads */
  size_t n_samples;
  const char *const *options; /* "name=value" */
  size_t n_options;
  uint64_t cuts;              /* places at which a member is cut, and calls that fail in turn, at most; 0: 2000 */
  uint32_t seconds, reserved; /* that one run may take; 0: 60 */
};
struct vitk_check_line {
  size_t size;
  const char *check, *sample;  /* sample NULL: the check needs none */
  const char *detail, *remedy; /* what was found, or why it was skipped; what to do, "" unless it failed */
  uint32_t outcome, reserved;  /* VITK_CHECK_OK … */
};
/* Each check runs in a forked process, so the caller has one thread. `line` is called for each; a code below 0 ends it.
 * `outcome`: DONE all passed, REJECTS some failed, PLUGIN not loadable, INTERRUPTED. */
VITK_API int vitk_plugin_check(struct vitk *, const struct vitk_check_request *,
                               int (*line)(void *user, const struct vitk_check_line *), void *user, uint32_t *outcome);

#ifdef __cplusplus
}
#endif
#endif
