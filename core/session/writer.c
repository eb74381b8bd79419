#include "core/session/session.h"

#include <stdlib.h>
#include <sys/stat.h>

#define DATASET_NAME "sqlite"
static const char dataset_endings[] = "sqlite|sqlite3|db";

static bool ends_in(const char *output, const char *endings) {
  vitk_str name = vitk_str_of(output), rest = vitk_str_of(endings), ending;
  while (vitk_str_alternative(&rest, &ending))
    if (ending.n > 0 && name.n > ending.n + 1 && name.p[name.n - ending.n - 1] == '.' &&
        memcmp(name.p + name.n - ending.n, ending.p, ending.n) == 0)
      return true;
  return false;
}

static bool names_a_folder(const char *output) {
  size_t n = strlen(output);
  struct stat status;
  return (n > 0 && output[n - 1] == '/') || (stat(output, &status) == 0 && S_ISDIR(status.st_mode));
}

/* Is one of the endings the scheme of the URL, as "ftp:" is of "ftp://host/file"? */
static bool has_scheme(const char *url, const char *endings) {
  vitk_str rest = vitk_str_of(endings), ending;
  while (vitk_str_alternative(&rest, &ending))
    if (ending.n > 0 && ending.p[ending.n - 1] == ':' && strncmp(url, ending.p, ending.n) == 0)
      return true;
  return false;
}

static bool writes(const struct vitk_plugin *plugin, const char *output) {
  for (uint32_t i = 0; i < plugin->n_formats; i++) {
    const char *endings = plugin->formats[i].extensions;
    if (endings == NULL)
      continue;
    bool fits = vitk_target_is_url(output) ? has_scheme(output, endings)
                : names_a_folder(output)   ? strcmp(endings, "/") == 0
                                           : ends_in(output, endings);
    if (fits)
      return true;
  }
  return false;
}

static int refuse(struct vitk *session, const char *output, const char *hint, const char *what, uint32_t *outcome) {
  *outcome = VITK_EXIT_USAGE;
  char *shown = vitk_target_shown(output);
  if (shown == NULL)
    return VITK_NOMEM;
  vitk_report(&session->diags, VITK_ERROR, "output-format", (struct vitk_place){.file = vitk_str_of(shown)},
              (vitk_str){0}, hint, "%s", what);
  free(shown);
  return VITK_FAILED;
}

/* The exporter for an output, NULL with VITK_OK: the dataset itself. */
static int choose(struct vitk *session, const char *output, const char *to, const struct vitk_loaded **out,
                  uint32_t *outcome) {
  *out = NULL;
  if (to != NULL) {
    if (strcmp(to, DATASET_NAME) == 0)
      return VITK_OK;
    *out = vitk_loader_exporter(&session->loader, to);
    if (*out == NULL && vitk_loader_troubled(&session->loader, to) != NULL) {
      const struct vitk_loaded *troubled = vitk_loader_troubled(&session->loader, to);
      refuse(session, troubled->path, NULL, troubled->trouble, outcome);
      *outcome = VITK_EXIT_PLUGIN;
      return VITK_FAILED;
    }
    if (*out == NULL)
      return refuse(session, output, "`vitk plugin list` shows the exporters that are installed.",
                    "no exporter has the name given with --to", outcome);
    return VITK_OK;
  }
  if (strcmp(output, "-") == 0)
    return refuse(session, output, "Say --to csv or --to ndjson.", "standard output has no ending to tell a format by",
                  outcome);
  bool is_url = vitk_target_is_url(output);
  if (!is_url && !names_a_folder(output) && ends_in(output, dataset_endings))
    return VITK_OK;
  for (size_t i = 0; i < session->loader.n; i++) {
    const struct vitk_loaded *loaded = &session->loader.loaded[i];
    if (loaded->plugin != NULL && loaded->map == NULL && loaded->plugin->exporter != NULL &&
        writes(loaded->plugin, output)) {
      *out = loaded;
      return VITK_OK;
    }
  }
  if (is_url)
    return refuse(session, output, "`vitk plugin show NAME` names the URLs that an exporter writes to.",
                  "no exporter that is installed writes to such a URL", outcome);
  return refuse(session, output,
                "Use an ending such as .sqlite, .csv or .ndjson, a folder that ends in '/', or say --to.",
                "the ending tells no format that can be written", outcome);
}

static int open_export(struct vitk *session, const struct vitk_loaded *loaded, const char *output,
                       const char *const *options, size_t n_options, struct vitk_writer *writer, uint32_t *outcome) {
  struct vitk_context *context = &writer->context;
  struct vitk_option_values *values;
  *outcome = VITK_EXIT_PLUGIN;
  int code = vitk_session_bring_in(session, loaded);
  if (code == VITK_FAILED) {
    refuse(session, loaded->path, NULL, loaded->trouble, outcome);
    *outcome = VITK_EXIT_PLUGIN;
  }
  if (code != VITK_OK)
    return code;
  *outcome = VITK_EXIT_USAGE;
  code = vitk_options_parse(loaded->plugin, options, n_options, NULL, &writer->arena, &session->diags, &values);
  if (code != VITK_OK)
    return code;
  *outcome = VITK_EXIT_OUTPUT;
  *context = (struct vitk_context){.plugin = loaded->plugin,
                                   .options = values,
                                   .diags = &session->diags,
                                   .cancelled = session->settings.cancelled,
                                   .user = session->settings.user};
  code = vitk_target_open(output, &session->diags, &context->target);
  if (code != VITK_OK)
    return code;
  return vitk_run_export_begin(context, &writer->export);
}

int vitk_writer_open(struct vitk *session, const char *output, const char *to, bool keep, const char *const *options,
                     size_t n_options, struct vitk_writer *writer, uint32_t *outcome) {
  *writer = (struct vitk_writer){.cancelled = session->settings.cancelled, .user = session->settings.user};
  const struct vitk_loaded *loaded;
  int code = choose(session, output, to, &loaded, outcome);
  if (code != VITK_OK)
    return code;
  if (loaded == NULL) {
    *outcome = VITK_EXIT_OUTPUT;
    if (strcmp(output, "-") == 0)
      return refuse(session, output, "Give -o FILE.sqlite, or --to csv or ndjson for a stream.",
                    "a SQLite dataset can't be written to a pipe", outcome);
    code = vitk_sqlite_writer_new(output, keep, &session->diags, &writer->sqlite);
    if (code == VITK_OK && writer->cancelled != NULL)
      vitk_sqlite_writer_watch(writer->sqlite, writer->cancelled, writer->user);
  } else {
    code = open_export(session, loaded, output, options, n_options, writer, outcome);
  }
  if (code != VITK_OK)
    vitk_writer_abort(writer);
  return code;
}

struct vitk_row_sink vitk_writer_sink(struct vitk_writer *writer) {
  if (writer->receiver != NULL)
    return vitk_row_receiver_sink(writer->receiver);
  return writer->sqlite ? vitk_sqlite_writer_sink(writer->sqlite) : vitk_run_export_sink(writer->export);
}

int vitk_writer_finish(struct vitk_writer *writer) {
  if (writer->receiver != NULL)
    return VITK_OK;
  if (writer->cancelled != NULL && writer->cancelled(writer->user)) {
    vitk_writer_abort(writer);
    return VITK_CANCELLED;
  }
  int code = writer->sqlite ? vitk_sqlite_writer_finish(writer->sqlite) : vitk_run_export_finish(writer->export);
  writer->sqlite = NULL;
  writer->export = NULL;
  vitk_arena_free(&writer->arena);
  return code;
}

void vitk_writer_abort(struct vitk_writer *writer) {
  if (writer->sqlite != NULL)
    vitk_sqlite_writer_abort(writer->sqlite);
  if (writer->export != NULL)
    vitk_run_export_abort(writer->export);
  writer->sqlite = NULL;
  writer->export = NULL;
  vitk_arena_free(&writer->arena);
}
