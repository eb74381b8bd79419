/* frida.h - the workbook of Frida, the Danish food composition database, as this importer reads it. */
#ifndef VITK_PLUGINS_FRIDA_H
#define VITK_PLUGINS_FRIDA_H

#include "common/headrow.h"
#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { FR_RELEASE_MAX = 16, FR_PARAMETERS_MAX = 32, FR_IDS_MAX = 400 };

/* A parameter of vitamin K as the workbook defines it. */
struct fr_parameter {
  vitk_str id, unit;
  const char *component;
  uint32_t equivalents;
};

/* One run. */
struct fr {
  const struct vitk_host *host;
  struct vitk_context *context;
  uint32_t member;
  vitk_str file;
  char release[FR_RELEASE_MAX]; /* "6.1", "2025-05", or "" */
  bool has_foods;               /* it has a sheet of foods */
  struct vitk_table *table;
  uint32_t step;
  struct fr_parameter parameters[FR_PARAMETERS_MAX];
  uint32_t n_parameters;
  char ids[FR_IDS_MAX]; /* of the parameters, parted by '|', for a predicate */
  vitk_str food;        /* stated last, where there is no sheet of foods */
};

extern const char vitk_fr_sheet_parameters[], vitk_fr_sheet_data[], vitk_fr_sheet_foods[];

/* Takes a row of the sheet of parameters where it is one of vitamin K. VITK_FAILED after a diag where its number means
 * something else than in every known release. */
int vitk_fr_parameter(struct fr *, const struct vitk_row *);
extern const struct vitk_column vitk_fr_parameter_columns[];
extern const uint32_t vitk_fr_n_parameter_columns;

/* The parameter of that number; NULL: none of vitamin K. */
const struct fr_parameter *vitk_fr_find(const struct fr *, vitk_str id);

/* One bounded step, as vitk_importer.read. */
int vitk_fr_read(struct fr *);

/* From the name of the workbook: "6.1" of FCDB_6.1_Dataset.xlsx, "2025-05" of Frida_Dataset_May2025.xlsx, else "". */
void vitk_fr_release_of(vitk_str name, char out[FR_RELEASE_MAX]);

#endif
