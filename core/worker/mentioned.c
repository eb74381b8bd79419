#include "core/worker/mentioned.h"

#include <stdlib.h>

static bool find(const struct vitk_mentioned *set, vitk_str food_id, uint32_t hash) {
  struct vitk_probe probe = vitk_index_probe(&set->index, hash);
  for (uint32_t at = vitk_index_next(&set->index, &probe); at != VITK_NONE; at = vitk_index_next(&set->index, &probe))
    if (vitk_str_equal(vitk_texts_at(set->texts, at), food_id))
      return true;
  return false;
}

static int begin(struct vitk_mentioned *set) {
  set->secret = malloc(sizeof *set->secret);
  set->texts = calloc(1, sizeof *set->texts);
  if (set->secret == NULL || set->texts == NULL || vitk_secret_make(set->secret) != VITK_OK) {
    vitk_mentioned_free(set);
    return VITK_NOMEM;
  }
  set->texts->secret = set->secret;
  return VITK_OK;
}

int vitk_mentioned_add(struct vitk_mentioned *set, vitk_str food_id) {
  if (food_id.n == 0)
    return VITK_OK; /* no food has it */
  if (set->texts == NULL && begin(set) != VITK_OK)
    return VITK_NOMEM;
  if (vitk_str_equal(vitk_texts_at(set->texts, set->last), food_id))
    return VITK_OK;
  uint32_t hash = vitk_hash(set->secret, food_id.p, food_id.n);
  if (find(set, food_id, hash))
    return VITK_OK;
  int code = vitk_texts_add(set->texts, food_id, &set->last);
  return code == VITK_OK ? vitk_index_add(&set->index, hash, set->last) : code;
}

bool vitk_mentioned_has(const struct vitk_mentioned *set, vitk_str food_id) {
  return set->texts != NULL && find(set, food_id, vitk_hash(set->secret, food_id.p, food_id.n));
}

void vitk_mentioned_free(struct vitk_mentioned *set) {
  if (set->texts != NULL)
    vitk_texts_free(set->texts);
  free(set->texts);
  free(set->secret);
  vitk_index_free(&set->index);
  *set = (struct vitk_mentioned){.last = 0};
}
