/* other_major.c - a plugin of a later ABI, which has another entry. */
#include <vitk/plugin.h>

VITK_EXPORT const void *vitk_plugin_init_v2(const void *host);
const void *vitk_plugin_init_v2(const void *host) {
  return host;
}
