/* load.c - one plugin's library, loaded into this process for good. */
#include "core/plugin/loader.h"

#include "core/plugin/descriptor.h"

#include <dlfcn.h>
#include <stdio.h>

enum { ABI_VERSIONS_TRIED = 16 };

/* Why there is no vitk_plugin_init_v1 in it. */
static const char *without_entry(struct vitk_arena *arena, void *library, const char *path) {
  for (int version = 0; version < ABI_VERSIONS_TRIED; version++) {
    char symbol[40];
    snprintf(symbol, sizeof symbol, "vitk_plugin_init_v%d", version);
    if (dlsym(library, symbol) != NULL)
      return vitk_arena_printf(arena,
                               "%s: it is of ABI %d and this vitk of %d.%d: rebuild it against this vitk's "
                               "vitk/plugin.h, or install a vitk of ABI %d",
                               path, version, VITK_ABI_MAJOR, VITK_ABI_MINOR, version)
          .p;
  }
  return vitk_arena_printf(arena,
                           "%s: it is no plugin of vitk: it lacks vitk_plugin_init_v%d (ABI %d.%d); does it say "
                           "VITK_PLUGIN(descriptor)?",
                           path, VITK_ABI_MAJOR, VITK_ABI_MAJOR, VITK_ABI_MINOR)
      .p;
}

int vitk_plugin_load(const char *path, const struct vitk_host *host, struct vitk_arena *arena,
                     struct vitk_description *out) {
  *out = (struct vitk_description){.plugin = NULL};
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *why = dlerror();
    out->trouble =
        vitk_arena_printf(arena,
                          "%s: it can't be loaded: %s; rebuild it for this machine against vitk/plugin.h of ABI %d.%d",
                          path, why ? why : "unknown error", VITK_ABI_MAJOR, VITK_ABI_MINOR)
            .p;
    return out->trouble ? VITK_OK : VITK_NOMEM;
  }
  /* C has no conversion from an object's pointer to a function's; POSIX promises this one. */
  vitk_plugin_init *entry = NULL;
  void *symbol = dlsym(library, "vitk_plugin_init_v1");
  if (symbol == NULL) {
    out->trouble = without_entry(arena, library, path);
    return out->trouble ? VITK_OK : VITK_NOMEM;
  }
  memcpy(&entry, &symbol, sizeof entry);
  const char *trouble;
  int code = vitk_descriptor_copy(entry(host), arena, &out->plugin, &trouble);
  if (code != VITK_OK || out->plugin != NULL)
    return code;
  out->trouble = vitk_arena_printf(arena, "%s: %s", path, trouble).p;
  return out->trouble ? VITK_OK : VITK_NOMEM;
}

int vitk_describe_here(const void *self, const char *const *paths, size_t n, struct vitk_arena *arena,
                       struct vitk_description *out) {
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < n; i++)
    code = vitk_plugin_load(paths[i], self, arena, &out[i]);
  return code;
}
