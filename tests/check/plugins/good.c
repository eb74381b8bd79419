/* good.c - no mistake: it stands every check. */
#define TABLE_FLAGS (VITK_RAGGED | VITK_ROWS_APART)
#include "list.h"
