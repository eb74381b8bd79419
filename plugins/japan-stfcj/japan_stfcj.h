/* japan_stfcj.h - the Standard Tables of Food Composition in Japan: the main table's workbook. */
#ifndef VITK_PLUGINS_JAPAN_STFCJ_H
#define VITK_PLUGINS_JAPAN_STFCJ_H

#include "common/headcells.h"
#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

/* --- names in the sheets */

extern const char vitk_jp_food_number[]; /* 食品番号, above the food numbers */
extern const char vitk_jp_remarks[];     /* 備考 */
extern const char vitk_jp_unit_row[];    /* 単位, at the front of the row of units */
extern const char vitk_jp_tag_row[]; /* 成分識別子, at the front of the row of INFOODS tagnames; data follow it */
extern const char vitk_jp_tag[];     /* VITK */
extern const char vitk_jp_whole[];   /* 表全体, how the name of the sheet with all groups begins */

/* --- releases */

struct jp_release {
  char text[16];   /* "2023-04-28", "2023", or "" */
  char edition[8]; /* "2023", or "" */
};

/* From a date of eight digits in a file's name ("20201225-mxt_kagsei-…"), else from a year. */
void vitk_jp_release_of_name(vitk_str name, struct jp_release *out);
/* From "更新日：2026年3月27日"; false: the cell says no such thing. */
bool vitk_jp_release_of_cell(vitk_str cell, struct jp_release *out);
/* Of the option; false: it is no date or year. */
bool vitk_jp_release_given(vitk_str option, struct jp_release *out);
/* The title of an edition. */
const char *vitk_jp_title(const struct jp_release *);

/* --- members */

struct jp_member {
  uint32_t index;
  bool vitamin; /* its head has VITK among the tags */
  vitk_str name;
};

/* The members whose head has a row of tags and food numbers; *members is an array that lives as long as the run. */
int vitk_jp_find(const struct vitk_host *, struct vitk_context *, struct jp_member **members, uint32_t *n);

/* --- one sheet */

enum { JP_COLUMNS = 256, JP_UNIT = 24, JP_TAG = 16, JP_NOWHERE = JP_COLUMNS };

struct jp_layout {
  bool tagged;                          /* the row of tags is behind us */
  uint32_t number, remarks, name, vitk; /* columns, or JP_NOWHERE */
  char unit[JP_UNIT], tag[JP_TAG];      /* the tag as it stands */
  char unknown[JP_TAG];                 /* another tag of vitamin K, or "" */
  char units[JP_COLUMNS][JP_UNIT];      /* of each column, once the row of units was met */
  struct jp_release updated;            /* as the sheet says it; text "" where it does not */
};

/* Starts a sheet. */
void vitk_jp_layout_reset(struct jp_layout *);
/* Takes a row that stands above the data. */
void vitk_jp_layout_row(struct jp_layout *, const struct vitk_row *);

/* --- one run */

enum { JP_GROUPS = 100 };

struct jp {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct jp_member *members;
  uint32_t n_members, member;
  struct jp_release given;    /* by the option */
  char stated[24];            /* source_id of the source that was stated last */
  vitk_str *sheets;           /* of the member: those that are read */
  uint32_t n_sheets, sheet;   /* sheet: the next to be opened */
  vitk_str groups[JP_GROUPS]; /* names of food groups, by number */
  bool any_tags;              /* one of its sheets had a row of tags */
  struct vitk_table *table;
  uint64_t rows; /* of the sheet, so far */
  struct jp_layout layout;
  char field[200]; /* "４ 豆類!VITK": a row is one of a sheet */
};

/* One bounded step, as vitk_importer.read. */
int vitk_jp_read(struct jp *);

/* States the source, unless it is the one that was stated last. */
int vitk_jp_source(struct jp *);

/* States the food and what the row says of its vitamin K. */
int vitk_jp_state_row(struct jp *, const struct vitk_row *);

#endif
