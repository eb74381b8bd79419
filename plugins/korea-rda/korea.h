/* korea.h - the two Korean food composition databases: the standard table of the RDA, a workbook, and the MFDS's
 * integrated nutrition data as CSV. */
#ifndef VITK_PLUGINS_KOREA_RDA_H
#define VITK_PLUGINS_KOREA_RDA_H

#include "common/headrow.h"
#include "common/tell.h"

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { KOREA_ROWS_A_STEP = 500, KOREA_N_COMPONENTS = 3 };

/* Vitamin K in both: VITK, VITK1, VITK2. */
struct korea_component {
  const char *tagname, *label, *amount; /* label: its Korean name without white space; amount: MFDS's key */
};
extern const struct korea_component vitk_korea_components[KOREA_N_COMPONENTS];

enum korea_kind { KOREA_NONE, KOREA_RDA, KOREA_MFDS };
struct korea_found {
  enum korea_kind kind;
  uint32_t member;
  vitk_str sheet;      /* of the RDA's workbook, the newest: NUL-terminated, lives as long as the run */
  uint32_t version[2]; /* 10, 4 */
  bool vitamin;        /* MFDS: its header has a column of vitamin K */
};

enum { RDA_CODE, RDA_NAME, RDA_GROUP, RDA_FIRST, RDA_N_COLUMNS = RDA_FIRST + KOREA_N_COMPONENTS };

struct korea {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct korea_found found;
  struct vitk_table *table;
  vitk_str unit[KOREA_N_COMPONENTS];
  uint32_t position[RDA_N_COLUMNS]; /* RDA: from 1; 0: not there */
  char label[RDA_N_COLUMNS][60];
};

int vitk_korea_open_rda(struct korea *);
int vitk_korea_rda_row(struct korea *, const struct vitk_row *);
int vitk_korea_open_mfds(struct korea *);
int vitk_korea_mfds_row(struct korea *, const struct vitk_row *);

#endif
