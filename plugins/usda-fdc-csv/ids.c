/* ids.c - fdc_id to type of data, of every food of food.csv. Ids run up to a few million, close to each other: a byte
 * an id, in pages that are made as they are met. */
#include "fdc_csv.h"

enum { PAGE = 4096, PAGES = 32768 }; /* ids up to 134 million: 128 MiB at most */

/* false: no number, or beyond what pages hold. */
static bool read_id(vitk_str id, uint32_t *out) {
  id = vitk_usda_whole(id);
  *out = 0;
  if (id.n == 0 || id.n > 9)
    return false;
  for (size_t i = 0; i < id.n; i++) {
    if (!slice_digit(id.p[i]))
      return false;
    *out = *out * 10 + (uint32_t)(id.p[i] - '0');
  }
  return *out < PAGE * PAGES;
}

int vitk_fdc_ids_add(const struct vitk_host *host, struct vitk_context *context, struct fdc_ids *ids, vitk_str id,
                     enum usda_type type) {
  uint32_t number;
  if (!read_id(id, &number))
    return VITK_OK;
  if (ids->pages == NULL && (ids->pages = host->alloc(context, PAGES * sizeof *ids->pages)) == NULL)
    return VITK_NOMEM;
  uint8_t **page = &ids->pages[number / PAGE];
  if (*page == NULL && (*page = host->alloc(context, PAGE)) == NULL)
    return VITK_NOMEM;
  (*page)[number % PAGE] = (uint8_t)(type + 1);
  return VITK_OK;
}

bool vitk_fdc_ids_find(const struct fdc_ids *ids, vitk_str id, enum usda_type *type) {
  uint32_t number;
  if (ids->pages == NULL || !read_id(id, &number) || ids->pages[number / PAGE] == NULL ||
      ids->pages[number / PAGE][number % PAGE] == 0)
    return false;
  *type = (enum usda_type)(ids->pages[number / PAGE][number % PAGE] - 1);
  return true;
}
