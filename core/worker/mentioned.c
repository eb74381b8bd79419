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
  const char **before = set->slots;
  size_t n = set->capacity, capacity = n ? n * 2 : FIRST_CAPACITY;
  const char **slots = calloc(capacity, sizeof *slots);
  if (slots == NULL)
    return VITK_NOMEM;
  set->slots = slots;
  set->capacity = capacity;
  for (size_t i = 0; i < n; i++) {
    uint32_t length;
    if (before[i] == NULL)
      continue;
    memcpy(&length, before[i], sizeof length);
    slots[place_of(set, (vitk_str){before[i] + sizeof length, length})] = before[i];
  }
  free(before);
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
