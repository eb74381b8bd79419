#include "core/worker/mentioned.h"

#include <stdlib.h>
#include <xxhash.h>

enum { FIRST_CAPACITY = 1024 };

static bool is(const char *slot, vitk_str text) {
  uint32_t n;
  memcpy(&n, slot, sizeof n);
  return n == text.n && memcmp(slot + sizeof n, text.p, n) == 0;
}

/* The slot that holds the text, or the empty one where it belongs. */
static size_t place_of(const struct vitk_mentioned *set, vitk_str text) {
  size_t at = (size_t)XXH3_64bits(text.p, text.n) & (set->capacity - 1);
  while (set->slots[at] != NULL && !is(set->slots[at], text))
    at = (at + 1) & (set->capacity - 1);
  return at;
}

static int grow(struct vitk_mentioned *set) {
  struct vitk_mentioned larger = *set;
  larger.capacity = set->capacity ? set->capacity * 2 : FIRST_CAPACITY;
  larger.slots = calloc(larger.capacity, sizeof *larger.slots);
  if (larger.slots == NULL)
    return VITK_NOMEM;
  for (size_t i = 0; i < set->capacity; i++) {
    if (set->slots[i] == NULL)
      continue;
    uint32_t n;
    memcpy(&n, set->slots[i], sizeof n);
    larger.slots[place_of(&larger, (vitk_str){set->slots[i] + sizeof n, n})] = set->slots[i];
  }
  free(set->slots);
  *set = larger;
  return VITK_OK;
}

int vitk_mentioned_add(struct vitk_mentioned *set, vitk_str food_id) {
  if (food_id.n >= UINT32_MAX || ((set->n + 1) * 4 > set->capacity * 3 && grow(set) != VITK_OK))
    return VITK_NOMEM;
  size_t at = place_of(set, food_id);
  if (set->slots[at] != NULL)
    return VITK_OK;
  char *text = vitk_arena_alloc(&set->texts, sizeof(uint32_t) + food_id.n);
  if (text == NULL)
    return VITK_NOMEM;
  uint32_t n = (uint32_t)food_id.n;
  memcpy(text, &n, sizeof n);
  memcpy(text + sizeof n, food_id.p, n);
  set->slots[at] = text;
  set->n++;
  return VITK_OK;
}

bool vitk_mentioned_has(const struct vitk_mentioned *set, vitk_str food_id) {
  return set->n > 0 && set->slots[place_of(set, food_id)] != NULL;
}

void vitk_mentioned_free(struct vitk_mentioned *set) {
  free(set->slots);
  vitk_arena_free(&set->texts);
  *set = (struct vitk_mentioned){.n = 0};
}
