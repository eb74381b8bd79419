/* texts.c - a text is its length in one byte, or in four after a byte of 255, its bytes, and a NUL. */
#include "core/record/texts.h"

#include <stdlib.h>

/* Room of `bytes` in the last block, or a new one. */
static char *take(struct vitk_texts *texts, uint32_t bytes, uint32_t *number) {
  if (texts->n_blocks == 0 || bytes > VITK_TEXTS_BLOCK - texts->used) {
    char *block = texts->n_blocks < VITK_TEXTS_BLOCKS ? malloc(VITK_TEXTS_BLOCK) : NULL;
    if (block == NULL)
      return NULL;
    texts->used = texts->n_blocks == 0; /* no text has the number 0 */
    texts->blocks[texts->n_blocks++] = block;
  }
  *number = (texts->n_blocks - 1) << VITK_TEXTS_BITS | texts->used;
  char *room = texts->blocks[texts->n_blocks - 1] + texts->used;
  texts->used += bytes;
  return room;
}

int vitk_texts_add(struct vitk_texts *texts, vitk_str text, uint32_t *out) {
  *out = 0;
  if (text.n == 0)
    return VITK_OK;
  if (text.n > VITK_TEXT_LONGEST)
    return VITK_NOMEM;
  uint32_t n = (uint32_t)text.n;
  bool is_long = n >= UINT8_MAX;
  char *to = take(texts, n + (is_long ? 6 : 2), out);
  if (to == NULL)
    return VITK_NOMEM;
  *to++ = (char)(is_long ? UINT8_MAX : n);
  if (is_long) {
    memcpy(to, &n, sizeof n);
    to += sizeof n;
  }
  vitk_bytes_copy(to, text.p, n);
  to[n] = '\0';
  return VITK_OK;
}

int vitk_texts_share(struct vitk_texts *texts, vitk_str text, uint32_t *out) {
  *out = 0;
  if (text.n == 0)
    return VITK_OK;
  uint32_t hash = vitk_hash(texts->secret, text.p, text.n);
  struct vitk_probe probe = vitk_index_probe(&texts->shared, hash);
  for (uint32_t at = vitk_index_next(&texts->shared, &probe); at != VITK_NONE;
       at = vitk_index_next(&texts->shared, &probe))
    if (vitk_str_equal(vitk_texts_at(texts, at), text)) {
      *out = at;
      return VITK_OK;
    }
  int code = vitk_texts_add(texts, text, out);
  return code == VITK_OK ? vitk_index_add(&texts->shared, hash, *out) : code;
}

void vitk_texts_forget(struct vitk_texts *texts) {
  vitk_index_free(&texts->shared);
}

void vitk_texts_free(struct vitk_texts *texts) {
  for (uint32_t i = 0; i < texts->n_blocks; i++)
    free(texts->blocks[i]);
  texts->n_blocks = 0;
  vitk_texts_forget(texts);
}
