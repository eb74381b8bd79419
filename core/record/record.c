#include "core/record/record.h"

const char *const vitk_status_words[7] = {"", "value", "assumed_zero", "trace", "below_limit", "present", "missing"};
const char *const vitk_origin_words[7] = {"unknown",  "analysed", "calculated", "estimated",
                                          "borrowed", "label",    "assumed"};
const char *const vitk_basis_words[3] = {"100 g", "100 ml", "serving"};
const char *const vitk_equivalent_words[3] = {"mass", "MK-4", "K1"};
const char *const vitk_severity_words[5] = {"", "note", "warning", "reject", "error"};

int vitk_word_find(const char *const *words, uint32_t n, vitk_str word) {
  for (uint32_t i = 0; i < n; i++)
    if (word.n > 0 && vitk_str_is(word, words[i]))
      return (int)i;
  return -1;
}
