/* wrong_major.c - the right entry, and a descriptor that says another major version. */
#include "minimal.h"

static const struct vitk_importer importer = {.size = sizeof importer, MINIMAL_CALLBACKS};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = 7,
                                          .abi_minor = 3,
                                          .name = "wrong-major",
                                          .version = "1.0",
                                          .summary = "of another age",
                                          .importer = &importer};
VITK_PLUGIN(plugin)
