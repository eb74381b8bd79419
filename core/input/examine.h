/* examine.h - what the bytes of a block of text are. */
#ifndef VITK_INPUT_EXAMINE_H
#define VITK_INPUT_EXAMINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vitk_examined {
  uint64_t line_feeds, returns;
  bool has_nul, is_ascii;
  bool is_utf8;      /* but for a character that is cut at its start or its end: */
  size_t head, tail; /* the bytes there that belong to one */
};

/* p[n … n + VITK_SCAN_PADDING) can be read. */
void vitk_examine(const char *p, size_t n, struct vitk_examined *out);

/* The same where it is known of p[from … to) that it is ASCII without NUL, and how many line feeds and CRs it has. */
void vitk_examine_rest(const char *p, size_t n, size_t from, size_t to, uint64_t line_feeds, uint64_t returns,
                       struct vitk_examined *out);

#endif
