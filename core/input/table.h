/* table.h - rows of a member, whatever its format: the one row API behind vitk_host.table_*.
 *
 * csv.c reads delimited text over libcsv, which alone decides what a record is. Reported per table: rows shorter or
 * longer than the header ("short-row", "long-row", a warning each with its line, VITK_RAGGED turns them off), a quote
 * that is still open at the end ("open-quote", named at the line where it began), a wanted column that is not there
 * ("missing-column", an error with the header as it is), a name that two columns bear ("double-column", an error).
 *
 * Workbooks (workbook.h) come as rows of one sheet: the first, or that of spec.sheet ("missing-sheet"). A cell that is
 * not there is blank, so no row is short or long. A wanted cell that the workbook holds as a date is told once a table
 * ("date-cell"): a code such as 1-12 that the spreadsheet took for one is lost.
 */
#ifndef VITK_INPUT_TABLE_H
#define VITK_INPUT_TABLE_H

#include "core/input/input.h"

/* `spec` may be of an older, shorter ABI: only its first spec->size bytes are read. Columns and predicates are
 * copied. */
int vitk_table_open(const struct vitk_input *, const struct vitk_table_spec *spec, struct vitk_table **out);
int vitk_table_next(struct vitk_table *, struct vitk_row *out); /* sets out->size to what it filled */
vitk_str vitk_table_field(struct vitk_table *, uint32_t column);
/* The header cell at `index` from 0 as it stands; VITK_END after the last, and at once without a header. */
int vitk_table_header(struct vitk_table *, uint32_t index, vitk_str *out);
void vitk_table_close(struct vitk_table *);

/* The names of a workbook's sheets in order; VITK_END after the last, and at once where the member is none. *name lives
 * until the next call with the bundle. */
int vitk_table_sheets(const struct vitk_input *, uint32_t member, uint32_t index, vitk_str *name);

/* head.c: the member's first bytes, as vitk_bundle_head. Of a workbook, whose bytes say nothing, it is text: for each
 * sheet a line of a form feed and its name, then its first rows, a line each with TAB between the cells. */
int vitk_table_head(const struct vitk_input *, uint32_t member, vitk_str *out);

#endif
