/* split_ahead.h - the plain records of a scan, taken apart in the thread that made it, while their bytes are at hand:
 * who reads them is one thread, and has enough to do with what they say. */
#ifndef VITK_INPUT_SPLIT_AHEAD_H
#define VITK_INPUT_SPLIT_AHEAD_H

#include "core/input/scan.h"

/* Of one block: what is beyond that is left to the reader. */
enum { VITK_AHEAD_RECORDS_MAX = 1 << 14, VITK_AHEAD_STOPS_MAX = 1 << 16 };

struct vitk_ahead_record { /* as vitk_scan_cells */
  uint32_t start, end, lines, n;
  bool is_doubled;
};

struct vitk_split_ahead {
  uint32_t n_records, n_stops;
  uint32_t next_record, next_stop; /* that vitk_ahead_find looks at first */
  struct vitk_ahead_record records[VITK_AHEAD_RECORDS_MAX];
  uint32_t stops[VITK_AHEAD_STOPS_MAX]; /* of the cells of all records, one after another */
};

/* Takes apart the records of the marks of the scan of p; those before are gone. */
void vitk_ahead_split(struct vitk_split_ahead *, const struct vitk_scan_plan *, const char *p,
                      const struct vitk_scan *);

/* The record that begins at `at`, and its stops; NULL: it was not taken apart. `at` never goes back. */
const struct vitk_ahead_record *vitk_ahead_find(struct vitk_split_ahead *, size_t at, const uint32_t **stops);

#endif
