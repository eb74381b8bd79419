/* memory.c - takes a lack of memory for a bad file. */
#define HOOK_ALLOC VITK_FAILED
#include "list.h"
