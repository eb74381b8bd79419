/* xml_markup.h - tells whether XML text, given in pieces, stands between markup or in it. Where it stands in some, what
 * libxml2 makes of it can depend on how much of it is there: so xml.c cuts between markup alone. */
#ifndef VITK_INPUT_XML_MARKUP_H
#define VITK_INPUT_XML_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

struct vitk_xml_markup { /* zeroed: between markup */
  int state;
  char quote;        /* of an attribute's value that is open; or 0 */
  unsigned char run; /* how many bytes of what ends the markup were seen */
};

void vitk_xml_markup_go(struct vitk_xml_markup *, const char *p, size_t n);

static inline bool vitk_xml_markup_is_closed(const struct vitk_xml_markup *markup) {
  return markup->state == 0;
}

#endif
