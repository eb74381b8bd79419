/* part.h - the parts of a document that is a zip (xlsx, ods), read as XML a piece at a time.
 *
 * No network, no DTD (refused: "dtd"), no entities but the five of XML. A part that is not well-formed, too long
 * ("limit") or broken in the zip ("bad-archive") is told with its name; the file that is named is the document.
 */
#ifndef VITK_INPUT_PART_H
#define VITK_INPUT_PART_H

#include "core/input/package.h"
#include "core/input/plain_xml.h"
#include "core/input/skim.h"

/* An element's attributes, during the call that gives them. */
struct vitk_attributes {
  const unsigned char **list; /* libxml2's: name, prefix, URI, start, end of each */
  int n;
};
/* The value of the attribute of that name whose namespace URI contains `space`, or has none where `space` is NULL. p
 * NULL: not there. */
vitk_str vitk_attribute(const struct vitk_attributes *, const char *name, const char *space);

/* Elements of one name that the reader knows to read without libxml2, where they are the content of another. */
struct vitk_part_skimming {
  const char *element, *within; /* their name, which has no prefix, and the other's, without its prefix */
  /* Would the reader take the next such element for one of them? */
  bool (*expects)(const void *self);
  /* p is where the element is expected; VITK_PLAIN_PADDING zeros follow p[0 … n). PASS: libxml2 would find no fault
   * with it, and `take` does, as the next call, what the calls of `struct vitk_part_reader` would come to. Nothing else
   * has an effect. */
  enum vitk_skim (*skim)(void *self, const char *p, size_t n, struct vitk_skimmed *);
  int (*take)(void *self);
};

/* What the reader of a part wants to hear; a code other than VITK_OK ends the part: VITK_END quietly. */
struct vitk_part_reader {
  int (*start)(void *self, const char *name, const struct vitk_attributes *); /* names come without prefix */
  int (*end)(void *self, const char *name);
  int (*text)(void *self, vitk_str text);
};

struct vitk_part;

/* Opens a part: VITK_END where there is none of that name. The package and `reader` outlive it. */
int vitk_part_open(const struct vitk_input *, const struct vitk_package *, const char *name,
                   const struct vitk_part_reader *reader, void *self, struct vitk_part **out);

/* Before anything of it is read: what the reader skims of it. */
void vitk_part_skim(struct vitk_part *, const struct vitk_part_skimming *);

/* Gives one piece to the reader, or one element that it skims. VITK_END at the part's end, or when the reader wants no
 * more. */
int vitk_part_advance(struct vitk_part *);
void vitk_part_close(struct vitk_part *);

/* Gives all of it, and closes it. */
int vitk_part_finish(struct vitk_part *);

/* All of a part in one go: VITK_OK, VITK_END where there is none. */
int vitk_part_read(const struct vitk_input *, const struct vitk_package *, const char *name,
                   const struct vitk_part_reader *reader, void *self);

#endif
