/* store_statement.c - a statement becomes a value, or a reject in the ledger with its place. */
#include "core/record/rejection.h"
#include "core/record/store_inside.h"
#include "core/record/wellformed.h"

#include <stddef.h>

/* The texts of a statement: all must be text at all. */
static const struct {
  size_t at;
  const char *name;
} statement_texts[] = {
#define TEXT(name)                                                                                                     \
  { offsetof(struct vitk_statement, name), #name }
    TEXT(food_id), TEXT(component), TEXT(amount), TEXT(unit),       TEXT(limit), TEXT(serving_g), TEXT(n),     TEXT(sd),
    TEXT(min),     TEXT(max),       TEXT(method), TEXT(confidence), TEXT(flags), TEXT(file),      TEXT(field),
#undef TEXT
};

static struct vitk_place place_of(const struct vitk_statement *s) {
  return (struct vitk_place){.file = s->file, .field = s->field, .line = s->line};
}

static int reject(struct vitk_store *store, const struct vitk_statement *s, const struct vitk_rejection *why) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  return vitk_report(&sink, VITK_REJECT, why->code, place_of(s), s->amount.p ? s->amount : (vitk_str){0}, why->hint,
                     "%s", why->message);
}

/* The name of the first text that is none, NULL: all are well-formed. It is emptied, so that nothing reads it. */
static const char *bad_text(struct vitk_statement *s) {
  const char *bad = NULL;
  for (size_t i = 0; i < sizeof statement_texts / sizeof statement_texts[0]; i++) {
    vitk_str *text = (vitk_str *)(void *)((char *)s + statement_texts[i].at);
    if (text->n == 0 || vitk_wellformed(*text))
      continue;
    bad = bad ? bad : statement_texts[i].name;
    if (text->p == NULL)
      *text = (vitk_str){NULL, 0};
  }
  return bad;
}

static const char key_hint[] = "A plugin states the food's code and the member of each statement.";

/* Does the statement lack a food or a place? */
static bool lacks_key(const struct vitk_statement *s, struct vitk_rejection *why) {
  if (s->food_id.n == 0)
    vitk_reject(why, "no-food-id", key_hint, "the statement names no food");
  else if (s->food_id.n > VITK_FOOD_ID_MAX)
    vitk_reject(why, "food-id-too-long", key_hint, "the food's id has %zu bytes, more than %d", s->food_id.n,
                VITK_FOOD_ID_MAX);
  else if (s->file.n == 0)
    vitk_reject(why, "no-place", key_hint, "the statement does not say in which file it stands");
  else
    return false;
  return true;
}

/* A text of the value, which is known to be text. Most are those of the value before: units, fields and codes come in
 * columns. */
static int keep_text(struct vitk_store *store, const struct vitk_statement *s, vitk_str text, const char *name,
                     uint32_t before, uint32_t *out) {
  if (text.n == 0 || (before > 0 && vitk_str_equal(text, vitk_store_text(store, before)))) {
    *out = text.n > 0 ? before : 0;
    return VITK_OK;
  }
  if (text.n > VITK_CELL_MAX)
    return vitk_store_keep(store, text, VITK_CELL_MAX, name, place_of(s), out);
  return vitk_texts_share(&store->texts, text, out);
}

static int keep_texts(struct vitk_store *store, const struct vitk_statement *s, const char *flags,
                      struct vitk_manner *manner, uint32_t *original) {
  static const struct vitk_manner none;
  struct vitk_manner last = store->manners.n ? *vitk_manner_row(store, store->last_manner) : none;
  int code = keep_text(store, s, s->amount, "amount", 0, original);
  if (code == VITK_OK)
    code = keep_text(store, s, s->unit, "unit", last.unit, &manner->unit);
  if (code == VITK_OK)
    code = keep_text(store, s, s->method, "method", last.method, &manner->method);
  if (code == VITK_OK)
    code = keep_text(store, s, s->confidence, "confidence", last.confidence, &manner->confidence);
  if (code == VITK_OK)
    code = keep_text(store, s, s->field, "field", last.field, &manner->field);
  return code == VITK_OK ? keep_text(store, s, vitk_str_of(flags), "flags", last.flags, &manner->flags) : code;
}

/* Statements of one file follow each other. */
static int find_file(struct vitk_store *store, const struct vitk_statement *s, uint32_t *out) {
  struct vitk_source_node *source = vitk_store_current(store);
  *out = source->last_file;
  if (*out != VITK_NONE && vitk_str_equal(vitk_file_row(store, *out)->is.path, s->file))
    return VITK_OK;
  vitk_str path = s->file;
  int code = vitk_store_fit(store, &path, VITK_CELL_MAX, "file", place_of(s));
  if (code == VITK_OK)
    code = vitk_store_file_of(store, store->current, path, out);
  source->last_file = code == VITK_OK ? *out : VITK_NONE;
  return code;
}

/* The statement's food, which is mentioned by it. */
static int mention(struct vitk_store *store, const struct vitk_statement *s, uint32_t file, uint32_t *out) {
  int code = vitk_store_food_named(store, s->food_id, out);
  if (code != VITK_OK)
    return code;
  struct vitk_food_row *food = vitk_food_row(store, *out);
  if (food->first_file > 0)
    return VITK_OK;
  food->first_file = file + 1;
  food->first_line = s->line;
  return VITK_OK;
}

static int add_value(struct vitk_store *store, const struct vitk_statement *s, const char *flags, uint32_t file,
                     uint32_t food, struct vitk_value *value) {
  struct vitk_manner manner = {.file = file};
  uint32_t original;
  int code = keep_texts(store, s, flags, &manner, &original);
  value->line = s->line;
  return code == VITK_OK ? vitk_store_add_value(store, food, value, &manner, original) : code;
}

/* A statement that says of another food what one before said: true, with the code of its value. */
static bool add_alike(struct vitk_store *store, const struct vitk_statement *s, int *code) {
  struct vitk_source_node *source = vitk_store_current(store);
  struct vitk_value_row row;
  uint32_t file;
  vitk_str id = s->food_id;
  bool is_id = id.p != NULL && id.n > 0 && id.n <= VITK_FOOD_ID_MAX && vitk_is_visible(id.p[0]) &&
               vitk_is_visible(id.p[id.n - 1]) && vitk_wellformed(id);
  if (!is_id || !vitk_store_alike(store, s, &row, &file))
    return false;
  source->is.statements_read++;
  store->statements++;
  source->last_file = file;
  *code = mention(store, s, file, &row.food);
  struct vitk_value_row *added = *code == VITK_OK ? vitk_pile_add(&store->values) : NULL;
  if (*code == VITK_OK && added == NULL)
    *code = VITK_NOMEM;
  if (*code != VITK_OK)
    return true;
  *added = row;
  vitk_food_row(store, row.food)->n_values++;
  return true;
}

/* A statement of full size that is no other's like. */
static int read_statement(struct vitk_store *store, const struct vitk_statement *given) {
  struct vitk_statement s = *given;
  struct vitk_source_node *source = vitk_store_current(store);
  struct vitk_value value;
  struct vitk_rejection why;
  char flags[VITK_FLAGS_MAX];
  const char *bad = bad_text(&s);
  s.food_id = vitk_str_trim(s.food_id);
  int verdict = bad ? vitk_reject(&why, "bad-text", "Check the character set that is read.",
                                  "the statement's %s is not valid UTF-8 or holds a NUL", bad)
                    : vitk_normalise(&source->rules, &s, &value, flags, &why);
  if (verdict == VITK_SAYS_NOTHING)
    return VITK_OK;
  source->is.statements_read++;
  store->statements++;
  if (bad != NULL || lacks_key(&s, &why))
    return reject(store, &s, &why);

  uint32_t file, food;
  int code = find_file(store, &s, &file);
  if (code == VITK_OK)
    code = mention(store, &s, file, &food);
  if (code != VITK_OK)
    return code;
  if (verdict == VITK_REJECTED)
    return reject(store, &s, &why);
  code = add_value(store, &s, flags, file, food, &value);
  if (code == VITK_OK)
    vitk_store_keep_alike(store, &s, vitk_value_row(store, store->values.n - 1));
  return code;
}

/* One of an older, shorter interface. */
static int read_shorter(struct vitk_store *store, const struct vitk_statement *given) {
  struct vitk_statement s = {0};
  memcpy(&s, given, given->size);
  s.size = sizeof s;
  return read_statement(store, &s);
}

int vitk_store_statement(struct vitk_store *store, const struct vitk_statement *given) {
  int code;
  if (store->finished)
    return VITK_FATAL;
  if (!vitk_store_has_source(store))
    return vitk_store_no_source(store, "statement");
  if (vitk_store_current(store)->failed)
    return VITK_FAILED;
  if (given->size < sizeof *given)
    return read_shorter(store, given);
  return add_alike(store, given, &code) ? code : read_statement(store, given);
}
