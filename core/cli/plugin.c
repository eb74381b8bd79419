/* plugin.c - `vitk plugin list` and `vitk plugin show`: what is installed, and what one of them reads and takes. */
#include "core/cli/cli.h"

#include <jansson.h>
#include <stddef.h>
#include <string.h>

struct plugin_options {
  struct cli_common common;
};

static const struct cli_option options[] = {CLI_JSON(plugin_options), CLI_COMMON(plugin_options)};

static const char *kind_of(const struct vitk_plugin_info *info) {
  if (info->plugin == NULL)
    return "broken";
  if (info->map != NULL)
    return "map";
  if (info->plugin->importer != NULL)
    return info->plugin->exporter != NULL ? "both" : "importer";
  return "exporter";
}

static json_t *formats_json(const struct vitk_plugin *plugin) {
  json_t *all = json_array();
  for (uint32_t i = 0; plugin != NULL && i < plugin->n_formats; i++)
    json_array_append_new(all, json_pack("{s:s?, s:s?, s:s?}", "id", plugin->formats[i].id, "label",
                                         plugin->formats[i].label, "extensions", plugin->formats[i].extensions));
  return all;
}

static json_t *info_json(const struct vitk_plugin_info *info) {
  const struct vitk_plugin *plugin = info->plugin;
  return json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:o}", "name", info->name, "kind",
                   kind_of(info), "path", info->path, "version", plugin ? plugin->version : NULL, "summary",
                   info->summary, "trouble", info->trouble, "homepage", plugin && !info->map ? plugin->homepage : NULL,
                   "database", info->database, "country", info->country, "components", info->components, "data_licence",
                   info->data_licence, "formats", formats_json(plugin));
}

static int list(struct vitk *session, bool as_json, bool verbose) {
  static const char *const columns[] = {"name", "kind", "version", "summary", NULL};
  int outcome = VITK_EXIT_DONE;
  struct cli_table *table = as_json ? NULL : cli_table_new(columns);
  json_t *all = as_json ? json_array() : NULL;
  for (size_t i = 0; i < vitk_plugin_count(session); i++) {
    struct vitk_plugin_info info = {.size = sizeof info};
    vitk_plugin_at(session, i, &info);
    if (info.plugin == NULL)
      outcome = VITK_EXIT_PLUGIN;
    if (as_json) {
      json_array_append_new(all, info_json(&info));
      continue;
    }
    cli_table_cell(table, "%s", info.name);
    cli_table_cell(table, "%s", kind_of(&info));
    cli_table_cell(table, "%s", info.plugin ? info.plugin->version : "");
    cli_table_cell(table, "%s", info.plugin ? info.summary : info.trouble);
  }
  cli_table_print(table, stdout);
  if (!as_json)
    fputs(VITK_LEFT_OUT, stdout); /* the build's own list: a line a plugin whose library it did not find */
  if (verbose && !as_json)
    cli_print_layers();
  if (as_json && cli_print_json(all, stdout) != VITK_EXIT_DONE)
    outcome = VITK_EXIT_OUTPUT;
  return outcome;
}

static void print_pair(const char *label, const char *text) {
  if (text != NULL && text[0] != '\0')
    cli_line(stdout, "  %-12s %s", label, text);
}

static void show_options(const struct vitk_plugin *plugin) {
  static const char *const types[] = {"", "TEXT", "yes|no", "NUMBER", "CHARACTER", "", "FILE"};
  if (plugin->n_options > 0)
    puts("  options");
  for (uint32_t i = 0; i < plugin->n_options; i++) {
    const struct vitk_option *option = &plugin->options[i];
    const char *type = option->type < sizeof types / sizeof types[0] ? types[option->type] : "";
    cli_line(stdout, "    %s=%s", option->name, option->choices && option->choices[0] ? option->choices : type);
    cli_line(stdout, "        %s%s%s%s", option->help, option->standard ? " (" : "",
             option->standard ? option->standard : "", option->standard ? ")" : "");
  }
}

static void show(const struct vitk_plugin_info *info) {
  const struct vitk_plugin *plugin = info->plugin;
  cli_line(stdout, "%s (%s)", info->name, kind_of(info));
  print_pair("summary", info->summary);
  print_pair("path", info->path);
  print_pair("map", info->map);
  print_pair("trouble", info->trouble);
  if (plugin == NULL)
    return;
  print_pair("version", plugin->version);
  print_pair("licence", plugin->licence);
  print_pair("homepage", plugin->homepage);
  printf("  %-12s %u.%u\n", "plugin ABI", plugin->abi_major, plugin->abi_minor);
  print_pair("reads", info->database);
  print_pair("country", info->country);
  print_pair("components", info->components);
  print_pair("data licence", info->data_licence);
  for (uint32_t i = 0; i < plugin->n_formats; i++)
    cli_line(stdout, "  %-12s %s (%s)", i ? "" : "formats", plugin->formats[i].label,
             plugin->formats[i].extensions ? plugin->formats[i].extensions : "");
  show_options(plugin);
}

static int show_named(struct vitk *session, const char *name, bool as_json) {
  int outcome = VITK_EXIT_USAGE;
  json_t *all = as_json ? json_array() : NULL;
  for (size_t i = 0; i < vitk_plugin_count(session); i++) {
    struct vitk_plugin_info info = {.size = sizeof info};
    vitk_plugin_at(session, i, &info);
    if (strcmp(info.name, name) != 0)
      continue;
    outcome = info.plugin ? VITK_EXIT_DONE : VITK_EXIT_PLUGIN;
    if (as_json)
      json_array_append_new(all, info_json(&info));
    else
      show(&info);
  }
  if (outcome == VITK_EXIT_USAGE) {
    cli_line(stderr, "vitk: error: no plugin has the name \"%s\"", name);
    cli_line(stderr, "      `vitk plugin list` shows them");
  } else if (as_json && cli_print_json(all, stdout) != VITK_EXIT_DONE)
    return VITK_EXIT_OUTPUT;
  else
    return outcome;
  json_decref(all);
  return outcome;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  bool is_show = command == &cli_plugin_show;
  struct plugin_options given = {0};
  struct vitk *session;
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && argc - operands != (is_show ? 1 : 0))
    code = cli_usage(command, is_show ? "one NAME is to be named" : "it takes no arguments");
  if (code == -1 && cli_open(&given.common, &session) != VITK_OK)
    code = VITK_EXIT_INPUT;
  if (code == -1) {
    code = is_show ? show_named(session, argv[operands], given.common.json)
                   : list(session, given.common.json, given.common.verbose);
    cli_close(session);
  }
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_plugin_list = {
    .name = "plugin list",
    .usage = "vitk plugin list [OPTION...]",
    .summary = "list importers and exporters",
    .text =
        "Plugins are looked for in the folders of --plugin-dir, in those of VITK_PLUGIN_PATH, and where vitk is\n"
        "installed; the first of a name wins. Exit 6 where one could not be loaded. With --verbose also what keeps\n"
        "plugins in on this kernel.\n",
    .options = options,
    .run = run};

const struct cli_command cli_plugin_show = {
    .name = "plugin show",
    .usage = "vitk plugin show NAME [OPTION...]",
    .summary = "tell what an importer or exporter reads, and its options",
    .text = "Shows what is installed under the name: what it reads or writes, its licence, and its options with their\n"
            "defaults. Exit 6 where it could not be loaded.\n",
    .options = options,
    .run = run,
    .operands = "plugins -"};
