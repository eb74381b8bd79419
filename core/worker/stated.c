#include "core/worker/stated.h"

#include "core/record/normalise.h"
#include "core/record/wellformed.h"

#include <stddef.h>

enum { ROW_FIELDS_MAX = 64, TOKENS_MAX = 1000 }; /* a table's columns; what a store takes of tokens */

/* The texts of a struct that lie one after the other, from the first to the last. */
#define TEXTS(type, first, last)                                                                                       \
  { offsetof(struct type, first), (offsetof(struct type, last) - offsetof(struct type, first)) / sizeof(vitk_str) + 1 }
struct texts {
  size_t at, n;
};
static const struct texts source_texts = TEXTS(vitk_source, source_id, total_definition);
static const struct texts food_texts = TEXTS(vitk_food, food_id, food_group);

/* A statement's texts: those before its numbers, then those after. Rows of a table repeat most of them, so a message
 * has the ones that are not as in the statement before. */
#define TEXT(name) offsetof(struct vitk_statement, name)
static const size_t statement_texts[VITK_STATEMENT_TEXTS] = {
    TEXT(food_id), TEXT(component), TEXT(amount), TEXT(unit),       TEXT(limit), TEXT(serving_g), TEXT(n),    TEXT(sd),
    TEXT(min),     TEXT(max),       TEXT(method), TEXT(confidence), TEXT(flags), TEXT(file),      TEXT(field)};
#undef TEXT

struct statement_head {    /* of a message; the texts of `changed` follow, each its length and its bytes */
  uint32_t changed, there; /* a bit a text; `there`: its pointer is not NULL */
  uint32_t status, basis, origin, equivalents;
  uint64_t line;
};

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
static int end(struct vitk_stating *stating) {
  int code = vitk_wire_end(stating->out);
  return code == VITK_FAILED ? VITK_CANCELLED : code;
}

static void full(void *to, size_t size, const void *from) {
  size_t given;
  memcpy(&given, from, sizeof given);
  memset(to, 0, size);
  memcpy(to, from, given < size ? given : size);
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
  return VITK_OK;
}

static int state_source(void *self, const struct vitk_source *given) {
  struct vitk_stating *stating = self;
  struct vitk_source *source = &stating->rules;
  full(source, sizeof *source, given);
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

static int state_food(void *self, const struct vitk_food *given) {
  struct vitk_stating *stating = self;
  struct vitk_food food;
  full(&food, sizeof food, given);
  vitk_wire_begin(stating->out, VITK_WIRE_FOOD);
  put_texts(stating->out, &food, food_texts);
  return end(stating);
}

static int state_food_code(void *self, vitk_str food_id, const char *scheme, vitk_str code) {
  struct vitk_stating *stating = self;
  vitk_wire_begin(stating->out, VITK_WIRE_FOOD_CODE);
  vitk_wire_text(stating->out, food_id);
  vitk_wire_string(stating->out, scheme);
  vitk_wire_text(stating->out, code);
  return end(stating);
}

/* A blank says nothing, and so mentions nothing. */
static bool says_something(const struct vitk_source *rules, const struct vitk_statement *statement) {
  struct vitk_value value;
  struct vitk_rejection why;
  char flags[VITK_FLAGS_MAX];
  return vitk_str_trim(statement->amount).n > 0 ||
         vitk_normalise(rules, statement, &value, flags, &why) != VITK_SAYS_NOTHING;
}

static vitk_str text_of(const struct vitk_statement *s, size_t i) {
  vitk_str text;
  memcpy(&text, (const char *)s + statement_texts[i], sizeof text);
  if (text.n > VITK_WIRE_TEXT_MAX)
    text.n = vitk_wellformed_cut(text, VITK_WIRE_TEXT_MAX);
  return text;
}

/* Keeps the text as the one of the statement before. */
static int remember(struct vitk_buffer *last, vitk_str text) {
  last->maximum = VITK_WIRE_TEXT_MAX;
  last->n = 0;
  if (text.n > last->capacity && vitk_buffer_reserve(last, text.n) != VITK_OK)
    return VITK_NOMEM;
  if (last->p != NULL && text.p != NULL)
    memcpy(last->p, text.p, text.n);
  last->n = text.n;
  return VITK_OK;
}

static void put_statement(struct vitk_stating *stating, const struct vitk_statement *s) {
  struct statement_head head = {0, 0, s->status, s->basis, s->origin, s->equivalents, s->line};
  vitk_str texts[VITK_STATEMENT_TEXTS];
  for (size_t i = 0; i < VITK_STATEMENT_TEXTS; i++) {
    struct vitk_buffer *last = &stating->last[i];
    texts[i] = text_of(s, i);
    head.there |= (uint32_t)(texts[i].p != NULL) << i;
    bool nothing = texts[i].p == NULL || last->n == 0;
    if (texts[i].n == last->n && (nothing || memcmp(texts[i].p, last->p, last->n) == 0))
      continue;
    head.changed |= 1U << i;
    if (remember(last, texts[i]) != VITK_OK)
      stating->out->code = VITK_NOMEM;
  }
  vitk_wire_bytes(stating->out, &head, sizeof head);
  for (size_t i = 0; i < VITK_STATEMENT_TEXTS; i++) {
    uint32_t n = (uint32_t)texts[i].n;
    if ((head.changed >> i & 1) == 0)
      continue;
    vitk_wire_bytes(stating->out, &n, sizeof n);
    vitk_wire_bytes(stating->out, texts[i].p, n);
  }
}

static int state_statement(void *self, const struct vitk_statement *given) {
  struct vitk_stating *stating = self;
  struct vitk_statement s;
  full(&s, sizeof s, given);
  s.size = sizeof s;
  vitk_wire_begin(stating->out, VITK_WIRE_STATEMENT);
  put_statement(stating, &s);
  int code = end(stating);
  if (code != VITK_OK || stating->all_foods || stating->current == NULL || s.food_id.p == NULL ||
      !says_something(&stating->rules, &s))
    return code;
  return vitk_mentioned_add(&stating->current->foods, vitk_str_trim(s.food_id));
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
  const struct vitk_stating *stating = self;
  return stating->out->code == VITK_FAILED ? VITK_CANCELLED : stating->out->code;
}

struct vitk_receiver vitk_stating_receiver(struct vitk_stating *stating) {
  return (struct vitk_receiver){stating,    state_source, state_food, state_food_code, state_statement, state_row,
                                state_diag, is_mentioned, skip_foods, state_file,      finish};
}

void vitk_stating_free(struct vitk_stating *stating) {
  for (struct vitk_stating_source *source = stating->sources; source != NULL; source = source->next)
    vitk_mentioned_free(&source->foods);
  for (size_t i = 0; i < VITK_STATEMENT_TEXTS; i++)
    vitk_buffer_free(&stating->last[i]);
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

static int apply_food(struct vitk_wire_message *message, const struct vitk_receiver *to) {
  struct vitk_food food = {.size = sizeof food};
  get_texts(message, &food, food_texts);
  return message->bad ? VITK_FATAL : to->food(to->self, &food);
}

static int apply_food_code(struct vitk_wire_message *message, const struct vitk_receiver *to) {
  vitk_str food_id = vitk_wire_get_text(message);
  const char *scheme = vitk_wire_get_string(message);
  vitk_str code = vitk_wire_get_text(message);
  message->bad = message->bad || scheme == NULL;
  return message->bad ? VITK_FATAL : to->food_code(to->self, food_id, scheme, code);
}

static int apply_statement(struct vitk_stated *stated, struct vitk_wire_message *message,
                           const struct vitk_receiver *to) {
  struct vitk_statement s = {.size = sizeof s};
  struct statement_head head = {.changed = 0};
  const char *bytes = vitk_wire_get_bytes(message, sizeof head);
  if (bytes != NULL)
    memcpy(&head, bytes, sizeof head);
  for (size_t i = 0; i < VITK_STATEMENT_TEXTS; i++) {
    struct vitk_buffer *last = &stated->last[i];
    uint32_t n = 0;
    if ((head.changed >> i & 1) != 0) {
      bytes = vitk_wire_get_bytes(message, sizeof n);
      if (bytes != NULL)
        memcpy(&n, bytes, sizeof n);
      vitk_str text = {vitk_wire_get_bytes(message, n), n};
      if (text.p == NULL || n > VITK_WIRE_TEXT_MAX)
        message->bad = true;
      else if (remember(last, text) != VITK_OK)
        return VITK_NOMEM;
    }
    vitk_str text = (head.there >> i & 1) != 0 ? vitk_buffer_str(last) : (vitk_str){NULL, 0};
    memcpy((char *)&s + statement_texts[i], &text, sizeof text);
  }
  s.status = head.status;
  s.basis = head.basis;
  s.origin = head.origin;
  s.equivalents = head.equivalents;
  s.line = head.line;
  return message->bad ? VITK_FATAL : to->statement(to->self, &s);
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
  for (size_t i = 0; i < VITK_STATEMENT_TEXTS; i++)
    vitk_buffer_free(&stated->last[i]);
}

int vitk_stated_apply(struct vitk_stated *stated, struct vitk_wire_message *message, const struct vitk_receiver *to) {
  struct vitk_diag diag;
  uint64_t n;
  switch (message->kind) {
  case VITK_WIRE_SOURCE:
    return apply_source(message, to);
  case VITK_WIRE_FOOD:
    return apply_food(message, to);
  case VITK_WIRE_FOOD_CODE:
    return apply_food_code(message, to);
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
