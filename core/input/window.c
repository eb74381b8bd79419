#include "core/input/window.h"

#include <stdlib.h>
#include <string.h>

enum { READ_MIN = 4 }; /* what vitk_text_read asks for */

int vitk_window_open(struct vitk_window *window, size_t blocks, const struct vitk_limits *limits,
                     const struct vitk_sink_of_diags *diags, struct vitk_needles *sought) {
  size_t capacity = blocks * limits->tree_block + READ_MIN;
  *window = (struct vitk_window){.told.to = diags,
                                 .diags = {vitk_held_emit, &window->told},
                                 .block = limits->tree_block,
                                 .capacity = capacity,
                                 .sought = sought,
                                 .p = malloc(capacity)};
  return window->p ? VITK_OK : VITK_NOMEM;
}

void vitk_window_close(struct vitk_window *window) {
  vitk_text_close(window->text);
  vitk_needles_free(window->sought);
  vitk_held_free(&window->told);
  free(window->p);
}

bool vitk_window_fill(struct vitk_window *window) {
  size_t left = window->end - window->at, had = left;
  if (window->over || window->capacity - left < READ_MIN)
    return false;
  if (window->at > 0)
    memmove(window->p, window->p + window->at, left);
  window->before += window->at;
  window->at = 0;
  window->hit_known = false;
  while (!window->over && left - had < window->block && window->capacity - left >= READ_MIN) {
    size_t got;
    window->failure = vitk_text_read(window->text, window->p + left, window->capacity - left, &got);
    left += got;
    window->over = got == 0;
  }
  window->end = left;
  return true;
}

size_t vitk_window_ready(const struct vitk_window *window) {
  size_t n = window->end - window->at, part = (size_t)((window->before + window->end) % window->block);
  return window->over ? n : n > part ? n - part : 0;
}

int vitk_window_end(struct vitk_window *window) {
  int code = vitk_held_tell(&window->told, 0);
  return code != VITK_OK ? code : window->failure;
}

bool vitk_window_holds_sought(struct vitk_window *window, size_t from, size_t to) {
  if (!window->hit_known || window->hit < from)
    window->hit = vitk_needles_next(window->sought, window->p, window->end, from);
  window->hit_known = true;
  return window->hit < to;
}
