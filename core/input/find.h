/* find.h - what csv.c may pass over: it alone reads records, and asks before each that begins how far the next that
 * could matter is. */
#ifndef VITK_INPUT_FIND_H
#define VITK_INPUT_FIND_H

#include "core/input/columns.h"
#include "core/input/scan.h"

struct vitk_finder;

/* What lies between a record's start and the next that is to be read. */
struct vitk_passed {
  size_t to;       /* offset in the block */
  size_t plain_to; /* from there to here each record can be split; `to`: libcsv has to read the next */
  uint64_t lines, records;
  bool is_rest; /* no record that is whole is left in the block, as far as the scan can tell */
};

/* *out NULL: nothing can be passed over or split. The table's columns are bound, and it outlives the finder. No record
 * that begins before `from` in the text is wanted. VITK_OK or VITK_NOMEM. */
int vitk_finder_new(const struct vitk_input *, const struct vitk_table_plan *, unsigned char delimiter, uint64_t from,
                    struct vitk_finder **out);

const struct vitk_scan_plan *vitk_finder_plan(const struct vitk_finder *);

/* A new block of text, of which p[n … n + VITK_SCAN_PADDING) can be read too. `scan`, of what of it begins there, may
 * be NULL; else it is used once the reader stands there. */
void vitk_finder_block(struct vitk_finder *, const char *p, size_t n, const struct vitk_scan *scan);

/* The reader stands between two records at offset `at`. */
struct vitk_passed vitk_finder_pass(struct vitk_finder *, size_t at);

/* Tells the foods that were passed over. */
void vitk_finder_tell(struct vitk_finder *);

void vitk_finder_free(struct vitk_finder *); /* NULL is fine */

#endif
