#include <vitk/plugin.h>

/* The entry of a later major version: this host has no word for it. */
VITK_EXPORT const void *vitk_plugin_init_v2(const void *host);
const void *vitk_plugin_init_v2(const void *host) {
  return host;
}
