/* receiver.h - who takes what an importer states: a store in this process, or the wire to one in another. The functions
 * and their codes are those of store.h; `row` is vitk_rows_take. */
#ifndef VITK_RECORD_RECEIVER_H
#define VITK_RECORD_RECEIVER_H

#include "core/base/diag.h"

struct vitk_receiver {
  void *self;
  int (*source)(void *self, const struct vitk_source *);
  int (*food)(void *self, const struct vitk_food *);
  int (*food_code)(void *self, vitk_str food_id, const char *scheme, vitk_str code);
  int (*statement)(void *self, const struct vitk_statement *);
  int (*row)(void *self, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride);
  int (*diag)(void *self, const struct vitk_diag *);
  bool (*mentioned)(void *self, vitk_str food_id);
  void (*foods_skipped)(void *self, uint64_t n);
  int (*file)(void *self, vitk_str path, uint64_t bytes, vitk_str checksum);
  int (*finish)(void *self); /* after the last statement */
  bool all_foods;            /* are wanted */
};

#endif
