/* host_statement.c - what an importer states, on its way to the store. */
#include "core/plugin/host.h"

enum { STATING = VITK_IN_OPEN | VITK_IN_READ };

/* May the call be made, and is what it states a struct of `least` bytes or more? */
static inline int allow(struct vitk_context *context, const char *call, const void *stated, size_t least) {
  int code = vitk_context_allow(context, call, STATING);
  if (code == VITK_OK)
    code = vitk_context_poll(context);
  if (code != VITK_OK)
    return code;
  if (stated == NULL)
    return vitk_context_misuse(context, call, "a struct that it needs is NULL");
  size_t size;
  memcpy(&size, stated, sizeof size);
  if (size < least || size > VITK_LARGEST_STRUCT)
    return vitk_context_misuse(context, call, "the struct's size says %zu bytes, not %zu or more: set its .size", size,
                               least);
  return VITK_OK;
}

/* What is stated as a whole struct of today: itself, or its copy where it is of an older, shorter layout. */
static inline const void *whole(const void *stated, void *copy, size_t full) {
  size_t size;
  memcpy(&size, stated, sizeof size);
  if (size >= full)
    return stated;
  memset(copy, 0, full);
  memcpy(copy, stated, size);
  memcpy(copy, &full, sizeof full);
  return copy;
}

/* A slice of bytes that are nowhere. */
static inline bool nowhere(vitk_str text) {
  return (text.p == NULL) & (text.n > 0);
}

/* Is one of the slices that lie one after the other in theirs[from … to-1] of no bytes? None is, mostly. */
static inline bool any_nowhere(const void *theirs, size_t from, size_t to) {
  bool any = false;
  for (size_t at = from; at < to; at += sizeof(vitk_str)) {
    vitk_str text;
    memcpy(&text, (const unsigned char *)theirs + at, sizeof text);
    any |= nowhere(text);
  }
  return any;
}

static const char text_is_nowhere[] = "a text of it has a length but its pointer is NULL";

int vitk_host_source(struct vitk_context *context, const struct vitk_source *theirs) {
  size_t texts = VITK_UP_TO(struct vitk_source, total_definition);
  int code = allow(context, "source", theirs, VITK_UP_TO(struct vitk_source, title));
  if (code != VITK_OK)
    return code;
  struct vitk_source copy;
  const struct vitk_source *source = whole(theirs, &copy, sizeof copy);
  if (any_nowhere(source, offsetof(struct vitk_source, source_id), texts))
    return vitk_context_misuse(context, "source", text_is_nowhere);
  if (source->n_tokens > 0 && (source->tokens == NULL || source->token_stride < sizeof(struct vitk_token) ||
                               source->token_stride > VITK_LARGEST_STRUCT))
    return vitk_context_misuse(context, "source", "n_tokens and token_stride don't fit: write VITK_ARRAY");
  if (source->decimal_mark != 0 && source->decimal_mark != '.' && source->decimal_mark != ',')
    return vitk_context_misuse(context, "source", "the decimal mark is neither '.' nor ','");
  for (uint32_t i = 0; i < source->n_tokens; i++) {
    struct vitk_token token;
    memcpy(&token, (const unsigned char *)source->tokens + (size_t)i * source->token_stride, sizeof token);
    if (token.text == NULL || token.status == VITK_AS_WRITTEN || token.status > VITK_MISSING ||
        token.origin > VITK_ASSUMED)
      return vitk_context_misuse(context, "source", "token %u has no text, or no status that there is", i);
  }
  return vitk_context_passed(context, context->receiver->source(context->receiver->self, source), true);
}

int vitk_host_food(struct vitk_context *context, const struct vitk_food *theirs) {
  int code = allow(context, "food", theirs, VITK_UP_TO(struct vitk_food, name));
  if (code != VITK_OK)
    return code;
  struct vitk_food copy;
  const struct vitk_food *food = whole(theirs, &copy, sizeof copy);
  if (any_nowhere(food, offsetof(struct vitk_food, food_id), VITK_UP_TO(struct vitk_food, food_group)))
    return vitk_context_misuse(context, "food", text_is_nowhere);
  return vitk_context_passed(context, context->receiver->food(context->receiver->self, food), true);
}

int vitk_host_food_code(struct vitk_context *context, vitk_str food_id, const char *scheme, vitk_str code) {
  int allowed = vitk_context_allow(context, "food_code", STATING);
  if (allowed == VITK_OK)
    allowed = vitk_context_poll(context);
  if (allowed != VITK_OK)
    return allowed;
  if (scheme == NULL || scheme[0] == '\0')
    return vitk_context_misuse(context, "food_code", "the scheme is missing");
  if (nowhere(food_id) || nowhere(code))
    return vitk_context_misuse(context, "food_code", text_is_nowhere);
  return vitk_context_passed(context, context->receiver->food_code(context->receiver->self, food_id, scheme, code),
                             true);
}

int vitk_host_statement(struct vitk_context *context, const struct vitk_statement *theirs) {
  int code = allow(context, "statement", theirs, VITK_UP_TO(struct vitk_statement, field));
  if (code != VITK_OK)
    return code;
  struct vitk_statement copy;
  const struct vitk_statement *s = whole(theirs, &copy, sizeof copy);
  if (any_nowhere(s, offsetof(struct vitk_statement, food_id), VITK_UP_TO(struct vitk_statement, unit)) ||
      any_nowhere(s, offsetof(struct vitk_statement, limit), VITK_UP_TO(struct vitk_statement, field)))
    return vitk_context_misuse(context, "statement", text_is_nowhere);
  return vitk_context_passed(context, context->receiver->statement(context->receiver->self, s), true);
}

int vitk_host_row(struct vitk_context *context, uint32_t table, const struct vitk_datum *row, uint32_t n,
                  uint32_t stride) {
  int code = vitk_context_allow(context, "row", STATING);
  if (code == VITK_OK)
    code = vitk_context_poll(context);
  if (code != VITK_OK)
    return code;
  if (table >= VITK_N_TABLES)
    return vitk_context_misuse(context, "row", "there is no table %u", table);
  if (n > 0 && (row == NULL || stride < VITK_UP_TO(struct vitk_datum, is_null) || stride > VITK_LARGEST_STRUCT))
    return vitk_context_misuse(context, "row", "the row is NULL, or its stride is not the size of a datum");
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_datum datum = {.is_null = 1};
    memcpy(&datum, (const unsigned char *)row + (size_t)i * stride, VITK_UP_TO(struct vitk_datum, is_null));
    if (!datum.is_null && nowhere(datum.text))
      return vitk_context_misuse(context, "row", text_is_nowhere);
  }
  return vitk_context_passed(context, context->receiver->row(context->receiver->self, table, row, n, stride), true);
}
