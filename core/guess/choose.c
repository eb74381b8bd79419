/* choose.c - headings and profiles become roles: which column is the code, which hold amounts of what. */
#include "core/base/fold.h"
#include "core/guess/guess.h"
#include "core/record/component.h"

#include <stdlib.h>

static bool is_tree(const struct vitk_guess *guess) {
  return guess->record.p != NULL;
}

static uint32_t depth_of(vitk_str path) {
  uint32_t depth = 0;
  for (size_t i = 0; i < path.n; i++)
    depth += path.p[i] == '/';
  return depth;
}

/* Can the column tell of the food? In a tree one of a repeated element can't, and of two the nearer is the food's. */
static bool better(const struct vitk_guess *guess, uint32_t index, int32_t than) {
  const struct vitk_guess_column *column = guess->columns[index];
  if (column->each.n > 0 || column->cells == column->blank)
    return false;
  if (than < 0)
    return true;
  const struct vitk_guess_column *other = guess->columns[than];
  uint32_t depth = depth_of(column->name), others = depth_of(other->name);
  if (is_tree(guess) && depth != others)
    return depth < others;
  return column->rank < other->rank;
}

static void choose_roles(struct vitk_guess *guess) {
  for (int role = 0; role < VITK_N_ROLES; role++)
    guess->roles[role] = -1;
  for (int role = VITK_ROLE_ID; role <= VITK_ROLE_GROUP; role++)
    for (uint32_t i = 0; i < guess->n_columns; i++)
      if (guess->columns[i]->role == (enum vitk_role)role && better(guess, i, guess->roles[role]))
        guess->roles[role] = (int32_t)i;
  /* Beside a name in the source's own language "Food name" is the English one. */
  for (uint32_t i = 0; i < guess->n_columns && guess->roles[VITK_ROLE_NAME_EN] < 0; i++) {
    guess->scratch.n = 0;
    if (guess->columns[i]->role == VITK_ROLE_NAME && (int32_t)i != guess->roles[VITK_ROLE_NAME] &&
        vitk_fold(&guess->scratch, guess->columns[i]->name) == VITK_OK &&
        vitk_fold_matches(vitk_buffer_str(&guess->scratch), "foodname|food_name"))
      guess->roles[VITK_ROLE_NAME_EN] = (int32_t)i;
  }
}

/* Without a word that says it, the first column that is filled everywhere is the code, and the one with the longest
 * texts the name. */
static void choose_by_cells(struct vitk_guess *guess) {
  int32_t id = -1, name = -1;
  for (uint32_t i = 0; i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    if (column->how != VITK_WORDS_NONE || column->each.n > 0 || column->cells == 0 || (int32_t)i == guess->naming ||
        column->role != VITK_ROLE_NONE)
      continue;
    if (id < 0 && column->blank * 10 < column->cells)
      id = (int32_t)i;
    else if (column->numbers * 2 < column->cells && (name < 0 || column->bytes > guess->columns[name]->bytes))
      name = (int32_t)i;
  }
  if (guess->roles[VITK_ROLE_ID] < 0)
    guess->roles[VITK_ROLE_ID] = id >= 0 ? id : guess->roles[VITK_ROLE_NAME];
  if (guess->roles[VITK_ROLE_NAME] < 0)
    guess->roles[VITK_ROLE_NAME] = guess->roles[VITK_ROLE_NAME_EN] >= 0 ? guess->roles[VITK_ROLE_NAME_EN] : name;
}

/* Does the column hold amounts: numbers, or texts that are known in their place? */
static bool holds_amounts(struct vitk_guess *guess, const struct vitk_guess_column *column) {
  uint64_t known = column->numbers + column->blank, unknown = 0;
  for (uint32_t i = 0; i < column->n_odd; i++)
    if (vitk_words_token(column->odd[i].text, &guess->scratch) != NULL)
      known += column->odd[i].n;
    else
      unknown += column->odd[i].n;
  return known >= unknown && !column->more_odd;
}

static int choose_wide(struct vitk_guess *guess) {
  guess->values = vitk_arena_alloc(&guess->arena, (guess->n_columns + (size_t)1) * sizeof *guess->values);
  if (guess->values == NULL)
    return VITK_NOMEM;
  bool any_named = false;
  for (uint32_t i = 0; i < guess->n_columns; i++)
    any_named = any_named || guess->columns[i]->how == VITK_WORDS_NAMED;
  for (uint32_t i = 0; i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    bool with_unit = column->how == VITK_WORDS_WEAK && (any_named || column->unit.n > 0);
    bool is_amount = column->beside == VITK_ROLE_NONE && column->each.n == 0 && holds_amounts(guess, column);
    if ((column->how == VITK_WORDS_NAMED || with_unit) && is_amount)
      guess->values[guess->n_values++] = i;
  }
  return VITK_OK;
}

/* The column whose texts name components most often, for sure where there is one, and that is not the food's name. */
static void choose_naming(struct vitk_guess *guess) {
  uint64_t best = 0;
  guess->naming = -1;
  for (uint32_t i = 0; i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    uint64_t rows = 0;
    bool of_food = column->role >= VITK_ROLE_NAME && column->role <= VITK_ROLE_GROUP && column->each.n == 0;
    if (of_food || column->more_named)
      continue;
    for (uint32_t j = 0; j < column->n_named; j++)
      rows += column->named[j].n * (column->named[j].how == VITK_WORDS_NAMED ? 1000 : 1);
    if (rows > best) {
      best = rows;
      guess->naming = (int32_t)i;
    }
  }
}

/* The columns beside the name: by their headings, else by what is in them. */
static void choose_beside(struct vitk_guess *guess) {
  int32_t numbers = -1, units = -1;
  const struct vitk_guess_column *naming = guess->columns[guess->naming];
  for (uint32_t i = 0; i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    bool taken = (int32_t)i == guess->naming || (int32_t)i == guess->roles[VITK_ROLE_ID] ||
                 (int32_t)i == guess->roles[VITK_ROLE_NAME];
    if (taken || !vitk_str_equal(column->each, naming->each) || column->cells == 0)
      continue;
    int32_t *role =
        column->role >= VITK_ROLE_AMOUNT && column->role < VITK_ROLE_OTHER ? &guess->roles[column->role] : NULL;
    bool fits =
        column->role == VITK_ROLE_METHOD || column->role == VITK_ROLE_CONFIDENCE || column->role == VITK_ROLE_UNIT
            ? true
            : holds_amounts(guess, column);
    if (role != NULL && fits && (*role < 0 || column->rank < guess->columns[*role]->rank))
      *role = (int32_t)i;
    if (role == NULL && column->role == VITK_ROLE_NONE && column->numbers > 0 && holds_amounts(guess, column) &&
        (numbers < 0 || column->numbers > guess->columns[numbers]->numbers))
      numbers = (int32_t)i;
    if (column->units * 10 > (column->cells - column->blank) * 9 && column->units > 0)
      units = (int32_t)i;
  }
  if (guess->roles[VITK_ROLE_AMOUNT] < 0)
    guess->roles[VITK_ROLE_AMOUNT] = numbers;
  if (guess->roles[VITK_ROLE_UNIT] < 0 || guess->columns[guess->roles[VITK_ROLE_UNIT]]->units == 0)
    guess->roles[VITK_ROLE_UNIT] = units;
}

void vitk_guess_drop_empty(struct vitk_guess *guess) {
  for (int role = VITK_ROLE_UNIT; role < VITK_ROLE_OTHER; role++) {
    int32_t index = guess->roles[role];
    if (index >= 0 && guess->columns[index]->blank == guess->columns[index]->cells)
      guess->roles[role] = -1;
  }
}

bool vitk_guess_is_amount(const struct vitk_guess *guess, uint32_t column) {
  if (guess->naming >= 0)
    return (int32_t)column == guess->roles[VITK_ROLE_AMOUNT];
  for (uint32_t i = 0; i < guess->n_values; i++)
    if (guess->values[i] == column)
      return true;
  return false;
}

/* From the amounts; where they show none, from all numbers but codes. */
void vitk_guess_decimal(struct vitk_guess *guess) {
  guess->decimal = '.';
  for (int all = 0; all < 2; all++) {
    uint64_t commas = 0, points = 0, groups = 0, written = 0;
    for (uint32_t i = 0; i < guess->n_columns; i++) {
      const struct vitk_guess_column *column = guess->columns[i];
      if (all ? (int32_t)i == guess->roles[VITK_ROLE_ID] : !vitk_guess_is_amount(guess, i))
        continue;
      commas += column->commas;
      points += column->points;
      groups += column->groups;
      written += column->numbers - column->typed;
    }
    guess->decimal_seen = !all && written == 0; /* a workbook's numbers have none */
    if (guess->decimal_seen)
      return;
    if (commas + points == 0)
      continue;
    guess->decimal = commas > points ? ',' : '.';
    guess->decimal_seen = !all && groups < commas + points;
    return;
  }
}

/* A column that is used must have a name of its own in the header's row. */
static bool can_be_named(struct vitk_guess *guess, int32_t index) {
  if (index < 0)
    return true;
  const struct vitk_guess_column *column = guess->columns[index];
  uint32_t row = column->how != VITK_WORDS_NONE ? column->component_row : column->role_row;
  if (column->name.n == 0 || (row != 0 && row != guess->header_row))
    return false;
  for (uint32_t i = 0; i < guess->n_columns; i++) { /* as the reader of the table compares them */
    guess->scratch.n = 0;
    if ((int32_t)i == index || vitk_fold(&guess->scratch, guess->columns[i]->name) != VITK_OK || guess->scratch.n == 0)
      continue;
    if (vitk_fold_matches(vitk_buffer_str(&guess->scratch), column->name.p))
      return false;
  }
  return true;
}

static void choose_naming_of_columns(struct vitk_guess *guess) {
  guess->by_position = guess->header_row == 0;
  for (int role = 0; role < VITK_N_ROLES; role++)
    guess->by_position = guess->by_position || !can_be_named(guess, guess->roles[role]);
  for (uint32_t i = 0; i < guess->n_values; i++)
    guess->by_position = guess->by_position || !can_be_named(guess, (int32_t)guess->values[i]);
  guess->by_position = guess->by_position || !can_be_named(guess, guess->naming);
}

int vitk_guess_choose(struct vitk_guess *guess) {
  guess->naming = -1;
  choose_roles(guess);
  int code = choose_wide(guess);
  if (code != VITK_OK)
    return code;
  if (guess->n_values == 0)
    choose_naming(guess);
  choose_by_cells(guess);
  if (guess->naming >= 0) {
    choose_beside(guess);
    bool has_heading = false; /* a list of titles that speak of vitamin K is no table of it */
    for (int role = VITK_ROLE_ID; role <= VITK_ROLE_AMOUNT; role++)
      has_heading =
          has_heading || (guess->roles[role] >= 0 && guess->columns[guess->roles[role]]->role == (enum vitk_role)role);
    if (guess->roles[VITK_ROLE_AMOUNT] < 0 || !has_heading)
      guess->naming = -1;
  }
  if (!is_tree(guess))
    choose_naming_of_columns(guess);
  bool any = guess->roles[VITK_ROLE_ID] >= 0 && (guess->n_values > 0 || guess->naming >= 0);
  if (any)
    guess->score = 1 + 20 * guess->n_values + (guess->naming >= 0 ? 15 : 0) + (guess->roles[VITK_ROLE_NAME] >= 0) +
                   (guess->columns[guess->roles[VITK_ROLE_ID]]->role == VITK_ROLE_ID ? 2 : 0);
  return VITK_OK;
}
