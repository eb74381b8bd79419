/* commands.c - the table of commands: a row here is parsed, has its help, its manual page and its completions. */
#include "core/cli/cli.h"

const struct cli_command *const cli_commands[] = {&cli_import,
                                                  &cli_export,
                                                  &cli_probe,
                                                  &cli_plugin_list,
                                                  &cli_plugin_show,
                                                  &cli_plugin_new,
                                                  &cli_plugin_check,
                                                  &cli_map_guess,
                                                  &cli_map_preview,
                                                  &cli_explain,
                                                  &cli_top,
                                                  &cli_version,
                                                  NULL};
