/* no_name.c - a descriptor without a name. */
#include "minimal.h"

static const struct vitk_importer importer = {.size = sizeof importer, MINIMAL_CALLBACKS};
static const struct vitk_plugin plugin = {
    .size = sizeof plugin, .abi_major = VITK_ABI_MAJOR, .version = "1.0", .summary = "nobody", .importer = &importer};
VITK_PLUGIN(plugin)
