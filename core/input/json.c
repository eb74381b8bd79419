/* json.c - records of JSON and JSON Lines, in constant memory. Where the plan tells what a record must hold, objects
 * without it are passed over: they are skimmed, and yajl, which is given the rest of the document, is told of their
 * lines alone. The parser decides where a record can begin: passing over starts where yajl's last event was the last
 * byte that it was given, and the builder would take the next object for a record. Of a large file threads skim what
 * seem to be records before they are come to (json_look.h). */
#include "core/base/str.h"
#include "core/input/json_look.h"
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
  struct vitk_json_looking looking;
  bool counts, looks; /* records that are passed over count as read; threads look for them */
  enum place place;
  bool after_record; /* BETWEEN: one was parsed here, so that in an array a ',' comes next */
  uint32_t parent;   /* BETWEEN: VITK_ARRAY, or 0 for the document */
  struct tracked tracked;
  bool at_end; /* the parser was told */
  int failure;
};

/* --- passing over */

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
  for (; *at < window->end && vitk_is_blank(window->p[*at]); ++*at)
    *lines += window->p[*at] == '\n';
}

/* From window.at up to `to` records are passed over, n of them, which have so many line breaks with what is between
 * them; then one begins at `start`, and ends at `end` where it is known to be well-formed. */
struct passing {
  size_t to, start, end;
  uint64_t n, lines;
  const struct vitk_json_cut *cuts; /* of what nobody wants of it */
  size_t n_cuts;
};

/* To where the record after the reader begins; false: none can begin there. */
static bool find_start(const struct json_records *json, struct passing *out) {
  const struct vitk_window *window = &json->window;
  *out = (struct passing){.to = window->at, .start = window->at};
  skip_blanks(window, &out->start, &out->lines);
  if (json->after_record && json->parent == VITK_ARRAY && out->start < window->end) {
    if (window->p[out->start++] != ',')
      return false;
    skip_blanks(window, &out->start, &out->lines);
  }
  return out->start - window->at <= json->looking.most;
}

/* What a thread found of the block, from the record on that begins at out->start; false: nothing. */
static bool follow_mark(const struct json_records *json, struct passing *out) {
  const struct vitk_window *window = &json->window;
  size_t at = out->start, base = window->kept_at;
  bool was_looked_at = json->after_record && window->kept != NULL && at >= base;
  if (!was_looked_at || json->looking.in_array != (json->parent == VITK_ARRAY))
    return false;
  const struct vitk_json_mark *mark = vitk_json_look_at(window->kept, at - base);
  if (mark == NULL)
    return false;
  if (mark->n > 0) {
    out->to = base + mark->to;
    out->n = mark->n;
    out->lines += mark->lines;
  }
  out->start = base + mark->start;
  out->end = mark->end > 0 ? base + mark->end : 0;
  out->cuts = mark->cuts;
  out->n_cuts = mark->n_cuts;
  return true;
}

/* What comes after the reader. PASS: records to pass over, and perhaps one to parse. */
static enum vitk_skim look_on(const struct json_records *json, struct passing *out) {
  const struct vitk_window *window = &json->window;
  if (!find_start(json, out))
    return VITK_SKIM_DOUBT;
  if (follow_mark(json, out))
    return out->n > 0 ? VITK_SKIM_PASS : VITK_SKIM_PARSE;
  size_t n = window->end - out->start, most = json->looking.most;
  struct vitk_skimmed record;
  enum vitk_skim result = vitk_json_skim(json->skimmer, window->p + out->start, n < most ? n : most, &record);
  if (result == VITK_SKIM_CUT)
    return n >= most ? VITK_SKIM_DOUBT : result;
  if (result == VITK_SKIM_DOUBT)
    return result;
  if (result == VITK_SKIM_PASS && json->after_record && !json->looking.gives_all) {
    out->to = out->start + record.n;
    out->n = 1;
    out->lines += record.lines;
    return result;
  }
  out->end = out->start + record.n;
  out->cuts = vitk_json_skimmer_cuts(json->skimmer, &out->n_cuts);
  return VITK_SKIM_PARSE;
}

/* Feeds the record that is to be parsed without what nobody wants of it. */
static int feed_skimmed(struct json_records *json, const struct passing *passing) {
  struct vitk_window *window = &json->window;
  for (size_t i = 0; i < passing->n_cuts; i++) {
    const struct vitk_json_cut *cut = &passing->cuts[i];
    int code = feed(json, passing->start + cut->from - window->at);
    if (code != VITK_OK)
      return code;
    vitk_json_pass(json->parser, cut->to - cut->from, cut->lines);
    window->at = passing->start + cut->to;
  }
  int code = feed(json, passing->end - window->at);
  if (code == VITK_OK)
    look_around(json, true);
  return code;
}

/* A large file that is a text of its own is looked through by threads, once it is known how a record begins. */
static void look_ahead(struct json_records *json, const struct passing *passing) {
  struct vitk_window *window = &json->window;
  struct vitk_looker looker = vitk_json_looker;
  uint64_t bytes = vitk_bundle_bytes(json->input->bundle, json->plan->spec.member);
  looker.self = &json->looking;
  json->looking.in_array = json->parent == VITK_ARRAY;
  json->looks = vitk_json_look_learn(&json->looking, window->p, window->end, passing->start);
  if (json->looks && bytes != UINT64_MAX)
    vitk_window_look(window, &looker, bytes);
}

/* Passes over records, to the first that is to be parsed. The parser has to see that there is one: so the first in an
 * array or a document is. */
static int pass(struct json_records *json) {
  struct vitk_window *window = &json->window;
  struct passing passing;
  enum vitk_skim result;
  while ((result = look_on(json, &passing)) == VITK_SKIM_PASS) {
    if (!json->looks)
      look_ahead(json, &passing);
    vitk_json_pass(json->parser, passing.to - window->at, passing.lines);
    window->at = passing.to;
    if (json->counts)
      vitk_skip_foods(json->plan->passed, json->input, passing.n);
    if (passing.end > 0)
      return feed_skimmed(json, &passing);
  }
  if (result == VITK_SKIM_PARSE)
    return feed_skimmed(json, &passing);
  if (result == VITK_SKIM_CUT && vitk_window_fill(window))
    return VITK_OK;
  json->place = passing.start < window->end && window->p[passing.start] == '{' ? WITHIN : ELSEWHERE;
  json->tracked = (struct tracked){.depth = 0};
  return VITK_OK;
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
static int open_skimmer(struct json_records *json, struct vitk_needles **sought) {
  const struct vitk_limits *limits = json->input->limits;
  const struct vitk_where_plan *where = &json->plan->where;
  struct vitk_json_looking *looking = &json->looking;
  bool holds = where->n > 0 && where->conditions[0].kind == VITK_HOLDS;
  *sought = NULL;
  looking->most = limits->record_bytes < limits->record_nodes ? limits->record_bytes : limits->record_nodes;
  if (limits->read_each_record)
    return VITK_OK;
  int code = (holds ? vitk_sought_held : vitk_sought)(where, sought, &looking->ascii);
  if (code != VITK_OK || *sought == NULL)
    return code;
  looking->sought = *sought;
  if (holds) {
    looking->items = items_of(&where->conditions[0]);
    looking->gives_all = json->input->all_foods;
    json->counts = json->plan->spec.flags & VITK_FOOD_ROWS;
  }
  json->skimmer = vitk_json_skimmer_new(looking->sought, looking->ascii, looking->items);
  return json->skimmer ? VITK_OK : VITK_NOMEM;
}

static int open_window(struct json_records *json, struct vitk_needles *sought) {
  int code = vitk_window_open(&json->window, BLOCKS, json->input->limits, json->input->diags, sought);
  if (code == VITK_OK)
    code = open_text(json->input, json->plan, &json->window.diags, &json->window.text);
  if (code != VITK_OK)
    (void)vitk_window_end(&json->window);
  return code;
}

static int open_parts(struct json_records *json) {
  struct vitk_needles *sought;
  int code = open_skimmer(json, &sought);
  if (code != VITK_OK) {
    vitk_needles_free(sought);
    return code;
  }
  code = open_window(json, sought);
  if (code != VITK_OK)
    return code;
  json->builder = vitk_builder_new(json->input, json->plan, false);
  json->parser = json->builder ? vitk_json_parser_new(json->input, json->plan, json->builder) : NULL;
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
  int code = open_parts(json);
  if (code != VITK_OK) {
    json_close(&json->source);
    return code;
  }
  look_around(json, false);
  *out = &json->source;
  return VITK_OK;
}
