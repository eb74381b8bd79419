/* record.h - vitamin K records in the common format (docs/dataset.md), and the vocabularies that they use. */
#ifndef VITK_RECORD_RECORD_H
#define VITK_RECORD_RECORD_H

#include "core/base/diag.h"

/* Words of the dataset for the enums of plugin.h, by their numbers; "" is not used. */
extern const char *const vitk_status_words[7];     /* "", "value", "assumed_zero", "trace", … */
extern const char *const vitk_origin_words[7];     /* "unknown", "analysed", … */
extern const char *const vitk_basis_words[3];      /* "100 g", "100 ml", "serving" */
extern const char *const vitk_equivalent_words[3]; /* "mass", "MK-4", "K1" */
extern const char *const vitk_severity_words[5];   /* "", "note", "warning", "reject", "error" */

/* Index of a word in one of the lists above, or -1. */
int vitk_word_find(const char *const *words, uint32_t n, vitk_str word);

/* A value as it is written. NaN stands for null in the doubles. Amounts are in µg per basis. Texts live in the store.
 */
struct vitk_value {
  uint32_t food, component; /* index into the store's foods; into vitk_components */
  uint8_t status, basis, origin, equivalents;
  uint32_t file; /* index into the store's files */
  uint64_t line;
  double amount_ug, lower_ug, upper_ug, sd_ug, min_ug, max_ug, serving_g;
  int64_t n; /* -1: null */
  vitk_str original, original_unit, method, confidence, field, flags;
};

#endif
