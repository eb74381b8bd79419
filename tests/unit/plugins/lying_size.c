/* lying_size.c - a descriptor whose size can't be. */
#include "minimal.h"

static const struct vitk_importer importer = {.size = sizeof importer, MINIMAL_CALLBACKS};
static const struct vitk_plugin plugin = {.size = 12,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .name = "lying-size",
                                          .version = "1.0",
                                          .summary = "says it has 12 bytes",
                                          .importer = &importer};
VITK_PLUGIN(plugin)
