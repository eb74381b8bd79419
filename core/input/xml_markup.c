#include "core/input/xml_markup.h"

#include <string.h>

/* START … START_COMMENT: after '<', "<!", "<!-". OPENED_…: after "<?", "<!--". REFUSED: a declaration, or a '<' in a
 * tag, which no parser takes, or "<!-->", which libxml2 takes for a whole comment at times; it does not end. */
enum {
  BETWEEN,
  START,
  START_DECLARATION,
  START_COMMENT,
  TAG,
  OPENED_INSTRUCTION,
  INSTRUCTION,
  OPENED_COMMENT,
  COMMENT,
  CDATA,
  REFUSED
};

static bool begins_tag(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c == '/' ||
         (unsigned char)c >= 0x80;
}

static int after_start(int state, char c) {
  if (state == START)
    return c == '!'        ? START_DECLARATION
           : c == '?'      ? OPENED_INSTRUCTION
           : c == '<'      ? START
           : begins_tag(c) ? TAG
                           : BETWEEN;
  if (state == START_DECLARATION)
    return c == '-' ? START_COMMENT : c == '[' ? CDATA : REFUSED;
  if (state == START_COMMENT)
    return c == '-' ? OPENED_COMMENT : REFUSED;
  if (c == '>' || c == '-' || c == '?')
    return REFUSED;
  return state == OPENED_COMMENT ? COMMENT : INSTRUCTION;
}

/* The first byte in p[i … n) that is more than a name or a value in a tag; n: none is. */
static size_t skip_names(const struct vitk_xml_markup *markup, const char *p, size_t n, size_t i) {
  if (markup->quote != 0)
    while (i < n && p[i] != '<' && p[i] != markup->quote)
      i++;
  else
    while (i < n && p[i] != '<' && p[i] != '>' && p[i] != '"' && p[i] != '\'')
      i++;
  return i;
}

static void in_tag(struct vitk_xml_markup *markup, char c) {
  if (c == '<')
    markup->state = REFUSED;
  else if (markup->quote != 0 && c == markup->quote)
    markup->quote = 0;
  else if (markup->quote == 0 && (c == '"' || c == '\''))
    markup->quote = c;
  else if (markup->quote == 0 && c == '>')
    markup->state = BETWEEN;
}

/* What ends in `n` times `last` or more and then '>'. */
static void to_end(struct vitk_xml_markup *markup, char c, char last, unsigned char n) {
  if (c == '>' && markup->run >= n)
    markup->state = BETWEEN;
  if (c != last)
    markup->run = 0;
  else if (markup->run < n)
    markup->run++;
}

void vitk_xml_markup_go(struct vitk_xml_markup *markup, const char *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const char *next;
    switch (markup->state) {
    case BETWEEN:
      next = memchr(p + i, '<', n - i);
      if (next == NULL)
        return;
      i = (size_t)(next - p);
      *markup = (struct vitk_xml_markup){.state = START};
      break;
    case TAG:
      i = skip_names(markup, p, n, i);
      if (i < n)
        in_tag(markup, p[i]);
      break;
    case INSTRUCTION:
      to_end(markup, p[i], '?', 1);
      break;
    case COMMENT:
      to_end(markup, p[i], '-', 2);
      break;
    case CDATA:
      to_end(markup, p[i], ']', 2);
      break;
    case REFUSED:
      return;
    default:
      markup->state = after_start(markup->state, p[i]);
    }
  }
}
