/* complete_bash.c - bash-completion/completions/vitk: the tables as `case`s, and one function that walks the words. */
#include "core/cli/manual/manual.h"

#include <string.h>

static const char before[] = "# vitk(1) completion for bash; made from the command's own tables.\n"
                             "\n"
                             "# Names of what is installed, of these kinds.\n"
                             "_vitk_names() {\n"
                             "  vitk plugin list 2>/dev/null | awk -v kinds=\" $* \" 'NR > 1 && index(kinds, \" \" $2 "
                             "\" \") { print $1 }' | sort -u\n"
                             "}\n";

static const char after[] =
    "\n"
    "# Offers what begins with $2 of the values named $1.\n"
    "_vitk_offer() {\n"
    "  local words=\n"
    "  case $1 in\n"
    "    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$2\"); return ;;\n"
    "    folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$2\"); return ;;\n"
    "    importers) words=$(_vitk_names importer both map) ;;\n"
    "    exporters) words=\"sqlite $(_vitk_names exporter both)\" ;;\n"
    "    plugins) words=$(_vitk_names importer exporter both map broken) ;;\n"
    "    components) words=$_vitk_components ;;\n"
    "    -) ;;\n"
    "    *) words=${1//|/ } ;;\n"
    "  esac\n"
    "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$2\")\n"
    "}\n"
    "\n"
    "_vitk() {\n"
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} start=2\n"
    "  COMPREPLY=()\n"
    "  if ((COMP_CWORD == 1)); then\n"
    "    _vitk_offer \"$(_vitk_words \"\")\" \"$current\"\n"
    "    return\n"
    "  fi\n"
    "  if [[ -n $(_vitk_words \"$command\") ]]; then\n"
    "    if ((COMP_CWORD == 2)); then\n"
    "      _vitk_offer \"$(_vitk_words \"$command\")\" \"$current\"\n"
    "      return\n"
    "    fi\n"
    "    command=\"$command ${COMP_WORDS[2]}\"\n"
    "    start=3\n"
    "  fi\n"
    "  local options operands values i at=0\n"
    "  options=$(_vitk_options \"$command\")\n"
    "  if ((COMP_CWORD > start)); then\n"
    "    values=$(_vitk_values \"$command\" \"$previous\")\n"
    "    if [[ -n $values ]]; then\n"
    "      _vitk_offer \"$values\" \"$current\"\n"
    "      return\n"
    "    fi\n"
    "  fi\n"
    "  if [[ $current == -* ]]; then\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$current\")\n"
    "    return\n"
    "  fi\n"
    "  read -ra operands <<<\"$(_vitk_operands \"$command\")\"\n"
    "  for ((i = start; i < COMP_CWORD; i++)); do\n"
    "    [[ ${COMP_WORDS[i]} == -?* || -n $(_vitk_values \"$command\" \"${COMP_WORDS[i-1]}\") ]] || ((at++))\n"
    "  done\n"
    "  ((at < ${#operands[@]})) || at=$((${#operands[@]} - 1))\n"
    "  ((at < 0)) || _vitk_offer \"${operands[at]}\" \"$current\"\n"
    "}\n"
    "complete -F _vitk vitk\n";

/* The words that may come first, or second after a first one. */
static void words(FILE *to) {
  fputs("\n# The words of commands that may follow $1.\n_vitk_words() {\n  case $1 in\n    \"\") echo '", to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    if (complete_is_new_word(*command))
      fprintf(to, "%s%.*s", command == cli_commands ? "" : "|", (int)strcspn((*command)->name, " "), (*command)->name);
  fputs("' ;;\n", to);
  for (const struct cli_command *const *group = cli_commands; *group != NULL; group++) {
    size_t n, other;
    if (complete_second_word(*group, &n) == NULL || !complete_is_new_word(*group))
      continue;
    fprintf(to, "    %.*s) echo '", (int)n, (*group)->name);
    for (const struct cli_command *const *command = group; *command != NULL; command++) {
      const char *second = complete_second_word(*command, &other);
      if (second != NULL && other == n && memcmp((*command)->name, (*group)->name, n) == 0)
        fprintf(to, "%s%s", command == group ? "" : "|", second);
    }
    fputs("' ;;\n", to);
  }
  fputs("  esac\n}\n", to);
}

static void options(FILE *to) {
  fputs("\n# The options of the command $1.\n_vitk_options() {\n  case $1 in\n", to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++) {
    fprintf(to, "    \"%s\") echo '", (*command)->name);
    for (const struct cli_option *option = (*command)->options; option->name != NULL; option++) {
      fprintf(to, "%s--%s", option == (*command)->options ? "" : " ", option->name);
      if (option->letter)
        fprintf(to, " -%c", option->letter);
    }
    fputs("' ;;\n", to);
  }
  fputs("  esac\n}\n", to);
}

static void values(FILE *to) {
  fputs("\n# What may follow the option $2 of the command $1; \"-\": a value that is not known.\n"
        "_vitk_values() {\n  case \"$1 $2\" in\n",
        to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    for (const struct cli_option *option = (*command)->options; option->name != NULL; option++) {
      if (option->argument == NULL)
        continue;
      fprintf(to, "    \"%s --%s\"", (*command)->name, option->name);
      if (option->letter)
        fprintf(to, " | \"%s -%c\"", (*command)->name, option->letter);
      fprintf(to, ") echo '%s' ;;\n", option->values ? option->values : "-");
    }
  fputs("  esac\n}\n\n# What each operand of the command $1 may be.\n_vitk_operands() {\n  case $1 in\n", to);
  for (const struct cli_command *const *command = cli_commands; *command != NULL; command++)
    if ((*command)->operands != NULL)
      fprintf(to, "    \"%s\") echo '%s' ;;\n", (*command)->name, (*command)->operands);
  fputs("  esac\n}\n", to);
}

void complete_bash(void) {
  FILE *to = manual_create("bash-completion/completions/vitk");
  fputs(before, to);
  fputs("\n_vitk_components='", to);
  complete_components(to);
  fputs("'\n", to);
  words(to);
  options(to);
  values(to);
  fputs(after, to);
  manual_close(to);
}
