/* sought.c - the texts without which no record can meet the conditions of a tree. */
#include "core/base/str.h"
#include "core/input/skim.h"

#include <stdlib.h>

/* Is there one way to spell it, in XML and JSON alike? */
static bool is_spelled_one_way(vitk_str text) {
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] < ' ' || strchr("\"'\\/<>&", text.p[i]) != NULL)
      return false;
  return text.n > 0;
}

static bool is_ascii(vitk_str text) {
  bool ascii = true;
  for (size_t i = 0; i < text.n; i++)
    ascii = ascii && (unsigned char)text.p[i] < 0x80;
  return ascii;
}

int vitk_sought(const struct vitk_where_plan *where, struct vitk_needles **out, bool *ascii) {
  *out = NULL;
  for (uint32_t i = 0; i < where->n; i++) {
    const struct vitk_condition *condition = &where->conditions[i];
    bool good = condition->kind == VITK_ONE_OF;
    *ascii = true;
    for (size_t j = 0; good && j < condition->n_values; j++) {
      good = is_spelled_one_way(condition->values[j]);
      *ascii = *ascii && is_ascii(condition->values[j]);
    }
    if (!good)
      continue;
    *out = vitk_needles_new(condition->values, condition->n_values);
    return *out ? VITK_OK : VITK_NOMEM;
  }
  return VITK_OK;
}
