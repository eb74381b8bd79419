/* index.h - finds elements that lie elsewhere, in rows that are numbered, by a hash of what they are.
 *
 * A slot has eight bytes, hash and number, where a linked table of pointers has 56 and more an element; its growth
 * moves slots and looks at no element. The hash is XXH3 under a secret of the store's own, so that no input can be made
 * whose texts all fall into one place. Nothing is ever taken out.
 */
#ifndef VITK_RECORD_INDEX_H
#define VITK_RECORD_INDEX_H

#include "vitk/plugin.h"

#include <stdbool.h>

enum { VITK_SECRET_BYTES = 192 }; /* XXH3 asks for 136 or more */
#define VITK_NONE UINT32_MAX      /* no element */

struct vitk_secret {
  unsigned char bytes[VITK_SECRET_BYTES];
};

struct vitk_index_slot {
  uint32_t hash, past; /* past: the element's number + 1; 0: the slot is free */
};
struct vitk_index { /* starts as {0} */
  struct vitk_index_slot *slots;
  uint32_t n, mask; /* mask: slots - 1 */
};

/* Where a look-up of one hash stands. */
struct vitk_probe {
  uint32_t hash, slot;
};

/* VITK_OK, or VITK_NOMEM where the system has no random bytes. */
int vitk_secret_make(struct vitk_secret *);
uint32_t vitk_hash(const struct vitk_secret *, const void *bytes, size_t n);

/* The hash of something that belongs to the source of this number. */
static inline uint32_t vitk_hash_of_source(uint32_t hash, uint32_t source) {
  return hash ^ source * UINT32_C(0x9E3779B1);
}

static inline struct vitk_probe vitk_index_probe(const struct vitk_index *index, uint32_t hash) {
  return (struct vitk_probe){hash, hash & index->mask};
}

/* The next element of the hash, VITK_NONE: no more. Whether it is the one that is looked for is for the caller to see.
 */
static inline uint32_t vitk_index_next(const struct vitk_index *index, struct vitk_probe *probe) {
  while (index->slots != NULL && index->slots[probe->slot].past != 0) {
    struct vitk_index_slot slot = index->slots[probe->slot];
    probe->slot = (probe->slot + 1) & index->mask;
    if (slot.hash == probe->hash)
      return slot.past - 1;
  }
  return VITK_NONE;
}

/* VITK_OK, or VITK_NOMEM and the index is as it was. */
int vitk_index_add(struct vitk_index *, uint32_t hash, uint32_t element);

void vitk_index_free(struct vitk_index *);

#endif
