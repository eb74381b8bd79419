/* complete_zsh.c - zsh/site-functions/_vitk: a call of _arguments for each command. */
#include "core/cli/manual/manual.h"

#include <string.h>

static const char before[] =
    "#compdef vitk\n"
    "# vitk(1) completion for zsh; made from the command's own tables.\n"
    "\n"
    "# Offers the names of what is installed, of these kinds; `sqlite` too, where it is a kind.\n"
    "_vitk_names() {\n"
    "  local -a names\n"
    "  names=(${(f)\"$(vitk plugin list 2>/dev/null |\n"
    "    awk -v kinds=\" $* \" 'NR > 1 && index(kinds, \" \" $2 \" \") { print $1 }' | sort -u)\"})\n"
    "  (( ${@[(Ie)sqlite]} )) && names+=(sqlite)\n"
    "  compadd -a names\n"
    "}\n"
    "_vitk_importers() { _vitk_names importer both map }\n"
    "_vitk_exporters() { _vitk_names exporter both sqlite }\n"
    "_vitk_plugins() { _vitk_names importer exporter both map broken }\n";

/* Text within '…' of a spec: what would end it, and in a description a bracket or colon. */
static void quoted(FILE *to, const char *text, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (text[i] == '\'')
      fputs("'\\''", to);
    else if (strchr("[]:\\", text[i]) != NULL)
      fprintf(to, "\\%c", text[i]);
    else
      fputc(text[i], to);
}

/* ":message:action" of the values. */
static void action(FILE *to, const char *message, const char *values, size_t n) {
  fputc(':', to);
  quoted(to, message, strlen(message));
  fputc(':', to);
  if (n == 5 && memcmp(values, "files", n) == 0) {
    fputs("_files", to);
  } else if (n == 7 && memcmp(values, "folders", n) == 0) {
    fputs("_files -/", to);
  } else if (n == 10 && memcmp(values, "components", n) == 0) {
    fputc('(', to);
    complete_components(to);
    fputc(')', to);
  } else if (n == 1 && values[0] == '-') {
    fputc(' ', to);
  } else if (memchr(values, '|', n) != NULL) {
    fputc('(', to);
    for (size_t i = 0; i < n; i++)
      fputc(values[i] == '|' ? ' ' : values[i], to);
    fputc(')', to);
  } else {
    fprintf(to, "_vitk_%.*s", (int)n, values);
  }
}

static void spec(FILE *to, const struct cli_option *option) {
  const char *again = option->type == CLI_LIST ? "*" : "";
  fputs(" \\\n        ", to);
  if (option->letter && again[0])
    fprintf(to, "'*'{-%c,--%s}'[", option->letter, option->name);
  else if (option->letter)
    fprintf(to, "'(-%c --%s)'{-%c,--%s}'[", option->letter, option->name, option->letter, option->name);
  else
    fprintf(to, "'%s--%s[", again, option->name);
  quoted(to, option->help, strlen(option->help));
  fputc(']', to);
  const char *values = option->values ? option->values : "-";
  if (option->argument != NULL)
    action(to, option->argument, values, strlen(values));
  fputc('\'', to);
}

static void command_case(FILE *to, const struct cli_command *command) {
  fprintf(to, "    \"%s\")\n      _arguments -s -S", command->name);
  for (const struct cli_option *option = command->options; option->name != NULL; option++)
    spec(to, option);
  const char *values = command->operands;
  for (int place = 1; values != NULL; place++) {
    size_t n = strcspn(values, " ");
    bool last = values[n] == '\0';
    if (last)
      fputs(" \\\n        '*", to);
    else
      fprintf(to, " \\\n        '%d", place);
    action(to, "argument", values, n);
    fputc('\'', to);
    values = last ? NULL : values + n + 1;
  }
  fputs(" ;;\n", to);
}

/* 'word:summary' of the commands that may come first, or second after `group`. */
static void described(FILE *to, const struct cli_command *group) {
  size_t n, other;
  if (group != NULL)
    complete_second_word(group, &n);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++) {
    const char *second = complete_second_word(*command, &other);
    bool of_group = group != NULL && second != NULL && other == n && memcmp((*command)->name, group->name, n) == 0;
    if (group == NULL ? !complete_is_new_word(*command) : !of_group)
      continue;
    const char *summary = group == NULL && second != NULL ? "commands of two words" : (*command)->summary;
    const char *word = group ? second : (*command)->name;
    fprintf(to, " \\\n      '%.*s:", (int)strcspn(word, " "), word);
    quoted(to, summary, strlen(summary));
    fputc('\'', to);
  }
}

void complete_zsh(void) {
  FILE *to = manual_create("zsh/site-functions/_vitk");
  fputs(before, to);
  fputs("\n_vitk() {\n  local command=${words[2]}\n  local -a commands\n  if (( CURRENT == 2 )); then\n    commands=(",
        to);
  described(to, NULL);
  fputs(")\n    _describe command commands\n    return\n  fi\n  case $command in\n", to);
  for (const struct cli_command *const *group = cli_commands; *group != NULL; group++) {
    size_t n;
    if (complete_second_word(*group, &n) == NULL || !complete_is_new_word(*group))
      continue;
    fprintf(to, "    %.*s)\n      if (( CURRENT == 3 )); then\n        commands=(", (int)n, (*group)->name);
    described(to, *group);
    fputs(")\n        _describe command commands\n        return\n      fi\n"
          "      command=\"$command ${words[3]}\"\n      shift 1 words; (( CURRENT-- )) ;;\n",
          to);
  }
  fputs("  esac\n  shift 1 words; (( CURRENT-- ))\n  case $command in\n", to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    command_case(to, *command);
  fputs("  esac\n}\n\n_vitk \"$@\"\n", to);
  manual_close(to);
}
