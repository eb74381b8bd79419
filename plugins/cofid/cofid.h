/* cofid.h - McCance and Widdowson's composition of foods (UK), as its integrated dataset: a sheet of vitamins. */
#ifndef VITK_PLUGINS_COFID_H
#define VITK_PLUGINS_COFID_H

#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { COFID_ABSENT = -1, COFID_NOWHERE = -1, COFID_N_COMPONENTS = 3, COFID_COLUMNS = 256 };

/* A column is called in words in one row and by its code in the next. */
struct cofid_component {
  const char *tagname; /* also its code */
  const char *name;    /* in lower case and without white space; '*' for any rest */
};
extern const struct cofid_component vitk_cofid_components[COFID_N_COMPONENTS];

struct cofid_sheet {
  int64_t member;
  vitk_str file, name; /* NUL-terminated, as long as the run */
  bool named;          /* the sheet is called as CoFID's, rather than known by its header alone */
  bool vitamin;        /* its first rows show a column of vitamin K */
  uint32_t n_others;
  vitk_str other;
};

/* The sheet of vitamins: the one of that name, else one whose header is that of CoFID with vitamin K. */
int vitk_cofid_find(const struct vitk_host *, struct vitk_context *, struct cofid_sheet *out);

/* One run. Columns are counted from 0; COFID_NOWHERE: there is none. */
struct cofid {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct cofid_sheet sheet;
  struct vitk_table *table;
  uint32_t rows;         /* read so far */
  uint32_t rows_of_head; /* since the row of names, which is the first; 0: it was not seen yet */
  int32_t code, name, group;
  vitk_str names[COFID_COLUMNS]; /* of the columns, in words */
  int32_t column[COFID_N_COMPONENTS];
  vitk_str field[COFID_N_COMPONENTS], unit[COFID_N_COMPONENTS];
};

int vitk_cofid_source(struct cofid *);
/* One bounded step, as vitk_importer.read. */
int vitk_cofid_read(struct cofid *);

#endif
