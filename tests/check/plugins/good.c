/* good.c - no mistake: it stands every check. */
#include "list.h"
