/* no_read.c - an importer that can be opened and not read. */
#include "minimal.h"

static int (*const unused)(void *) __attribute__((unused)) = minimal_read;
static const struct vitk_importer importer = {
    .size = sizeof importer, .probe = minimal_probe, .open = minimal_open, .close = minimal_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .name = "no-read",
                                          .version = "1.0",
                                          .summary = "lacks a function",
                                          .importer = &importer};
VITK_PLUGIN(plugin)
