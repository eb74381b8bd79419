/* xlsx_skim.h - rows and shared texts of OOXML, read without a parser where they are written as spreadsheet programs
 * write them: plain XML, texts without runs, cells in the order of their columns. What is beyond that, and what is
 * wrong in any way, is a doubt: libxml2's and the reader's behind it. */
#ifndef VITK_INPUT_XLSX_SKIM_H
#define VITK_INPUT_XLSX_SKIM_H

#include "core/input/limits.h"
#include "core/input/plain_xml.h"
#include "core/input/skim.h"
#include "core/input/xlsx.h"

struct vitk_xlsx_cell {
  uint32_t column, style;
  enum vitk_xlsx_kind kind;
  vitk_str text; /* as it stands, with its references */
};

struct vitk_xlsx_skimmer {
  uint64_t row;     /* the row before; set by the user, like what follows: */
  uint64_t strings; /* shared texts that there are */
  const struct vitk_limits *limits;
  /* of the row that was skimmed last */
  uint64_t number;
  struct vitk_xlsx_cell *cells; /* those that have a text, in the order of their columns */
  uint32_t n_cells;
  /* of the shared text */
  vitk_str text;   /* as it stands */
  bool stops[256]; /* of plain_xml.h */
};

/* VITK_OK or VITK_NOMEM. */
int vitk_xlsx_skimmer_open(struct vitk_xlsx_skimmer *, const struct vitk_limits *);
void vitk_xlsx_skimmer_close(struct vitk_xlsx_skimmer *);

/* A <row>, an <si>; VITK_PLAIN_PADDING zeros follow p[0 … n). PASS: they break no limit and name no shared text
 * that is not there. */
enum vitk_skim vitk_xlsx_skim_row(struct vitk_xlsx_skimmer *, const char *p, size_t n, struct vitk_skimmed *);
enum vitk_skim vitk_xlsx_skim_text(struct vitk_xlsx_skimmer *, const char *p, size_t n, struct vitk_skimmed *);

#endif
