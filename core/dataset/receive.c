#include "core/dataset/receive.h"

#include "core/dataset/rows.h"

static int take_source(void *self, const struct vitk_source *source) {
  return vitk_store_source(self, source);
}
static int take_food(void *self, const struct vitk_food *food) {
  return vitk_store_food(self, food);
}
static int take_food_code(void *self, vitk_str food_id, const char *scheme, vitk_str code) {
  return vitk_store_food_code(self, food_id, scheme, code);
}
static int take_statement(void *self, const struct vitk_statement *statement) {
  return vitk_store_statement(self, statement);
}
static int take_row(void *self, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride) {
  return vitk_rows_take(self, table, row, n, stride);
}
static int take_diag(void *self, const struct vitk_diag *diag) {
  return vitk_store_diag(self, diag);
}
static bool is_mentioned(void *self, vitk_str food_id) {
  return vitk_store_mentioned(self, food_id);
}
static void skip_foods(void *self, uint64_t n) {
  vitk_store_foods_skipped(self, n);
}
static int take_file(void *self, vitk_str path, uint64_t bytes, vitk_str checksum) {
  return vitk_store_file(self, path, bytes, checksum);
}
static int finish(void *self) {
  return vitk_store_finish(self);
}

struct vitk_receiver vitk_store_receiver(struct vitk_store *store) {
  return (struct vitk_receiver){store,          take_source, take_food, take_food_code,
                                take_statement, take_row,    take_diag, is_mentioned,
                                skip_foods,     take_file,   finish,    vitk_store_wants_all(store)};
}
