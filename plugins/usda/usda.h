/* usda.h - what the importers of USDA's databases share: nutrients, codes of derivation, and how a value that bears
 * them is stated; of FoodData Central also its types of data and the source. Compiled into each of them.
 */
#ifndef VITK_PLUGINS_USDA_H
#define VITK_PLUGINS_USDA_H

#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

/* --- codes.c: the Standard Reference's codes, which FoodData Central took over and added to. */

/* Origin (VITK_ANALYSED …) of a value from its derivation code, or where that is blank or unknown from the code of its
 * source. */
uint32_t vitk_usda_origin(vitk_str source_code, vitk_str derivation_code);

/* The code of a derivation in FoodData Central; NULL: no release that was seen tells it. */
const char *vitk_usda_derivation(vitk_str id);

bool vitk_usda_is_zero(vitk_str amount); /* 0, 0.00, 0E-8 */

/* What stands beside an amount. Fills status, limit and origin of the statement, whose amount is set. */
struct usda_beside {
  vitk_str derivation, source; /* codes */
  vitk_str loq;                /* limit of quantification, in the amount's unit */
};
void vitk_usda_judge(const struct usda_beside *, struct vitk_statement *);
void vitk_usda_judge_status(const struct usda_beside *, struct vitk_statement *); /* and leaves the origin alone */

/* --- fdc.c: FoodData Central */

/* In the order of the numbers. */
enum { USDA_N_NUTRIENTS = 3 };
struct usda_nutrient {
  const char *number, *id, *component; /* "430", "1185", "VITK1" */
};
extern const struct usda_nutrient vitk_usda_nutrients[USDA_N_NUTRIENTS];
extern const char vitk_usda_unit[]; /* of all three, where the file does not state one */

/* USDA_N_NUTRIENTS where it is another. An id below 1000 is a number. */
uint32_t vitk_usda_nutrient(vitk_str number_or_id);

/* Is a name one of a nutrient of vitamin K, and one of nutrient i? "Vitamin K", "Vitamin K (phylloquinone)" and
 * "Menaquinone-4" are in use. */
bool vitk_usda_speaks_of_k(vitk_str name);
bool vitk_usda_is_name(uint32_t i, vitk_str name);

/* "1185.0", as a copy that was saved again writes a whole number, is 1185. */
vitk_str vitk_usda_whole(vitk_str number);

/* Types of data. FOREIGN: a type that no release had when this was written; its foods are read as foods. */
enum usda_type {
  USDA_FOUNDATION,
  USDA_LEGACY,
  USDA_SURVEY,
  USDA_BRANDED,
  USDA_FOREIGN,
  USDA_PART, /* what Foundation foods were analysed from: samples and acquisitions */
  USDA_N_TYPES
};
struct usda_type_words {
  const char *in_csv, *in_json, *array; /* food.data_type, dataType, the bulk file's array */
  const char *id, *title;               /* in source_id and title; "": of the whole */
};
extern const struct usda_type_words vitk_usda_types[USDA_FOREIGN];

/* Of food.data_type or of dataType. */
enum usda_type vitk_usda_type(vitk_str word);

/* The values of survey foods are calculated from those of other types, as USDA's field descriptions say; they bear no
 * derivation. */
void vitk_usda_judge_type(enum usda_type, struct vitk_statement *);

/* A release as a date or a part of one: "2024-04-18", "2018-04". "" where it is not known. */
struct usda_release {
  char text[24];
};

/* The date that a path of a member bears: the last, "…_csv_2024-04-18/food.csv". */
void vitk_usda_release_in(vitk_str path, struct usda_release *);

/* "2019-04-01" and "4/1/2019" are dates; false: another text. */
bool vitk_usda_date(vitk_str text, struct usda_release *);

/* What the option says; false after a diag where it is no release. */
bool vitk_usda_release_given(const struct vitk_host *, struct vitk_context *, struct usda_release *);

/* States the source. `kind` goes into the id: a type's, "api", or "" for the whole. */
int vitk_usda_source(const struct vitk_host *, struct vitk_context *, const char *kind, const char *title,
                     const char *release);

#endif
