/* store_food.c - foods: provisional until a statement names them, and described once. */
#include "core/record/store_inside.h"
#include "core/record/wellformed.h"

#include <stddef.h>

enum { CODES_MAX = 1000, CODE_TEXT_MAX = 300 };

/* The food's texts, as many bytes of each as are kept, and whether foods are likely to share them. */
static const struct {
  size_t from, to, most;
  const char *name;
  bool shared;
} food_texts[] = {
#define TEXT(name, most, shared)                                                                                       \
  { offsetof(struct vitk_food, name), offsetof(struct vitk_stored_food, name), most, #name, shared }
    TEXT(name, VITK_NAME_MAX, false),      TEXT(language, VITK_CELL_MAX, true),
    TEXT(name_en, VITK_NAME_MAX, false),   TEXT(scientific_name, VITK_NAME_MAX, true),
    TEXT(food_group, VITK_NAME_MAX, true),
#undef TEXT
};

static struct vitk_food_node *find(const struct vitk_store *store, vitk_str food_id) {
  struct vitk_food_node *food;
  HASH_FIND(hh, vitk_store_current(store)->foods, food_id.p, food_id.n, food);
  return food;
}

/* A food of its own in the store; its id is in the arena already. */
static int add(struct vitk_store *store, struct vitk_food_node *food) {
  struct vitk_source_node *source = vitk_store_current(store);
  struct vitk_food_node **foods = vitk_store_grow(store->foods, store->n_foods, &store->max_foods, sizeof(void *));
  if (foods == NULL)
    return VITK_NOMEM;
  store->foods = foods;
  HASH_ADD_KEYPTR(hh, source->foods, food->is.food_id.p, food->is.food_id.n, food);
  if (food->hh.tbl == NULL)
    return VITK_NOMEM;
  food->index = (uint32_t)store->n_foods;
  food->is.source = store->current;
  foods[store->n_foods++] = food;
  return VITK_OK;
}

static int add_new(struct vitk_store *store, vitk_str food_id, struct vitk_food_node **out) {
  struct vitk_food_node *food = vitk_arena_alloc(&store->arena, sizeof *food);
  *out = food;
  if (food == NULL || vitk_arena_copy(&store->arena, food_id, &food->is.food_id) != VITK_OK)
    return VITK_NOMEM;
  return add(store, food);
}

/* `arena` is that of the food: a provisional one shares nothing that would stay. */
static int keep_text(struct vitk_store *store, struct vitk_arena *arena, vitk_str text, bool shared, vitk_str *out) {
  if (shared && arena == &store->arena)
    return vitk_intern(&store->intern, text, out);
  return vitk_arena_copy(arena, text, out);
}

static int add_code(struct vitk_store *store, struct vitk_arena *arena, struct vitk_food_node *food, vitk_str text) {
  for (const struct vitk_code_node *code = food->codes; code != NULL; code = code->next)
    if (vitk_str_equal(code->text, text))
      return VITK_OK;
  struct vitk_code_node *code = vitk_arena_alloc(arena, sizeof *code);
  if (code == NULL || keep_text(store, arena, text, true, &code->text) != VITK_OK)
    return VITK_NOMEM;
  if (food->last_code != NULL)
    food->last_code->next = code;
  else
    food->codes = code;
  food->last_code = code;
  food->n_codes++;
  return VITK_OK;
}

/* The provisional food becomes one of the store's. */
static int promote(struct vitk_store *store, struct vitk_food_node **out) {
  const struct vitk_food_node *from = store->provisional;
  int code = add_new(store, from->is.food_id, out);
  if (code != VITK_OK)
    return code;
  struct vitk_food_node *to = *out;
  to->described = from->described;
  for (size_t i = 0; code == VITK_OK && i < sizeof food_texts / sizeof food_texts[0]; i++) {
    vitk_str text, *kept = (vitk_str *)(void *)((char *)&to->is + food_texts[i].to);
    memcpy(&text, (const char *)&from->is + food_texts[i].to, sizeof text);
    if (i > 0 && text.p == from->is.name.p)
      *kept = to->is.name;
    else
      code = keep_text(store, &store->arena, text, food_texts[i].shared, kept);
  }
  for (const struct vitk_code_node *c = from->codes; code == VITK_OK && c != NULL; c = c->next)
    code = add_code(store, &store->arena, to, c->text);
  store->provisional = NULL;
  return code;
}

int vitk_store_food_named(struct vitk_store *store, vitk_str food_id, struct vitk_food_node **out) {
  *out = find(store, food_id);
  if (*out != NULL)
    return VITK_OK;
  if (store->provisional != NULL && vitk_str_equal(store->provisional->is.food_id, food_id))
    return promote(store, out);
  return add_new(store, food_id, out);
}

/* Fills what is blank so far. */
static int describe(struct vitk_store *store, struct vitk_arena *arena, struct vitk_food_node *food,
                    const struct vitk_food *given) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  for (size_t i = 0; i < sizeof food_texts / sizeof food_texts[0]; i++) {
    vitk_str text, kept, *field = (vitk_str *)(void *)((char *)&food->is + food_texts[i].to);
    memcpy(&text, (const char *)given + food_texts[i].from, sizeof text);
    if (text.n == 0 || (field->p != NULL && i > 0))
      continue;
    if (i > 0 && vitk_str_equal(text, food->is.name)) { /* name_en often is */
      *field = food->is.name;
      continue;
    }
    bool shared = food_texts[i].shared && arena == &store->arena;
    bool is_name_again = field->p != NULL;
    struct vitk_arena *to = shared ? NULL : is_name_again ? &store->provisional_arena : arena;
    int code = vitk_store_keep(store, to, text.p ? vitk_str_trim(text) : text, food_texts[i].most, food_texts[i].name,
                               (struct vitk_place){0}, &kept);
    if (code != VITK_OK)
      return code;
    if (!is_name_again)
      *field = kept;
    else if (kept.p != NULL && !vitk_str_equal(kept, *field)) {
      code = vitk_report(&sink, VITK_WARNING, "double-food", (struct vitk_place){0}, kept,
                         "The first name is kept: see whether the code is one food's in the source.",
                         "food \"%.*s\" is described twice, first as \"%.*s\"", VITK_STR_ARG(food->is.food_id),
                         VITK_STR_ARG(food->is.name));
      if (code != VITK_OK)
        return code;
    }
  }
  return VITK_OK;
}

/* A described food that no statement names yet: held apart, in memory that the next one takes. */
static int begin_provisional(struct vitk_store *store, vitk_str food_id, struct vitk_food_node **out) {
  vitk_arena_reset(&store->provisional_arena);
  store->provisional = NULL;
  struct vitk_food_node *food = vitk_arena_alloc(&store->provisional_arena, sizeof *food);
  if (food == NULL || vitk_arena_copy(&store->provisional_arena, food_id, &food->is.food_id) != VITK_OK)
    return VITK_NOMEM;
  store->provisional = food;
  *out = food;
  return VITK_OK;
}

/* A warning and nothing else where the id can't be one. */
static int check_id(struct vitk_store *store, vitk_str food_id, bool *good) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  const struct vitk_place nowhere = {0};
  *good = false;
  if (food_id.n == 0)
    return vitk_report(&sink, VITK_WARNING, "no-food-id", nowhere, (vitk_str){0}, NULL,
                       "a food without an id is left out");
  if (!vitk_wellformed(food_id))
    return vitk_report(&sink, VITK_WARNING, "bad-text", nowhere, food_id, "Check the character set that is read.",
                       "a food whose id is not valid UTF-8 or holds a NUL is left out");
  if (food_id.n > VITK_FOOD_ID_MAX)
    return vitk_report(&sink, VITK_WARNING, "food-id-too-long", nowhere, food_id, NULL,
                       "a food whose id has %zu bytes, more than %d, is left out", food_id.n, VITK_FOOD_ID_MAX);
  *good = true;
  return VITK_OK;
}

int vitk_store_food(struct vitk_store *store, const struct vitk_food *given) {
  struct vitk_food stated = {0};
  bool good;
  memcpy(&stated, given, given->size < sizeof stated ? given->size : sizeof stated);
  if (store->finished)
    return VITK_FATAL;
  if (!vitk_store_has_source(store))
    return vitk_store_no_source(store, "food");
  vitk_str id = stated.food_id.p ? vitk_str_trim(stated.food_id) : vitk_str_of("");
  int code = check_id(store, id, &good);
  if (code != VITK_OK || !good)
    return code;
  struct vitk_food_node *food = find(store, id), *held = store->provisional;
  struct vitk_arena *arena = &store->arena;
  if (food == NULL && held != NULL && vitk_str_equal(held->is.food_id, id))
    food = held;
  else if (food == NULL)
    code = store->settings.all_foods ? add_new(store, id, &food) : begin_provisional(store, id, &food);
  else if (held != NULL) /* the food stated before is let go */
    store->provisional = NULL;
  if (code != VITK_OK)
    return code;
  if (food == store->provisional)
    arena = &store->provisional_arena;
  vitk_store_current(store)->is.foods_read += !food->described;
  food->described = true;
  return describe(store, arena, food, &stated);
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

int vitk_store_food_code(struct vitk_store *store, vitk_str food_id, const char *scheme_text, vitk_str code_text) {
  if (store->finished)
    return VITK_FATAL;
  if (!vitk_store_has_source(store))
    return vitk_store_no_source(store, "code of a food");
  if (food_id.p == NULL)
    return VITK_OK;
  food_id = vitk_str_trim(food_id);
  struct vitk_food_node *food = find(store, food_id), *held = store->provisional;
  if (food == NULL && held != NULL && vitk_str_equal(held->is.food_id, food_id))
    food = held;
  if (food == NULL || code_text.n == 0)
    return VITK_OK;
  char pair[CODE_TEXT_MAX];
  vitk_str scheme = vitk_str_of(scheme_text), text = code_text.p ? vitk_str_trim(code_text) : code_text;
  if (text.n == 0)
    return VITK_OK;
  if (!is_scheme(scheme) || !vitk_wellformed(text) || has_space(text) || scheme.n >= CODE_TEXT_MAX ||
      text.n >= CODE_TEXT_MAX - scheme.n || food->n_codes == CODES_MAX) {
    struct vitk_sink_of_diags sink = vitk_store_sink(store);
    return vitk_report(&sink, VITK_WARNING, "bad-code", (struct vitk_place){0}, text.p ? text : (vitk_str){0},
                       "A scheme is a word of letters and digits; a code has no white space; together they have at "
                       "most 299 bytes; a food has at most 1000.",
                       "a code of food \"%.*s\" is left out", VITK_STR_ARG(food_id));
  }
  memcpy(pair, scheme.p, scheme.n);
  pair[scheme.n] = ':';
  memcpy(pair + scheme.n + 1, text.p, text.n);
  return add_code(store, food == held ? &store->provisional_arena : &store->arena, food,
                  (vitk_str){pair, scheme.n + 1 + text.n});
}

bool vitk_store_mentioned(struct vitk_store *store, vitk_str food_id) {
  if (store->settings.all_foods)
    return true;
  if (food_id.p == NULL || store->finished)
    return false;
  const struct vitk_food_node *food = find(store, vitk_str_trim(food_id));
  return food != NULL && food->first_file != NULL;
}

void vitk_store_foods_skipped(struct vitk_store *store, uint64_t n) {
  if (store->finished)
    return;
  uint64_t *read = &vitk_store_current(store)->is.foods_read;
  *read = n > UINT64_MAX - *read ? UINT64_MAX : *read + n;
}
