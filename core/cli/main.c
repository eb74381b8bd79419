/* main.c - the `vitk` command: finds the subcommand and lets it run. */
#include "core/cli/cli.h"

#include <signal.h>
#include <string.h>

/* How many of the words are the command's name, of one word or two ("plugin list"); 0: it is another command. */
static int words_of(const struct cli_command *command, int n, char **words) {
  const char *space = strchr(command->name, ' ');
  size_t first = space ? (size_t)(space - command->name) : strlen(command->name);
  if (n < 1 || strlen(words[0]) != first || memcmp(words[0], command->name, first) != 0)
    return 0;
  if (space == NULL)
    return 1;
  return n > 1 && strcmp(words[1], space + 1) == 0 ? 2 : 0;
}

/* Is the word the first of commands of two words? */
static bool is_group(const char *word) {
  size_t n = strlen(word);
  bool found = false;
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    found = found || (strncmp((*command)->name, word, n) == 0 && (*command)->name[n] == ' ');
  return found;
}

/* `group`: only the commands that begin with this word; "": all. */
static void print_commands(const char *group, FILE *to) {
  size_t n = strlen(group);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    if (n == 0 || (strncmp((*command)->name, group, n) == 0 && (*command)->name[n] == ' '))
      fprintf(to, "  %-13s %s\n", (*command)->name, (*command)->summary);
}

static void print_help(FILE *to) {
  fputs("vitk reads what food-composition databases state about vitamin K1 and K2 into one dataset.\n\n"
        "usage: vitk COMMAND [OPTION...] [ARGUMENT...]\n\ncommands:\n",
        to);
  print_commands("", to);
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
    return cli_version.run(&cli_version, argc - 1, argv + 1);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++) {
    int words = words_of(*command, argc - 1, argv + 1);
    if (words > 0)
      return (*command)->run(*command, argc - words, argv + words);
  }
  if (is_group(name)) {
    bool asked = argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0);
    fprintf(asked ? stdout : stderr, "usage: vitk %s VERB [OPTION...] [ARGUMENT...]\n\n", name);
    print_commands(name, asked ? stdout : stderr);
    return asked ? VITK_EXIT_DONE : VITK_EXIT_USAGE;
  }
  if (argc > 1)
    fprintf(stderr, "vitk: there is no command \"%s\"\n\n", name);
  print_help(stderr);
  return VITK_EXIT_USAGE;
}
