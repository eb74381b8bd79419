/* json.c - records of JSON and JSON Lines, in constant memory. Where the plan tells what a record must hold, objects
 * without it are passed over: they are skimmed, and yajl, which is given the rest of the document, is told of their
 * lines alone. The parser decides where a record can begin: passing over starts where yajl's last event was the last
 * byte that it was given, and the builder would take the next object for a record. */
#include "core/base/str.h"
#include "core/input/json_parser.h"
#include "core/input/window.h"

#include <stdlib.h>

enum { BLOCKS = 64, TRIES_MAX = 64 };

/* How the end of an object is found that has to be parsed: by its brackets, which may be wrong where it is no JSON. */
struct tracked {
  uint64_t depth;
  bool in_string, escaped;
};

enum place {
  BETWEEN,  /* a record can begin at window.at */
  WITHIN,   /* a record that has to be parsed; `tracked` knows how far */
  ELSEWHERE /* records may come in an array that begins later */
};

struct json_records {
  struct vitk_record_source source;
  const struct vitk_input *input;
  const struct vitk_tree_plan *plan;
  struct vitk_builder *builder;
  struct vitk_json_parser *parser;
  struct vitk_window window;
  struct vitk_json_skimmer *skimmer; /* NULL: each record is parsed */
  bool counts, gives_all;            /* records that are passed over count as read; none is passed over */
  size_t most;                       /* bytes of a record that can break no limit */
  enum place place;
  bool after_record; /* BETWEEN: one was parsed here, so that in an array a ',' comes next */
  uint32_t parent;   /* BETWEEN: VITK_ARRAY, or 0 for the document */
  struct tracked tracked;
  bool at_end; /* the parser was told */
  int failure;
};

/* --- passing over */

static bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static int feed(struct json_records *json, size_t n) {
  const char *text = json->window.p + json->window.at;
  json->window.at += n;
  return n > 0 ? vitk_json_feed(json->parser, text, n) : VITK_OK;
}

/* Can a record begin here? */
static void look_around(struct json_records *json, bool after_record) {
  bool between =
      vitk_json_is_between(json->parser) &&
      vitk_builder_expects(json->builder, VITK_OBJECT, (vitk_str){"", 0}, VITK_JSON_SKIM_DEPTH, &json->parent) &&
      (json->parent == VITK_ARRAY || json->parent == 0);
  json->place = between ? BETWEEN : ELSEWHERE;
  json->after_record = after_record;
}

/* Feeds to the next '[' after which a record can begin, `ready` bytes at most. */
static int hunt(struct json_records *json, size_t ready) {
  struct vitk_window *window = &json->window;
  size_t end = window->at + ready;
  for (int tries = 0; tries < TRIES_MAX; tries++) {
    const char *start = memchr(window->p + window->at, '[', end - window->at);
    if (start == NULL)
      break;
    int code = feed(json, (size_t)(start - window->p) + 1 - window->at);
    if (code != VITK_OK)
      return code;
    look_around(json, false);
    if (json->place == BETWEEN)
      return VITK_OK;
  }
  return feed(json, end - window->at);
}

/* Where the tracked object ends within p[0 … n), as it seems; n: not there. */
static size_t track(struct tracked *tracked, const char *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    char c = p[i];
    if (tracked->in_string) {
      bool was_escaped = tracked->escaped;
      tracked->escaped = !was_escaped && c == '\\';
      tracked->in_string = was_escaped || c != '"';
    } else if (c == '"') {
      tracked->in_string = true;
    } else if (c == '{' || c == '[') {
      tracked->depth++;
    } else if ((c == '}' || c == ']') && --tracked->depth == 0) {
      return i;
    }
  }
  return n;
}

/* Feeds what is left of a record that has to be parsed, `ready` bytes at most. */
static int feed_record(struct json_records *json, size_t ready) {
  struct vitk_window *window = &json->window;
  size_t n = track(&json->tracked, window->p + window->at, ready);
  bool ends = n < ready;
  int code = feed(json, n + ends);
  if (code == VITK_OK && ends)
    look_around(json, true);
  return code;
}

static void skip_blanks(const struct vitk_window *window, size_t *at, uint64_t *lines) {
  for (; *at < window->end && is_blank(window->p[*at]); ++*at)
    *lines += window->p[*at] == '\n';
}

/* A record that begins at or after *from, with what the skimmer says of it. */
static enum vitk_skim skim(struct json_records *json, size_t *from, struct vitk_skimmed *out, uint64_t *lines) {
  const struct vitk_window *window = &json->window;
  *lines = 0;
  skip_blanks(window, from, lines);
  if (json->after_record && json->parent == VITK_ARRAY && *from < window->end) {
    if (window->p[(*from)++] != ',')
      return VITK_SKIM_DOUBT;
    skip_blanks(window, from, lines);
  }
  size_t n = window->end - *from, gap = *from - window->at, most = json->most > gap ? json->most - gap : 0;
  enum vitk_skim result = vitk_json_skim(json->skimmer, window->p + *from, n < most ? n : most, out);
  if (result == VITK_SKIM_CUT && n >= most)
    return VITK_SKIM_DOUBT;
  *lines += out->lines;
  return result == VITK_SKIM_PASS && json->gives_all ? VITK_SKIM_PARSE : result;
}

/* Feeds a record of n bytes without what nobody wants of it. */
static int feed_skimmed(struct json_records *json, size_t start, size_t n) {
  struct vitk_window *window = &json->window;
  size_t n_cuts;
  const struct vitk_json_cut *cuts = vitk_json_skimmer_cuts(json->skimmer, &n_cuts);
  for (size_t i = 0; i < n_cuts; i++) {
    int code = feed(json, start + cuts[i].from - window->at);
    if (code != VITK_OK)
      return code;
    vitk_json_pass(json->parser, cuts[i].to - cuts[i].from, cuts[i].lines);
    window->at = start + cuts[i].to;
  }
  return feed(json, start + n - window->at);
}

/* Passes over records, to the first that is to be parsed. The parser has to see that there is one: so the first in an
 * array or a document is. */
static int pass(struct json_records *json) {
  struct vitk_window *window = &json->window;
  struct vitk_skimmed record;
  size_t start = window->at;
  uint64_t lines;
  enum vitk_skim result;
  while ((result = skim(json, &start, &record, &lines)) == VITK_SKIM_PASS && json->after_record) {
    start += record.n;
    vitk_json_pass(json->parser, start - window->at, lines);
    window->at = start;
    if (json->counts)
      vitk_skip_food(json->plan->passed, json->input);
  }
  if (result == VITK_SKIM_CUT && vitk_window_fill(window))
    return VITK_OK;
  json->place = start < window->end && window->p[start] == '{' ? WITHIN : ELSEWHERE;
  json->tracked = (struct tracked){.depth = 0};
  if (json->place != WITHIN || result == VITK_SKIM_DOUBT || result == VITK_SKIM_CUT)
    return VITK_OK;
  int code = feed_skimmed(json, start, record.n);
  if (code == VITK_OK)
    look_around(json, true);
  return code;
}

static int advance(struct json_records *json) {
  struct vitk_window *window = &json->window;
  if (json->skimmer != NULL && json->place == BETWEEN)
    return pass(json);
  size_t ready = vitk_window_ready(window);
  if (ready > 0)
    return json->skimmer == NULL   ? feed(json, ready < window->block ? ready : window->block)
           : json->place == WITHIN ? feed_record(json, ready)
                                   : hunt(json, ready);
  if (vitk_window_fill(window))
    return VITK_OK;
  int code = vitk_window_end(window);
  json->at_end = code == VITK_OK;
  return json->at_end ? vitk_json_feed(json->parser, "", 0) : code;
}

/* --- records */

/* Records that were whole before a problem are given before it is told. */
static int json_next(struct vitk_record_source *source, const struct vitk_node **out) {
  struct json_records *json = (struct json_records *)source;
  for (;;) {
    int code = vitk_builder_tell(json->builder);
    if (code != VITK_OK) {
      json->failure = code;
      return code;
    }
    *out = vitk_builder_take(json->builder);
    if (*out != NULL)
      return VITK_OK;
    if (json->failure != VITK_OK)
      return json->failure;
    if (json->at_end)
      return VITK_END;
    json->failure = advance(json);
  }
}

static void json_close(struct vitk_record_source *source) {
  struct json_records *json = (struct json_records *)source;
  vitk_json_skimmer_free(json->skimmer);
  vitk_json_parser_free(json->parser);
  vitk_builder_free(json->builder);
  vitk_window_close(&json->window);
  free(json);
}

/* JSON is UTF-8; without a byte order mark, UTF-16 shows in the NUL beside its first character. */
static const char *charset_of(vitk_str head) {
  if (head.n >= 2 && head.p[0] == '\0' && head.p[1] != '\0')
    return "utf-16be";
  return head.n >= 2 && head.p[0] != '\0' && head.p[1] == '\0' ? "utf-16le" : "utf-8";
}

static int open_text(const struct vitk_input *input, const struct vitk_tree_plan *plan,
                     const struct vitk_sink_of_diags *diags, struct vitk_text **out) {
  vitk_str head;
  struct vitk_stream *stream;
  int code = vitk_bundle_head(input->bundle, plan->spec.member, &head);
  if (code == VITK_OK)
    code = vitk_bundle_stream(input->bundle, plan->spec.member, &stream);
  if (code != VITK_OK)
    return code;
  const char *charset = plan->spec.charset ? plan->spec.charset : charset_of(head);
  return vitk_text_open(stream, plan->file, charset, input->limits, diags, out);
}

/* The array of which elements are left out: a key that can be told by its bytes. */
static vitk_str items_of(const struct vitk_condition *held) {
  for (size_t i = 0; i < held->path.n; i++)
    if (strchr("/*\"\\", held->path.p[i]) != NULL)
      return (vitk_str){NULL, 0};
  return held->path;
}

/* What to look for, and how to pass over what has it not. */
static int open_skimmer(struct json_records *json, const struct vitk_tree_plan *plan) {
  const struct vitk_limits *limits = json->input->limits;
  struct vitk_needles *sought = NULL;
  vitk_str items = {NULL, 0};
  bool ascii = false;
  json->most = limits->record_bytes < limits->record_nodes ? limits->record_bytes : limits->record_nodes;
  if (limits->read_each_record)
    return VITK_OK;
  bool holds = plan->where.n > 0 && plan->where.conditions[0].kind == VITK_HOLDS;
  int code = holds ? vitk_sought_held(&plan->where, &sought, &ascii) : vitk_sought(&plan->where, &sought, &ascii);
  if (code != VITK_OK || sought == NULL)
    return code;
  if (holds) {
    items = items_of(&plan->where.conditions[0]);
    json->counts = plan->spec.flags & VITK_FOOD_ROWS;
    json->gives_all = json->input->all_foods;
  }
  json->skimmer = vitk_json_skimmer_new(sought, ascii, items);
  return json->skimmer ? VITK_OK : VITK_NOMEM;
}

static int open_parts(struct json_records *json, const struct vitk_tree_plan *plan) {
  int code = open_skimmer(json, plan);
  if (code == VITK_OK)
    code = vitk_window_open(&json->window, BLOCKS, json->input->limits, json->input->diags, NULL);
  if (code != VITK_OK)
    return code;
  code = open_text(json->input, plan, &json->window.diags, &json->window.text);
  if (code != VITK_OK) {
    (void)vitk_window_end(&json->window);
    return code;
  }
  json->builder = vitk_builder_new(json->input, plan, false);
  json->parser = json->builder ? vitk_json_parser_new(json->input, plan, json->builder) : NULL;
  return json->parser ? VITK_OK : VITK_NOMEM;
}

int vitk_json_open(const struct vitk_input *input, const struct vitk_tree_plan *plan, struct vitk_record_source **out) {
  *out = NULL;
  struct json_records *json = calloc(1, sizeof *json);
  if (json == NULL)
    return VITK_NOMEM;
  json->source = (struct vitk_record_source){json_next, json_close};
  json->input = input;
  json->plan = plan;
  int code = open_parts(json, plan);
  if (code != VITK_OK) {
    json_close(&json->source);
    return code;
  }
  look_around(json, false);
  *out = &json->source;
  return VITK_OK;
}
