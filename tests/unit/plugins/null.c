/* null.c - a plugin that does not want to. */
#include <vitk/plugin.h>

VITK_EXPORT const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *);
const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *host) {
  (void)host;
  return NULL;
}
