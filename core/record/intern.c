#include "core/record/intern.h"

#include "core/record/hash.h"

struct vitk_interned {
  UT_hash_handle hh;
  size_t n;
  char text[]; /* NUL-terminated */
};

int vitk_intern(struct vitk_intern *intern, vitk_str text, vitk_str *out) {
  *out = (vitk_str){NULL, 0};
  if (text.n == 0)
    return VITK_OK;
  if (text.n > UINT32_MAX)
    return VITK_NOMEM;
  struct vitk_interned *found;
  unsigned hash;
  HASH_VALUE(text.p, text.n, hash);
  HASH_FIND_BYHASHVALUE(hh, intern->table, text.p, text.n, hash, found);
  if (found == NULL) {
    found = vitk_arena_alloc(intern->arena, sizeof *found + text.n + 1);
    if (found == NULL)
      return VITK_NOMEM;
    memcpy(found->text, text.p, text.n);
    found->n = text.n;
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, intern->table, found->text, found->n, hash, found);
    if (found->hh.tbl == NULL)
      return VITK_NOMEM;
  }
  *out = (vitk_str){found->text, found->n};
  return VITK_OK;
}

void vitk_intern_free(struct vitk_intern *intern) {
  HASH_CLEAR(hh, intern->table);
  intern->table = NULL;
}
