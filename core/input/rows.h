/* rows.h - what stands between table.c, which knows columns and conditions, and the formats, which know rows. A new
 * format is a file with an open function and a line in table.c's list. */
#ifndef VITK_INPUT_ROWS_H
#define VITK_INPUT_ROWS_H

#include "core/input/columns.h"

struct vitk_raw_row {
  uint64_t number; /* which row from 1, as header_row and first_row count: records of a text, rows of a sheet */
  uint64_t line;   /* where it begins */
  const struct vitk_cell *cells; /* not trimmed; until the next call */
  uint32_t n_cells;
};

struct vitk_row_source {
  int (*next)(struct vitk_row_source *, struct vitk_raw_row *out); /* VITK_END after the last */
  void (*close)(struct vitk_row_source *);
  /* The plan's columns are bound: from now on rows of the data that don't meet its conditions may be left out, those
   * alone about which table.c would say nothing. Foods among them are told to the input. NULL: none are. */
  void (*begin)(struct vitk_row_source *);
};

/* Opens rows over a member. The plan outlives the source: its conditions are known from the start and the places of
 * its columns once `begin` was called, so that a format may leave out rows that can't meet them. */
typedef int vitk_rows_open(const struct vitk_input *, const struct vitk_table_plan *plan, struct vitk_row_source **out);

vitk_rows_open vitk_rows_of_plan; /* table.c: of whatever format the member is */
vitk_rows_open vitk_csv_open;     /* csv.c: delimited text */
vitk_rows_open vitk_lines_open;   /* lines.c: VITK_LINES */

/* The name of a workbook's sheet at `index`, or VITK_END: it lives as the format says, at least until the next call
 * with the bundle. */
typedef int vitk_sheet_name(const struct vitk_input *, uint32_t member, uint32_t index, vitk_str *name);

vitk_rows_open vitk_workbook_rows; /* workbook.c: a zip that is a workbook, xlsx or ods */
vitk_sheet_name vitk_workbook_sheet;

vitk_rows_open vitk_xls_rows; /* xls.c: the older workbooks, BIFF */
vitk_sheet_name vitk_xls_sheet;

bool vitk_sqlite_is(vitk_str start); /* sqlite.c: by a member's first bytes */
vitk_rows_open vitk_sqlite_rows;
vitk_sheet_name vitk_sqlite_sheet;

/* A libcsv parser for the delimiter and the quote (0: none); VITK_NOMEM or VITK_OK. Freed with csv_free. */
struct csv_parser;
int vitk_csv_start(struct csv_parser *, unsigned char delimiter, uint32_t quote);

/* sniff.c: the delimiter with which the first rows in `head` name most of the wanted columns, else make most cells. */
int vitk_csv_find_delimiter(vitk_str head, const struct vitk_table_plan *, unsigned char *out);

#endif
