/* import_choose.c - which importer reads an input, and what to say when that is not clear. */
#include "core/base/buffer.h"
#include "core/plugin/map.h"
#include "core/session/import.h"

static int refuse(struct import *import, const char *input, const char *code, const char *hint, vitk_str what) {
  vitk_report(&import->session->diags, VITK_ERROR, code, (struct vitk_place){.file = vitk_str_of(input)}, (vitk_str){0},
              hint, "%.*s", VITK_STR_ARG(what));
  return VITK_FAILED;
}

/* Says who would read the input when no one can be chosen. */
static int refuse_ambiguous(struct import *import, const char *input, const struct vitk_candidate_found *found,
                            size_t n) {
  if (n == 0)
    return refuse(
        import, input, "not-recognised",
        "`vitk plugin list` shows what can be read; a file of your own needs --map FILE (docs/maps.md); an archive "
        "in a folder is an input of its own.",
        vitk_str_of("no importer knows this input"));
  struct vitk_buffer text = {.maximum = 900};
  vitk_buffer_printf(&text, "%s:",
                     found[0].verdict.score < 20 ? "too little is known of this input to choose an importer"
                                                 : "several importers know this input equally well");
  for (size_t i = 0; i < n && (found[0].verdict.score < 20 || found[i].verdict.score == found[0].verdict.score); i++)
    vitk_buffer_printf(&text, "%s %s (%d: %s)", i ? "," : "", found[i].loaded->name, (int)found[i].verdict.score,
                       found[i].verdict.evidence);
  int code = refuse(import, input, "ambiguous", "Say which one with --from NAME.", vitk_buffer_str(&text));
  vitk_buffer_free(&text);
  return code;
}

/* With --map and no --from, the map's own `format` names the importer. */
static int importer_of_map(struct import *import, struct vitk_arena *arena, const char **from) {
  const struct vitk_node *map;
  int code = vitk_map_read(import->request.map, arena, &import->session->diags, &map);
  if (code != VITK_OK)
    return code;
  for (const struct vitk_node *child = map->child; child != NULL; child = child->next)
    if (vitk_str_is(child->name, "format"))
      *from = child->text.p; /* NUL-terminated, as all text of the arena */
  if (*from != NULL)
    return VITK_OK;
  return refuse(import, import->request.map, "map", "Add format = \"csv\"; or \"xml\", or say --from.",
                vitk_str_of("the map does not say which importer runs it"));
}

int vitk_import_choose(struct import *import, const char *input, struct vitk_bundle *bundle, struct vitk_arena *arena,
                       const struct vitk_loaded **out, uint32_t *outcome) {
  const struct vitk_loader *loader = &import->session->loader;
  const char *from = import->request.from;
  if (from == NULL && import->request.map != NULL) {
    *outcome = VITK_EXIT_USAGE;
    int code = importer_of_map(import, arena, &from);
    if (code != VITK_OK)
      return code;
  }
  if (from != NULL) {
    *out = vitk_loader_importer(loader, from);
    *outcome = VITK_EXIT_USAGE;
    if (*out == NULL)
      return refuse(import, from, "no-importer", "`vitk plugin list` shows the importers that are installed.",
                    vitk_str_of("no importer has this name"));
    *outcome = VITK_EXIT_PLUGIN;
    if ((*out)->plugin == NULL)
      return refuse(import, (*out)->path, "plugin-not-loadable", NULL, vitk_str_of((*out)->trouble));
    return VITK_OK;
  }
  *outcome = VITK_EXIT_NOT_KNOWN;
  struct vitk_candidate_found *found;
  size_t n;
  int code = vitk_run_probe(loader, bundle, &vitk_default_limits, NULL, import->request.options,
                            import->request.n_options, arena, &import->session->diags, &found, &n);
  if (code != VITK_OK)
    return code;
  if (n == 0 || found[0].verdict.score < 20 || (n > 1 && found[1].verdict.score == found[0].verdict.score))
    return refuse_ambiguous(import, input, found, n);
  *out = found[0].loaded;
  return VITK_OK;
}
