/* livsmedelsverket.h - the food database of Livsmedelsverket (Sweden), as this importer reads it: the workbook, or the
 * XML of its older service. */
#ifndef VITK_PLUGINS_LIVSMEDELSVERKET_H
#define VITK_PLUGINS_LIVSMEDELSVERKET_H

#include "common/headrow.h"
#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { LV_RELEASE_MAX = 16, LV_N_NUTRIENTS = 3 };

/* Vitamin K as the database names it. No release that was seen has K1 or K2 apart. */
struct lv_nutrient {
  const char *name;   /* Namn, in the XML */
  const char *header; /* of its column, as vitk_column.name */
  const char *component;
};
extern const struct lv_nutrient vitk_lv_nutrients[LV_N_NUTRIENTS];

enum lv_form { LV_NONE, LV_SHEET, LV_XML };

/* One run. */
struct lv {
  const struct vitk_host *host;
  struct vitk_context *context;
  enum lv_form form;
  uint32_t member;
  vitk_str file;
  char release[LV_RELEASE_MAX]; /* "2022-05-24", or "" */
  struct vitk_table *table;
  struct vitk_tree *tree;
  vitk_str unit[LV_N_NUTRIENTS], field[LV_N_NUTRIENTS]; /* of the workbook's columns; field p NULL: it is not there */
};

/* Which form of the database the head of a member is. */
enum lv_form vitk_lv_form(vitk_str head);

/* The first date "2022-05-24" within the text; false: there is none. */
bool vitk_lv_date(vitk_str text, char out[LV_RELEASE_MAX]);

/* Each opens its table or tree, and sets release where the file states it; each reads one bounded step. */
int vitk_lv_open_sheet(struct lv *);
int vitk_lv_read_sheet(struct lv *);
int vitk_lv_open_xml(struct lv *);
int vitk_lv_read_xml(struct lv *);

#endif
