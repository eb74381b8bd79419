/* store_inside.h - what the files of the store share: store.c holds it, store_source.c, store_food.c, store_statement.c
 * and store_row.c fill it, store_alike.c knows statements like those before, store_find.c finds foods, store_value.c
 * packs values, store_problem.c keeps the ledger, store_finish.c puts it in order, store_order.c foods and values.
 *
 * Memory follows the records: a value has 32 bytes, a food 56 and its own texts; all that many values share is held
 * once and known by a number. store.h's wide structs are made from them as they are read. */
#ifndef VITK_RECORD_STORE_INSIDE_H
#define VITK_RECORD_STORE_INSIDE_H

#include "core/base/arena.h"
#include "core/record/pile.h"
#include "core/record/store.h"
#include "core/record/texts.h"

enum { VITK_KINDS_MAX = 64 }; /* codes of which one source's problems are counted apart; the last counts the rest */
enum { VITK_FOOD_TEXTS = 5 }; /* name … food_group */

struct vitk_kind_count {
  vitk_str code;
  uint32_t severity;
  uint64_t n;
};

/* Numbers of texts, rows of other piles and files are 32 bits wide; "+ 1" marks those of which 0 is none. */

struct vitk_file_row {
  struct vitk_stored_file is;
  uint32_t source;
  bool by_rows; /* it is a dataset's, not one that this run read */
};

struct vitk_food_row {
  uint64_t first_line;
  uint32_t first_file; /* + 1: of the first statement that names it, 0: none does */
  uint32_t food_id, name, language, name_en, scientific_name, food_group; /* texts */
  uint32_t code, more_codes;      /* its first code, a text, and the second one + 1; once finished `code` has all */
  uint32_t n_values, first_value; /* first_value: in the order of values, once finished */
  uint16_t source;
  bool described;
};

struct vitk_code_row { /* "scheme:code" of a classification that has more than one */
  uint32_t text, next; /* next: + 1 */
};

/* How a value is stated, which whole columns of values share. */
struct vitk_manner {
  uint32_t file, unit, method, confidence, field, flags;
  uint8_t component, status, basis, origin, equivalents;
  uint8_t unused[3]; /* zero: manners are compared as bytes */
};

/* Numbers that most values lack, or share. upper_ug: of what is present. */
struct vitk_numbers {
  double upper_ug, sd_ug, min_ug, max_ug, serving_g;
  int64_t n;
};

struct vitk_value_row {
  double number; /* of value the amount, of below_limit the upper bound, of present the lower one; else null */
  uint64_t line;
  uint32_t food, original, manner, numbers; /* numbers: + 1 */
};

struct vitk_problem_row {
  uint64_t line;
  uint32_t file, field, message, excerpt, code;
  uint16_t source;
  uint8_t severity;
};

/* A statement that became a value, and what others that say the same of another food became: see store_alike.c. */
enum { VITK_ALIKE_TEXTS = 13 /* all but food and amount */, VITK_ALIKE_BYTES = 200, VITK_ALIKE_SLOTS = 16 };
struct vitk_alike {
  uint64_t stated_under;    /* the rules; 0: the slot is free */
  uint32_t words[4];        /* status, basis, origin, equivalents */
  uint8_t n_texts, n_bytes; /* of those that are not blank: which they are, and their lengths */
  uint8_t which[VITK_ALIKE_TEXTS], lengths[VITK_ALIKE_TEXTS];
  bool is_plain; /* the amount is a number and no token: another such may take its place */
  char texts[VITK_ALIKE_BYTES];
  int32_t exponent;  /* of the unit, where is_plain */
  uint64_t amount;   /* else: its text, as amount_key has it */
  uint32_t amount_n; /* and how long that is */
  uint32_t file, manner;
  uint32_t original, numbers; /* of the row, as its number is */
  double number;
};

/* A short text of an amount that was read: tables have few that differ. */
enum { VITK_AMOUNTS_BITS = 12, VITK_AMOUNTS = 1 << VITK_AMOUNTS_BITS };
struct vitk_amount_read {
  uint64_t text, stated_under; /* 0: none */
  double number;               /* text × 10^exponent */
  uint32_t original;
  int16_t exponent;
  uint16_t n;
};

/* Stated last and named by no statement yet: held apart, in memory that the next one takes. */
struct vitk_provisional {
  struct vitk_stored_food is;
  bool described;
  uint32_t n_codes;
  struct vitk_held_code {
    vitk_str text;
    struct vitk_held_code *next;
  } * codes;
};

struct vitk_source_node {
  struct vitk_stored_source is;  /* source_id p NULL: not stated yet */
  struct vitk_source rules;      /* tokens are the store's copy */
  uint32_t last_food, last_file; /* the one met last; VITK_NONE: there was none, here and below */
  /* For finding foods (store_find.c). */
  uint32_t first_food, greatest_food; /* greatest: its id comes after all others */
  vitk_str last_id, greatest_id;      /* of last_food and greatest_food */
  uint32_t guesses;                   /* foods after the last one that are tried */
  bool in_order;                      /* each food came after all before it */
  struct vitk_kind_count kinds[VITK_KINDS_MAX];
  uint32_t n_kinds;
  bool failed; /* too many rejects */
  /* Of a source that a dataset handed over (store_row.h). */
  bool by_rows, counts_foods;
  int64_t statements_stated; /* -1: not */
  uint64_t rejects_by_rows;  /* of the dataset's own ledger: they count for no limit */
};

struct vitk_store {
  struct vitk_store_settings settings; /* texts are copies */
  struct vitk_secret secret;
  struct vitk_arena arena, provisional_arena;
  struct vitk_texts texts;
  /* The first source stands from the start, to keep what comes before it is stated. */
  struct vitk_source_node **sources;
  size_t n_sources, max_sources;
  struct vitk_pile foods, files, codes, values, manners, numbers, problems;
  struct vitk_index food_index, file_index, manner_index, numbers_index;
  uint32_t last_manner, last_numbers;   /* of the value stated last; last_numbers: + 1 */
  uint32_t last_texts[VITK_FOOD_TEXTS]; /* that foods share, of the one described last */
  uint32_t last_code, last_scheme_n;    /* "scheme:code" that was stated last, a text, and the length of its scheme */
  uint32_t current;
  uint64_t rules_stated; /* how often, and how often the current source became another */
  struct vitk_alike alike[VITK_ALIKE_SLOTS];
  struct vitk_amount_read amounts[VITK_AMOUNTS];
  struct vitk_provisional *provisional; /* lives in provisional_arena; NULL: none */
  uint64_t statements;
  bool finished;
  /* The canonical order, once finished: which row comes at each place. */
  uint32_t *food_order, *file_order, *value_order, *problem_order;
  uint32_t n_foods, n_files, n_problems; /* of these; those of sources that were let go are left out */
  /* What was read last, made wide: each holds until the next one of its kind is read. */
  struct vitk_stored_food wide_food;
  struct vitk_value wide_value;
  struct vitk_stored_problem wide_problem;
};

static inline struct vitk_source_node *vitk_store_current(const struct vitk_store *store) {
  return store->sources[store->current];
}
static inline bool vitk_store_has_source(const struct vitk_store *store) {
  return vitk_store_current(store)->is.source_id.p != NULL;
}
static inline struct vitk_food_row *vitk_food_row(const struct vitk_store *store, uint32_t i) {
  return vitk_pile_at(&store->foods, i);
}
static inline struct vitk_file_row *vitk_file_row(const struct vitk_store *store, uint32_t i) {
  return vitk_pile_at(&store->files, i);
}
static inline struct vitk_value_row *vitk_value_row(const struct vitk_store *store, uint32_t i) {
  return vitk_pile_at(&store->values, i);
}
static inline struct vitk_manner *vitk_manner_row(const struct vitk_store *store, uint32_t i) {
  return vitk_pile_at(&store->manners, i);
}
static inline struct vitk_problem_row *vitk_problem_row(const struct vitk_store *store, uint32_t i) {
  return vitk_pile_at(&store->problems, i);
}
static inline vitk_str vitk_store_text(const struct vitk_store *store, uint32_t number) {
  return vitk_texts_at(&store->texts, number);
}

/* A line as the row of a value has it: a dataset's numbers have a sign, and two lines that it can't tell apart are one.
 */
static inline uint64_t vitk_store_line(uint64_t line) {
  return line > INT64_MAX ? INT64_MAX : line;
}

/* Another source, which becomes the current one. */
int vitk_store_add_source(struct vitk_store *);

/* Makes the source of this id the current one; false: there is none. */
bool vitk_store_go_on_with(struct vitk_store *, vitk_str source_id);

/* Cuts a plugin's text to `most` bytes; p NULL where it is empty. What was cut or is no text is told as a warning about
 * `name` at `place`. */
int vitk_store_fit(struct vitk_store *, vitk_str *text, size_t most, const char *name, struct vitk_place place);

/* The same, and the number of the copy that is shared. */
int vitk_store_keep(struct vitk_store *, vitk_str text, size_t most, const char *name, struct vitk_place place,
                    uint32_t *out);

/* A row of the ledger of a source. Counts rejects and warnings, tells the listener. The diag is of full size.
 * VITK_FAILED when this reject was one too many. */
int vitk_store_problem(struct vitk_store *, uint32_t source, const struct vitk_diag *);

/* The same for the current source, with vitk_report's arguments. */
struct vitk_sink_of_diags vitk_store_sink(struct vitk_store *);

/* VITK_FATAL after a diag: nothing may be stated before a source is. */
int vitk_store_no_source(struct vitk_store *, const char *what);

/* The rows "more-of-these" of a source. */
int vitk_store_count_rest(struct vitk_store *, uint32_t source);

/* The file of this path among the source's, VITK_NONE: there is none; made where it is new. `path` is well-formed. */
uint32_t vitk_store_file_find(const struct vitk_store *, uint32_t source, vitk_str path);
int vitk_store_file_of(struct vitk_store *, uint32_t source, vitk_str path, uint32_t *out);

/* The food of this id in the current source, *out VITK_NONE: there is none, or it is provisional; and a food that is
 * known to be new to the source. */
int vitk_store_find_food(struct vitk_store *, vitk_str food_id, uint32_t *out);
int vitk_store_add_food(struct vitk_store *, vitk_str food_id, uint32_t *out);

/* The food of this id in the current source, one that is no longer provisional; made where it is new. */
int vitk_store_food_named(struct vitk_store *, vitk_str food_id, uint32_t *out);

/* Makes the codes of each food its classification. */
int vitk_store_join_codes(struct vitk_store *);

/* Puts the foods in order that belong to a source that stays: map[i] is the new number of source i, or VITK_NONE. */
int vitk_store_order_foods(struct vitk_store *, const uint32_t *map);

/* Then the values, whose manners know the new numbers of files. */
int vitk_store_order_values(struct vitk_store *);

/* Foods of a store that is worth a second thread. */
enum { VITK_STORE_LARGE = 50000 };

/* Adds a value; its texts stand in the manner, and in `original`. Of `value` the numbers and small choices count. */
int vitk_store_add_value(struct vitk_store *, uint32_t food, const struct vitk_value *value,
                         const struct vitk_manner *texts, uint32_t original);

/* The value that a statement becomes, all but its food: known from one before that says the same. The statement is of
 * full size; *file gets its file. false: it is to be read. */
bool vitk_store_alike(struct vitk_store *, const struct vitk_statement *, struct vitk_value_row *out, uint32_t *file);

/* Keeps a statement of full size that was read and became the row, without a word to the ledger. */
void vitk_store_keep_alike(struct vitk_store *, const struct vitk_statement *, const struct vitk_value_row *);

/* Makes the row of a value wide. */
void vitk_store_unpack(const struct vitk_store *, const struct vitk_value_row *, struct vitk_value *out);

/* The number of a manner that is shared. */
int vitk_store_share_manner(struct vitk_store *, const struct vitk_manner *, uint32_t *out);

/* Puts a word before the flags that the value has, unless they begin with it. */
int vitk_store_flag(struct vitk_store *, struct vitk_value_row *, vitk_str word);

#endif
