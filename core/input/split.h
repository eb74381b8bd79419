/* split.h - the cells of a record that the scan found to be plain, as libcsv gives them, where they stand in the block:
 * only a cell with doubled quotes is copied. */
#ifndef VITK_INPUT_SPLIT_H
#define VITK_INPUT_SPLIT_H

#include "core/base/buffer.h"
#include "core/input/split_ahead.h"

struct vitk_splitter { /* zero, but for copied.maximum: the bytes of a record */
  struct vitk_scan_cells record;
  struct vitk_cell *cells; /* as many as there is room for in the record */
  struct vitk_buffer copied;
  struct vitk_split_ahead *ahead; /* of the block that p is; NULL: none of it was taken apart */
};

/* The record at `at` of a plain mark that ends at `to`: its cells and its place are in the splitter until the next
 * call. VITK_END: it is none. VITK_OK or VITK_NOMEM. */
int vitk_split(struct vitk_splitter *, const struct vitk_scan_plan *, const char *p, size_t at, size_t to);

void vitk_splitter_free(struct vitk_splitter *);

#endif
