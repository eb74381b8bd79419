#include "core/worker/changed.h"

#include "core/record/wellformed.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

/* Before a text's bytes: how many they are, plus 1; 0: it is not there. */
typedef uint32_t text_length;

static int grow(struct vitk_last *last, uint32_t i, size_t n) {
  size_t capacity = last->capacity[i] ? last->capacity[i] : FIRST_ROOM;
  while (capacity < n)
    capacity *= 2;
  char *room = realloc(last->room[i], capacity);
  if (room == NULL)
    return VITK_NOMEM;
  last->room[i] = room;
  last->capacity[i] = capacity;
  return VITK_OK;
}

static inline int keep(struct vitk_last *last, uint32_t i, vitk_str text) {
  if (text.p == NULL) {
    last->is[i] = (vitk_str){NULL, 0};
    return VITK_OK;
  }
  if (text.n > last->capacity[i] && grow(last, i, text.n) != VITK_OK)
    return VITK_NOMEM;
  vitk_bytes_copy(last->room[i], text.p, text.n);
  last->is[i] = (vitk_str){text.n > 0 ? last->room[i] : "", text.n};
  return VITK_OK;
}

/* The lowest of the bits, taken out. */
static uint32_t take_bit(uint32_t *bits) {
  uint32_t i = (uint32_t)__builtin_ctz(*bits);
  *bits &= *bits - 1;
  return i;
}

/* Blank and not there are two things. */
static bool same(vitk_str a, vitk_str b) {
  return a.n == b.n && (a.n > 0 ? vitk_bytes_equal(a.p, b.p, a.n) : (a.p == NULL) == (b.p == NULL));
}

uint32_t vitk_changed_find(const struct vitk_last *last, vitk_str *texts, uint32_t first, uint32_t n, size_t *bytes) {
  uint32_t changed = 0;
  *bytes = 0;
  for (uint32_t i = first; i < n; i++) {
    if (same(texts[i], last->is[i]))
      continue;
    if (texts[i].n > VITK_WIRE_TEXT_MAX)
      texts[i].n = vitk_wellformed_cut(texts[i], VITK_WIRE_TEXT_MAX);
    changed |= UINT32_C(1) << i;
    *bytes += sizeof(text_length) + texts[i].n;
  }
  return changed;
}

int vitk_changed_put(struct vitk_last *last, const vitk_str *texts, uint32_t changed, char *to) {
  int code = VITK_OK;
  while (code == VITK_OK && changed != 0) {
    uint32_t i = take_bit(&changed);
    text_length length = texts[i].p != NULL ? (text_length)texts[i].n + 1 : 0;
    memcpy(to, &length, sizeof length);
    if (length > 1)
      vitk_bytes_copy(to + sizeof length, texts[i].p, texts[i].n);
    to += sizeof length + texts[i].n;
    code = keep(last, i, texts[i]);
  }
  return code;
}

int vitk_changed_get(struct vitk_last *last, struct vitk_wire_message *message, uint32_t changed) {
  int code = VITK_OK;
  while (code == VITK_OK && changed != 0) {
    uint32_t i = take_bit(&changed);
    vitk_str text = vitk_wire_get_text(message);
    message->bad = message->bad || text.n > VITK_WIRE_TEXT_MAX;
    if (message->bad)
      break;
    code = keep(last, i, text);
  }
  return code;
}

void vitk_last_free(struct vitk_last *last) {
  for (uint32_t i = 0; i < VITK_CHANGED_TEXTS; i++)
    free(last->room[i]);
  *last = (struct vitk_last){.is = {{NULL, 0}}};
}
