/* field.h - the order of the fields of values: "amount#2" comes after "amount" and before "amount#10". */
#ifndef VITK_RECORD_FIELD_H
#define VITK_RECORD_FIELD_H

#include "core/base/buffer.h"
#include "core/base/str.h"

/* By the field's text without the number that a second value of one place has at its end (#2 and up), then by that
 * number. Never 0 for two texts that differ. */
int vitk_field_compare(vitk_str a, vitk_str b);

/* What comes after the field in that order, for another value of its place: "amount#3" after "amount#2". It takes the
 * place of what `out` holds. VITK_OK, VITK_NOMEM, or VITK_FAILED where `out` may not be so large. */
int vitk_field_after(vitk_str field, struct vitk_buffer *out);

#endif
