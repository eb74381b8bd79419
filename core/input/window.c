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
                                 .limits = limits,
                                 .own = malloc(capacity + VITK_BLOCK_PADDING)};
  window->p = window->own;
  return window->own ? VITK_OK : VITK_NOMEM;
}

void vitk_window_close(struct vitk_window *window) {
  vitk_blocks_free(window->blocks);
  vitk_text_close(window->text);
  vitk_needles_free(window->sought);
  vitk_held_free(&window->told);
  free(window->own);
}

void vitk_window_look(struct vitk_window *window, const struct vitk_looker *looker, uint64_t bytes) {
  window->looker = *looker;
  window->bytes = bytes;
}

/* What was not dealt with goes to the start of `own`. */
static void move_to_own(struct vitk_window *window) {
  size_t left = window->end - window->at;
  if (window->p != window->own || window->at > 0)
    memmove(window->own, window->p + window->at, left);
  window->p = window->own;
  window->before += window->at;
  window->at = 0;
  window->end = left;
  window->hit_known = false;
  window->kept = NULL;
}

/* The next block of threads, with what is in `own` before it. false: there is none, now or ever. */
static bool fill_from_blocks(struct vitk_window *window) {
  struct vitk_block block;
  size_t left = window->end;
  if (window->bytes == 0 || left > VITK_BLOCK_HEADROOM)
    return false;
  int code = window->blocks == NULL
                 ? vitk_blocks_new(window->text, window->bytes, &window->looker, window->limits, &window->blocks)
                 : VITK_OK;
  if (code == VITK_OK && window->blocks == NULL)
    return false;
  if (code == VITK_OK)
    code = vitk_blocks_next(window->blocks, &block);
  if (code != VITK_OK) { /* if there is no memory, then without threads; the text knows all else */
    vitk_blocks_free(window->blocks);
    window->blocks = NULL;
    window->bytes = 0;
    return false;
  }
  window->p = memcpy(block.p - left, window->own, left);
  window->end = left + block.n;
  window->kept = block.kept;
  window->kept_at = left + block.at;
  return true;
}

bool vitk_window_fill(struct vitk_window *window) {
  size_t left = window->end - window->at, had = left;
  if (window->over || left > window->capacity - READ_MIN || (window->blocks != NULL && left > VITK_BLOCK_HEADROOM))
    return false;
  move_to_own(window);
  if (fill_from_blocks(window))
    return true;
  while (!window->over && left - had < window->block && window->capacity - left >= READ_MIN) {
    size_t got;
    window->failure = vitk_text_read(window->text, window->p + left, window->capacity - left, &got);
    left += got;
    window->over = got == 0;
  }
  memset(window->p + left, 0, VITK_BLOCK_PADDING);
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
