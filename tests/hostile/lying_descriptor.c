#include <vitk/plugin.h>

static const struct vitk_plugin descriptor = {.size = 3, .abi_major = VITK_ABI_MAJOR, .name = "lying-descriptor"};
VITK_PLUGIN(descriptor)
