#include "core/worker/changed.h"

#include "core/record/wellformed.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

/* Before a text's bytes: how many they are, plus 1; 0: it is not there. */
typedef uint32_t text_length;

static int grow(struct vitk_changed_rooms *rooms, uint32_t i, size_t n) {
  size_t capacity = rooms->capacity[i] ? rooms->capacity[i] : FIRST_ROOM;
  while (capacity < n)
    capacity *= 2;
  char *room = realloc(rooms->of[i], capacity);
  if (room == NULL)
    return VITK_NOMEM;
  rooms->of[i] = room;
  rooms->capacity[i] = capacity;
  return VITK_OK;
}

/* A copy of the text in its room. */
static inline int keep(struct vitk_changed_rooms *rooms, uint32_t i, vitk_str text, vitk_str *out) {
  if (text.p == NULL) {
    *out = (vitk_str){NULL, 0};
    return VITK_OK;
  }
  if (text.n > rooms->capacity[i] && grow(rooms, i, text.n) != VITK_OK)
    return VITK_NOMEM;
  vitk_bytes_copy(rooms->of[i], text.p, text.n);
  *out = (vitk_str){text.n > 0 ? rooms->of[i] : "", text.n};
  return VITK_OK;
}

static void free_rooms(struct vitk_changed_rooms *rooms) {
  for (uint32_t i = 0; i < VITK_CHANGED_TEXTS; i++)
    free(rooms->of[i]);
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

/* How many bytes of it are sent. */
static size_t sent_of(vitk_str text) {
  return text.n <= VITK_WIRE_TEXT_MAX ? text.n : vitk_wellformed_cut(text, VITK_WIRE_TEXT_MAX);
}

uint32_t vitk_changed_find(const struct vitk_last *last, const vitk_str *texts, uint32_t from, uint32_t to,
                           size_t *bytes) {
  uint32_t changed = 0;
  for (uint32_t i = from; i < to; i++) {
    if (same(texts[i], last->is[i]))
      continue;
    changed |= UINT32_C(1) << i;
    *bytes += sizeof(text_length) + sent_of(texts[i]);
  }
  return changed;
}

int vitk_changed_put(struct vitk_last *last, const vitk_str *texts, uint32_t changed, char *to) {
  int code = VITK_OK;
  while (code == VITK_OK && changed != 0) {
    uint32_t i = take_bit(&changed);
    vitk_str text = {texts[i].p, sent_of(texts[i])};
    text_length length = text.p != NULL ? (text_length)text.n + 1 : 0;
    memcpy(to, &length, sizeof length);
    to += sizeof length;
    if (length > 1)
      vitk_bytes_copy(to, text.p, text.n);
    to += text.n;
    code = keep(&last->rooms, i, text, &last->is[i]);
  }
  return code;
}

void vitk_last_free(struct vitk_last *last) {
  free_rooms(&last->rooms);
  *last = (struct vitk_last){.is = {{NULL, 0}}};
}

void vitk_changed_get(struct vitk_arrived *arrived, vitk_str *texts, uint32_t changed,
                      struct vitk_wire_message *message) {
  struct vitk_wire_message rest = *message;
  arrived->borrowed |= changed;
  while (changed != 0) {
    uint32_t i = take_bit(&changed);
    texts[i] = vitk_wire_get_text(&rest);
    rest.bad = rest.bad || texts[i].n > VITK_WIRE_TEXT_MAX;
  }
  *message = rest;
}

int vitk_changed_keep(struct vitk_arrived *arrived, vitk_str *texts) {
  int code = VITK_OK;
  while (code == VITK_OK && arrived->borrowed != 0) {
    uint32_t i = take_bit(&arrived->borrowed);
    code = keep(&arrived->rooms, i, texts[i], &texts[i]);
  }
  return code;
}

void vitk_arrived_free(struct vitk_arrived *arrived) {
  free_rooms(&arrived->rooms);
  *arrived = (struct vitk_arrived){.borrowed = 0};
}
