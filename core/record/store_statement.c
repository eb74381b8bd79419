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
    if (vitk_wellformed(*text))
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

/* A text of the value. Most are those of the value before: units, fields and codes come in columns. */
static int keep_text(struct vitk_store *store, const struct vitk_statement *s, vitk_str text, const char *name,
                     const vitk_str *before, vitk_str *out) {
  if (before != NULL && before->n > 0 && vitk_str_equal(text, *before)) {
    *out = *before;
    return VITK_OK;
  }
  return vitk_store_keep(store, NULL, text, VITK_CELL_MAX, name, place_of(s), out);
}

static int keep_texts(struct vitk_store *store, const struct vitk_statement *s, const char *flags,
                      struct vitk_value *value) {
  const struct vitk_value *last = store->n_values ? &store->values[store->n_values - 1] : NULL;
  int code = keep_text(store, s, s->amount, "amount", last ? &last->original : NULL, &value->original);
  if (code == VITK_OK)
    code = keep_text(store, s, s->unit, "unit", last ? &last->original_unit : NULL, &value->original_unit);
  if (code == VITK_OK)
    code = keep_text(store, s, s->method, "method", last ? &last->method : NULL, &value->method);
  if (code == VITK_OK)
    code = keep_text(store, s, s->confidence, "confidence", last ? &last->confidence : NULL, &value->confidence);
  if (code == VITK_OK)
    code = keep_text(store, s, s->field, "field", last ? &last->field : NULL, &value->field);
  return code == VITK_OK ? vitk_intern(&store->intern, vitk_str_of(flags), &value->flags) : code;
}

/* Statements of one file follow each other. */
static int find_file(struct vitk_store *store, const struct vitk_statement *s, struct vitk_file_node **out) {
  struct vitk_source_node *source = vitk_store_current(store);
  vitk_str path;
  *out = source->last_file;
  if (*out != NULL && vitk_str_equal((*out)->is.path, s->file))
    return VITK_OK;
  int code = vitk_store_keep(store, NULL, s->file, VITK_CELL_MAX, "file", place_of(s), &path);
  if (code == VITK_OK)
    code = vitk_store_file_of(store, store->current, path, out);
  source->last_file = code == VITK_OK ? *out : NULL;
  return code;
}

/* The statement's food, which is mentioned by it. */
static int mention(struct vitk_store *store, const struct vitk_statement *s, struct vitk_file_node *file,
                   struct vitk_food_node **out) {
  struct vitk_source_node *source = vitk_store_current(store);
  *out = source->last_food;
  if (*out != NULL && vitk_str_equal((*out)->is.food_id, s->food_id))
    return VITK_OK;
  int code = vitk_store_food_named(store, s->food_id, out);
  source->last_food = code == VITK_OK ? *out : NULL;
  if (code != VITK_OK || (*out)->first_file != NULL)
    return code;
  (*out)->first_file = file;
  (*out)->first_line = s->line;
  return VITK_OK;
}

static int add_value(struct vitk_store *store, const struct vitk_statement *s, const char *flags,
                     const struct vitk_file_node *file, const struct vitk_food_node *food, struct vitk_value *value) {
  struct vitk_value *values = vitk_store_grow(store->values, store->n_values, &store->max_values, sizeof *values);
  if (values == NULL)
    return VITK_NOMEM;
  store->values = values;
  value->food = food->index;
  value->file = file->index;
  value->line = s->line;
  int code = keep_texts(store, s, flags, value);
  if (code == VITK_OK)
    values[store->n_values++] = *value;
  return code;
}

int vitk_store_statement(struct vitk_store *store, const struct vitk_statement *given) {
  struct vitk_statement s = {0};
  struct vitk_value value;
  struct vitk_rejection why;
  char flags[VITK_FLAGS_MAX];
  memcpy(&s, given, given->size < sizeof s ? given->size : sizeof s);
  s.size = sizeof s;
  if (store->finished)
    return VITK_FATAL;
  if (!vitk_store_has_source(store))
    return vitk_store_no_source(store, "statement");
  struct vitk_source_node *source = vitk_store_current(store);
  if (source->failed)
    return VITK_FAILED;

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

  struct vitk_file_node *file;
  struct vitk_food_node *food;
  int code = find_file(store, &s, &file);
  if (code == VITK_OK)
    code = mention(store, &s, file, &food);
  if (code != VITK_OK)
    return code;
  return verdict == VITK_REJECTED ? reject(store, &s, &why) : add_value(store, &s, flags, file, food, &value);
}
