/* version.c - `vitk version`. */
#include "core/cli/cli.h"

#include <jansson.h>
#include <stddef.h>

struct version_options {
  struct cli_common common;
};

static const struct cli_option options[] = {CLI_JSON(version_options), CLI_COMMON(version_options)};

static json_t *layers_json(void) {
  json_t *all = json_array();
  struct vitk_layer_info layer = {.size = sizeof layer};
  for (size_t i = 0; vitk_layer_at(i, &layer) == VITK_OK; i++)
    json_array_append_new(all, json_pack("{s:s, s:b, s:s, s:s}", "name", layer.name, "there", (int)layer.there,
                                         "version", layer.version, "keeps_from", layer.keeps_from));
  return all;
}

void cli_print_layers(void) {
  struct vitk_layer_info layer = {.size = sizeof layer};
  puts("what keeps a plugin in, on this kernel:");
  for (size_t i = 0; vitk_layer_at(i, &layer) == VITK_OK; i++)
    printf("  %-12s %-3s %-7s from %s\n", layer.name, layer.there ? "yes" : "NO", layer.version, layer.keeps_from);
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct version_options given = {0};
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && operands != argc)
    code = cli_usage(command, "version takes no arguments");
  if (code == -1 && given.common.json)
    code = cli_print_json(json_pack("{s:s, s:i, s:i, s:o}", "vitk", vitk_version(), "abi_major", VITK_ABI_MAJOR,
                                    "abi_minor", VITK_ABI_MINOR, "layers", layers_json()),
                          stdout);
  else if (code == -1) {
    printf("vitk %s\nplugin ABI %d.%d\n", vitk_version(), VITK_ABI_MAJOR, VITK_ABI_MINOR);
    cli_print_layers();
    code = VITK_EXIT_DONE;
  }
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_version = {.name = "version",
                                        .usage = "vitk version",
                                        .summary = "tell the version, the plugin ABI and what keeps plugins in",
                                        .text = "",
                                        .options = options,
                                        .run = run};
