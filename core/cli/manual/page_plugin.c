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
    size_t title = 0; /* its first sentence */
    while (at + title < last && !(at[title] == '.' && at[title + 1] == ' '))
      title++;
    page_heading(to, at, title);
    at += title + 1;
  }
  if (at + strspn(at, " ") < last)
    page_paragraph(to);
  while (at < last) {
    while (at < last && (*at == ' ' || (*at == '*' && at[-1] == ' ')))
      at++;
    size_t line = page_line(at);
    line = at + line > last ? (size_t)(last - at) : line;
    while (line > 0 && at[line - 1] == ' ')
      line--;
    if (line > 0) {
      page_text(to, at, line);
      fputs("\n", to);
    }
    at += page_line(at) + 1;
  }
  return end ? end + 2 : last;
}

/* Up to the next comment that begins a line. */
static size_t declarations(const char *text) {
  const char *next = strstr(text, "\n/*");
  return next ? (size_t)(next - text) + 1 : strlen(text);
}

/* What is there for C++ and against a second #include is left out. */
static void put_declarations(FILE *to, const char *text, size_t n) {
  static const char guard[] = "#ifndef VITK_PLUGIN_H", for_cxx[] = "#ifdef __cplusplus", end[] = "#endif\n";
  const char *last = text + n;
  if (begins(text, guard)) {
    const char *behind = memmem(text, n, end, sizeof end - 1);
    text = behind ? behind + sizeof end - 1 : last;
    text += strspn(text, "\n");
  }
  const char *cxx = memmem(text, (size_t)(last - text), for_cxx, sizeof for_cxx - 1);
  if (cxx != NULL)
    last = cxx;
  if (last > text)
    page_verbatim(to, text, (size_t)(last - text));
}

void manual_plugin(const char *plugin_h) {
  char *header = manual_read(plugin_h);
  FILE *to = manual_create("man/man3/vitk-plugin.3");
  page_begin(to, "VITK-PLUGIN", 3, "vitk-plugin", "the interface between vitk and its importers and exporters");
  fputs(".SH SYNOPSIS\n.B #include <vitk/plugin.h>\n", to);
  page_heading(to, "DESCRIPTION", strlen("DESCRIPTION"));
  for (const char *at = header; *at != '\0';) {
    while (*at == '\n')
      at++;
    if (begins(at, "/*")) {
      at = comment(to, at);
      continue;
    }
    size_t n = declarations(at);
    put_declarations(to, at, n);
    at += n;
  }
  fputs(".SH SEE ALSO\n.BR vitk (1),\n.BR vitk\\-map (5)\n", to);
  manual_close(to);
  free(header);
}
