/* tree.h - records of a tree-shaped member, one at a time in constant memory: the API behind vitk_host.tree_*.
 *
 * The member's first byte tells the format: '<' is XML, what can begin a JSON value is JSON.
 *
 * xml.c reads XML over libxml2's SAX parser, fed by chunks: no network, no DTD (refused: "dtd"), no entities but the
 * five of XML; limits on depth, size and count ("limit"). Namespaces are dropped from names. With VITK_MEND a '<' that
 * starts no markup and an '&' that starts no reference are mended before libxml2 sees them, each a warning "mended"
 * with its line; libxml2 remains the judge, and what it refuses is an error "not-well-formed" with its line. Records of
 * plain markup, which skim.h knows, are read without it, those of a large file by threads.
 *
 * json.c reads JSON and JSON Lines over yajl, under the same limits and codes. Paths are of keys, '*' any key or the
 * elements of an array. An array stands for its elements: "foods" leads to each element of the array, with a '*' after
 * it or without; "" to each value at the top or, of an array there, to each element. An element of an array that is
 * itself an array is a record where the path leads to it.
 */
#ifndef VITK_INPUT_TREE_H
#define VITK_INPUT_TREE_H

#include "core/input/input.h"

int vitk_tree_open(const struct vitk_input *, const struct vitk_tree_spec *spec, struct vitk_tree **out);
/* *out and all below it live until the next call. */
int vitk_tree_next(struct vitk_tree *, const struct vitk_node **out);
void vitk_tree_close(struct vitk_tree *);

/* A text read as one JSON value. VITK_OK, with *root NULL where it is no JSON or beyond the limits: nothing is told
 * then; or VITK_NOMEM. The caller frees *out, and all below *root with it. */
struct vitk_json_value;
int vitk_json_read(vitk_str text, const struct vitk_limits *, struct vitk_json_value **out,
                   const struct vitk_node **root);
void vitk_json_value_free(struct vitk_json_value *);

/* The first node at a path of names below `node`, "a/b"; attributes count as children, and a step goes through an array
 * to its elements. NULL: none. */
const struct vitk_node *vitk_node_find(const struct vitk_node *node, vitk_str path);

#endif
