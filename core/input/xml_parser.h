/* xml_parser.h - XML text, given in pieces, into a builder: for xml.c. */
#ifndef VITK_INPUT_XML_PARSER_H
#define VITK_INPUT_XML_PARSER_H

#include "core/input/mend.h"
#include "core/input/records.h"

struct vitk_xml_parser;

/* The builder, which was made for names that last, does not outlive the parser. NULL: out of memory. */
struct vitk_xml_parser *vitk_xml_parser_new(const struct vitk_input *, const struct vitk_tree_plan *plan,
                                            struct vitk_builder *);
void vitk_xml_parser_free(struct vitk_xml_parser *);

/* The next piece of UTF-8, of any length; n 0: the text is at its end. VITK_FAILED after a diag "not-well-formed",
 * "dtd" or "limit" (records before the place are in the builder), VITK_NOMEM. */
int vitk_xml_feed(struct vitk_xml_parser *, const char *text, size_t n);

/* As vitk_xml_feed, for a piece that ends in '>'; the text goes on with `ahead`, VITK_MENDER_AHEAD bytes of it.
 * *between: the piece is parsed to its end, and what comes is content of an element. */
int vitk_xml_feed_to(struct vitk_xml_parser *, const char *text, size_t n, const char *ahead, bool *between);

/* As vitk_xml_feed, for whole elements in which nothing is to be mended, with the white space before them, where it was
 * *between, and they have so many line breaks. */
int vitk_xml_feed_elements(struct vitk_xml_parser *, const char *text, size_t n, uint64_t lines, bool *between);

/* The name as the parser keeps it, which knows it from now on, without a prefix. p NULL: out of memory. */
vitk_str vitk_xml_name(struct vitk_xml_parser *, vitk_str name);

/* Of what comes next. */
uint64_t vitk_xml_line(const struct vitk_xml_parser *);

/* The next n bytes are whole elements that are not to be parsed, with the white space before them. It was *between. */
int vitk_xml_pass(struct vitk_xml_parser *, const char *text, size_t n, uint64_t lines);

#endif
