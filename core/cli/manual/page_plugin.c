/* page_plugin.c - vitk-plugin.3: the header of the plugin ABI, its comments as text and its declarations as they stand.
 */
#include "core/cli/manual/manual.h"

#include <stdlib.h>
#include <string.h>

static bool begins(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

/* A comment as a paragraph, "---- Title." of it as a heading. Returns what is behind it. */
static const char *comment(FILE *to, const char *text) {
  const char *end = strstr(text, "*/");
  size_t n = end ? (size_t)(end - text) : strlen(text);
  const char *at = text + 2, *last = text + n;
  if (begins(at, " ---- ")) {
    at += 6;
    size_t title = strcspn(at, ".*\n");
    fputs(".SH \"", to);
    page_text(to, at, title);
    fputs("\"\n", to);
    at += title + (at[title] == '.');
  }
  fputs(".PP\n", to);
  while (at < last) {
    while (at < last && (*at == ' ' || (*at == '*' && at[-1] == ' ')))
      at++;
    size_t line = page_line(at);
    line = at + line > last ? (size_t)(last - at) : line;
    while (line > 0 && at[line - 1] == ' ')
      line--;
    page_text(to, at, line);
    if (line > 0)
      fputs("\n", to);
    at += page_line(at) + 1;
  }
  return end ? end + 2 : last;
}

/* Up to the next comment that begins a line. */
static size_t declarations(const char *text) {
  const char *next = strstr(text, "\n/*");
  return next ? (size_t)(next - text) + 1 : strlen(text);
}

void manual_plugin(const char *plugin_h) {
  char *header = manual_read(plugin_h);
  FILE *to = manual_create("man/man3/vitk-plugin.3");
  page_begin(to, "VITK-PLUGIN", 3, "vitk-plugin", "the interface between vitk and its importers and exporters");
  fputs(".SH SYNOPSIS\n.B #include <vitk/plugin.h>\n.SH DESCRIPTION\n", to);
  for (const char *at = header; *at != '\0';) {
    while (*at == '\n')
      at++;
    if (begins(at, "/*")) {
      at = comment(to, at);
      continue;
    }
    size_t n = declarations(at);
    bool guard = begins(at, "#ifndef VITK_PLUGIN_H");
    if (!guard && n > 0)
      page_verbatim(to, at, n);
    at += n;
  }
  fputs(".SH SEE ALSO\n.BR vitk (1),\n.BR vitk\\-map (5)\n", to);
  manual_close(to);
  free(header);
}
