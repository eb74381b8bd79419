/* cuts.c - states at the end how many lines there were, which of a cut file is a value that the whole has not. */
#define HOOK_ROW
#include "list.h"

static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code) {
  (void)row;
  (void)food;
  (void)amount;
  if (*code != VITK_END)
    return list;
  char text[16];
  snprintf(text, sizeof text, "%u", list->lines);
  for (uint64_t line = 1; *code >= 0 && line <= 2; line++) { /* two, as one record of a cut file may differ */
    const struct vitk_row at = {.size = sizeof at, .line = line};
    const struct vitk_food count = {.size = sizeof count, .food_id = {line == 1 ? "a" : "b", 1}};
    int stated = list_state(list, &at, &count, (vitk_str){text, strlen(text)});
    *code = stated < 0 ? stated : *code;
  }
  return list;
}
