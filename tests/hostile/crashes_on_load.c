#include <vitk/plugin.h>

__attribute__((constructor)) static void crash(void) {
  *(volatile int *)8 = 1;
}

static const struct vitk_plugin descriptor = {.size = sizeof descriptor};
VITK_PLUGIN(descriptor)
