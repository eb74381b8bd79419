/* plain_xml.h - XML as programs write it that write it in one way: names of ASCII, one kind of space between
 * attributes, values that stand for themselves, texts that do but for the five references. What it takes is
 * well-formed, to the letter; anything else it does not, and it is for libxml2 to say what is wrong with it, if
 * anything is.
 *
 * Reading goes on at `p`, over bytes that end in zeros, VITK_PLAIN_PADDING of them. The functions leave `p` after what
 * they took. false: it is not plain, or there is no more of it: `p` is then left VITK_PLAIN_AHEAD bytes at most before
 * where that shows. */
#ifndef VITK_INPUT_PLAIN_XML_H
#define VITK_INPUT_PLAIN_XML_H

#include "core/base/buffer.h"
#include "core/base/str.h"

#include <stdbool.h>
#include <string.h>

enum { VITK_PLAIN_PADDING = 64, VITK_PLAIN_AHEAD = 32, VITK_PLAIN_ATTRIBUTES = 16 };

struct vitk_plain_xml {
  const char *p;
  uint64_t lines;    /* line breaks so far */
  const bool *stops; /* 256 of them: what ends a plain text, or needs a look */
};

void vitk_plain_stops(bool stops[256]);

/* The literal, if it comes. */
static inline __attribute__((always_inline)) bool vitk_plain_take(struct vitk_plain_xml *r, const char *literal) {
  size_t n = strlen(literal);
  if (memcmp(r->p, literal, n) != 0)
    return false;
  r->p += n;
  return true;
}

static inline void vitk_plain_skip_blanks(struct vitk_plain_xml *r) {
  for (; vitk_is_blank(*r->p); r->p++)
    r->lines += *r->p == '\n';
}

/* Text up to a '<', as it stands. */
bool vitk_plain_text(struct vitk_plain_xml *, vitk_str *out);

/* Adds such a text with what its references stand for. VITK_OK, VITK_NOMEM, VITK_FAILED: the buffer's maximum. */
int vitk_plain_add_text(struct vitk_buffer *, vitk_str text);

/* The attributes that a tag was seen to have. */
struct vitk_plain_attributes {
  size_t n;
  vitk_str names[VITK_PLAIN_ATTRIBUTES];
};

/* Is there another attribute? */
static inline bool vitk_plain_has_attribute(struct vitk_plain_xml *r) {
  if (*r->p != ' ')
    return false;
  while (*r->p == ' ')
    r->p++;
  return *r->p != '>' && *r->p != '/';
}

/* An attribute whose name was not seen in the tag, from its name on. A name of one letter has no prefix: libxml2 tells
 * of both alike where the prefix is not declared. */
bool vitk_plain_attribute(struct vitk_plain_xml *, struct vitk_plain_attributes *seen, vitk_str *value);

static inline bool vitk_plain_tag_end(struct vitk_plain_xml *r, bool *is_empty) {
  *is_empty = *r->p == '/';
  r->p += *is_empty;
  return vitk_plain_take(r, ">");
}

/* All that follows a start tag's name. */
bool vitk_plain_skip_attributes(struct vitk_plain_xml *, bool *is_empty);

/* An element of text alone, from after its name on. */
static inline __attribute__((always_inline)) bool vitk_plain_leaf(struct vitk_plain_xml *r, const char *end_tag,
                                                                  vitk_str *text) {
  bool is_empty;
  *text = (vitk_str){"", 0};
  if (!vitk_plain_take(r, ">")) {
    if (!vitk_plain_skip_attributes(r, &is_empty))
      return false;
    if (is_empty)
      return true;
  }
  return vitk_plain_text(r, text) && vitk_plain_take(r, end_tag);
}

#endif
