/* profile.c - a column: what its heading says, and what its cells look like. */
#include "core/base/quantity.h"
#include "core/guess/guess.h"
#include "core/record/component.h"
#include "core/record/unit.h"

#include <stdlib.h>
#include <string.h>

int vitk_guess_add_column(struct vitk_guess *guess, vitk_str name, uint32_t *index) {
  if (guess->n_columns == guess->columns_capacity) {
    uint32_t capacity = guess->columns_capacity ? guess->columns_capacity * 2 : 64;
    struct vitk_guess_column **columns = realloc(guess->columns, capacity * sizeof(struct vitk_guess_column *));
    if (columns == NULL)
      return VITK_NOMEM;
    guess->columns = columns;
    guess->columns_capacity = capacity;
  }
  struct vitk_guess_column *column = vitk_arena_alloc(&guess->arena, sizeof *column);
  if (column == NULL || vitk_arena_copy(&guess->arena, name, &column->name) != VITK_OK)
    return VITK_NOMEM;
  *index = guess->n_columns;
  guess->columns[guess->n_columns++] = column;
  return VITK_OK;
}

/* Of a path: a group in it is what the rest tells of ("group/description"); else the last part that says something. */
static enum vitk_role role_of_path(vitk_str path, struct vitk_buffer *scratch, uint32_t *rank) {
  enum vitk_role found = VITK_ROLE_NONE;
  *rank = UINT32_MAX;
  while (path.n > 0) {
    const char *slash = memchr(path.p, '/', path.n);
    vitk_str part = {path.p, slash ? (size_t)(slash - path.p) : path.n};
    uint32_t here;
    enum vitk_role role = vitk_words_role(part, scratch, &here);
    if (role != VITK_ROLE_NONE && found != VITK_ROLE_GROUP) {
      found = role;
      *rank = here;
    }
    size_t taken = part.n + (slash != NULL);
    path.p += taken;
    path.n -= taken;
  }
  return found;
}

void vitk_guess_heading(struct vitk_guess *guess, struct vitk_guess_column *column, vitk_str heading, uint32_t row) {
  uint32_t component, rank;
  bool is_path = guess->record.p != NULL;
  int how = vitk_words_component(heading, &guess->scratch, &component);
  if (how > column->how) {
    column->how = how;
    column->component = component;
    column->component_row = row;
    column->beside = vitk_words_beside(heading, &guess->scratch);
    column->unit = vitk_guess_unit(heading);
  }
  if (how != VITK_WORDS_NONE)
    return;
  enum vitk_role role =
      is_path ? role_of_path(heading, &guess->scratch, &rank) : vitk_words_role(heading, &guess->scratch, &rank);
  if (role != VITK_ROLE_NONE && (column->role == VITK_ROLE_NONE || rank < column->rank)) {
    column->role = role;
    column->rank = rank;
    column->role_row = row;
  }
}

static bool is_unit(vitk_str text) {
  struct vitk_unit unit;
  return text.n > 0 && vitk_unit_find(text, &unit) == VITK_UNIT_OK;
}

vitk_str vitk_guess_unit(vitk_str heading) {
  static const vitk_str none = {"", 0};
  for (size_t i = 0; i < heading.n; i++) { /* in brackets */
    bool opens = heading.p[i] == '(' || heading.p[i] == '[';
    char closing = heading.p[i] == '(' ? ')' : ']';
    const char *end = opens ? memchr(heading.p + i, closing, heading.n - i) : NULL;
    vitk_str inside = {heading.p + i + 1, end ? (size_t)(end - heading.p) - i - 1 : 0};
    if (is_unit(vitk_str_trim(inside)))
      return vitk_str_trim(inside);
  }
  for (size_t i = 0; i < heading.n; i++) { /* the longest end that is one: "K1, µg/100 g" */
    bool parts = heading.p[i] == ' ' || heading.p[i] == ',' || heading.p[i] == '_' || heading.p[i] == '\n';
    vitk_str rest = vitk_str_trim((vitk_str){heading.p + i + 1, heading.n - i - 1});
    /* "vitamin-k_100g" says per what, and no unit; "g" alone would be a slip of the reading. */
    if (parts && rest.n > 1 && is_unit(rest))
      return rest;
  }
  return none;
}

/* Which mark stands between the digits. */
static void note_mark(struct vitk_guess_column *column, vitk_str text) {
  size_t commas = 0, points = 0, after = 0;
  for (size_t i = 0; i < text.n; i++) {
    bool inside = i > 0 && text.p[i - 1] >= '0' && text.p[i - 1] <= '9' && i + 1 < text.n && text.p[i + 1] >= '0' &&
                  text.p[i + 1] <= '9';
    commas += inside && text.p[i] == ',';
    points += inside && text.p[i] == '.';
    if (inside && (text.p[i] == ',' || text.p[i] == '.'))
      for (after = 0; i + 1 + after < text.n && text.p[i + 1 + after] >= '0' && text.p[i + 1 + after] <= '9';)
        after++;
  }
  if (commas + points != 1)
    return;
  column->groups += after == 3 && text.p[0] != '0';
  column->commas += commas;
  column->points += points;
}

static int note_odd(struct vitk_guess *guess, struct vitk_guess_column *column, vitk_str text, uint64_t line) {
  vitk_str kept = {text.p, text.n < VITK_GUESS_KEPT ? text.n : VITK_GUESS_KEPT};
  while (kept.n > 0 && kept.n < text.n && ((unsigned char)text.p[kept.n] & 0xC0) == 0x80)
    kept.n--;
  for (uint32_t i = 0; i < column->n_odd; i++)
    if (vitk_str_equal(column->odd[i].text, kept)) {
      column->odd[i].n++;
      return VITK_OK;
    }
  if (column->n_odd == VITK_GUESS_ODD) {
    column->more_odd = true;
    return VITK_OK;
  }
  struct vitk_guess_odd *odd = &column->odd[column->n_odd];
  if (vitk_arena_copy(&guess->arena, kept, &odd->text) != VITK_OK)
    return VITK_NOMEM;
  odd->n = 1;
  odd->line = line;
  column->n_odd++;
  return VITK_OK;
}

/* Keeps texts that name a component, where the column may be the one that says which it is. */
static int note_named(struct vitk_guess *guess, struct vitk_guess_column *column, vitk_str text) {
  uint32_t component;
  int how = text.n > VITK_GUESS_KEPT ? VITK_WORDS_NONE : vitk_words_component(text, &guess->scratch, &component);
  if (how == VITK_WORDS_NONE)
    return VITK_OK;
  if (vitk_words_beside(text, &guess->scratch) == VITK_ROLE_OTHER)
    return VITK_OK;
  if (column->named == NULL) {
    column->named = vitk_arena_alloc(&guess->arena, VITK_GUESS_NAMED * sizeof *column->named);
    if (column->named == NULL)
      return VITK_NOMEM;
  }
  for (uint32_t i = 0; i < column->n_named; i++)
    if (vitk_str_equal(column->named[i].text, text)) {
      column->named[i].n++;
      return VITK_OK;
    }
  if (column->n_named == VITK_GUESS_NAMED) {
    column->more_named = true;
    return VITK_OK;
  }
  struct vitk_guess_named *named = &column->named[column->n_named];
  if (vitk_arena_copy(&guess->arena, text, &named->text) != VITK_OK)
    return VITK_NOMEM;
  named->n = 1;
  named->component = component;
  named->how = how;
  column->n_named++;
  return VITK_OK;
}

/* The text as a quantity with either mark. `settings` gets the number flags that it takes. */
static uint32_t kind_of(vitk_str text, uint32_t *settings, struct vitk_quantity *quantity) {
  static const uint32_t flags[] = {0, VITK_PARENTHESES_ESTIMATE, VITK_SPACES_GROUP, VITK_PLUS_MINUS_SD,
                                   VITK_PARENTHESES_ESTIMATE | VITK_SPACES_GROUP | VITK_PLUS_MINUS_SD};
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
    for (int comma = 0; comma < 2; comma++) {
      vitk_quantity_read(text, comma ? ',' : '.', flags[i], quantity);
      if (quantity->kind != VITK_Q_OTHER) {
        *settings = flags[i];
        return quantity->kind;
      }
    }
  return VITK_Q_OTHER;
}

int vitk_guess_cell(struct vitk_guess *guess, struct vitk_guess_column *column, vitk_str text, bool is_number,
                    uint64_t line) {
  struct vitk_quantity quantity;
  uint32_t settings = 0;
  text = vitk_str_trim(text);
  column->cells++;
  column->bytes += text.n;
  uint32_t kind = kind_of(text, &settings, &quantity);
  if (kind == VITK_Q_BLANK) {
    column->blank++;
    return VITK_OK;
  }
  if (kind == VITK_Q_OTHER) {
    column->units += is_unit(text);
    int code = note_odd(guess, column, text, line);
    return code == VITK_OK ? note_named(guess, column, text) : code;
  }
  if (settings != 0 && vitk_words_token(text, &guess->scratch) != NULL) /* "(0)" */
    return note_odd(guess, column, text, line);
  column->numbers++;
  column->typed += is_number;
  column->parentheses += (settings & VITK_PARENTHESES_ESTIMATE) != 0;
  column->spaces += (settings & VITK_SPACES_GROUP) != 0;
  column->deviations += (settings & VITK_PLUS_MINUS_SD) != 0;
  if (!is_number)
    note_mark(column, text);
  double number;
  if (vitk_decimal_double(&quantity.number, 0, &number) && number > column->greatest)
    column->greatest = number;
  return VITK_OK;
}

void vitk_guess_forget_cells(struct vitk_guess_column *column) {
  struct vitk_guess_column kept = *column;
  memset(column, 0, sizeof *column);
  column->name = kept.name;
  column->role = kept.role;
  column->rank = kept.rank;
  column->role_row = kept.role_row;
  column->how = kept.how;
  column->component = kept.component;
  column->beside = kept.beside;
  column->component_row = kept.component_row;
  column->unit = kept.unit;
  column->named = kept.named;
  column->n_named = kept.n_named;
  column->more_named = kept.more_named;
  column->each = kept.each;
}
