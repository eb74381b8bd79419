/* names.c - small tables of id and text. Each has some hundred rows at most, so a list does. */
#include "fdc_csv.h"

int vitk_fdc_names_add(const struct vitk_host *host, struct vitk_context *context, struct fdc_names *names, vitk_str id,
                       vitk_str text) {
  if (names->n == FDC_MAX_NAMES)
    return VITK_FAILED;
  if (names->n == names->room) {
    uint32_t room = names->room ? names->room * 2 : 64;
    struct fdc_name *list = host->alloc(context, room * sizeof *list);
    if (list == NULL)
      return VITK_NOMEM;
    if (names->n > 0)
      memcpy(list, names->list, names->n * sizeof *list);
    names->list = list;
    names->room = room;
  }
  struct fdc_name *name = &names->list[names->n];
  if (!slice_keep(host, context, vitk_usda_whole(id), &name->id) || !slice_keep(host, context, text, &name->text))
    return VITK_NOMEM;
  name->origin = VITK_ORIGIN_UNKNOWN;
  names->n++;
  return VITK_OK;
}

const struct fdc_name *vitk_fdc_names_find(struct fdc_names *names, vitk_str id) {
  uint32_t i = names->found;
  if (i < names->n && slice_same(names->list[i].id, id))
    return &names->list[i];
  for (i = 0; i < names->n; i++)
    if (slice_same(names->list[i].id, id)) {
      names->found = i;
      return &names->list[i];
    }
  return NULL;
}
