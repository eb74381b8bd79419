/* lower.h - does a text hold another, in any case? For names of foods: Latin, Greek and Cyrillic letters, no locale. */
#ifndef VITK_DATASET_LOWER_H
#define VITK_DATASET_LOWER_H

#include "core/base/str.h"

/* White space counts; an empty `part` is held by every text. */
bool vitk_holds(vitk_str text, vitk_str part);

#endif
