/* subject.c - loads the plugin under check, in the child, with the check's host table. */
#include "core/check/faults.h"
#include "core/plugin/descriptor.h"
#include "core/plugin/map.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static bool ends_in(const char *text, const char *ending) {
  size_t n = strlen(text), m = strlen(ending);
  return n >= m && strcmp(text + n - m, ending) == 0;
}

static bool load_library(struct check *c, const char *path) {
  struct subject *s = &c->subject;
  char absolute[PATH_MAX]; /* so that dlopen never takes it for the name of a library */
  if (realpath(path, absolute) == NULL) {
    check_fail(c, "%s: there is no such file", path);
    return false;
  }
  s->library = dlopen(absolute, RTLD_NOW | RTLD_LOCAL);
  if (s->library == NULL) {
    const char *why = dlerror();
    check_fail(c, "it can't be loaded: %s", why ? why : "unknown error");
    return false;
  }
  void *symbol = dlsym(s->library, "vitk_plugin_init_v1");
  if (symbol == NULL) {
    check_fail(c, "it has no symbol vitk_plugin_init_v1: does it say VITK_PLUGIN(descriptor)?");
    return false;
  }
  vitk_plugin_init *entry;
  memcpy(&entry, &symbol, sizeof entry);
  const char *trouble = NULL;
  if (vitk_descriptor_copy(entry(&check_host), &s->arena, &s->plugin, &trouble) != VITK_OK || s->plugin == NULL) {
    check_fail(c, "%s", trouble ? trouble : "no memory");
    return false;
  }
  s->loaded =
      (struct vitk_loaded){.name = s->plugin->name, .path = path, .plugin = s->plugin, .summary = s->plugin->summary};
  return true;
}

/* Keeps the first problem of a map. */
static int fail_by(void *self, const struct vitk_diag *diag) {
  check_fail(self, "%.*s:%llu: %.*s; %.*s", VITK_STR_ARG(diag->file), (unsigned long long)diag->line,
             VITK_STR_ARG(diag->message), VITK_STR_ARG(diag->hint));
  return VITK_OK;
}

/* The importer that the map's `format` names, out of the plugin folders. */
static bool load_map(struct check *c, const char *path) {
  struct subject *s = &c->subject;
  const struct vitk_sink_of_diags diags = {fail_by, c};
  const struct vitk_node *map, *format = NULL;
  int code = vitk_map_read(path, &s->arena, &diags, &map);
  for (const struct vitk_node *n = code == VITK_OK ? map->child : NULL; n != NULL; n = n->next)
    format = vitk_str_is(n->name, "format") ? n : format;
  if (code == VITK_OK && (format == NULL || format->text.p == NULL))
    check_fail(c,
               "the map has no `format`, which names the importer that runs it: \"csv\", \"xlsx\", \"xml\", \"json\"");
  if (check_failed(c) || code != VITK_OK || format == NULL)
    return false;
  code = vitk_loader_open(&s->all, c->settings->plugin_folders, c->settings->n_plugin_folders, &check_host);
  const struct vitk_loaded *importer = code == VITK_OK ? vitk_loader_importer(&s->all, format->text.p) : NULL;
  if (importer == NULL || importer->plugin == NULL || importer->map != NULL) {
    check_fail(c, "its format is \"%s\", and there is no importer of that name", format->text.p);
    return false;
  }
  s->library = dlopen(importer->path, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
  s->plugin = importer->plugin;
  s->loaded = *importer;
  s->loaded.map = path;
  return true;
}

bool check_subject_load(struct check *c) {
  struct subject *s = &c->subject;
  *s = (struct subject){.library = NULL};
  const char *path = c->request->plugin;
  if (!(ends_in(path, ".map") ? load_map(c, path) : load_library(c, path)))
    return false;
  s->plugin = check_shim(c, s->plugin, &s->arena);
  s->loaded.plugin = s->plugin;
  s->loader = (struct vitk_loader){.loaded = &s->loaded, .n = 1};
  if (s->plugin == NULL)
    check_fail(c, "no memory");
  return s->plugin != NULL;
}

void check_subject_free(struct check *c) {
  vitk_loader_close(&c->subject.all);
  vitk_arena_free(&c->subject.arena);
}

void check_loads(struct check *c) {
  c->shared->kinds = (c->subject.plugin->importer ? CHECK_IMPORTER : 0U) |
                     (c->subject.plugin->exporter && c->subject.loaded.map == NULL ? CHECK_EXPORTER : 0U);
  check_note(c, "%s %s", c->subject.plugin->name, c->subject.plugin->version);
}
