/* page.c - text as man(7) wants it. */
#include "core/cli/manual/manual.h"

#include <string.h>

void page_begin(FILE *to, const char *title, int section, const char *name, const char *summary) {
  fprintf(to, ".TH \"%s\" %d \"%s\" \"vitk %s\" \"vitk\"\n.SH NAME\n", title, section, VITK_DATE, vitk_version());
  page_text(to, name, strlen(name));
  fputs(" \\- ", to);
  page_text(to, summary, strlen(summary));
  fputs("\n", to);
}

static void put(FILE *to, char c, bool first_of_line) {
  if (first_of_line && (c == '.' || c == '\''))
    fputs("\\&", to);
  if (c == '\\')
    fputs("\\e", to);
  else if (c == '-')
    fputs("\\-", to);
  else if (c == '\'')
    fputs("\\(aq", to);
  else if (c == '^')
    fputs("\\(ha", to);
  else if (c == '~')
    fputs("\\(ti", to);
  else
    fputc(c, to);
}

static bool below_heading;

void page_heading(FILE *to, const char *title, size_t n) {
  fputs(".SH \"", to);
  page_text(to, title, n);
  fputs("\"\n", to);
  below_heading = true;
}

void page_paragraph(FILE *to) {
  if (!below_heading)
    fputs(".PP\n", to);
  below_heading = false;
}

void page_text(FILE *to, const char *text, size_t n) {
  bool bold = false;
  below_heading = false;
  for (size_t i = 0; i < n; i++) {
    bool first = i == 0 || text[i - 1] == '\n';
    if (text[i] == '`') {
      bold = !bold;
      fputs(bold ? "\\fB" : "\\fR", to);
    } else if (!(first && i > 0 && text[i] == ' ')) {
      put(to, text[i], first);
    }
  }
  if (bold)
    fputs("\\fR", to);
}

void page_lines(FILE *to, const char *text, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (text[i] == '`')
      fputs("\\(ga", to);
    else
      put(to, text[i], i == 0 || text[i - 1] == '\n');
}

void page_verbatim(FILE *to, const char *text, size_t n) {
  while (n > 0 && text[n - 1] == '\n')
    n--;
  page_paragraph(to);
  fputs(".nf\n.RS 2n\n", to);
  page_lines(to, text, n);
  fputs("\n.RE\n.fi\n", to);
}

void page_paragraphs(FILE *to, const char *text) {
  while (*text != '\0') {
    const char *end = strstr(text, "\n\n");
    size_t n = end ? (size_t)(end - text) : strlen(text);
    bool lines = memmem(text, n, "\n ", 2) != NULL;
    while (n > 0 && text[n - 1] == '\n')
      n--;
    if (lines) {
      page_verbatim(to, text, n);
    } else if (n > 0) {
      page_paragraph(to);
      page_text(to, text, n);
      fputs("\n", to);
    }
    text = end ? end + 2 : text + strlen(text);
  }
}

size_t page_line(const char *text) {
  return strcspn(text, "\n");
}
