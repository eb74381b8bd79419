/* version.c - `vitk version`. */
#include "core/cli/cli.h"

#include <jansson.h>
#include <stddef.h>

struct version_options {
  struct cli_common common;
};

static const struct cli_option options[] = {CLI_JSON(version_options), CLI_COMMON(version_options)};

static int run(const struct cli_command *command, int argc, char **argv) {
  struct version_options given = {0};
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && operands != argc)
    code = cli_usage(command, "version takes no arguments");
  if (code == -1 && given.common.json)
    code = cli_print_json(
        json_pack("{s:s, s:i, s:i}", "vitk", vitk_version(), "abi_major", VITK_ABI_MAJOR, "abi_minor", VITK_ABI_MINOR),
        stdout);
  else if (code == -1) {
    printf("vitk %s\nplugin ABI %d.%d\n", vitk_version(), VITK_ABI_MAJOR, VITK_ABI_MINOR);
    code = VITK_EXIT_DONE;
  }
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_version = {.name = "version",
                                        .usage = "vitk version",
                                        .summary = "tell the version and the plugin ABI",
                                        .text = "",
                                        .options = options,
                                        .run = run};
