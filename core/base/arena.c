#include "core/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct vitk_arena_block {
  struct vitk_arena_block *next;
  size_t size, used; /* of `memory` */
  alignas(max_align_t) unsigned char memory[];
};

static struct vitk_arena_block *add_block(struct vitk_arena *arena, size_t bytes) {
  size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
  if (size > LARGEST_BLOCK)
    size = LARGEST_BLOCK;
  if (size < bytes)
    size = bytes;
  if (size > SIZE_MAX - sizeof(struct vitk_arena_block))
    return NULL;
  size_t total = size + sizeof(struct vitk_arena_block);
  if (arena->limit != 0 && (arena->used > arena->limit || total > arena->limit - arena->used))
    return NULL;
  struct vitk_arena_block *block = malloc(total);
  if (block == NULL)
    return NULL;
  *block = (struct vitk_arena_block){.next = arena->blocks, .size = size};
  arena->blocks = block;
  arena->used += total;
  return block;
}

/* The memory of `bytes`, not zeroed and aligned to `align`, a power of two. */
static void *take(struct vitk_arena *arena, size_t bytes, size_t align) {
  struct vitk_arena_block *block = arena->blocks;
  size_t start = block ? (block->used + align - 1) & ~(align - 1) : 0;
  if (block == NULL || start > block->size || bytes > block->size - start) {
    block = add_block(arena, bytes);
    if (block == NULL)
      return NULL;
    start = 0;
  }
  block->used = start + bytes;
  return block->memory + start;
}

void *vitk_arena_alloc(struct vitk_arena *arena, size_t bytes) {
  void *memory = take(arena, bytes ? bytes : 1, alignof(max_align_t));
  if (memory != NULL)
    memset(memory, 0, bytes ? bytes : 1);
  return memory;
}

int vitk_arena_copy(struct vitk_arena *arena, vitk_str text, vitk_str *out) {
  *out = (vitk_str){NULL, 0};
  if (text.p == NULL)
    return VITK_OK;
  if (text.n == SIZE_MAX)
    return VITK_NOMEM;
  char *copy = take(arena, text.n + 1, 1);
  if (copy == NULL)
    return VITK_NOMEM;
  memcpy(copy, text.p, text.n);
  copy[text.n] = '\0';
  *out = (vitk_str){copy, text.n};
  return VITK_OK;
}

vitk_str vitk_arena_printf(struct vitk_arena *arena, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int n = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = n < 0 ? NULL : take(arena, (size_t)n + 1, 1);
  if (text != NULL)
    vsnprintf(text, (size_t)n + 1, format, again);
  va_end(again);
  return (vitk_str){text, text ? (size_t)n : 0};
}

void vitk_arena_reset(struct vitk_arena *arena) {
  struct vitk_arena_block *keep = arena->blocks;
  if (keep == NULL)
    return;
  for (struct vitk_arena_block *block = keep->next, *next; block != NULL; block = next) {
    next = block->next;
    arena->used -= block->size + sizeof *block;
    free(block);
  }
  keep->next = NULL;
  keep->used = 0;
}

void vitk_arena_free(struct vitk_arena *arena) {
  for (struct vitk_arena_block *block = arena->blocks, *next; block != NULL; block = next) {
    next = block->next;
    free(block);
  }
  arena->blocks = NULL;
  arena->used = 0;
}
