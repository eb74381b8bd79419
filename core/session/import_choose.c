/* import_choose.c - which importer reads an input, and what to say when that is not clear. */
#include "core/base/buffer.h"
#include "core/plugin/map.h"
#include "core/session/import.h"

/* `about`: an input, or what else the person named. */
static int refuse(struct import_job *job, const char *about, const char *code, const char *hint, vitk_str what) {
  vitk_report(&job->told, VITK_ERROR, code, (struct vitk_place){.file = vitk_str_of(about)}, (vitk_str){0}, hint,
              "%.*s", VITK_STR_ARG(what));
  return VITK_FAILED;
}

/* Says who would read the input when no one can be chosen. */
static int refuse_ambiguous(struct import_job *job, const struct vitk_candidate_found *found, size_t n) {
  if (n == 0)
    return refuse(
        job, job->input, "not-recognised",
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
  int code = refuse(job, job->input, "ambiguous", "Say which one with --from NAME.", vitk_buffer_str(&text));
  vitk_buffer_free(&text);
  return code;
}

/* With --map and no --from, the map's own `format` names the importer. */
static int importer_of_map(struct import_job *job, const char **from) {
  const char *path = job->import->request.map;
  const struct vitk_node *map;
  int code = vitk_map_read(path, &job->arena, &job->told, &map);
  if (code != VITK_OK)
    return code;
  for (const struct vitk_node *child = map->child; child != NULL; child = child->next)
    if (vitk_str_is(child->name, "format"))
      *from = child->text.p; /* NUL-terminated, as all text of the arena */
  if (*from != NULL)
    return VITK_OK;
  return refuse(job, path, "map", "Add format = \"csv\"; or \"xml\", or say --from.",
                vitk_str_of("the map does not say which importer runs it"));
}

int import_choose_named(struct import_job *job, const struct vitk_loaded **out) {
  const struct vitk_import_request *request = &job->import->request;
  const char *from = request->from;
  *out = NULL;
  job->outcome = VITK_EXIT_USAGE;
  if (from == NULL && request->map != NULL) {
    int code = importer_of_map(job, &from);
    if (code != VITK_OK)
      return code;
  }
  if (from == NULL)
    return VITK_OK;
  const struct vitk_loaded *named = vitk_loader_importer(&job->import->session->loader, from);
  if (named == NULL)
    return refuse(job, from, "no-importer", "`vitk plugin list` shows the importers that are installed.",
                  vitk_str_of("no importer has this name"));
  job->outcome = VITK_EXIT_PLUGIN;
  if (named->plugin == NULL)
    return refuse(job, named->path, "plugin-not-loadable", NULL, vitk_str_of(named->trouble));
  *out = named;
  return VITK_OK;
}

int import_choose_best(struct import_job *job, const struct vitk_candidate_found *found, size_t n,
                       const struct vitk_loaded **out) {
  job->outcome = VITK_EXIT_NOT_KNOWN;
  if (n == 0 || found[0].verdict.score < 20 || (n > 1 && found[1].verdict.score == found[0].verdict.score))
    return refuse_ambiguous(job, found, n);
  *out = found[0].loaded;
  return VITK_OK;
}
