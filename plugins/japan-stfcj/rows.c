/* rows.c - what a row of data states. */
#include "japan_stfcj.h"

enum { AMOUNT_MOST = 48, NUMBER_DIGITS = 5 };

/* A food number has five digits; a program that saved the sheet again may have made a number of it. */
static vitk_str food_number(const struct vitk_cell *cell, char room[NUMBER_DIGITS]) {
  vitk_str number = cell->text;
  if (cell->kind != VITK_CELL_NUMBER || number.n == 0 || number.n >= NUMBER_DIGITS)
    return number;
  memset(room, '0', NUMBER_DIGITS);
  memcpy(room + NUMBER_DIGITS - number.n, number.p, number.n);
  return (vitk_str){room, NUMBER_DIGITS};
}

/* The group's name, by the first two digits of the food number. */
static vitk_str group_of(const struct jp *jp, vitk_str number) {
  vitk_str none = {NULL, 0};
  if (number.n != NUMBER_DIGITS || !slice_digit(number.p[0]) || !slice_digit(number.p[1]))
    return none;
  return jp->groups[(number.p[0] - '0') * 10 + (number.p[1] - '0')];
}

/* The amount as it is seen: a format may put a number into parentheses, which makes it an estimate. */
static vitk_str amount_of(const struct vitk_cell *cell, char room[AMOUNT_MOST]) {
  vitk_str text = cell->text;
  if (!(cell->flags & VITK_CELL_ESTIMATE) || text.n == 0 || text.n > AMOUNT_MOST - 2 || text.p[0] == '(')
    return text;
  room[0] = '(';
  memcpy(room + 1, text.p, text.n);
  room[text.n + 1] = ')';
  return (vitk_str){room, text.n + 2};
}

/* Does the remark name menaquinone-7? Its hyphen is written in several ways. */
static bool names_mk7(vitk_str remark) {
  static const char *const hyphens[] = {"-", "‐", "–", "−", "ー"};
  for (; remark.n > 0; remark = slice_from(remark, 1)) {
    vitk_str rest = remark;
    if (!headcells_take(&rest, "メナキノン"))
      continue;
    for (uint32_t i = 0; i < N_OF(hyphens); i++)
      if (headcells_take(&rest, hyphens[i]))
        break;
    if (headcells_starts(rest, "7"))
      return true;
  }
  return false;
}

int vitk_jp_state_row(struct jp *jp, const struct vitk_row *row) {
  const struct jp_layout *layout = &jp->layout;
  char number_room[NUMBER_DIGITS], amount_room[AMOUNT_MOST];
  vitk_str number = food_number(headcells_of(row, layout->number), number_room);
  vitk_str amount = amount_of(headcells_of(row, layout->vitk), amount_room);
  struct vitk_food food = {.size = sizeof food,
                           .food_id = number,
                           .name = headcells_of(row, layout->name)->text,
                           .food_group = group_of(jp, number)};
  int code = number.n > 0 ? jp->host->food(jp->context, &food) : VITK_OK;
  if (code != VITK_OK || amount.n == 0)
    return code;
  bool equivalents = layout->remarks != JP_NOWHERE && names_mk7(headcells_of(row, layout->remarks)->text);
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = number,
                                     .component = slice("VITK"),
                                     .amount = amount,
                                     .unit = slice(layout->unit),
                                     .basis = VITK_PER_100G,
                                     .equivalents = equivalents ? VITK_AS_MK4 : VITK_AS_MASS,
                                     .file = row->file,
                                     .field = slice(jp->field),
                                     .line = row->line};
  return jp->host->statement(jp->context, &statement);
}
