/* header_c11.c - plugin.h alone is C11, and no struct of it has padding at its end, which a later field would fall
 * into. Compiled with -Wpadded as an error, which finds holes inside too. */
#include <vitk/plugin.h>

#include "structs.h"

#define NO_TAIL_PADDING(type, last)                                                                                    \
  _Static_assert(offsetof(struct type, last) + sizeof(((struct type *)0)->last) == sizeof(struct type),                \
                 #type " has padding behind " #last);
VITK_ABI_STRUCTS(NO_TAIL_PADDING)

_Static_assert(VITK_MISSING == 6 && VITK_ASSUMED == 6 && VITK_CANCELLED == -4 && VITK_OPTION_MAP == 6 &&
                   VITK_N_TABLES == 6 && VITK_NULL == 8 && VITK_ERROR == 4,
               "a number of the ABI changed");

/* A translation unit needs a declaration. */
extern const struct vitk_plugin *vitk_abi_header_c11;
