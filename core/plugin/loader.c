/* loader.c - looks through the plugin folders. What is wrong with a plugin is said with the plugin, and costs no other.
 */
#include "core/plugin/loader.h"

#include "core/plugin/map.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_PLUGINS = 4096 };

struct search {
  struct vitk_loader *loader;
  vitk_describe *describe;
  const void *self;       /* of `describe` */
  const char **libraries; /* in the order in which they were found */
  size_t n_libraries, capacity;
};

static int add(struct search *s, const struct vitk_loaded *entry) {
  struct vitk_loader *loader = s->loader;
  if (loader->n == s->capacity) {
    size_t capacity = s->capacity ? s->capacity * 2 : 32;
    struct vitk_loaded *larger = capacity > MOST_PLUGINS ? NULL : realloc(loader->loaded, capacity * sizeof *larger);
    if (larger == NULL)
      return VITK_NOMEM;
    loader->loaded = larger;
    s->capacity = capacity;
  }
  loader->loaded[loader->n++] = *entry;
  return VITK_OK;
}

static const char *copy(struct search *s, vitk_str text) {
  vitk_str out;
  return vitk_arena_copy(&s->loader->arena, text, &out) == VITK_OK ? out.p : NULL;
}

/* The file's name without folder and ending. */
static const char *stem(struct search *s, const char *path) {
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  const char *dot = strrchr(name, '.');
  return copy(s, vitk_str_slice(name, dot ? (size_t)(dot - name) : strlen(name)));
}

/* One that can't be used: `text` is what is wrong, or NULL when there was no memory to say it. */
static int add_trouble(struct search *s, const char *name, const char *path, const char *text) {
  if (name == NULL || text == NULL)
    return VITK_NOMEM;
  struct vitk_loaded entry = {.name = name, .path = path, .summary = "", .trouble = text};
  return add(s, &entry);
}

/* Among those that were loaded; a map is an importer. */
static const struct vitk_loaded *find(const struct vitk_loader *loader, const char *name, bool importer) {
  for (size_t i = 0; i < loader->n; i++) {
    const struct vitk_loaded *l = &loader->loaded[i];
    if (l->plugin == NULL || strcmp(l->name, name) != 0)
      continue;
    if (importer ? l->plugin->importer != NULL : l->plugin->exporter != NULL && l->map == NULL)
      return l;
  }
  return NULL;
}

static bool taken(const struct vitk_loader *loader, const struct vitk_plugin *plugin) {
  bool importer = plugin->importer == NULL || find(loader, plugin->name, true) != NULL;
  bool exporter = plugin->exporter == NULL || find(loader, plugin->name, false) != NULL;
  return importer && exporter;
}

/* Asks the describer about all libraries at once: it may have to start a process for it. */
static int note_library(struct search *s, const char *path) {
  if (s->n_libraries == MOST_PLUGINS)
    return VITK_OK;
  const char **libraries = realloc(s->libraries, (s->n_libraries + 1) * sizeof *libraries);
  if (libraries == NULL)
    return VITK_NOMEM;
  s->libraries = libraries;
  libraries[s->n_libraries++] = path;
  return VITK_OK;
}

static int add_library(struct search *s, const char *path, const struct vitk_description *found) {
  const struct vitk_plugin *plugin = found->plugin;
  if (plugin == NULL)
    return add_trouble(s, stem(s, path), path, found->trouble);
  if (taken(s->loader, plugin)) /* an earlier folder has it */
    return VITK_OK;
  struct vitk_loaded loaded = {.name = plugin->name, .path = path, .plugin = plugin, .summary = plugin->summary};
  const struct vitk_importer *importer = plugin->importer;
  if (importer != NULL)
    loaded.reads =
        (struct vitk_reads){importer->database, importer->country, importer->components, importer->data_licence};
  return add(s, &loaded);
}

static int describe_libraries(struct search *s) {
  if (s->n_libraries == 0)
    return VITK_OK;
  struct vitk_description *found = calloc(s->n_libraries, sizeof *found);
  int code = found ? s->describe(s->self, s->libraries, s->n_libraries, &s->loader->arena, found) : VITK_NOMEM;
  for (size_t i = 0; code == VITK_OK && i < s->n_libraries; i++)
    code = add_library(s, s->libraries[i], &found[i]);
  free(found);
  return code;
}

/* Keeps the first problem of a map as its trouble. */
struct map_trouble {
  struct vitk_arena *arena;
  const char *text;
  bool no_memory;
};

static int note_trouble(void *self, const struct vitk_diag *diag) {
  struct map_trouble *t = self;
  if (t->text != NULL)
    return VITK_OK;
  t->text = vitk_arena_printf(t->arena, "%.*s:%llu: %.*s; %.*s", VITK_STR_ARG(diag->file),
                              (unsigned long long)diag->line, VITK_STR_ARG(diag->message), VITK_STR_ARG(diag->hint))
                .p;
  t->no_memory = t->text == NULL;
  return t->no_memory ? VITK_NOMEM : VITK_OK;
}

static const struct vitk_node *child(const struct vitk_node *node, const char *name) {
  for (const struct vitk_node *c = node ? node->child : NULL; c != NULL; c = c->next) {
    if (vitk_str_is(c->name, name))
      return c;
  }
  return NULL;
}

static const char *text_of(const struct vitk_node *node) {
  return node != NULL && node->text.p != NULL ? node->text.p : "";
}

/* The components of a map's values, or of its rows, as a descriptor lists them: each once, in the order of the map. */
static const char *components_of(const struct vitk_node *map, struct vitk_arena *arena) {
  const struct vitk_node *list = child(map, "values") ? child(map, "values") : child(child(map, "rows"), "components");
  const char *all = "";
  for (const struct vitk_node *entry = list ? list->child : NULL; all != NULL && entry != NULL; entry = entry->next) {
    bool seen = false;
    const char *one = text_of(child(entry, "component"));
    for (const struct vitk_node *before = list->child; before != entry; before = before->next)
      seen = seen || strcmp(text_of(child(before, "component")), one) == 0;
    if (!seen)
      all = vitk_arena_printf(arena, "%s%s%s", all, all[0] ? " " : "", one).p;
  }
  return all;
}

/* Runs after all libraries, among which its generic importer is. */
static int load_map(struct search *s, const char *path) {
  struct vitk_arena *arena = &s->loader->arena;
  const char *name = stem(s, path);
  if (name == NULL)
    return VITK_NOMEM;
  if (find(s->loader, name, true) != NULL)
    return VITK_OK;
  struct map_trouble trouble = {arena, NULL, false};
  const struct vitk_sink_of_diags diags = {note_trouble, &trouble};
  const struct vitk_node *map;
  int code = vitk_map_read(path, arena, &diags, &map);
  if (code == VITK_NOMEM || trouble.no_memory)
    return VITK_NOMEM;
  if (code != VITK_OK)
    return add_trouble(s, name, path, trouble.text);
  const struct vitk_node *format = child(map, "format"), *title = child(child(map, "source"), "title");
  if (format == NULL)
    return add_trouble(s, name, path,
                       vitk_arena_printf(arena, "%s: it lacks format = \"csv\", or another generic importer", path).p);
  const struct vitk_loaded *generic = find(s->loader, format->text.p, true);
  if (generic == NULL || generic->map != NULL)
    return add_trouble(s, name, path,
                       vitk_arena_printf(arena, "%s:%llu: there is no importer '%s', which its format names", path,
                                         (unsigned long long)format->line, format->text.p)
                           .p);
  struct vitk_loaded loaded = {.name = name, .path = path, .plugin = generic->plugin, .map = path, .summary = ""};
  if (title != NULL && title->text.p != NULL)
    loaded.summary = title->text.p;
  const struct vitk_node *source = child(map, "source");
  loaded.reads = (struct vitk_reads){text_of(title), text_of(child(source, "country")), components_of(map, arena),
                                     text_of(child(source, "licence"))};
  return loaded.reads.components ? add(s, &loaded) : VITK_NOMEM;
}

static bool ends_in(const char *name, const char *ending) {
  size_t n = strlen(name), m = strlen(ending);
  return n > m && name[0] != '.' && strcmp(name + n - m, ending) == 0;
}

static int select_so(const struct dirent *entry) {
  return ends_in(entry->d_name, ".so");
}

static int select_map(const struct dirent *entry) {
  return ends_in(entry->d_name, ".map");
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

/* Loads each file that is selected in the folder, in the order of bytes. */
static int scan(struct search *s, const char *folder, int (*select)(const struct dirent *),
                int (*load)(struct search *, const char *path), bool must_be_there) {
  struct dirent **entries = NULL;
  int n = scandir(folder, &entries, select, by_bytes);
  if (n < 0 && errno == ENOMEM)
    return VITK_NOMEM;
  if (n < 0)
    return !must_be_there ? VITK_OK
                          : add_trouble(s, folder, folder,
                                        vitk_arena_printf(&s->loader->arena,
                                                          "%s: the plugin folder can't be read: %s; check --plugin-dir "
                                                          "and VITK_PLUGIN_PATH",
                                                          folder, strerror(errno))
                                            .p);
  int code = VITK_OK;
  for (int i = 0; i < n; i++) {
    if (code == VITK_OK) {
      const char *path = vitk_arena_printf(&s->loader->arena, "%s/%s", folder, entries[i]->d_name).p;
      code = path ? load(s, path) : VITK_NOMEM;
    }
    free(entries[i]);
  }
  free(entries);
  return code;
}

/* The folders of a search in their order; the last is the installed one. */
struct folders {
  const char **paths;
  size_t n;
};

/* Made absolute, so that it is the same after a change of folder and dlopen never takes it for a library's name. The
 * same folder is looked at once. */
static int add_folder(struct search *s, struct folders *folders, vitk_str path) {
  const char *name = copy(s, path);
  if (name == NULL)
    return VITK_NOMEM;
  char *absolute = realpath(name, NULL);
  if (absolute != NULL) {
    name = copy(s, vitk_str_of(absolute));
    free(absolute);
    if (name == NULL)
      return VITK_NOMEM;
  }
  for (size_t i = 0; i < folders->n; i++) {
    if (strcmp(folders->paths[i], name) == 0)
      return VITK_OK;
  }
  folders->paths[folders->n++] = name;
  return VITK_OK;
}

/* "vitk" beside the file that this code is in. */
static int add_installed(struct search *s, struct folders *folders) {
  Dl_info info;
  void *here = NULL;
  void (*function)(struct vitk_loader *) = vitk_loader_close;
  memcpy(&here, &function, sizeof here);
  char *file = dladdr(here, &info) != 0 ? realpath(info.dli_fname, NULL) : NULL;
  char *slash = file ? strrchr(file, '/') : NULL;
  if (slash == NULL) {
    free(file);
    return VITK_OK;
  }
  *slash = '\0';
  vitk_str path = vitk_arena_printf(&s->loader->arena, "%s/vitk", file);
  free(file);
  return path.p ? add_folder(s, folders, path) : VITK_NOMEM;
}

static int scan_all(struct search *s, const struct folders *folders, size_t n_named,
                    int (*select)(const struct dirent *), int (*load)(struct search *, const char *path)) {
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < folders->n; i++)
    code = scan(s, folders->paths[i], select, load, load == note_library && i < n_named);
  return code;
}

static int search_all(struct search *s, struct folders *folders, const char *const *given, size_t n, vitk_str rest) {
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < n; i++)
    code = add_folder(s, folders, vitk_str_of(given[i]));
  while (code == VITK_OK && rest.n > 0) {
    const char *colon = memchr(rest.p, ':', rest.n);
    vitk_str path = {rest.p, colon ? (size_t)(colon - rest.p) : rest.n};
    if (path.n > 0)
      code = add_folder(s, folders, path);
    size_t used = path.n + (colon ? 1 : 0);
    rest = vitk_str_slice(rest.p + used, rest.n - used);
  }
  size_t n_named = folders->n;
  if (code == VITK_OK)
    code = add_installed(s, folders);
  if (code == VITK_OK)
    code = scan_all(s, folders, n_named, select_so, note_library);
  if (code == VITK_OK)
    code = describe_libraries(s);
  return code == VITK_OK ? scan_all(s, folders, n_named, select_map, load_map) : code;
}

/* Names by bytes; of one name what is usable first, then importers, then by path. */
static int compare(const void *a, const void *b) {
  const struct vitk_loaded *x = a, *y = b;
  int order = strcmp(x->name, y->name);
  if (order == 0)
    order = (x->plugin == NULL) - (y->plugin == NULL);
  if (order == 0 && x->plugin != NULL)
    order = (x->plugin->importer == NULL) - (y->plugin->importer == NULL);
  return order ? order : strcmp(x->path, y->path);
}

int vitk_loader_search(struct vitk_loader *loader, const char *const *folders, size_t n, vitk_describe *describe,
                       const void *self) {
  *loader = (struct vitk_loader){.n = 0};
  struct search s = {.loader = loader, .describe = describe, .self = self};
  const char *environment = getenv("VITK_PLUGIN_PATH");
  vitk_str rest = vitk_str_of(environment ? environment : "");
  size_t most = n + rest.n + 2; /* each folder of the path takes a byte at least */
  struct folders list = {calloc(most, sizeof(char *)), 0};
  int code = list.paths ? search_all(&s, &list, folders, n, rest) : VITK_NOMEM;
  free(list.paths);
  free(s.libraries);
  if (code != VITK_OK)
    vitk_loader_close(loader);
  else if (loader->n > 0)
    qsort(loader->loaded, loader->n, sizeof *loader->loaded, compare);
  return code;
}

int vitk_loader_open(struct vitk_loader *loader, const char *const *folders, size_t n, const struct vitk_host *host) {
  return vitk_loader_search(loader, folders, n, vitk_describe_here, host);
}

int vitk_loader_bring_in(struct vitk_loader *loader, const struct vitk_loaded *loaded, const struct vitk_host *host) {
  struct vitk_loaded *entry = &loader->loaded[loaded - loader->loaded];
  struct vitk_description found;
  int code = vitk_plugin_load(loaded->path, host, &loader->arena, &found);
  if (code != VITK_OK)
    return code;
  entry->plugin = found.plugin;
  entry->trouble = found.trouble;
  return found.plugin ? VITK_OK : VITK_FAILED;
}

void vitk_loader_close(struct vitk_loader *loader) {
  free(loader->loaded);
  vitk_arena_free(&loader->arena);
  *loader = (struct vitk_loader){.n = 0};
}

const struct vitk_loaded *vitk_loader_importer(const struct vitk_loader *loader, const char *name) {
  const struct vitk_loaded *importer = find(loader, name, true);
  return importer ? importer : vitk_loader_troubled(loader, name);
}

const struct vitk_loaded *vitk_loader_exporter(const struct vitk_loader *loader, const char *name) {
  return find(loader, name, false);
}

const struct vitk_loaded *vitk_loader_troubled(const struct vitk_loader *loader, const char *name) {
  for (size_t i = 0; i < loader->n; i++) {
    if (loader->loaded[i].plugin == NULL && strcmp(loader->loaded[i].name, name) == 0)
      return &loader->loaded[i];
  }
  return NULL;
}
