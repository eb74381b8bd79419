/* page_map.c - vitk-map.5: docs/maps.md, whose tables of settings are replaced by the table that checks maps. */
#include "core/cli/manual/manual.h"

#include <stdlib.h>
#include <string.h>

static const struct setting {
  const char *group, *name;
  bool needed;
  const char *formats, *help;
} settings[] = {
#define VITK_SETTING(group, name, kind, needed, formats, help) {(group), (name), (needed), (formats), (help)},
#include "plugins/map/settings.def"
#undef VITK_SETTING
};
enum { N_SETTINGS = sizeof settings / sizeof settings[0] };

static void all_settings(FILE *to) {
  const char *group = NULL;
  fputs(".SH SETTINGS\n", to);
  for (size_t i = 0; i < N_SETTINGS; i++) {
    const struct setting *one = &settings[i];
    if (group == NULL || strcmp(group, one->group) != 0) {
      group = one->group;
      fprintf(to, ".SS \"%s%s\"\n", group[0] ? "in " : "of the file itself", group);
    }
    fputs(".TP\n\\fB", to);
    page_text(to, one->name, strlen(one->name));
    fprintf(to, "\\fR%s", one->needed ? " (needed)" : "");
    for (const char *c = one->formats; *c != '\0'; c++)
      fprintf(to, "%s%c", c == one->formats ? " " : "", *c == '|' ? ',' : *c);
    fputs("\n", to);
    page_text(to, one->help, strlen(one->help));
    fputs("\n", to);
  }
}

/* Running text of Markdown: **strong** is bold, as `words` are. */
static void inline_text(FILE *to, const char *text, size_t n) {
  bool strong = false;
  while (n > 0) {
    const char *mark = memmem(text, n, "**", 2);
    size_t before = mark ? (size_t)(mark - text) : n;
    page_text(to, text, before);
    if (mark == NULL)
      break;
    strong = !strong;
    fputs(strong ? "\\fB" : "\\fR", to);
    text += before + 2;
    n -= before + 2;
  }
  fputs("\n", to);
}

/* Where the tables of all settings begin, which the table that checks maps says better. */
static const char settings_heading[] = "## All settings";

/* One line of the page; `was_code`: the line before stood in an example. Returns whether this one does. */
static bool line(FILE *to, const char *text, size_t n, bool was_code) {
  bool code = n > 4 && strncmp(text, "    ", 4) == 0;
  if (code && !was_code) {
    page_paragraph(to);
    fputs(".nf\n.RS 2n\n", to);
  }
  if (!code && was_code && n > 0)
    fputs(".RE\n.fi\n", to);
  if (code) {
    page_lines(to, text + 4, n - 4);
    fputs("\n", to);
    return true;
  }
  if (n == 0)
    return was_code; /* an example may have blank lines */
  if (text[0] == '|' || strncmp(text, "# ", 2) == 0)
    return false;
  if (strncmp(text, "## ", 3) == 0) {
    page_heading(to, text + 3, n - 3);
  } else if (strncmp(text, "- ", 2) == 0) {
    fputs(".IP \\(bu 2n\n", to);
    inline_text(to, text + 2, n - 2);
  } else {
    size_t indented = strspn(text, " ");
    inline_text(to, text + indented, n - indented);
  }
  return false;
}

void manual_map(const char *maps_md) {
  char *text = manual_read(maps_md);
  FILE *to = manual_create("man/man5/vitk-map.5");
  bool code = false, blank = false;
  page_begin(to, "VITK-MAP", 5, "vitk-map", "a file that tells vitk where things stand in a table or tree");
  page_heading(to, "DESCRIPTION", strlen("DESCRIPTION"));
  for (const char *at = text; *at != '\0' && strncmp(at, settings_heading, sizeof settings_heading - 1) != 0;) {
    size_t n = page_line(at);
    bool plain = n > 0 && strchr("-#| ", at[0]) == NULL;
    if (plain && blank) {
      fputs(code ? ".RE\n.fi\n" : "", to);
      page_paragraph(to);
    }
    code = line(to, at, n, code && !(plain && blank));
    blank = n == 0;
    at += n + (at[n] == '\n');
  }
  if (code)
    fputs(".RE\n.fi\n", to);
  all_settings(to);
  fputs(".SH SEE ALSO\n.BR vitk (1),\n.BR vitk\\-import (1),\n.BR vitk\\-plugin (3)\n", to);
  manual_close(to);
  free(text);
}
