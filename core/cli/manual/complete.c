/* complete.c - what the completions of all shells share. */
#include "core/cli/manual/manual.h"

#include <string.h>

const char *complete_second_word(const struct cli_command *command, size_t *first) {
  *first = strcspn(command->name, " ");
  return command->name[*first] == ' ' ? command->name + *first + 1 : NULL;
}

bool complete_is_new_word(const struct cli_command *command) {
  size_t first, other;
  complete_second_word(command, &first);
  for (const struct cli_command *const *before = cli_commands; *before != command; before++) {
    complete_second_word(*before, &other);
    if (other == first && memcmp((*before)->name, command->name, first) == 0)
      return false;
  }
  return true;
}

void complete_components(FILE *to) {
  for (size_t i = 0; i < vitk_component_count(); i++)
    fprintf(to, "%s%s", i ? " " : "", vitk_component_at(i).id);
}
