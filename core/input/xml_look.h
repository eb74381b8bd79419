/* xml_look.h - the records of a block of XML, skimmed before it is known that they are records: on the guess that one
 * begins where the block first has its tag. Whoever stands there, between elements, can go by what was found; skimming
 * from there on would find the same. */
#ifndef VITK_INPUT_XML_LOOK_H
#define VITK_INPUT_XML_LOOK_H

#include "core/input/blocks.h"
#include "core/input/skim.h"

/* How to skim: a looker's `self`. */
struct vitk_xml_looking {
  vitk_str name; /* of a record */
  const struct vitk_needles *sought;
  size_t most;  /* bytes of a record that is not a doubt */
  size_t ahead; /* bytes that the block must have after it */
};

/* Records to pass over up to `to`, which have so many line breaks, with those between them; then one to parse, which
 * ends at `end`, and has so many line breaks with those before it. end 0: from `to` on nothing was found. */
struct vitk_xml_mark {
  size_t to, end;
  uint64_t lines, parse_lines;
};

/* What a looker keeps of a block. */
struct vitk_xml_look;
extern const struct vitk_looker vitk_xml_looker; /* without its `self` */

/* The next mark, if it counts from the record that begins at offset `at` of the block; NULL: none does. */
const struct vitk_xml_mark *vitk_xml_look_at(struct vitk_xml_look *, size_t at);

/* Is there a mark that counts from after `at`, of a text in which the block begins at `block`? */
bool vitk_xml_look_is_ahead(const struct vitk_xml_look *, size_t block, size_t at);

/* The mark was followed, and the next record begins at `at`. */
void vitk_xml_look_go(struct vitk_xml_look *, size_t at);

#endif
