/* nevo.h - the Dutch food composition database NEVO, as its table of foods. */
#ifndef VITK_PLUGINS_NEVO_H
#define VITK_PLUGINS_NEVO_H

#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { NEVO_ABSENT = -1, NEVO_N_COMPONENTS = 14, NEVO_DELIMITER = '|' };

/* A column is called by NEVO's code and unit, "VITK1 (µg)"; for vitamin K its codes are INFOODS tagnames. */
struct nevo_component {
  const char *tagname, *column;
};
extern const struct nevo_component vitk_nevo_components[NEVO_N_COMPONENTS];
extern const char vitk_nevo_traces[]; /* the column that lists what is there in traces, as vitk_column.name */

struct nevo_members {
  int64_t index;
  vitk_str name;
  bool vitamin; /* it has a column of vitamin K */
  uint32_t n_others;
  vitk_str other;
};

/* The table of foods: known by its header, so the other tables of a download are left. Of several the last by name. */
int vitk_nevo_find(const struct vitk_host *, struct vitk_context *, struct nevo_members *out);

/* One run. */
struct nevo {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct nevo_members members;
  struct vitk_table *table;
  vitk_str unit[NEVO_N_COMPONENTS], field[NEVO_N_COMPONENTS]; /* of its columns; field p NULL: no such column */
  vitk_str traces_field;
  vitk_str version; /* as the first row states it */
  bool stated, mixed;
};

int vitk_nevo_open_table(struct nevo *);
/* One bounded step, as vitk_importer.read. */
int vitk_nevo_read(struct nevo *);

/* States the source; `version` is the cell of a row: "NEVO-Online 2021 7.0". */
int vitk_nevo_source(struct nevo *, vitk_str version);

#endif
