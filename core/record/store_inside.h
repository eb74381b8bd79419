/* store_inside.h - what the files of the store share: store.c holds it, store_source.c, store_food.c, store_statement.c
 * and store_row.c fill it, store_problem.c keeps the ledger, store_finish.c puts it in order. */
#ifndef VITK_RECORD_STORE_INSIDE_H
#define VITK_RECORD_STORE_INSIDE_H

#include "core/base/arena.h"
#include "core/record/hash.h"
#include "core/record/intern.h"
#include "core/record/store.h"

enum { VITK_KINDS_MAX = 64 }; /* codes of which one source's problems are counted apart; the last counts the rest */

struct vitk_kind_count {
  vitk_str code;
  uint32_t severity;
  uint64_t n;
};

struct vitk_file_node {
  struct vitk_stored_file is;
  uint32_t source, index; /* index: into the store's files */
  bool by_rows;           /* it is a dataset's, not one that this run read */
  UT_hash_handle hh;      /* of the source's files, by path */
};

struct vitk_code_node { /* "scheme:code" of a classification */
  vitk_str text;
  struct vitk_code_node *next;
};

struct vitk_food_node {
  struct vitk_stored_food is;
  uint32_t index; /* into the store's foods */
  uint32_t n_codes;
  struct vitk_code_node *codes, *last_code;
  struct vitk_file_node *first_file; /* of the first statement that names it, NULL: none does */
  uint64_t first_line;
  bool described;
  UT_hash_handle hh; /* of the source's foods, by id */
};

struct vitk_source_node {
  struct vitk_stored_source is;             /* source_id p NULL: not stated yet */
  struct vitk_source rules;                 /* tokens are the store's copy */
  struct vitk_food_node *foods, *last_food; /* last_food: of the last statement, as last_file */
  struct vitk_file_node *files, *last_file;
  struct vitk_kind_count kinds[VITK_KINDS_MAX];
  uint32_t n_kinds;
  bool failed; /* too many rejects */
  /* Of a source that a dataset handed over (store_row.h). */
  bool by_rows, counts_foods;
  int64_t statements_stated; /* -1: not */
  uint64_t rejects_by_rows;  /* of the dataset's own ledger: they count for no limit */
};

struct vitk_problem_node {
  struct vitk_stored_problem is;
  uint32_t source;
};

struct vitk_store {
  struct vitk_store_settings settings; /* texts are copies */
  struct vitk_arena arena, provisional_arena;
  struct vitk_intern intern;
  /* The first source stands from the start, to keep what comes before it is stated. */
  struct vitk_source_node **sources;
  struct vitk_food_node **foods;
  struct vitk_file_node **files;
  struct vitk_value *values;
  struct vitk_problem_node *problems;
  size_t n_sources, n_foods, n_files, n_values, n_problems;
  size_t max_sources, max_foods, max_files, max_values, max_problems; /* allocated */
  uint32_t current;
  /* Stated last and named by no statement yet; lives in provisional_arena. NULL: none. */
  struct vitk_food_node *provisional;
  uint64_t statements;
  bool finished;
};

/* Room for one more element of `size` bytes; NULL: memory is at its end, and the array is as it was. */
void *vitk_store_grow(void *array, size_t n, size_t *max, size_t size);

static inline struct vitk_source_node *vitk_store_current(const struct vitk_store *store) {
  return store->sources[store->current];
}
static inline bool vitk_store_has_source(const struct vitk_store *store) {
  return vitk_store_current(store)->is.source_id.p != NULL;
}

/* Makes the source of this id the current one; false: there is none. */
bool vitk_store_go_on_with(struct vitk_store *, vitk_str source_id);

/* At most `most` bytes of a plugin's text in `arena` (NULL: interned); p NULL where it is empty. What was cut
 * or is no text is told as a warning about `name` at `place`. */
int vitk_store_keep(struct vitk_store *, struct vitk_arena *arena, vitk_str text, size_t most, const char *name,
                    struct vitk_place place, vitk_str *out);

/* A row of the ledger of a source. Counts rejects and warnings, tells the listener. The diag is of full size.
 * VITK_FAILED when this reject was one too many. */
int vitk_store_problem(struct vitk_store *, uint32_t source, const struct vitk_diag *);

/* The same for the current source, with vitk_report's arguments. */
struct vitk_sink_of_diags vitk_store_sink(struct vitk_store *);

/* VITK_FATAL after a diag: nothing may be stated before a source is. */
int vitk_store_no_source(struct vitk_store *, const char *what);

/* The rows "more-of-these" of a source. */
int vitk_store_count_rest(struct vitk_store *, uint32_t source);

/* The file of this path among the source's; made where it is new. `path` is well-formed. */
int vitk_store_file_of(struct vitk_store *, uint32_t source, vitk_str path, struct vitk_file_node **out);

/* Frees the tables of a source's foods and files: nothing is looked up in it any more. */
void vitk_store_forget(struct vitk_source_node *);

/* The food of this id in the current source, one that is no longer provisional; made where it is new. */
int vitk_store_food_named(struct vitk_store *, vitk_str food_id, struct vitk_food_node **out);

#endif
