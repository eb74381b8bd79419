/* store_source.c - sources: their texts, and the rules by which their statements are read. */
#include "core/record/store_inside.h"
#include "core/record/wellformed.h"

#include <stddef.h>

enum { SOURCES_MAX = 1000, TOKENS_MAX = 1000 };

int vitk_store_fit(struct vitk_store *store, vitk_str *text, size_t most, const char *name, struct vitk_place place) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  vitk_str whole = *text;
  *text = (vitk_str){NULL, 0};
  if (whole.n == 0)
    return VITK_OK;
  if (!vitk_wellformed(whole))
    return vitk_report(&sink, VITK_WARNING, "bad-text", place, whole.p ? whole : (vitk_str){0},
                       "Check the character set that is read.",
                       "the %s is not valid UTF-8 or holds a NUL, and is left out", name);
  *text = whole;
  if (whole.n <= most)
    return VITK_OK;
  text->n = vitk_wellformed_cut(whole, most);
  return vitk_report(&sink, VITK_WARNING, "text-cut", place, whole, NULL,
                     "the %s of %zu bytes is cut to the %zu that are kept", name, whole.n, most);
}

int vitk_store_keep(struct vitk_store *store, vitk_str text, size_t most, const char *name, struct vitk_place place,
                    uint32_t *out) {
  *out = 0;
  int code = vitk_store_fit(store, &text, most, name, place);
  return code == VITK_OK ? vitk_texts_share(&store->texts, text, out) : code;
}

static bool is_source_id(vitk_str id) {
  if (id.p == NULL || id.n == 0 || id.n > VITK_SOURCE_ID_MAX)
    return false;
  for (size_t i = 0; i < id.n; i++) {
    char c = id.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && (i == 0 || (c != '.' && c != '_' && c != '-')))
      return false;
  }
  return true;
}

static int refuse(struct vitk_store *store, const char *code, vitk_str excerpt, const char *hint, const char *what) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  int sent = vitk_report(&sink, VITK_ERROR, code, (struct vitk_place){0}, excerpt.p ? excerpt : (vitk_str){0}, hint,
                         "%s", what);
  return sent < 0 ? sent : VITK_FAILED;
}

/* What is wrong with a source's number style and tokens, NULL: nothing. */
static const char *trouble_with(const struct vitk_source *source) {
  const uint32_t known_flags = VITK_PARENTHESES_ESTIMATE | VITK_SPACES_GROUP | VITK_PLUS_MINUS_SD;
  if (source->decimal_mark != 0 && source->decimal_mark != '.' && source->decimal_mark != ',')
    return "the decimal mark is neither '.' nor ','";
  if ((source->number_flags & ~known_flags) != 0)
    return "number_flags has a flag that this version of vitk does not know";
  if (source->n_tokens == 0)
    return NULL;
  if (source->n_tokens > TOKENS_MAX)
    return "there are more than 1000 tokens";
  if (source->tokens == NULL || source->token_stride < offsetof(struct vitk_token, origin) ||
      source->token_stride % sizeof(void *) != 0)
    return "tokens is NULL, or token_stride is not the size of a token";
  return NULL;
}

/* A full-size copy of the tokens, which a plugin gives by a stride of its own. */
static int copy_tokens(struct vitk_store *store, const struct vitk_source *source, struct vitk_source *rules,
                       const char **trouble) {
  struct vitk_token *tokens = vitk_arena_alloc(&store->arena, source->n_tokens * sizeof *tokens);
  if (tokens == NULL)
    return VITK_NOMEM;
  size_t stride = source->token_stride;
  for (uint32_t i = 0; i < source->n_tokens; i++) {
    memcpy(&tokens[i], (const char *)source->tokens + i * stride, stride < sizeof *tokens ? stride : sizeof *tokens);
    if (stride < offsetof(struct vitk_token, origin) + sizeof tokens[i].origin)
      tokens[i].origin = VITK_ORIGIN_UNKNOWN;
    if (tokens[i].text == NULL || tokens[i].status == VITK_AS_WRITTEN || tokens[i].status > VITK_MISSING ||
        tokens[i].origin > VITK_ASSUMED) {
      *trouble = "a token has no text, or a status or origin that this version of vitk does not know";
      return VITK_FAILED;
    }
    vitk_str text;
    if (vitk_arena_copy(&store->arena, vitk_str_of(tokens[i].text), &text) != VITK_OK)
      return VITK_NOMEM;
    tokens[i].text = text.p;
  }
  rules->tokens = tokens;
  rules->token_stride = sizeof *tokens;
  return VITK_OK;
}

/* The source's texts in the order of both structs; the id is checked apart. */
static const struct {
  size_t from, to;
  const char *name;
} source_texts[] = {
#define TEXT(name)                                                                                                     \
  { offsetof(struct vitk_source, name), offsetof(struct vitk_stored_source, name), #name }
    TEXT(title),   TEXT(release),     TEXT(publisher), TEXT(country),          TEXT(language),
    TEXT(licence), TEXT(attribution), TEXT(url),       TEXT(total_definition),
#undef TEXT
};

static int fill_texts(struct vitk_store *store, const struct vitk_source *from, struct vitk_stored_source *to) {
  for (size_t i = 0; i < sizeof source_texts / sizeof source_texts[0]; i++) {
    vitk_str text, *kept = (vitk_str *)(void *)((char *)to + source_texts[i].to);
    memcpy(&text, (const char *)from + source_texts[i].from, sizeof text);
    if (kept->p != NULL)
      continue;
    uint32_t number;
    int code = vitk_store_keep(store, vitk_str_trim(text), VITK_NAME_MAX, source_texts[i].name, (struct vitk_place){0},
                               &number);
    if (code != VITK_OK)
      return code;
    *kept = vitk_store_text(store, number);
  }
  return VITK_OK;
}

static int add_source(struct vitk_store *store) {
  if (store->n_sources == SOURCES_MAX)
    return refuse(store, "limit", (vitk_str){0}, "Import fewer at once.", "there are more than 1000 sources");
  return vitk_store_add_source(store);
}

bool vitk_store_go_on_with(struct vitk_store *store, vitk_str id) {
  for (uint32_t i = 0; i < store->n_sources; i++)
    if (store->sources[i]->is.source_id.p != NULL && vitk_str_equal(store->sources[i]->is.source_id, id)) {
      store->current = i;
      store->rules_stated++;
      return true;
    }
  return false;
}

int vitk_store_source(struct vitk_store *store, const struct vitk_source *given) {
  struct vitk_source source = {0};
  const char *trouble = NULL;
  memcpy(&source, given, given->size < sizeof source ? given->size : sizeof source);
  if (store->finished)
    return VITK_FATAL;
  if (!is_source_id(source.source_id))
    return refuse(store, "bad-source-id", source.source_id, "Name database and release: \"table-2025\".",
                  "a source's id has 1 to 100 characters of a-z, 0-9, '.', '_' and '-', the first a letter or digit");
  trouble = trouble_with(&source);
  struct vitk_source rules = {.size = sizeof rules,
                              .decimal_mark = source.decimal_mark == ',' ? ',' : '.',
                              .number_flags = source.number_flags,
                              .n_tokens = source.n_tokens};
  int code = trouble ? VITK_FAILED : copy_tokens(store, &source, &rules, &trouble);
  if (trouble != NULL)
    return refuse(store, "bad-source", source.source_id, "The plugin is wrong, or made for a newer vitk.", trouble);
  if (code != VITK_OK)
    return code;
  store->provisional = NULL;
  if (!vitk_store_go_on_with(store, source.source_id)) {
    if (vitk_store_has_source(store) && (code = add_source(store)) != VITK_OK)
      return code;
    struct vitk_stored_source *stored = &vitk_store_current(store)->is;
    uint32_t id;
    code = vitk_texts_share(&store->texts, source.source_id, &id);
    if (code != VITK_OK)
      return code;
    stored->source_id = vitk_store_text(store, id);
    stored->importer = store->settings.importer;
    stored->importer_version = store->settings.importer_version;
  }
  vitk_store_current(store)->rules = rules;
  store->rules_stated++;
  return fill_texts(store, &source, &vitk_store_current(store)->is);
}
