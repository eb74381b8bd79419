#include "core/worker/stated.h"

#include "core/record/normalise.h"

#include <assert.h>
#include <stddef.h>

enum { ROW_FIELDS_MAX = 64, TOKENS_MAX = 1000 }; /* a table's columns; what a store takes of tokens */

/* Texts of a struct that lie one after the other, from the first to the last. */
#define TEXTS(type, first, last)                                                                                       \
  { offsetof(struct type, first), (offsetof(struct type, last) - offsetof(struct type, first)) / sizeof(vitk_str) + 1 }
struct texts {
  size_t at, n;
};
static const struct texts source_texts = TEXTS(vitk_source, source_id, total_definition);

/* Of a food and its codes the texts are those of the food, then the scheme and the code; its id is that of a code too.
 * name_en that is the name is not sent, and not there for the message after it. */
enum { AT_FOOD_ID, AT_NAME_EN = 3, FOOD_TEXTS = 6, AT_SCHEME = FOOD_TEXTS, AT_CODE, CODE_TEXTS };
enum { OF_FOOD = (1 << FOOD_TEXTS) - 1, OF_CODE = 1 << AT_FOOD_ID | 1 << AT_SCHEME | 1 << AT_CODE };
#define NAMED_ALIKE (UINT32_C(1) << CODE_TEXTS)

/* Of a statement the words stand among the texts: they take the place of one of them in the array, or of two where
 * pointers are short. In a message they follow the line where one of them changed, then come the texts that did. */
enum { WORDS_SIZE = 4 * sizeof(uint32_t), AT_WORDS = 4, AFTER_WORDS = AT_WORDS + WORDS_SIZE / sizeof(vitk_str) };
enum { STATEMENT_TEXTS = AFTER_WORDS + 11, OF_WORDS = 1 << AT_WORDS };
enum { OF_STATEMENT = (1 << STATEMENT_TEXTS) - (1 << AFTER_WORDS) + (OF_WORDS - 1) }; /* without the words */

#define IS_TEXT(type, first, name, i) (offsetof(type, name) == offsetof(type, first) + (i) * sizeof(vitk_str))
static_assert(IS_TEXT(struct vitk_food, food_id, name_en, AT_NAME_EN), "the texts of a food follow each other");
static_assert(IS_TEXT(struct vitk_stated_food, food.food_id, scheme, AT_SCHEME), "so do those of its code");
static_assert(IS_TEXT(struct vitk_stated_food, food.food_id, code, AT_CODE), "so do those of its code");
static_assert(IS_TEXT(struct vitk_statement, food_id, status, AT_WORDS), "so do those of a statement");
static_assert(IS_TEXT(struct vitk_statement, food_id, field, STATEMENT_TEXTS - 1), "so do those of a statement");
static_assert((int)STATEMENT_TEXTS <= (int)VITK_CHANGED_TEXTS, "so many can be kept");

static void put_texts(struct vitk_wire_out *out, const void *from, struct texts texts) {
  for (size_t i = 0; i < texts.n; i++) {
    vitk_str text;
    memcpy(&text, (const char *)from + texts.at + i * sizeof text, sizeof text);
    vitk_wire_text(out, text);
  }
}

static void get_texts(struct vitk_wire_message *message, void *to, struct texts texts) {
  for (size_t i = 0; i < texts.n; i++) {
    vitk_str text = vitk_wire_get_text(message);
    memcpy((char *)to + texts.at + i * sizeof text, &text, sizeof text);
  }
}

/* Who reads may be gone: then there is nobody to state to. */
static int code_of(const struct vitk_stating *stating) {
  return stating->out->code == VITK_FAILED ? VITK_CANCELLED : stating->out->code;
}

static int end(struct vitk_stating *stating) {
  vitk_wire_end(stating->out);
  return code_of(stating);
}

/* What is stated as a whole struct of today: itself, or its copy where it is of an older, shorter layout. */
static const void *full(void *copy, size_t size, const void *stated) {
  size_t given;
  memcpy(&given, stated, sizeof given);
  if (given >= size)
    return stated;
  memset(copy, 0, size);
  memcpy(copy, stated, given);
  memcpy(copy, &size, sizeof size);
  return copy;
}

/* The texts of a struct as an array. */
static vitk_str *texts_of(void *of, size_t at) {
  return (vitk_str *)(void *)((char *)of + at);
}
static const vitk_str *texts_from(const void *of, size_t at) {
  return (const vitk_str *)(const void *)((const char *)of + at);
}

/* --- the worker's side */

static int go_on_with(struct vitk_stating *stating, vitk_str source_id) {
  struct vitk_stating_source *source = stating->sources;
  while (source != NULL && !vitk_str_is(source_id, source->source_id))
    source = source->next;
  if (source == NULL) {
    vitk_str id;
    source = vitk_arena_alloc(&stating->arena, sizeof *source);
    if (source == NULL || vitk_arena_copy(&stating->arena, source_id.p ? source_id : vitk_str_of(""), &id) != VITK_OK)
      return VITK_NOMEM;
    *source = (struct vitk_stating_source){.source_id = id.p, .next = stating->sources};
    stating->sources = source;
  }
  stating->current = source;
  stating->named = false;
  return VITK_OK;
}

static int state_source(void *self, const struct vitk_source *given) {
  struct vitk_stating *stating = self;
  struct vitk_source *source = &stating->rules, copy;
  *source = *(const struct vitk_source *)full(&copy, sizeof copy, given);
  vitk_wire_begin(stating->out, VITK_WIRE_SOURCE);
  put_texts(stating->out, source, source_texts);
  vitk_wire_number(stating->out, source->decimal_mark);
  vitk_wire_number(stating->out, source->number_flags);
  vitk_wire_number(stating->out, source->n_tokens);
  for (uint32_t i = 0; i < source->n_tokens; i++) {
    struct vitk_token token = {.text = NULL};
    size_t stride = source->token_stride;
    memcpy(&token, (const char *)source->tokens + i * stride, stride < sizeof token ? stride : sizeof token);
    vitk_wire_string(stating->out, token.text);
    vitk_wire_number(stating->out, token.status);
    vitk_wire_number(stating->out, token.origin);
  }
  int code = end(stating);
  return code == VITK_OK ? go_on_with(stating, source->source_id) : code;
}

/* Writes the message's first bytes; returns where its next go. */
static char *put(char *to, const void *bytes, size_t n) {
  memcpy(to, bytes, n);
  return to + n;
}

static int put_changed(struct vitk_stating *stating, struct vitk_last *last, const vitk_str *texts, uint32_t changed,
                       char *to) {
  if (vitk_changed_put(last, texts, changed, to) != VITK_OK)
    stating->out->code = VITK_NOMEM;
  return stating->out->code;
}

/* The changed ones of the texts of a food or its code, which take n bytes; `alike` is NAMED_ALIKE or 0. */
static int put_food(struct vitk_stating *stating, uint32_t kind, const vitk_str *texts, uint32_t of_texts, size_t n,
                    uint32_t alike) {
  uint32_t changed = of_texts | alike;
  char *to = vitk_wire_message(stating->out, kind, sizeof changed + n);
  if (to == NULL)
    return code_of(stating);
  return put_changed(stating, &stating->last.food, texts, of_texts, put(to, &changed, sizeof changed));
}

static int state_food(void *self, const struct vitk_food *given) {
  struct vitk_stating *stating = self;
  struct vitk_food copy;
  const struct vitk_food *food = full(&copy, sizeof copy, given);
  const vitk_str *texts = texts_from(food, offsetof(struct vitk_food, food_id));
  struct vitk_last *last = &stating->last.food;
  bool alike = food->name_en.p != NULL && food->name.p != NULL && vitk_str_equal(food->name_en, food->name);
  size_t n = 0;
  uint32_t changed = vitk_changed_find(last, texts, 0, alike ? AT_NAME_EN : AT_NAME_EN + 1, &n);
  changed |= vitk_changed_find(last, texts, AT_NAME_EN + 1, FOOD_TEXTS, &n);
  if (alike)
    last->is[AT_NAME_EN] = (vitk_str){NULL, 0};
  return put_food(stating, VITK_WIRE_FOOD, texts, changed, n, alike ? NAMED_ALIKE : 0);
}

/* The scheme goes with its NUL; one that is too long for a message is too long for a scheme, and its end says so. */
static int state_food_code(void *self, vitk_str food_id, const char *scheme, vitk_str code) {
  struct vitk_stating *stating = self;
  size_t n = strlen(scheme) + 1, cut = n > VITK_WIRE_TEXT_MAX ? n - VITK_WIRE_TEXT_MAX : 0, bytes = 0;
  vitk_str texts[CODE_TEXTS];
  texts[AT_FOOD_ID] = food_id;
  texts[AT_SCHEME] = (vitk_str){scheme + cut, n - cut};
  texts[AT_CODE] = code;
  uint32_t changed = vitk_changed_find(&stating->last.food, texts, AT_FOOD_ID, AT_FOOD_ID + 1, &bytes);
  changed |= vitk_changed_find(&stating->last.food, texts, AT_SCHEME, CODE_TEXTS, &bytes);
  return put_food(stating, VITK_WIRE_FOOD_CODE, texts, changed, bytes, 0);
}

/* A blank says nothing, and so mentions nothing. */
static bool says_something(const struct vitk_source *rules, const struct vitk_statement *statement) {
  struct vitk_value value;
  struct vitk_rejection why;
  char flags[VITK_FLAGS_MAX];
  return vitk_str_trim(statement->amount).n > 0 ||
         vitk_normalise(rules, statement, &value, flags, &why) != VITK_SAYS_NOTHING;
}

static int put_statement(struct vitk_stating *stating, const struct vitk_statement *s) {
  struct vitk_last *last = &stating->last.statement;
  const vitk_str *texts = texts_from(s, offsetof(struct vitk_statement, food_id));
  size_t n = 0, words = 0;
  uint32_t of_texts = vitk_changed_find(last, texts, 0, AT_WORDS, &n);
  of_texts |= vitk_changed_find(last, texts, AFTER_WORDS, STATEMENT_TEXTS, &n);
  uint32_t changed = of_texts;
  stating->named = stating->named && (changed & 1) == 0; /* the first text is food_id */
  if (memcmp(stating->words, &texts[AT_WORDS], WORDS_SIZE) != 0) {
    memcpy(stating->words, &texts[AT_WORDS], WORDS_SIZE);
    words = WORDS_SIZE;
    changed |= OF_WORDS;
  }
  char *to = vitk_wire_message(stating->out, VITK_WIRE_STATEMENT, sizeof changed + sizeof s->line + words + n);
  if (to == NULL)
    return code_of(stating);
  to = put(to, &changed, sizeof changed);
  to = put(to, &s->line, sizeof s->line);
  to = put(to, stating->words, words);
  return put_changed(stating, last, texts, of_texts, to);
}

static int state_statement(void *self, const struct vitk_statement *given) {
  struct vitk_stating *stating = self;
  struct vitk_statement copy;
  const struct vitk_statement *s = full(&copy, sizeof copy, given);
  int code = put_statement(stating, s);
  if (code != VITK_OK || stating->named || stating->all_foods || stating->current == NULL || s->food_id.p == NULL ||
      !says_something(&stating->rules, s))
    return code;
  stating->named = true;
  return vitk_mentioned_add(&stating->current->foods, vitk_str_trim(s->food_id));
}

static int state_row(void *self, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride) {
  struct vitk_stating *stating = self;
  vitk_wire_begin(stating->out, VITK_WIRE_ROW);
  vitk_wire_number(stating->out, table);
  vitk_wire_number(stating->out, n);
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_datum datum = {.is_null = 1};
    memcpy(&datum, (const char *)row + (size_t)i * stride, stride < sizeof datum ? stride : sizeof datum);
    vitk_wire_text(stating->out, datum.is_null ? (vitk_str){NULL, 0} : datum.text.p ? datum.text : vitk_str_of(""));
  }
  return end(stating);
}

static int state_diag(void *self, const struct vitk_diag *diag) {
  struct vitk_stating *stating = self;
  vitk_wire_begin(stating->out, VITK_WIRE_DIAG);
  vitk_wire_diag(stating->out, diag);
  return end(stating);
}

static bool is_mentioned(void *self, vitk_str food_id) {
  struct vitk_stating *stating = self;
  if (stating->all_foods)
    return true;
  if (food_id.p == NULL || stating->current == NULL)
    return false;
  return vitk_mentioned_has(&stating->current->foods, vitk_str_trim(food_id));
}

static void skip_foods(void *self, uint64_t n) {
  struct vitk_stating *stating = self;
  vitk_wire_begin(stating->out, VITK_WIRE_FOODS_SKIPPED);
  vitk_wire_number(stating->out, n);
  vitk_wire_end(stating->out); /* a failure stays, and the next call tells it */
}

static int state_file(void *self, vitk_str path, uint64_t bytes, vitk_str checksum) {
  struct vitk_stating *stating = self;
  vitk_wire_begin(stating->out, VITK_WIRE_FILE);
  vitk_wire_text(stating->out, path);
  vitk_wire_number(stating->out, bytes);
  vitk_wire_text(stating->out, checksum);
  return end(stating);
}

static int finish(void *self) {
  return code_of(self);
}

struct vitk_receiver vitk_stating_receiver(struct vitk_stating *stating) {
  return (struct vitk_receiver){stating,         state_source, state_food, state_food_code,
                                state_statement, state_row,    state_diag, is_mentioned,
                                skip_foods,      state_file,   finish,     stating->all_foods};
}

void vitk_stating_free(struct vitk_stating *stating) {
  for (struct vitk_stating_source *source = stating->sources; source != NULL; source = source->next)
    vitk_mentioned_free(&source->foods);
  vitk_last_free(&stating->last.food);
  vitk_last_free(&stating->last.statement);
  vitk_arena_free(&stating->arena);
}

/* --- the other side */

static int apply_source(struct vitk_wire_message *message, const struct vitk_receiver *to) {
  struct vitk_source source = {.size = sizeof source};
  struct vitk_token tokens[TOKENS_MAX];
  get_texts(message, &source, source_texts);
  source.decimal_mark = vitk_wire_get_small(message);
  source.number_flags = vitk_wire_get_small(message);
  source.n_tokens = vitk_wire_get_small(message);
  source.tokens = tokens;
  source.token_stride = sizeof tokens[0];
  for (uint32_t i = 0; i < source.n_tokens && i < TOKENS_MAX; i++) {
    tokens[i].text = vitk_wire_get_string(message);
    tokens[i].status = vitk_wire_get_small(message);
    tokens[i].origin = vitk_wire_get_small(message);
  }
  return message->bad ? VITK_FATAL : to->source(to->self, &source);
}

/* The bits of what changed, of those that there can be. */
static uint32_t get_changed(struct vitk_wire_message *message, uint32_t bits) {
  uint32_t changed = 0;
  const char *bytes = vitk_wire_get_bytes(message, sizeof changed);
  if (bytes != NULL)
    memcpy(&changed, bytes, sizeof changed);
  message->bad = message->bad || (changed & ~bits) != 0;
  return message->bad ? 0 : changed;
}

static vitk_str *texts_of_food(struct vitk_stated *stated) {
  return texts_of(&stated->food, offsetof(struct vitk_stated_food, food.food_id));
}
static vitk_str *texts_of_statement(struct vitk_stated *stated) {
  return texts_of(&stated->statement, offsetof(struct vitk_statement, food_id));
}

static int apply_food(struct vitk_stated *stated, struct vitk_wire_message *message, const struct vitk_receiver *to) {
  struct vitk_food *food = &stated->food.food;
  uint32_t changed = get_changed(message, OF_FOOD | NAMED_ALIKE);
  bool alike = (changed & NAMED_ALIKE) != 0;
  vitk_changed_get(&stated->of_food, texts_of_food(stated), changed & OF_FOOD, message);
  if (message->bad)
    return VITK_FATAL;
  food->size = sizeof *food;
  if (alike)
    food->name_en = food->name;
  int code = to->food(to->self, food);
  if (alike)
    food->name_en = (vitk_str){NULL, 0};
  return code;
}

static int apply_food_code(struct vitk_stated *stated, struct vitk_wire_message *message,
                           const struct vitk_receiver *to) {
  const struct vitk_stated_food *of = &stated->food;
  vitk_changed_get(&stated->of_food, texts_of_food(stated), get_changed(message, OF_CODE), message);
  vitk_str scheme = of->scheme;
  if (scheme.n == 0 || memchr(scheme.p, '\0', scheme.n) != scheme.p + scheme.n - 1)
    message->bad = true;
  return message->bad ? VITK_FATAL : to->food_code(to->self, of->food.food_id, scheme.p, of->code);
}

static int apply_statement(struct vitk_stated *stated, struct vitk_wire_message *message,
                           const struct vitk_receiver *to) {
  struct vitk_statement *s = &stated->statement;
  vitk_str *texts = texts_of_statement(stated);
  uint32_t changed = get_changed(message, OF_STATEMENT | OF_WORDS);
  const char *bytes = vitk_wire_get_bytes(message, sizeof s->line);
  if (bytes != NULL)
    memcpy(&s->line, bytes, sizeof s->line);
  bytes = (changed & OF_WORDS) != 0 ? vitk_wire_get_bytes(message, WORDS_SIZE) : NULL;
  if (bytes != NULL)
    memcpy(&texts[AT_WORDS], bytes, WORDS_SIZE);
  vitk_changed_get(&stated->of_statement, texts, changed & OF_STATEMENT, message);
  s->size = sizeof *s;
  return message->bad ? VITK_FATAL : to->statement(to->self, s);
}

static int apply_row(struct vitk_wire_message *message, const struct vitk_receiver *to) {
  struct vitk_datum row[ROW_FIELDS_MAX];
  uint32_t table = vitk_wire_get_small(message), n = vitk_wire_get_small(message);
  message->bad = message->bad || table >= VITK_N_TABLES;
  for (uint32_t i = 0; i < n && i < ROW_FIELDS_MAX; i++) {
    vitk_str text = vitk_wire_get_text(message);
    row[i] = (struct vitk_datum){.text = text, .is_null = text.p == NULL};
  }
  if (message->bad)
    return VITK_FATAL;
  return to->row(to->self, table, row, n < ROW_FIELDS_MAX ? n : ROW_FIELDS_MAX, sizeof row[0]);
}

static int apply_file(struct vitk_wire_message *message, const struct vitk_receiver *to) {
  vitk_str path = vitk_wire_get_text(message);
  uint64_t bytes = vitk_wire_get_number(message);
  vitk_str checksum = vitk_wire_get_text(message);
  return message->bad ? VITK_FATAL : to->file(to->self, path, bytes, checksum);
}

void vitk_stated_free(struct vitk_stated *stated) {
  vitk_arrived_free(&stated->of_food);
  vitk_arrived_free(&stated->of_statement);
}

int vitk_stated_keep(struct vitk_stated *stated) {
  int code = vitk_changed_keep(&stated->of_food, texts_of_food(stated));
  return code == VITK_OK ? vitk_changed_keep(&stated->of_statement, texts_of_statement(stated)) : code;
}

int vitk_stated_apply(struct vitk_stated *stated, struct vitk_wire_message *message, const struct vitk_receiver *to) {
  struct vitk_diag diag;
  uint64_t n;
  switch (message->kind) {
  case VITK_WIRE_SOURCE:
    return apply_source(message, to);
  case VITK_WIRE_FOOD:
    return apply_food(stated, message, to);
  case VITK_WIRE_FOOD_CODE:
    return apply_food_code(stated, message, to);
  case VITK_WIRE_STATEMENT:
    return apply_statement(stated, message, to);
  case VITK_WIRE_ROW:
    return apply_row(message, to);
  case VITK_WIRE_DIAG:
    vitk_wire_get_diag(message, &diag);
    return message->bad ? VITK_FATAL : to->diag(to->self, &diag);
  case VITK_WIRE_FOODS_SKIPPED:
    n = vitk_wire_get_number(message);
    if (message->bad)
      return VITK_FATAL;
    to->foods_skipped(to->self, n);
    return VITK_OK;
  case VITK_WIRE_FILE:
    return apply_file(message, to);
  default:
    message->bad = true;
    return VITK_FATAL;
  }
}
