/* store_food.c - foods: provisional until a statement names them, and described once. */
#include "core/base/buffer.h"
#include "core/record/store_inside.h"
#include "core/record/wellformed.h"

#include <stddef.h>

enum { CODES_MAX = 1000, CODE_TEXT_MAX = 300 };

/* The food's texts, as many bytes of each as are kept, and whether foods are likely to share them. */
static const struct {
  size_t from, held, row, most;
  const char *name;
  bool shared;
} food_texts[] = {
#define TEXT(name, most, shared)                                                                                       \
  {                                                                                                                    \
    offsetof(struct vitk_food, name), offsetof(struct vitk_stored_food, name), offsetof(struct vitk_food_row, name),   \
        most, #name, shared                                                                                            \
  }
    TEXT(name, VITK_NAME_MAX, false),      TEXT(language, VITK_CELL_MAX, true),
    TEXT(name_en, VITK_NAME_MAX, false),   TEXT(scientific_name, VITK_NAME_MAX, true),
    TEXT(food_group, VITK_NAME_MAX, true),
#undef TEXT
};
enum { NAME = 0 /* the first of them */, N_TEXTS = sizeof food_texts / sizeof food_texts[0] };
_Static_assert((int)N_TEXTS == (int)VITK_FOOD_TEXTS, "each of a food's texts has its last one");

static vitk_str *held_text(struct vitk_provisional *held, size_t i) {
  return (vitk_str *)(void *)((char *)&held->is + food_texts[i].held);
}
static uint32_t *row_text(struct vitk_food_row *row, size_t i) {
  return (uint32_t *)(void *)((char *)row + food_texts[i].row);
}

/* --- the foods of the store */

/* A text of the kind i. Those that are shared are mostly that of the food before. */
static int add_text(struct vitk_store *store, size_t i, vitk_str text, uint32_t *out) {
  uint32_t *last = &store->last_texts[i];
  if (!food_texts[i].shared)
    return vitk_texts_add(&store->texts, text, out);
  int code = VITK_OK;
  if (*last == 0 || !vitk_str_equal(text, vitk_store_text(store, *last)))
    code = vitk_texts_share(&store->texts, text, last);
  *out = *last;
  return code;
}

/* A code, which is a text that is shared, at the end of the food's that has some; *room false: as many as it may. */
static int add_another_code(struct vitk_store *store, struct vitk_food_row *food, uint32_t text, bool *room) {
  uint32_t *end = &food->more_codes, n = 1;
  for (; *end > 0; n++) {
    struct vitk_code_row *code = vitk_pile_at(&store->codes, *end - 1);
    if (code->text == text)
      return VITK_OK;
    end = &code->next;
  }
  *room = n < CODES_MAX;
  if (!*room)
    return VITK_OK;
  struct vitk_code_row *code = vitk_pile_add(&store->codes);
  if (code == NULL)
    return VITK_NOMEM;
  code->text = text;
  *end = store->codes.n;
  return VITK_OK;
}

static int add_code(struct vitk_store *store, struct vitk_food_row *food, uint32_t text, bool *room) {
  *room = true;
  if (food->code != 0 && food->code != text)
    return add_another_code(store, food, text, room);
  food->code = text;
  return VITK_OK;
}

/* All codes of a food, a space between them. */
static int join_codes(struct vitk_store *store, struct vitk_food_row *food, struct vitk_buffer *line) {
  line->n = 0;
  int code = vitk_buffer_add_str(line, vitk_store_text(store, food->code));
  for (uint32_t at = food->more_codes; code == VITK_OK && at > 0;) {
    const struct vitk_code_row *row = vitk_pile_at(&store->codes, at - 1);
    code = vitk_buffer_add(line, " ", 1);
    if (code == VITK_OK)
      code = vitk_buffer_add_str(line, vitk_store_text(store, row->text));
    at = row->next;
  }
  return code == VITK_OK ? vitk_texts_share(&store->texts, vitk_buffer_str(line), &food->code) : code;
}

int vitk_store_join_codes(struct vitk_store *store) {
  struct vitk_buffer line = {.maximum = VITK_TEXT_LONGEST};
  int code = VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && store->codes.n > 0 && i < store->foods.n; i++) {
    struct vitk_food_row *food = vitk_food_row(store, i);
    if (food->more_codes > 0)
      code = join_codes(store, food, &line);
  }
  vitk_buffer_free(&line);
  return code;
}

/* --- the one that is held apart */

/* The provisional food, if it is this one. */
static struct vitk_provisional *held_as(const struct vitk_store *store, vitk_str food_id) {
  struct vitk_provisional *held = store->provisional;
  return held != NULL && vitk_str_equal(held->is.food_id, food_id) ? held : NULL;
}

static int begin_provisional(struct vitk_store *store, vitk_str food_id, struct vitk_provisional **out) {
  vitk_arena_reset(&store->provisional_arena);
  store->provisional = NULL;
  struct vitk_provisional *held = vitk_arena_alloc(&store->provisional_arena, sizeof *held);
  *out = held;
  if (held == NULL || vitk_arena_copy(&store->provisional_arena, food_id, &held->is.food_id) != VITK_OK)
    return VITK_NOMEM;
  store->provisional = held;
  return VITK_OK;
}

static int hold_code(struct vitk_store *store, struct vitk_provisional *held, vitk_str text, bool *room) {
  struct vitk_held_code **end = &held->codes;
  *room = true;
  for (; *end != NULL; end = &(*end)->next)
    if (vitk_str_equal((*end)->text, text))
      return VITK_OK;
  *room = held->n_codes < CODES_MAX;
  if (!*room)
    return VITK_OK;
  struct vitk_held_code *code = vitk_arena_alloc(&store->provisional_arena, sizeof *code);
  if (code == NULL || vitk_arena_copy(&store->provisional_arena, text, &code->text) != VITK_OK)
    return VITK_NOMEM;
  *end = code;
  held->n_codes++;
  return VITK_OK;
}

/* The provisional food becomes one of the store's. */
static int promote(struct vitk_store *store, uint32_t *out) {
  struct vitk_provisional *held = store->provisional;
  int code = vitk_store_add_food(store, held->is.food_id, out);
  if (code != VITK_OK)
    return code;
  struct vitk_food_row *food = vitk_food_row(store, *out);
  food->described = held->described;
  for (size_t i = 0; code == VITK_OK && i < N_TEXTS; i++) {
    vitk_str text = *held_text(held, i);
    if (i > 0 && text.p != NULL && text.p == held->is.name.p)
      *row_text(food, i) = food->name;
    else
      code = add_text(store, i, text, row_text(food, i));
  }
  bool room;
  for (const struct vitk_held_code *c = held->codes; code == VITK_OK && c != NULL; c = c->next) {
    uint32_t text;
    code = vitk_texts_share(&store->texts, c->text, &text);
    if (code == VITK_OK)
      code = add_code(store, food, text, &room);
  }
  store->provisional = NULL;
  return code;
}

int vitk_store_food_named(struct vitk_store *store, vitk_str food_id, uint32_t *out) {
  int code = vitk_store_find_food(store, food_id, out);
  if (code != VITK_OK || *out != VITK_NONE)
    return code;
  return held_as(store, food_id) ? promote(store, out) : vitk_store_add_food(store, food_id, out);
}

/* --- what is said of a food */

static int warn_double(struct vitk_store *store, vitk_str food_id, vitk_str name, vitk_str again) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  if (again.p == NULL || vitk_str_equal(again, name))
    return VITK_OK;
  return vitk_report(&sink, VITK_WARNING, "double-food", (struct vitk_place){0}, again,
                     "The first name is kept: see whether the code is one food's in the source.",
                     "food \"%.*s\" is described twice, first as \"%.*s\"", VITK_STR_ARG(food_id), VITK_STR_ARG(name));
}

/* What is said of a food so far, of one of the store or, where `row` is NULL, of the one that is held apart. */
static vitk_str said_of(const struct vitk_store *store, struct vitk_food_row *row, struct vitk_provisional *held,
                        size_t i) {
  if (row != NULL)
    return vitk_store_text(store, *row_text(row, i));
  return held != NULL ? *held_text(held, i) : (vitk_str){NULL, 0};
}

/* Another text of the food that is the same as its name: name_en often is. */
static void say_name(struct vitk_food_row *row, struct vitk_provisional *held, size_t i) {
  if (row != NULL)
    *row_text(row, i) = *row_text(row, NAME);
  else if (held != NULL)
    *held_text(held, i) = *held_text(held, NAME);
}

static int say(struct vitk_store *store, struct vitk_food_row *row, struct vitk_provisional *held, size_t i,
               vitk_str text) {
  if (row != NULL)
    return add_text(store, i, text, row_text(row, i));
  return held != NULL ? vitk_arena_copy(&store->provisional_arena, text, held_text(held, i)) : VITK_OK;
}

/* Fills what is blank so far. */
static int describe(struct vitk_store *store, vitk_str id, struct vitk_food_row *row, struct vitk_provisional *held,
                    const struct vitk_food *given) {
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < N_TEXTS; i++) {
    vitk_str text, has = said_of(store, row, held, i);
    memcpy(&text, (const char *)given + food_texts[i].from, sizeof text);
    if (text.n == 0 || (has.p != NULL && i != NAME))
      continue;
    if (i != NAME && vitk_str_equal(text, said_of(store, row, held, NAME))) {
      say_name(row, held, i);
      continue;
    }
    text = text.p ? vitk_str_trim(text) : text;
    if (text.n == 0)
      continue;
    if (text.n > food_texts[i].most || !vitk_wellformed(text))
      code = vitk_store_fit(store, &text, food_texts[i].most, food_texts[i].name, (struct vitk_place){0});
    if (code == VITK_OK)
      code = has.p != NULL ? warn_double(store, id, has, text) : say(store, row, held, i, text);
  }
  return code;
}

/* A warning and nothing else where the id can't be one. */
static int check_id(struct vitk_store *store, vitk_str food_id, bool *good) {
  *good = food_id.n > 0 && food_id.n <= VITK_FOOD_ID_MAX && vitk_wellformed(food_id);
  if (*good)
    return VITK_OK;
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  const struct vitk_place nowhere = {0};
  if (food_id.n == 0)
    return vitk_report(&sink, VITK_WARNING, "no-food-id", nowhere, (vitk_str){0}, NULL,
                       "a food without an id is left out");
  if (!vitk_wellformed(food_id))
    return vitk_report(&sink, VITK_WARNING, "bad-text", nowhere, food_id, "Check the character set that is read.",
                       "a food whose id is not valid UTF-8 or holds a NUL is left out");
  return vitk_report(&sink, VITK_WARNING, "food-id-too-long", nowhere, food_id, NULL,
                     "a food whose id has %zu bytes, more than %d, is left out", food_id.n, VITK_FOOD_ID_MAX);
}

int vitk_store_food(struct vitk_store *store, const struct vitk_food *given) {
  struct vitk_food stated = {0};
  bool good;
  if (given->size < sizeof stated)
    memcpy(&stated, given, given->size);
  else
    stated = *given;
  if (store->finished)
    return VITK_FATAL;
  if (!vitk_store_has_source(store))
    return vitk_store_no_source(store, "food");
  vitk_str id = stated.food_id.p ? vitk_str_trim(stated.food_id) : vitk_str_of("");
  int code = check_id(store, id, &good);
  if (code != VITK_OK || !good)
    return code;
  uint32_t at;
  code = vitk_store_find_food(store, id, &at);
  if (code != VITK_OK)
    return code;
  struct vitk_provisional *held = at == VITK_NONE ? held_as(store, id) : NULL;
  if (at == VITK_NONE && held == NULL)
    code = store->settings.all_foods ? vitk_store_add_food(store, id, &at) : begin_provisional(store, id, &held);
  else if (at != VITK_NONE) /* the food stated before is let go */
    store->provisional = NULL;
  if (code != VITK_OK)
    return code;
  uint64_t *foods_read = &vitk_store_current(store)->is.foods_read;
  if (held != NULL) {
    *foods_read += !held->described;
    held->described = true;
    return describe(store, id, NULL, held, &stated);
  }
  struct vitk_food_row *row = vitk_food_row(store, at);
  *foods_read += !row->described;
  row->described = true;
  return describe(store, id, row, NULL, &stated);
}

static bool is_scheme(vitk_str scheme) {
  for (size_t i = 0; i < scheme.n; i++) {
    char c = scheme.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '-' && c != '_' && c != '.')
      return false;
  }
  return scheme.n > 0;
}

static bool has_space(vitk_str text) {
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] <= ' ')
      return true;
  return false;
}

/* A code is text without white space, in a scheme that is a word. */
static bool is_code(vitk_str scheme, vitk_str code) {
  return is_scheme(scheme) && vitk_wellformed(code) && !has_space(code) && scheme.n < CODE_TEXT_MAX &&
         code.n < CODE_TEXT_MAX - scheme.n;
}

/* Is it the code that was stated last? Then it is one. Where the scheme ends its length says: a code may have colons.
 */
static bool is_last_code(const struct vitk_store *store, vitk_str scheme, vitk_str code) {
  vitk_str last = vitk_store_text(store, store->last_code);
  return last.p != NULL && code.p != NULL && scheme.n == store->last_scheme_n && last.n == scheme.n + 1 + code.n &&
         vitk_bytes_equal(last.p, scheme.p, scheme.n) && vitk_bytes_equal(last.p + scheme.n + 1, code.p, code.n);
}

/* "scheme:code", of at most CODE_TEXT_MAX bytes. */
static vitk_str join(vitk_str scheme, vitk_str code, char to[CODE_TEXT_MAX]) {
  memcpy(to, scheme.p, scheme.n);
  to[scheme.n] = ':';
  memcpy(to + scheme.n + 1, code.p, code.n);
  return (vitk_str){to, scheme.n + 1 + code.n};
}

/* A code for a food of the store: shared, and then known again. */
static int share_code(struct vitk_store *store, vitk_str scheme, vitk_str code) {
  char pair[CODE_TEXT_MAX];
  store->last_scheme_n = (uint32_t)scheme.n;
  return vitk_texts_share(&store->texts, join(scheme, code, pair), &store->last_code);
}

int vitk_store_food_code(struct vitk_store *store, vitk_str food_id, const char *scheme_text, vitk_str code_text) {
  if (store->finished)
    return VITK_FATAL;
  if (!vitk_store_has_source(store))
    return vitk_store_no_source(store, "code of a food");
  if (food_id.p == NULL)
    return VITK_OK;
  food_id = vitk_str_trim(food_id);
  uint32_t at;
  int code = vitk_store_find_food(store, food_id, &at);
  if (code != VITK_OK)
    return code;
  struct vitk_provisional *held = at == VITK_NONE ? held_as(store, food_id) : NULL;
  if ((at == VITK_NONE && held == NULL) || code_text.n == 0)
    return VITK_OK;
  vitk_str scheme = vitk_str_of(scheme_text), text = code_text.p ? vitk_str_trim(code_text) : code_text;
  if (text.n == 0)
    return VITK_OK;
  char pair[CODE_TEXT_MAX];
  bool again = held == NULL && is_last_code(store, scheme, text), good = again || is_code(scheme, text);
  if (good && held != NULL)
    code = hold_code(store, held, join(scheme, text, pair), &good);
  else if (good && !again)
    code = share_code(store, scheme, text);
  if (good && held == NULL && code == VITK_OK)
    code = add_code(store, vitk_food_row(store, at), store->last_code, &good);
  if (good)
    return code;
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  return vitk_report(&sink, VITK_WARNING, "bad-code", (struct vitk_place){0}, text.p ? text : (vitk_str){0},
                     "A scheme is a word of letters and digits; a code has no white space; together they have at "
                     "most 299 bytes; a food has at most 1000.",
                     "a code of food \"%.*s\" is left out", VITK_STR_ARG(food_id));
}

bool vitk_store_mentioned(struct vitk_store *store, vitk_str food_id) {
  if (store->settings.all_foods)
    return true;
  if (food_id.p == NULL || store->finished)
    return false;
  food_id = vitk_str_trim(food_id);
  uint32_t at;
  if (vitk_store_find_food(store, food_id, &at) != VITK_OK)
    return true; /* a food that is stated and not named is let go */
  return at != VITK_NONE && vitk_food_row(store, at)->first_file > 0;
}

bool vitk_store_wants_all(const struct vitk_store *store) {
  return store->settings.all_foods;
}

void vitk_store_foods_skipped(struct vitk_store *store, uint64_t n) {
  if (store->finished)
    return;
  uint64_t *read = &vitk_store_current(store)->is.foods_read;
  *read = n > UINT64_MAX - *read ? UINT64_MAX : *read + n;
}
