/* bad_default.c - an option whose default is none of its values. */
#include "minimal.h"

static const struct vitk_option options[] = {
    {.name = "level", .help = "a number", .type = VITK_OPTION_INTEGER, .min = 1, .max = 9, .standard = "10"},
};
static const struct vitk_importer importer = {.size = sizeof importer, MINIMAL_CALLBACKS};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .name = "bad-default",
                                          .version = "1.0",
                                          .summary = "contradicts itself",
                                          .options = options,
                                          .n_options = 1,
                                          .option_stride = sizeof options[0],
                                          .importer = &importer};
VITK_PLUGIN(plugin)
