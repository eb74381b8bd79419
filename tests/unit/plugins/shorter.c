/* shorter.c - what an older, shorter ABI would have handed over: the bytes behind the size are not the descriptor's. */
#include "minimal.h"

#include <string.h>

static const struct vitk_importer importer = {.size = sizeof importer, MINIMAL_CALLBACKS};
static struct vitk_plugin plugin = {.size = offsetof(struct vitk_plugin, threads),
                                    .abi_major = VITK_ABI_MAJOR,
                                    .name = "shorter",
                                    .version = "0.9",
                                    .summary = "of an older ABI",
                                    .importer = &importer};
VITK_EXPORT const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *);
const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *host) {
  (void)host;
  memset((char *)&plugin + plugin.size, 0xA5, sizeof plugin - plugin.size);
  return &plugin;
}
