/* json.c - records of JSON and JSON Lines, in constant memory. */
#include "core/base/str.h"
#include "core/input/json_parser.h"
#include "core/input/text.h"

#include <stdlib.h>

enum { CHUNK = 65536 };

struct json_records {
  struct vitk_record_source source;
  struct vitk_text *text;
  struct vitk_builder *builder;
  struct vitk_json_parser *parser;
  bool ended;
  int failure;
  char chunk[CHUNK];
};

static int advance(struct json_records *json) {
  size_t n;
  int code = vitk_text_read(json->text, json->chunk, CHUNK, &n);
  if (code != VITK_OK)
    return code;
  json->ended = n == 0;
  return vitk_json_feed(json->parser, json->chunk, n);
}

/* Records that were whole before a failure are given before it is told. */
static int json_next(struct vitk_record_source *source, const struct vitk_node **out) {
  struct json_records *json = (struct json_records *)source;
  for (;;) {
    *out = vitk_builder_take(json->builder);
    if (*out != NULL)
      return VITK_OK;
    if (json->failure != VITK_OK)
      return json->failure;
    if (json->ended)
      return VITK_END;
    json->failure = advance(json);
  }
}

static void json_close(struct vitk_record_source *source) {
  struct json_records *json = (struct json_records *)source;
  vitk_json_parser_free(json->parser);
  vitk_text_close(json->text);
  vitk_builder_free(json->builder);
  free(json);
}

/* JSON is UTF-8; without a byte order mark, UTF-16 shows in the NUL beside its first character. */
static const char *charset_of(vitk_str head) {
  if (head.n >= 2 && head.p[0] == '\0' && head.p[1] != '\0')
    return "utf-16be";
  return head.n >= 2 && head.p[0] != '\0' && head.p[1] == '\0' ? "utf-16le" : "utf-8";
}

static int open_text(struct json_records *json, const struct vitk_input *input, const struct vitk_tree_plan *plan) {
  vitk_str head;
  struct vitk_stream *stream;
  int code = vitk_bundle_head(input->bundle, plan->spec.member, &head);
  if (code == VITK_OK)
    code = vitk_bundle_stream(input->bundle, plan->spec.member, &stream);
  if (code != VITK_OK)
    return code;
  const char *charset = plan->spec.charset ? plan->spec.charset : charset_of(head);
  return vitk_text_open(stream, plan->file, charset, input->limits, input->diags, &json->text);
}

int vitk_json_open(const struct vitk_input *input, const struct vitk_tree_plan *plan, struct vitk_record_source **out) {
  *out = NULL;
  struct json_records *json = malloc(sizeof *json);
  if (json == NULL)
    return VITK_NOMEM;
  memset(json, 0, offsetof(struct json_records, chunk));
  json->source = (struct vitk_record_source){json_next, json_close};
  int code = open_text(json, input, plan);
  if (code == VITK_OK) {
    json->builder = vitk_builder_new(input, plan, false);
    json->parser = json->builder ? vitk_json_parser_new(input, plan, json->builder) : NULL;
    code = json->parser ? VITK_OK : VITK_NOMEM;
  }
  if (code != VITK_OK) {
    json_close(&json->source);
    return code;
  }
  *out = &json->source;
  return VITK_OK;
}
