/* parse.c - options from a command's table, by getopt_long; and the help that the same table gives. */
#include "core/cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 32, FIRST_LONG_ONLY = 256 };

static size_t count_options(const struct cli_command *command) {
  size_t n = 0;
  while (n < MAX_OPTIONS && command->options[n].name != NULL)
    n++;
  return n;
}

static void print_option(const struct cli_option *option) {
  char left[64];
  snprintf(left, sizeof left, "%c%c%s--%s%s%s", option->letter ? '-' : ' ', option->letter ? option->letter : ' ',
           option->letter ? ", " : "  ", option->name, option->argument ? " " : "",
           option->argument ? option->argument : "");
  printf("  %-30s %s\n", left, option->help);
}

static void print_help(const struct cli_command *command) {
  printf("%s\n\nusage: %s\n\n%s\noptions:\n", command->summary, command->usage, command->text);
  for (const struct cli_option *option = command->options; option->name != NULL; option++)
    print_option(option);
}

int cli_usage(const struct cli_command *command, const char *format, ...) {
  va_list arguments;
  char *text = NULL;
  va_start(arguments, format);
  if (vasprintf(&text, format, arguments) < 0)
    text = NULL;
  va_end(arguments);
  cli_line(stderr, "vitk: %s", text ? text : "wrong use");
  free(text);
  cli_line(stderr, "      `vitk %s --help` shows how it is used", command->name);
  return VITK_EXIT_USAGE;
}

static bool store(const struct cli_option *option, const char *argument, void *values) {
  void *to = (char *)values + option->offset;
  if (option->type == CLI_FLAG)
    *(bool *)to = true;
  else if (option->type == CLI_TEXT)
    *(const char **)to = argument;
  else if (option->type == CLI_COUNT) {
    char *end;
    errno = 0;
    unsigned long long count = strtoull(argument, &end, 10);
    if (errno != 0 || end == argument || *end != '\0' || argument[0] == '-')
      return false;
    *(uint64_t *)to = count;
  } else {
    struct cli_list *list = to;
    const char **texts = realloc(list->texts, (list->n + 1) * sizeof *texts);
    if (texts == NULL)
      return false;
    list->texts = texts;
    list->texts[list->n++] = argument;
  }
  return true;
}

static int parse(const struct cli_command *command, int argc, char **argv, void *values, int *operands) {
  struct option longs[MAX_OPTIONS + 1] = {0};
  char letters[2 * MAX_OPTIONS + 2] = ":"; /* ':' tells a missing argument from an unknown option */
  size_t n = count_options(command), used = 1;
  for (size_t i = 0; i < n; i++) {
    const struct cli_option *option = &command->options[i];
    longs[i] = (struct option){option->name, option->argument ? required_argument : no_argument, NULL,
                               FIRST_LONG_ONLY + (int)i};
    if (option->letter) {
      letters[used++] = option->letter;
      if (option->argument)
        letters[used++] = ':';
    }
  }
  letters[used] = '\0';
  opterr = 0;
  for (int found; (found = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
    if (found == '?' || found == ':')
      return cli_usage(
          command, found == ':' ? "option %s needs a value" : "there is no option %s here, or it can't be told apart",
          argv[optind - 1]);
    size_t index = 0;
    if (found >= FIRST_LONG_ONLY)
      index = (size_t)(found - FIRST_LONG_ONLY);
    else
      while (command->options[index].letter != found)
        index++;
    if (!store(&command->options[index], optarg, values))
      return cli_usage(command, "--%s takes a whole number, and this is \"%s\"", command->options[index].name, optarg);
  }
  *operands = optind;
  return -1;
}

int cli_parse(const struct cli_command *command, int argc, char **argv, void *values, const struct cli_common *common,
              int *operands) {
  int code = parse(command, argc, argv, values, operands);
  if (code != -1)
    return code;
  if (common->help) {
    print_help(command);
    return VITK_EXIT_DONE;
  }
  return -1;
}

void cli_parse_free(const struct cli_command *command, void *values) {
  for (const struct cli_option *option = command->options; option->name != NULL; option++)
    if (option->type == CLI_LIST)
      free(((struct cli_list *)(void *)((char *)values + option->offset))->texts);
}
