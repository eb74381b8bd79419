/* part_parser.h - libxml2's push parser over the XML of a document's part, given in pieces: for part.c. */
#ifndef VITK_INPUT_PART_PARSER_H
#define VITK_INPUT_PART_PARSER_H

#include "core/input/part.h"

struct vitk_part_parser;

/* `file` is the document's name, `name` the part's: both outlive it, like the reader. NULL: out of memory. */
struct vitk_part_parser *vitk_part_parser_new(const struct vitk_input *, vitk_str file, const char *name,
                                              const struct vitk_part_reader *, void *self);
void vitk_part_parser_free(struct vitk_part_parser *); /* NULL is fine */

/* The next piece, of any length; n 0: the part is at its end. VITK_END, which the reader asked or the end is;
 * VITK_FAILED after a diag "not-well-formed" or "dtd"; or what the reader failed with. */
int vitk_part_parser_feed(struct vitk_part_parser *, const char *p, size_t n);

/* Is all parsed that was fed, what comes content of an element of that name, and UTF-8 as it stands? */
bool vitk_part_parser_is_in(const struct vitk_part_parser *, const char *element);

/* The next n bytes are whole elements that are not to be parsed, with the white space about them: it is in one. */
void vitk_part_parser_pass(struct vitk_part_parser *, size_t n, uint64_t lines);

/* Tells of the part; returns VITK_FAILED. */
int vitk_part_parser_told(const struct vitk_part_parser *, const char *code, const char *hint, const char *what,
                          const char *why);

#endif
