/* ids.c - fdc_id to type of data, of every food of food.csv. Ids run up to a few million, close to each other: half a
 * byte an id, in pages that are made as they are met. */
#include "fdc_csv.h"

enum { PAGE = 8192, PAGES = 16384, MOST_DIGITS = 9 }; /* ids up to 134 million: 64 MiB at most */

/* false: no number, or beyond what pages hold. */
static bool read_id(vitk_str id, uint32_t *out) {
  uint32_t number = 0, past_nine = 0;
  if (id.n == 0 || id.n > MOST_DIGITS)
    return false;
  for (size_t i = 0; i < id.n; i++) {
    uint32_t digit = (uint32_t)(unsigned char)id.p[i] - '0';
    past_nine |= digit > 9;
    number = number * 10 + digit;
  }
  *out = number;
  return past_nine == 0 && number < PAGE * PAGES;
}

int vitk_fdc_ids_add(const struct vitk_host *host, struct vitk_context *context, struct fdc_ids *ids, vitk_str id,
                     enum usda_type type) {
  uint32_t number;
  if (!read_id(id, &number))
    return VITK_OK;
  if (ids->pages == NULL && (ids->pages = host->alloc(context, PAGES * sizeof *ids->pages)) == NULL)
    return VITK_NOMEM;
  uint8_t **page = &ids->pages[number / PAGE];
  if (*page == NULL && (*page = host->alloc(context, PAGE / 2)) == NULL)
    return VITK_NOMEM;
  uint8_t *two = &(*page)[number % PAGE / 2];
  uint32_t past = (uint32_t)type + 1; /* 0: not kept */
  *two = (uint8_t)(number % 2 == 0 ? (*two & 0xF0U) | past : (*two & 0x0FU) | past << 4);
  return VITK_OK;
}

bool vitk_fdc_ids_find(const struct fdc_ids *ids, vitk_str id, enum usda_type *type) {
  uint32_t number;
  if (ids->pages == NULL || !read_id(id, &number) || ids->pages[number / PAGE] == NULL)
    return false;
  uint32_t two = ids->pages[number / PAGE][number % PAGE / 2];
  uint32_t past = number % 2 == 0 ? two & 0x0FU : two >> 4;
  if (past == 0)
    return false;
  *type = (enum usda_type)(past - 1);
  return true;
}
