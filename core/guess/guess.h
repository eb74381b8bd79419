/* guess.h - looks at a table or tree that nobody has described, and proposes a map for it.
 *
 *     profile.c   what the cells of a column look like
 *     table.c     rows: delimiter, quote, header; and each row's cells into profiles
 *     tree.c      records: paths take the place of columns
 *     choose.c    profiles and headings become roles: code, name, amounts
 *     write.c     the map, each doubt a comment
 *
 * All that is read is limited as everywhere (core/input/limits.h), and what is kept of it as the enum below says.
 */
#ifndef VITK_GUESS_GUESS_H
#define VITK_GUESS_GUESS_H

#include "core/base/arena.h"
#include "core/guess/words.h"
#include "core/input/input.h"

enum {
  VITK_GUESS_ROWS = 1000000,        /* rows or records looked at; a comment says so where there are more */
  VITK_GUESS_HEAD_ROWS = 100,       /* kept, to find the header in */
  VITK_GUESS_COLUMNS = 4096,        /* of a table, or paths of a tree */
  VITK_GUESS_ODD = 24,              /* different texts of a column that are no number */
  VITK_GUESS_NAMED = 64,            /* different texts of a column that name a component */
  VITK_GUESS_KEPT = 80,             /* bytes of such a text */
  VITK_GUESS_HEAD_BYTES = 32 << 20, /* of the rows that are kept */
  VITK_GUESS_PLACES = 64            /* members, and sheets of a workbook, that are looked at */
};

struct vitk_guess_odd { /* a text where a number is expected */
  vitk_str text;
  uint64_t n, line; /* how often; where first */
};

struct vitk_guess_named { /* a text that names a component */
  vitk_str text;
  uint64_t n;
  uint32_t component;
  int how; /* VITK_WORDS_WEAK or NAMED */
};

/* The first error of a reader: told where nothing was found. code "": none. */
struct vitk_guess_error {
  char code[48], file[300], message[500], hint[300];
  uint64_t line;
};
int vitk_guess_keep_error(struct vitk_guess_error *, const struct vitk_diag *);

struct vitk_guess_column {
  vitk_str name; /* heading, or path */
  enum vitk_role role;
  uint32_t rank;      /* of the role */
  uint32_t role_row;  /* the row in which the heading stands, from 1 */
  int how;            /* VITK_WORDS_… that the heading names a component */
  uint32_t component; /* that one */
  enum vitk_role beside;
  uint32_t component_row;
  vitk_str unit; /* in the heading, or between it and the data; n 0: none */
  /* its cells */
  uint64_t cells, blank, numbers, typed, points, commas, groups; /* typed: a workbook's; groups: 1,234 */
  uint64_t parentheses, spaces, deviations;                      /* numbers only with the setting for them */
  uint64_t units;                                                /* texts that are units */
  uint64_t bytes;                                                /* of its texts, for the longest */
  double greatest;
  struct vitk_guess_odd odd[VITK_GUESS_ODD];
  uint32_t n_odd;
  bool more_odd;
  struct vitk_guess_named *named; /* NULL: none yet */
  uint32_t n_named;
  bool more_named;
  vitk_str each; /* a tree: the repeated element that it stands in; n 0: none */
};

/* One member or sheet, and what was found out about it. */
struct vitk_guess {
  const struct vitk_input *input;
  struct vitk_guess_error *error;
  struct vitk_arena arena;
  struct vitk_buffer scratch;
  uint32_t member;
  const char *format;  /* "csv", "xlsx", "xml", "json" */
  const char *charset; /* of csv; "utf-8" */
  bool charset_named, charset_doubtful;
  vitk_str sheet; /* n 0: none */
  uint32_t n_sheets;
  uint32_t delimiter, quote; /* csv; quote 0: none */
  uint32_t header_row, first_row;
  bool by_position; /* its columns can't be named by one row */
  vitk_str record;  /* tree; p NULL: a table */
  bool mended;      /* XML that is well-formed only once it is mended */
  struct vitk_guess_column **columns;
  uint32_t n_columns, columns_capacity;
  vitk_str *repeated; /* tree: paths that come several times in a record */
  uint32_t n_repeated;
  uint64_t rows;
  bool more_rows, more_columns;
  /* choose.c */
  int32_t roles[VITK_N_ROLES]; /* the column of each; -1: none */
  uint32_t *values, n_values;  /* wide: columns of amounts */
  int32_t naming;              /* long: the column that names the component; -1: wide */
  char decimal;
  bool decimal_seen;
  uint32_t score; /* 0: no vitamin K in it */
};

/* profile.c. The heading's or path's own words are looked at, at `row`. VITK_OK, NOMEM. */
int vitk_guess_add_column(struct vitk_guess *, vitk_str name, uint32_t *index);
void vitk_guess_heading(struct vitk_guess *, struct vitk_guess_column *, vitk_str heading, uint32_t row);
int vitk_guess_cell(struct vitk_guess *, struct vitk_guess_column *, vitk_str text, bool is_number, uint64_t line);
/* Forgets what the cells looked like, and not what they named: the amounts of a long table are looked at again. */
void vitk_guess_forget_cells(struct vitk_guess_column *);
/* The unit in a heading: in brackets, or at its end. */
vitk_str vitk_guess_unit(vitk_str heading);

/* table.c, tree.c: all rows into profiles. `delimiter` of a csv: found out. `only_named`: only rows in which the column
 * `naming` names a component. What can't be read ends them, and is
 * kept as `error`. VITK_OK, NOMEM, CANCELLED; FAILED where it can't be opened at all. */
int vitk_guess_table(struct vitk_guess *);
int vitk_guess_table_again(struct vitk_guess *);
int vitk_guess_tree(struct vitk_guess *);
int vitk_guess_tree_again(struct vitk_guess *);

/* charset.c: of a text's bytes. */
int vitk_guess_charset(struct vitk_guess *);

/* choose.c: sets roles, values or naming, decimal and score. */
int vitk_guess_choose(struct vitk_guess *);
void vitk_guess_drop_empty(struct vitk_guess *); /* of a long table, what its rows of vitamin K do not have */
void vitk_guess_decimal(struct vitk_guess *);
/* Is the column one of the amounts that were chosen? */
bool vitk_guess_is_amount(const struct vitk_guess *, uint32_t column);

/* quote.c: a text in quotes, on one line; and in a comment. */
void vitk_guess_quote(struct vitk_buffer *map, vitk_str);
void vitk_guess_cite(struct vitk_buffer *map, vitk_str);

/* write.c */
int vitk_guess_write(struct vitk_guess *, struct vitk_buffer *map);

/* guess.c: the whole. *map, which the caller frees with free(), is NUL-terminated. VITK_END: no vitamin K was seen.
 * `sheet` and `charset` NULL: found out. */
int vitk_guess_map(const struct vitk_input *, const char *sheet, const char *charset, char **map);

#endif
