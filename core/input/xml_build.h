/* xml_build.h - a record that the skimmer found well-formed, straight into a builder: what libxml2 would make of it.
 * The skimmer knows no more of XML than elements, attributes that stand as they are, and texts of leaves with no
 * references but the five; so there is little that can be made of it. */
#ifndef VITK_INPUT_XML_BUILD_H
#define VITK_INPUT_XML_BUILD_H

#include "core/input/records.h"
#include "core/input/skim.h"
#include "core/input/xml_parser.h"

/* Is it one that this can build? White space may stand before it. false: one for the parser, as there is a carriage
 * return in a text, of which it makes a line feed. */
bool vitk_xml_can_build(const char *p, size_t n);

/* What was built before: the tags of a record are most often those of the one before it. Zeroed at first, for one
 * parser. */
enum { VITK_XML_TAGS = 16, VITK_XML_TAG_BYTES = 64 };
struct vitk_xml_built {
  struct vitk_xml_tag {
    char text[VITK_XML_TAG_BYTES]; /* after the '<' */
    size_t n;                      /* of `text`; 0: it is not kept */
    size_t length;                 /* with the '>' */
    vitk_str name;
    uint64_t lines; /* line breaks in it */
    bool is_empty;
    size_t n_values;
    struct vitk_xml_value { /* of an attribute, at an offset in the tag */
      vitk_str name;
      size_t at, n;
    } values[VITK_XML_ATTRIBUTES_MAX];
  } tags[VITK_XML_TAGS];
};

/* Builds it, from the line that the parser is in; p[n … n + VITK_XML_SKIM_PADDING) can be read. The parser takes part
 * in that it knows the names. VITK_OK, VITK_NOMEM, or what the builder failed with. */
int vitk_xml_build(struct vitk_xml_built *, struct vitk_xml_parser *, struct vitk_builder *, const char *p, size_t n);

#endif
