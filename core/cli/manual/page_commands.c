/* page_commands.c - vitk.1, and a page for each row of the table of commands. */
#include "core/cli/manual/manual.h"

#include <ctype.h>
#include <string.h>

/* "vitk-plugin-list" of "plugin list". */
static void name_page(const struct cli_command *command, char *name, size_t size) {
  snprintf(name, size, "vitk-%s", command->name);
  for (char *c = name; *c != '\0'; c++)
    if (*c == ' ')
      *c = '-';
}

static void option(FILE *to, const struct cli_option *option) {
  fputs(".TP\n", to);
  if (option->letter)
    fprintf(to, "\\fB\\-%c\\fR, ", option->letter);
  fputs("\\fB\\-\\-", to);
  page_text(to, option->name, strlen(option->name));
  fputs("\\fR", to);
  if (option->argument) {
    fputs(" \\fI", to);
    page_text(to, option->argument, strlen(option->argument));
    fputs("\\fR", to);
  }
  fputs("\n", to);
  page_text(to, option->help, strlen(option->help));
  if (option->values != NULL && strchr(option->values, '|') != NULL) {
    fputs("\n.br\nOne of: ", to);
    for (const char *c = option->values; *c != '\0'; c++)
      if (*c == '|')
        fputs(", ", to);
      else
        page_text(to, c, 1);
  }
  fputs("\n", to);
}

static void see_also(FILE *to, const struct cli_command *self) {
  fputs(".SH SEE ALSO\n", to);
  if (self != NULL)
    fputs(".BR vitk (1),\n", to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++) {
    char name[80];
    name_page(*command, name, sizeof name);
    if (*command == self)
      continue;
    fputs(".BR ", to);
    page_text(to, name, strlen(name));
    fputs(" (1),\n", to);
  }
  fputs(".BR vitk\\-plugin (3),\n.BR vitk\\-map (5)\n", to);
}

static void command_page(const struct cli_command *command) {
  char name[80], path[120], title[80];
  name_page(command, name, sizeof name);
  snprintf(path, sizeof path, "man/man1/%s.1", name);
  for (size_t i = 0; i < sizeof title; i++)
    title[i] = (char)toupper((unsigned char)name[i]);
  FILE *to = manual_create(path);
  page_begin(to, title, 1, name, command->summary);
  fputs(".SH SYNOPSIS\n", to);
  page_text(to, command->usage, strlen(command->usage));
  fputs("\n", to);
  if (command->text[0] != '\0') {
    page_heading(to, "DESCRIPTION", strlen("DESCRIPTION"));
    page_paragraphs(to, command->text);
  }
  fputs(".SH OPTIONS\n", to);
  for (const struct cli_option *one = command->options; one->name != NULL; one++)
    option(to, one);
  see_also(to, command);
  manual_close(to);
}

static void whole_page(void) {
  FILE *to = manual_create("man/man1/vitk.1");
  page_begin(to, "VITK", 1, "vitk", "read what food-composition databases state about vitamin K into one dataset");
  fputs(".SH SYNOPSIS\n\\fBvitk\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n"
        ".SH COMMANDS\nEach has a page of its own, and tells more with \\fB\\-\\-help\\fR.\n",
        to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++) {
    fputs(".TP\n\\fBvitk ", to);
    page_text(to, (*command)->name, strlen((*command)->name));
    fputs("\\fR\n", to);
    page_text(to, (*command)->summary, strlen((*command)->summary));
    fputs("\n", to);
  }
  fputs(
      ".SH EXIT STATUS\nThat of each command; those of an import are in\n.BR vitk\\-import (1).\n"
      ".SH ENVIRONMENT\n.TP\n.B VITK_PLUGIN_PATH\nFolders in which plugins and maps are looked for, parted by colons, "
      "before the installed one.\n.SH EXAMPLES\n.nf\nvitk import FILE \\-o k.sqlite\nvitk top k.sqlite\n.fi\n",
      to);
  see_also(to, NULL);
  manual_close(to);
}

void manual_commands(void) {
  whole_page();
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    command_page(*command);
}
