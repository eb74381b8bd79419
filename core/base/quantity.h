/* quantity.h - the text of an amount, read exactly.
 *
 * A number is kept as the decimal text that it is and becomes the nearest double once, after its unit's power of ten
 * was applied to the decimal exponent, so that no step rounds twice.
 */
#ifndef VITK_BASE_QUANTITY_H
#define VITK_BASE_QUANTITY_H

#include "core/base/decimal.h"

enum {
  VITK_Q_BLANK,  /* nothing there */
  VITK_Q_NUMBER, /* 12.3 */
  VITK_Q_BELOW,  /* < 0,8; ≤ 1 */
  VITK_Q_ABOVE,  /* > 50; ≥ 50 */
  VITK_Q_RANGE,  /* 1-3, 1–3 */
  VITK_Q_OTHER   /* no number at all, or one that must not be guessed at */
};

struct vitk_quantity {
  uint32_t kind;
  uint32_t estimated;   /* in parentheses or brackets, where the source's flags allow them */
  uint32_t approximate; /* ~5, ca. 5, ≈5 */
  uint32_t has_sd;
  struct vitk_decimal number; /* NUMBER; the limit of BELOW and ABOVE; the lower end of RANGE */
  struct vitk_decimal upper;  /* RANGE */
  struct vitk_decimal sd;
};

/* `decimal_mark` is '.' or ','; the other one in a number makes it OTHER, as a sign of grouping or of a wrong mark.
 * `number_flags` are those of vitk_source. Full-width digits and signs are read as ASCII's. */
void vitk_quantity_read(vitk_str text, uint32_t decimal_mark, uint32_t number_flags, struct vitk_quantity *out);

/* A number that is digits with a mark and nothing else, as most amounts are: what vitk_quantity_read makes a NUMBER of,
 * whatever the flags. false: it is more than that, or no number. */
bool vitk_quantity_bare(vitk_str text, uint32_t decimal_mark, struct vitk_decimal *out);

#endif
