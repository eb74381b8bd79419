/* field.h - the order of the fields of values: "amount#2" comes after "amount" and before "amount#10". */
#ifndef VITK_RECORD_FIELD_H
#define VITK_RECORD_FIELD_H

#include "core/base/str.h"

/* By the field's text without the number that a second value of one place has at its end (#2 and up), then by that
 * number. Never 0 for two texts that differ. */
int vitk_field_compare(vitk_str a, vitk_str b);

#endif
