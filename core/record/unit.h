/* unit.h - the spellings of units of mass, and of mass per amount of food: the one table of them. */
#ifndef VITK_RECORD_UNIT_H
#define VITK_RECORD_UNIT_H

#include "core/base/str.h"

enum { VITK_UNIT_UNKNOWN, VITK_UNIT_OK, VITK_UNIT_REFUSED /* IU: there is none for vitamin K */ };

struct vitk_unit {
  int32_t exponent;   /* amount × 10^exponent is µg per basis: g 6, mg 3, µg 0, ng/g -1 (µg/100 g) */
  uint32_t has_basis; /* the unit itself says what it is per ("µg/100 g") */
  uint32_t basis;     /* VITK_PER_100G …, if has_basis */
};

/* Takes any spelling: µ in three code points, u, mc; "UG", "mcg/100g", "µg\n100 g", "ng/g", "µg/kg", "mg per 100 ml".
 */
int vitk_unit_find(vitk_str text, struct vitk_unit *out);

/* The spellings that are known, for messages, docs and tests: NULL after the last. */
const char *vitk_unit_spelling(uint32_t index);

#endif
