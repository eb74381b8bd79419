/* writer-memory.c - takes a lack of memory for a bad target. */
#define HOOK_ALLOC VITK_FAILED
#include "writer.h"
