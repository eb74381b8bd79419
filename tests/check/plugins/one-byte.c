/* one-byte.c - looks into the host for how it reads, as there is no honest way to know. */
#define HOOK_ROW
#include "list.h"

#include "core/plugin/context.h"

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  (void)row;
  (void)amount;
  (void)code;
  if (list->context->input.limits->read_size == 1)
    food->name_en = (vitk_str){"slow", 4};
  return list;
}
