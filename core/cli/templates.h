/* templates.h - the files of core/cli/templates, as the build puts them into the command: cmake/embed.cmake. */
#ifndef VITK_CLI_TEMPLATES_H
#define VITK_CLI_TEMPLATES_H

#include <stddef.h>

struct cli_template {
  const char *kind, *name;   /* folder and file: "importer", "NAME.c" */
  const unsigned char *text; /* @NAME@ stands for the plugin's name, and in a file's name NAME */
  size_t n;
};

extern const struct cli_template cli_templates[]; /* kind NULL after the last */

#endif
