#include "core/worker/changed.h"

#include "core/record/wellformed.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

/* Before a text's bytes: how many they are, plus 1; 0: it is not there. */
typedef uint32_t text_length;

/* 4 to 8 bytes, by two fours that may overlap. */
static bool same_few(const char *a, const char *b, size_t n) {
  uint32_t x[2], y[2];
  memcpy(&x[0], a, 4), memcpy(&x[1], a + n - 4, 4);
  memcpy(&y[0], b, 4), memcpy(&y[1], b + n - 4, 4);
  return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

/* Most texts are codes, units and numbers: a call to compare them takes longer than they do. */
static bool same(vitk_str a, vitk_str b) {
  if (a.n != b.n || (a.p == NULL) != (b.p == NULL))
    return false;
  if (a.n == 0 || a.p == NULL)
    return true;
  if (a.p[0] != b.p[0])
    return false;
  return a.n >= 4 && a.n <= 8 ? same_few(a.p, b.p, a.n) : memcmp(a.p, b.p, a.n) == 0;
}

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

static int keep(struct vitk_last *last, uint32_t i, vitk_str text) {
  if (text.p == NULL) {
    last->is[i] = text;
    return VITK_OK;
  }
  if ((last->room[i] == NULL || text.n > last->capacity[i]) && grow(last, i, text.n) != VITK_OK)
    return VITK_NOMEM;
  memcpy(last->room[i], text.p, text.n);
  last->is[i] = (vitk_str){last->room[i], text.n};
  return VITK_OK;
}

/* The lowest of the bits, taken out. */
static uint32_t take_bit(uint32_t *bits) {
  uint32_t i = (uint32_t)__builtin_ctz(*bits);
  *bits &= *bits - 1;
  return i;
}

uint32_t vitk_changed_find(const struct vitk_last *last, vitk_str *texts, uint32_t n, size_t *bytes) {
  uint32_t changed = 0;
  *bytes = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (texts[i].n > VITK_WIRE_TEXT_MAX)
      texts[i].n = vitk_wellformed_cut(texts[i], VITK_WIRE_TEXT_MAX);
    if (same(texts[i], last->is[i]))
      continue;
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
    to += sizeof length;
    if (length > 1)
      memcpy(to, texts[i].p, texts[i].n);
    to += texts[i].n;
    code = keep(last, i, texts[i]);
  }
  return code;
}

int vitk_changed_get(struct vitk_last *last, struct vitk_wire_message *message, uint32_t changed) {
  int code = VITK_OK;
  while (code == VITK_OK && changed != 0) {
    uint32_t i = take_bit(&changed);
    vitk_str text = vitk_wire_get_text(message);
    if (text.n > VITK_WIRE_TEXT_MAX)
      message->bad = true;
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
