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

/* Builds it, from the line that the parser is in; p[n … n + VITK_XML_SKIM_PADDING) can be read. The parser takes part
 * in that it knows the names. VITK_OK, VITK_NOMEM, or what the builder failed with. */
int vitk_xml_build(struct vitk_xml_parser *, struct vitk_builder *, const char *p, size_t n);

#endif
