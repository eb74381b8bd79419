/* range.h - the records of a large table that one shard reads: those that begin in its range of the text.
 *
 * Range I of N is from byte size * (I - 1) / N to the byte before size * I / N, the first from 0 and the last to the
 * end, so the ranges are disjoint and have all records, and depend on nothing but the file. What comes before a range
 * is passed over for quotes and line ends alone (vitk_range_pass): which quotes are open, and which line it is, is
 * found out and never guessed.
 *
 * A table is parted where its plugin says VITK_ROWS_APART and its member is the largest of a folder or a file by
 * itself: that is the same in each shard of an input.
 */
#ifndef VITK_INPUT_RANGE_H
#define VITK_INPUT_RANGE_H

#include "core/input/columns.h"
#include "core/input/scan.h"

struct vitk_range {
  uint64_t from, to;           /* offsets in the text; to UINT64_MAX: its end */
  uint64_t from_line, to_line; /* where the first record from there on begins that was looked at, as far as known */
  bool is_part, reads_all;     /* it is a range at all; records outside of it are wanted too */
};

/* Of the plan's member, a delimited text. *out is the whole text where the table isn't parted; else that was told.
 * VITK_OK or what the part's owner returned. */
int vitk_range_begin(const struct vitk_input *, const struct vitk_table_plan *, struct vitk_range *out);

/* A record that begins at the offset, on the line, is looked at. */
void vitk_range_note(struct vitk_range *, uint64_t offset, uint64_t line);

/* Tells the lines between which a range lies that was read with all else. */
void vitk_range_end(const struct vitk_range *, const struct vitk_input *);

/* As vitk_scan, and no record is marked: each is passed over unread, as long as the text is written as the scan knows
 * it. */
void vitk_range_pass(const struct vitk_scan_plan *, const char *p, size_t n, size_t from, struct vitk_scan *out);

#endif
