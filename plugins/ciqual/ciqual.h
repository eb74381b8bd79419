/* ciqual.h - the food composition table of ANSES, as its XML set or as a flat table. */
#ifndef VITK_PLUGINS_CIQUAL_H
#define VITK_PLUGINS_CIQUAL_H

#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

/* --- vitamin K in CIQUAL: the one table of its constituents */

enum { CQ_N_CONSTITUENTS = 3 };
struct cq_constituent {
  const char *code, *component;
  const char *words;  /* in the constituent's name, French and English, lower case without white space, parted by '|' */
  const char *header; /* of its column in a flat table, as vitk_column.name */
};
extern const struct cq_constituent vitk_cq_constituents[CQ_N_CONSTITUENTS];
extern const char vitk_cq_codes[]; /* "54100|54101|54104", for a predicate */
extern const char vitk_cq_unit[];  /* of all of them; the spelling that every release's unit is stated in */

/* The unit within the last parentheses of a constituent's name: vitk_cq_unit for each spelling and line break of
 * µg/100 g, else as it stands. n 0: there are none. */
vitk_str vitk_cq_unit_of(vitk_str name);

/* Is one of `words` in the text, compared without white space and case? */
bool vitk_cq_has_word(vitk_str text, const char *words);

/* --- members */

enum cq_file { CQ_ALIM, CQ_ALIM_GRP, CQ_CONST, CQ_COMPO, CQ_N_FILES };
enum { CQ_ABSENT = -1 };

/* The header of a flat table, as far as the head of its member tells. */
struct cq_header {
  char delimiter;
  vitk_str sheet; /* of a workbook, the one that bears the header, as the head names it; p NULL: none */
  bool named;     /* it names codes and names of foods as CIQUAL does */
  bool numbers;   /* ORIGFDCD …, the columns of 2016 and before */
  bool coded;     /* the names of constituents begin with their code, as in 2013 and before */
  bool broken;    /* a line break stands for the stroke of a unit, as in 2025 */
  bool vitamin;   /* it has a column of vitamin K */
};

struct cq_members {
  int64_t index[CQ_N_FILES], flat;
  vitk_str name[CQ_N_FILES], flat_name;
  struct cq_header header; /* its sheet lives as long as the run, NUL-terminated */
  bool mixed[CQ_N_FILES];  /* its folder or date is not that of compo_ */
  uint32_t n_others;       /* compo_ files and flat tables beside the one that is read */
  vitk_str other;
};

/* Of several compo_ the last by name, which is the newest; the other files of its date. */
int vitk_cq_find(const struct vitk_host *, struct vitk_context *, struct cq_members *out);
bool vitk_cq_read_header(vitk_str head, struct cq_header *out);
/* Does the head show a TABLE of the records that the file should have? */
bool vitk_cq_is(enum cq_file, vitk_str head);

/* --- the release */

struct cq_release {
  char text[16]; /* "2025-11-03", "2025", or "" */
};

/* From the date in a member's name ("alim_2020_07_07.xml"), or the year. */
void vitk_cq_release_of(vitk_str name, struct cq_release *out);
/* Of the option; false: it is no date or year. */
bool vitk_cq_release_given(vitk_str option, struct cq_release *out);

/* --- one run */

struct cq_groups;

struct cq {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct cq_members members;
  struct cq_release release;
  uint32_t decimal_mark;
  bool stated_total; /* it has 54100, vitamin K untold apart */
  bool english;      /* the flat table names its foods in English alone */
  /* the XML set */
  struct vitk_tree *tree;
  uint32_t step;
  vitk_str unit[CQ_N_CONSTITUENTS];
  struct cq_groups *groups;
  /* the flat table */
  struct vitk_table *table;
  vitk_str field[CQ_N_CONSTITUENTS]; /* names of its columns as they stand */
};

/* States the source, from what is known by then. */
int vitk_cq_source(struct cq *);

/* One bounded step, as vitk_importer.read. */
int vitk_cq_read_set(struct cq *);
int vitk_cq_read_flat(struct cq *);

/* --- groups of foods */

/* A group and its parts: "01", "0101", "010101"; one of zeros alone, or blank, is none. */
struct cq_group_codes {
  vitk_str level[3];
};
/* The deepest code that is not none; n 0: none. */
vitk_str vitk_cq_deepest(const struct cq_group_codes *);

int vitk_cq_group_add(struct cq *, struct tell_place, const struct cq_group_codes *, const vitk_str names[3]);
/* "group > part > part" into `out`. false: a code is not known. */
bool vitk_cq_group_name(const struct cq *, const struct cq_group_codes *, char out[400]);
/* The same of names that stand beside the food; "-" and blank are none. */
void vitk_cq_join(const vitk_str names[3], char out[400]);

#endif
