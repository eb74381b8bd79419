/* flags.h - the words of the flags column, while one value is normalised. */
#ifndef VITK_RECORD_FLAGS_H
#define VITK_RECORD_FLAGS_H

#include "core/record/normalise.h"

enum vitk_flag {
  VITK_FLAG_ABOVE,
  VITK_FLAG_APPROXIMATE,
  VITK_FLAG_CUT,
  VITK_FLAG_IMPLAUSIBLE,
  VITK_FLAG_LIMIT_UNREADABLE,
  VITK_FLAG_LIMIT_ZERO,
  VITK_FLAG_MAX_UNREADABLE,
  VITK_FLAG_MIN_ABOVE_MAX,
  VITK_FLAG_MIN_UNREADABLE,
  VITK_FLAG_N_UNREADABLE,
  VITK_FLAG_NUMBER_UNUSED,
  VITK_FLAG_RANGE,
  VITK_FLAG_SD_UNREADABLE,
  VITK_FLAG_SERVING_UNKNOWN,
  VITK_FLAG_SERVING_UNREADABLE,
  VITK_FLAG_STATED_TWICE,
  VITK_N_FLAGS
};

struct vitk_flag_set {
  bool has[VITK_N_FLAGS];
};

/* Writes the words, in the order of the enum, and then the source's own. What has no room is left out, and "flags-cut"
 * says so. NUL-terminated. */
void vitk_flags_write(struct vitk_flag_set *, vitk_str own, char to[VITK_FLAGS_MAX]);

#endif
