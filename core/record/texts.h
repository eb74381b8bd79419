/* texts.h - the texts of all records, each known by a number of 32 bits: names and ids as they come, and one copy of
 * each that records share, as units, fields, amounts and messages are. */
#ifndef VITK_RECORD_TEXTS_H
#define VITK_RECORD_TEXTS_H

#include "core/base/str.h"
#include "core/record/index.h"

enum {
  VITK_TEXTS_BITS = 20,
  VITK_TEXTS_BLOCK = 1 << VITK_TEXTS_BITS, /* bytes; a number is a block and a place in it */
  VITK_TEXTS_BLOCKS = 1 << (32 - VITK_TEXTS_BITS),
  VITK_TEXT_LONGEST = VITK_TEXTS_BLOCK - 16
};

struct vitk_texts { /* starts as {.secret} */
  const struct vitk_secret *secret;
  char *blocks[VITK_TEXTS_BLOCKS];
  uint32_t n_blocks, used; /* bytes of the last block */
  struct vitk_index shared;
};

/* *out is the number of a copy of `text`, 0 if it is empty. _share gives the copy that it made before, if there is one.
 * VITK_OK; VITK_NOMEM also for more than VITK_TEXT_LONGEST bytes, or 4 GiB in all. */
int vitk_texts_add(struct vitk_texts *, vitk_str text, uint32_t *out);
int vitk_texts_share(struct vitk_texts *, vitk_str text, uint32_t *out);

/* The text of a number, NUL-terminated besides; it never moves. p NULL for 0. */
static inline vitk_str vitk_texts_at(const struct vitk_texts *texts, uint32_t number) {
  if (number == 0)
    return (vitk_str){NULL, 0};
  const char *p = texts->blocks[number >> VITK_TEXTS_BITS] + (number & (VITK_TEXTS_BLOCK - 1));
  size_t n = (unsigned char)*p++;
  if (n == UINT8_MAX) {
    uint32_t long_n;
    memcpy(&long_n, p, sizeof long_n);
    p += sizeof long_n;
    n = long_n;
  }
  return (vitk_str){p, n};
}

/* Frees what _share looks in; the texts stay. */
void vitk_texts_forget(struct vitk_texts *);
void vitk_texts_free(struct vitk_texts *);

#endif
