#include "core/input/held.h"

struct vitk_held_diag {
  struct vitk_held_diag *next;
  struct vitk_diag diag; /* `code` is of the program, as it is everywhere */
  uint64_t place;
};

static int copy_texts(struct vitk_arena *arena, struct vitk_diag *diag) {
  vitk_str *const texts[] = {&diag->file, &diag->field, &diag->message, &diag->hint, &diag->excerpt};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    if (vitk_arena_copy(arena, *texts[i], texts[i]) != VITK_OK)
      return VITK_NOMEM;
  return VITK_OK;
}

int vitk_held_emit(void *self, const struct vitk_diag *diag) {
  struct vitk_held *held = self;
  struct vitk_held_diag *kept = vitk_arena_alloc(&held->arena, sizeof *kept);
  if (kept == NULL)
    return VITK_NOMEM;
  *kept = (struct vitk_held_diag){.diag = *diag, .place = held->place ? *held->place : 0};
  if (copy_texts(&held->arena, &kept->diag) != VITK_OK)
    return VITK_NOMEM;
  if (held->first == NULL)
    held->first = kept;
  else
    held->last->next = kept;
  held->last = kept;
  return VITK_OK;
}

int vitk_held_tell(struct vitk_held *held, uint64_t records) {
  int code = VITK_OK;
  while (code >= VITK_OK && held->first != NULL && held->first->place <= records) {
    code = held->to->emit(held->to->self, &held->first->diag);
    held->first = held->first->next;
    if (held->first == NULL)
      vitk_arena_reset(&held->arena);
  }
  return code < VITK_OK ? code : VITK_OK;
}

void vitk_held_free(struct vitk_held *held) {
  vitk_arena_free(&held->arena);
}
