/* good.c - the least that an importer must say. */
#include "minimal.h"

static const struct vitk_option options[] = {
    {.name = "delimiter", .help = "what parts columns", .type = VITK_OPTION_CHAR, .standard = "comma"},
    {.name = "level", .help = "a number", .type = VITK_OPTION_INTEGER, .min = 1, .max = 9, .standard = "3"},
};
static const struct vitk_importer importer = {.size = sizeof importer, MINIMAL_CALLBACKS};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "good",
                                          .version = "1.0",
                                          .summary = "reads nothing",
                                          .options = options,
                                          .n_options = 2,
                                          .option_stride = sizeof options[0],
                                          .importer = &importer};
VITK_PLUGIN(plugin)
