/* unit.h - the unit that the name of a column bears: "VITK1 (µg)", "Vitamin K1 [µg/100 g]". Header only. */
#ifndef VITK_PLUGINS_COMMON_UNIT_H
#define VITK_PLUGINS_COMMON_UNIT_H

#include "common/slice.h"

/* What stands within the last parentheses or brackets of the name; n 0: it has none. */
static inline vitk_str unit_in_name(vitk_str name) {
  vitk_str unit = {"", 0};
  size_t close = name.n;
  while (close > 0 && name.p[close - 1] != ')' && name.p[close - 1] != ']')
    close--;
  size_t open = close;
  while (open > 0 && name.p[open - 1] != '(' && name.p[open - 1] != '[')
    open--;
  if (open > 0) {
    unit.p = name.p + open;
    unit.n = close - 1 - open;
  }
  return unit;
}

#endif
