/* index.c - the slots of an index: open addressing, at most three of four in use. */
#include "core/record/index.h"

#include <stdlib.h>
#include <sys/random.h>
#include <xxhash.h>

enum { FIRST_SLOTS = 64 };
static const uint32_t most_slots = UINT32_C(1) << 31;

int vitk_secret_make(struct vitk_secret *secret) {
  ssize_t n = getrandom(secret->bytes, sizeof secret->bytes, 0);
  return n == (ssize_t)sizeof secret->bytes ? VITK_OK : VITK_NOMEM;
}

uint32_t vitk_hash(const struct vitk_secret *secret, const void *bytes, size_t n) {
  return (uint32_t)XXH3_64bits_withSecret(bytes, n, secret->bytes, sizeof secret->bytes);
}

static void put(struct vitk_index *index, struct vitk_index_slot slot) {
  uint32_t at = slot.hash & index->mask;
  while (index->slots[at].past != 0)
    at = (at + 1) & index->mask;
  index->slots[at] = slot;
}

static int grow(struct vitk_index *index) {
  uint32_t before = index->slots ? index->mask + 1 : 0;
  if (before == most_slots)
    return VITK_NOMEM;
  uint32_t slots = before ? before * 2 : FIRST_SLOTS;
  struct vitk_index larger = {calloc(slots, sizeof *larger.slots), index->n, slots - 1};
  if (larger.slots == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < before; i++)
    if (index->slots[i].past != 0)
      put(&larger, index->slots[i]);
  free(index->slots);
  *index = larger;
  return VITK_OK;
}

int vitk_index_add(struct vitk_index *index, uint32_t hash, uint32_t element) {
  bool full = index->slots == NULL || index->n >= index->mask / 4 * 3;
  if (element == VITK_NONE || (full && grow(index) != VITK_OK))
    return VITK_NOMEM;
  put(index, (struct vitk_index_slot){hash, element + 1});
  index->n++;
  return VITK_OK;
}

void vitk_index_free(struct vitk_index *index) {
  free(index->slots);
  *index = (struct vitk_index){0};
}
