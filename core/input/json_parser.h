/* json_parser.h - JSON text, given in pieces, into a builder: for json.c and json_value.c. */
#ifndef VITK_INPUT_JSON_PARSER_H
#define VITK_INPUT_JSON_PARSER_H

#include "core/input/records.h"

struct vitk_json_parser;

/* `plan` names the file in what is told. The builder, which was made for names that don't last, outlives the parser.
 * NULL: out of memory. */
struct vitk_json_parser *vitk_json_parser_new(const struct vitk_input *, const struct vitk_tree_plan *plan,
                                              struct vitk_builder *);
void vitk_json_parser_free(struct vitk_json_parser *);

/* The next piece of UTF-8, of any length; n 0: the text is at its end. Values may follow each other at the top.
 * VITK_FAILED after a diag "not-well-formed" or "limit" (records before the place are in the builder), VITK_NOMEM. */
int vitk_json_feed(struct vitk_json_parser *, const char *text, size_t n);

/* Does what was fed end with a bracket or a scalar, so that no text is half read? */
bool vitk_json_is_between(const struct vitk_json_parser *);

/* The next n bytes, of so many lines, are whole values and what is between them, and are not fed. The parser is
 * between. */
void vitk_json_pass(struct vitk_json_parser *, size_t n, uint64_t lines);

#endif
