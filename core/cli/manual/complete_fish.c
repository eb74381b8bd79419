/* complete_fish.c - fish/vendor_completions.d/vitk.fish: a line a command and an option. */
#include "core/cli/manual/manual.h"

#include <string.h>

static const char before[] =
    "# vitk(1) completion for fish; made from the command's own tables.\n"
    "\n"
    "# Are the first words those of a command?\n"
    "function __vitk_at\n"
    "    set -l words (commandline -opc)\n"
    "    set -l last (math (count $argv) + 1)\n"
    "    test (count $words) -ge $last; and test \"$words[2..$last]\" = \"$argv\"\n"
    "end\n"
    "# Is the next word the one behind just these?\n"
    "function __vitk_next\n"
    "    set -l words (commandline -opc)\n"
    "    test (count $words) -eq (math (count $argv) + 1); and test \"$words[2..-1]\" = \"$argv\"\n"
    "end\n"
    "# Names of what is installed, of these kinds.\n"
    "function __vitk_names\n"
    "    vitk plugin list 2>/dev/null | awk -v kinds=\" $argv \" 'NR > 1 && index(kinds, \" \" $2 \" \") { print $1 }' "
    "| sort -u\n"
    "end\n"
    "\n"
    "complete -c vitk -f\n";

static void quoted(FILE *to, const char *text) {
  for (; *text != '\0'; text++)
    fprintf(to, "%s%c", *text == '\'' || *text == '\\' ? "\\" : "", *text);
}

/* " -a …" or " -F" of the values; nothing where none are known. */
static void offer(FILE *to, const char *values, size_t n) {
  static const struct {
    const char *values, *offer;
  } known[] = {{"files", " -F"},
               {"folders", " -a '(__fish_complete_directories)'"},
               {"importers", " -a '(__vitk_names importer both map)'"},
               {"exporters", " -a 'sqlite (__vitk_names exporter both)'"},
               {"plugins", " -a '(__vitk_names importer exporter both map broken)'"}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strlen(known[i].values) == n && memcmp(known[i].values, values, n) == 0) {
      fputs(known[i].offer, to);
      return;
    }
  if (n == 1 && values[0] == '-')
    return;
  fputs(" -a '", to);
  if (n == 10 && memcmp(values, "components", n) == 0)
    complete_components(to);
  else
    for (size_t i = 0; i < n; i++)
      fputc(values[i] == '|' ? ' ' : values[i], to);
  fputc('\'', to);
}

static void options(FILE *to, const struct cli_command *command) {
  for (const struct cli_option *option = command->options; option->name != NULL; option++) {
    fprintf(to, "complete -c vitk -n '__vitk_at %s' -l %s", command->name, option->name);
    if (option->letter)
      fprintf(to, " -s %c", option->letter);
    if (option->argument != NULL) {
      fputs(option->values != NULL && strcmp(option->values, "files") == 0 ? " -r" : " -x", to); /* x: no files */
      if (option->values != NULL)
        offer(to, option->values, strlen(option->values));
    }
    fputs(" -d '", to);
    quoted(to, option->help);
    fputs("'\n", to);
  }
}

/* fish does not count operands: each is offered what any of them may be. */
static void operands(FILE *to, const struct cli_command *command) {
  for (const char *values = command->operands; values != NULL && *values != '\0';) {
    size_t n = strcspn(values, " ");
    if (!(n == 1 && values[0] == '-')) {
      fprintf(to, "complete -c vitk -n '__vitk_at %s'", command->name);
      offer(to, values, n);
      fputc('\n', to);
    }
    values += n + (values[n] == ' ');
  }
}

void complete_fish(void) {
  FILE *to = manual_create("fish/vendor_completions.d/vitk.fish");
  fputs(before, to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++) {
    size_t first;
    const char *second = complete_second_word(*command, &first);
    if (second == NULL || complete_is_new_word(*command)) {
      fprintf(to, "complete -c vitk -n __vitk_next -a %.*s -d '", (int)first, (*command)->name);
      quoted(to, second ? "commands of two words" : (*command)->summary);
      fputs("'\n", to);
    }
    if (second != NULL) {
      fprintf(to, "complete -c vitk -n '__vitk_next %.*s' -a %s -d '", (int)first, (*command)->name, second);
      quoted(to, (*command)->summary);
      fputs("'\n", to);
    }
    options(to, *command);
    operands(to, *command);
  }
  manual_close(to);
}
