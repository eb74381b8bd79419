/* records.h - what stands between tree.c, which knows conditions, and the formats, which know records. */
#ifndef VITK_INPUT_RECORDS_H
#define VITK_INPUT_RECORDS_H

#include "core/input/held.h"
#include "core/input/input.h"
#include "core/input/where.h"

/* A tree's spec, copied and checked. */
struct vitk_tree_plan {
  struct vitk_tree_spec spec; /* its where is not to be used: it is this: */
  struct vitk_where_plan where;
  const vitk_str *path; /* of a record, from the root */
  size_t path_length;
  vitk_str file;
  bool whole;                        /* the root is the one record, whatever it is */
  struct vitk_skipped_foods *passed; /* counts the records that a format passes over, where they count as read */
};

struct vitk_record_source {
  int (*next)(struct vitk_record_source *, const struct vitk_node **out); /* until the next call; VITK_END */
  void (*close)(struct vitk_record_source *);
};

/* Opens records over a member; the plan outlives the source. */
typedef int vitk_records_open(const struct vitk_input *, const struct vitk_tree_plan *plan,
                              struct vitk_record_source **out);

vitk_records_open vitk_xml_open;  /* xml.c */
vitk_records_open vitk_json_open; /* json.c */

/* builder.c: builds records while a parser goes through them, and queues those that are whole, with the problems that
 * were met between them. */
struct vitk_builder;

/* `names_last`: the names that it is given live as long as the builder; else they are copied. NULL: no memory. */
struct vitk_builder *vitk_builder_new(const struct vitk_input *, const struct vitk_tree_plan *, bool names_last);
void vitk_builder_free(struct vitk_builder *);

/* One level deeper and back. Outside of records no more than the path is followed: an element is a step of it; the root
 * of JSON is none, and an array is one only where the path says '*' (vitk/plugin.h). Texts are copied. What fails once
 * (VITK_NOMEM; VITK_FAILED after a diag "limit") fails from then on. */
int vitk_builder_open(struct vitk_builder *, uint32_t kind, vitk_str name, uint64_t line);
/* A node without children: an attribute or, within a record, a scalar of JSON. */
int vitk_builder_leaf(struct vitk_builder *, uint32_t kind, vitk_str name, vitk_str text, uint64_t line);
int vitk_builder_text(struct vitk_builder *, vitk_str text);
int vitk_builder_close(struct vitk_builder *);
bool vitk_builder_in_record(const struct vitk_builder *);

/* Would a node of this kind and name, opened now, be a record, for which there is room for so many levels? *parent: the
 * kind of what it would be in, 0: the document. */
bool vitk_builder_expects(const struct vitk_builder *, uint32_t kind, vitk_str name, uint32_t levels, uint32_t *parent);

/* For problems that are met while records are built. */
const struct vitk_sink_of_diags *vitk_builder_diags(const struct vitk_builder *);

/* Tells the problems that were met before the oldest record was whole. VITK_OK, or what the listener asked. */
int vitk_builder_tell(struct vitk_builder *);

/* The oldest record that is whole; it lives until the next call. NULL: none. */
const struct vitk_node *vitk_builder_take(struct vitk_builder *);
bool vitk_builder_waits(const struct vitk_builder *); /* is there another? */

#endif
