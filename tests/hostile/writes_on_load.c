#include <vitk/plugin.h>

#include <fcntl.h>

__attribute__((constructor)) static void leave_a_trace(void) {
  open("/tmp/vitk-hostile-was-here", O_CREAT | O_WRONLY, 0600);
}

static const struct vitk_plugin descriptor = {.size = sizeof descriptor};
VITK_PLUGIN(descriptor)
