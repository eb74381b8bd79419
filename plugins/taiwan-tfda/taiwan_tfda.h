/* taiwan_tfda.h - Taiwan's food composition table: a wide table with a row a food, or open data with a row an amount.
 */
#ifndef VITK_PLUGINS_TAIWAN_TFDA_H
#define VITK_PLUGINS_TAIWAN_TFDA_H

#include "common/headcells.h"
#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

/* --- vitamin K in the table: the one list of what is known of it */

enum { TW_N_CONSTITUENTS = 3 };
struct tw_constituent {
  const char *component;
  const char *item;   /* as the open data name it; white space does not count */
  const char *header; /* of its column, as vitk_column.name */
};
extern const struct tw_constituent vitk_tw_constituents[TW_N_CONSTITUENTS];
extern const char vitk_tw_any[]; /* how the name of each constituent of vitamin K begins, known or not */

/* --- members */

/* The better shape to read stands last: a table has all foods in one order, JSON is the largest. */
enum tw_shape { TW_NONE, TW_JSON, TW_LONG, TW_WIDE, TW_N_SHAPES };

struct tw_release {
  char text[32]; /* "2024UPDATE2", "2024", or "" */
};

struct tw_member {
  uint32_t index;
  enum tw_shape shape;
  vitk_str name, sheet; /* copies; sheet: where the header stands, p NULL: no workbook */
  bool vitamin;         /* its head names vitamin K */
  struct tw_release release;
};

/* Members of this source beside the one that is read. */
struct tw_others {
  uint32_t n;
  vitk_str name; /* of one of them */
};

/* The member to read: of the newest release, in the best shape. out->shape TW_NONE: none is of this source. */
int vitk_tw_find(const struct vitk_host *, struct vitk_context *, struct tw_member *out, struct tw_others *);

/* From the year in a member's name and what stands behind it: "食品營養成分資料庫2024UPDATE2.xlsx". */
void vitk_tw_release_of(vitk_str name, struct tw_release *out);

/* --- one run */

struct tw {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct tw_member member;
  struct vitk_table *table;
  struct vitk_tree *tree;
  vitk_str field[TW_N_CONSTITUENTS], unit[TW_N_CONSTITUENTS]; /* of the wide table */
  char *last_food; /* of the long form: the id of the food that was stated last */
  size_t last_n, last_room;
  char unknown[160]; /* of the long form: an item that was told as not known */
};

int vitk_tw_source(struct tw *);

/* One bounded step, as vitk_importer.read. */
int vitk_tw_read_wide(struct tw *);
int vitk_tw_read_long(struct tw *);
int vitk_tw_read_json(struct tw *);

/* Says once that something that looks like vitamin K is not read. */
int vitk_tw_tell_unknown(struct tw *, vitk_str name, uint64_t line);

#endif
