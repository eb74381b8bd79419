/* main.c - the `vitk` command: finds the subcommand and lets it run. */
#include "core/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

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

static int run_command(int argc, char **argv) {
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
  if (argc > 1) {
    cli_line(stderr, "vitk: there is no command \"%s\"", name);
    fputs("\n", stderr);
  }
  print_help(stderr);
  return VITK_EXIT_USAGE;
}

/* A descriptor of 0 to 2 that is closed would be given to the next file that is opened. */
static void hold_standard_descriptors(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0)
      open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY); /* the lowest that is free: this one, and no use */
}

static bool reader_is_gone(int fd) {
  struct pollfd pipe = {.fd = fd, .events = POLLOUT};
  return poll(&pipe, 1, 0) == 1 && (pipe.revents & (POLLERR | POLLHUP)) != 0;
}

/* What became of standard output decides, too. `cut`: whoever read it wanted no more. */
static int settle(int code, bool *cut) {
  errno = 0;
  bool failed = fflush(stdout) != 0 || ferror(stdout) != 0;
  int error = errno;
  *cut = (failed && reader_is_gone(STDOUT_FILENO)) || (code == VITK_EXIT_INTERRUPTED && !cli_interrupted());
  if (*cut)
    return VITK_EXIT_OUTPUT;
  if (!failed)
    return code;
  fprintf(stderr, "vitk: error: can't write to standard output: %s\n",
          error ? strerrordesc_np(error) : "not all of it could be written");
  return VITK_EXIT_OUTPUT;
}

int main(int argc, char **argv) {
  struct sigaction before;
  bool cut;
  sigaction(SIGPIPE, NULL, &before);
  hold_standard_descriptors();
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write(), and what was begun is put away first */
  int code = settle(run_command(argc, argv), &cut);
  if (cut && before.sa_handler != SIG_IGN) { /* then as any tool of a pipeline ends, which shells know */
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
  }
  return code;
}
