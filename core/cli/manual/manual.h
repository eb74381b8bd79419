/* manual.h - manual pages and completions, made at build time from what the command itself is made of. */
#ifndef VITK_CLI_MANUAL_MANUAL_H
#define VITK_CLI_MANUAL_MANUAL_H

#include "core/cli/cli.h"

/* A file below the folder of all, "man/man1/vitk.1", with the folders that lead to it. Ends the program where it can't
 * be written, as all here do: a build that fails is the answer. */
FILE *manual_create(const char *name);
void manual_close(FILE *);
/* A whole text file, NUL-terminated, freed by the caller. */
char *manual_read(const char *path);

/* --- pages, in man(7) */

void page_begin(FILE *, const char *title, int section, const char *name, const char *summary);
/* A heading, and the start of a paragraph (which the first one below a heading needs no word for). */
void page_heading(FILE *, const char *title, size_t n);
void page_paragraph(FILE *);
/* n bytes as running text: special characters made plain, `words` in backquotes bold. No line of it is a request. */
void page_text(FILE *, const char *text, size_t n);
/* n bytes as they stand, line by line; page_verbatim sets them in, apart from the text around. */
void page_lines(FILE *, const char *text, size_t n);
void page_verbatim(FILE *, const char *text, size_t n);
/* Text of paragraphs parted by blank lines; one with a line that begins with a space keeps its lines. */
void page_paragraphs(FILE *, const char *text);
/* How long the first line is, without its end. */
size_t page_line(const char *text);

void manual_commands(void);               /* vitk.1, and a page a command */
void manual_plugin(const char *plugin_h); /* vitk-plugin.3, of the header's own comments */
void manual_map(const char *maps_md);     /* vitk-map.5, of docs/maps.md and the table of settings */

/* --- completions */

void complete_bash(void);
void complete_zsh(void);
void complete_fish(void);

/* The second word of the command's name, NULL where it has one only; *first is how long the first is. */
const char *complete_second_word(const struct cli_command *, size_t *first);
/* Is it the first command of the table with this first word? */
bool complete_is_new_word(const struct cli_command *);
/* The components, a space between. */
void complete_components(FILE *);

#endif
