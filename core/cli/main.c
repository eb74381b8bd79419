/* main.c - the `vitk` command: finds the subcommand and lets it run. */
#include "core/cli/cli.h"

#include <signal.h>
#include <string.h>

const struct cli_command *const cli_commands[] = {&cli_import,  &cli_export, &cli_probe,   &cli_plugin,
                                                  &cli_explain, &cli_top,    &cli_version, NULL};

static void print_help(FILE *to) {
  fputs("vitk reads what food-composition databases state about vitamin K1 and K2 into one dataset.\n\n"
        "usage: vitk COMMAND [OPTION...] [ARGUMENT...]\n\ncommands:\n",
        to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    fprintf(to, "  %-9s %s\n", (*command)->name, (*command)->summary);
  fputs("\n`vitk COMMAND --help` tells more. A first step: vitk import FILE -o k.sqlite\n", to);
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write(), which ends the command quietly */
  const char *name = argc > 1 ? argv[1] : "";
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
    print_help(stdout);
    return VITK_EXIT_DONE;
  }
  if (strcmp(name, "--version") == 0)
    name = "version";
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    if (strcmp((*command)->name, name) == 0)
      return (*command)->run(*command, argc - 1, argv + 1);
  if (argc > 1)
    fprintf(stderr, "vitk: there is no command \"%s\"\n\n", name);
  print_help(stderr);
  return VITK_EXIT_USAGE;
}
