/* xml.c - records of XML, in constant memory. They are skimmed: those that the skimmer knows to be well-formed are
 * passed over, where the plan tells what a record must hold and they have it not, or built in libxml2's stead. It is
 * given the rest of the document, which is all that is in doubt, and told of their lines and names alone.
 * The parser decides where a record can begin: passing over starts where it has parsed all that it was given, stands
 * between elements, and the builder would take the next one for a record. */
#include "core/base/str.h"
#include "core/input/window.h"
#include "core/input/xml_build.h"
#include "core/input/xml_look.h"
#include "core/input/xml_markup.h"
#include "core/input/xml_parser.h"

#include <stdlib.h>
#include <strings.h>

enum { BLOCKS = 16, DECLARATION_MAX = 1024, TRIES_MAX = 16, CHARACTER_MAX = 4 };

struct xml_records {
  struct vitk_record_source source;
  const struct vitk_input *input;
  const struct vitk_tree_plan *plan;
  struct vitk_builder *builder;
  struct vitk_xml_parser *parser;
  struct vitk_window window;
  struct vitk_xml_skimmer *skimmer; /* NULL: each record is parsed */
  struct vitk_xml_looking looking;
  struct vitk_xml_built built;
  bool between;                  /* a record can begin at window.at */
  struct vitk_xml_markup markup; /* of what was fed */
  size_t doubted;                /* bytes from window.at to one that has to be parsed; 0: none is known */
  bool at_end;                   /* the parser was told */
  int failure;
};

/* --- passing over */

static int feed(struct xml_records *xml, size_t n) {
  const char *text = xml->window.p + xml->window.at;
  xml->window.at += n;
  xml->between = false;
  return n > 0 ? vitk_xml_feed(xml->parser, text, n) : VITK_OK;
}

static bool has_ahead(const struct vitk_window *window, size_t at) {
  return window->end - at >= VITK_MENDER_AHEAD;
}

static bool expects_record(const struct xml_records *xml) {
  uint32_t parent;
  return vitk_builder_expects(xml->builder, VITK_ELEMENT, xml->looking.name, VITK_XML_SKIM_DEPTH, &parent);
}

/* Feeds to `to`, which is after a '>', and asks whether a record can begin there. */
static int feed_to(struct xml_records *xml, size_t to) {
  struct vitk_window *window = &xml->window;
  size_t from = window->at;
  window->at = to;
  int code = vitk_xml_feed_to(xml->parser, window->p + from, to - from, window->p + to, &xml->between);
  xml->between = xml->between && expects_record(xml);
  return code;
}

/* The next '<' and the name of a record in window.p[from … end); `end`: there is none. */
static size_t find_start(const struct xml_records *xml, size_t from, size_t end) {
  const struct vitk_window *window = &xml->window;
  while (from < end) {
    const char *start = memchr(window->p + from, '<', end - from);
    if (start == NULL)
      break;
    from = (size_t)(start - window->p);
    if (window->end - from > xml->looking.name.n && memcmp(start + 1, xml->looking.name.p, xml->looking.name.n) == 0)
      return from;
    from++;
  }
  return end;
}

/* Feeds what is no record that can be passed over, `ready` bytes of it at most, to where one can begin. */
static int hunt(struct xml_records *xml, size_t ready) {
  struct vitk_window *window = &xml->window;
  size_t end = window->at + ready, seen = window->at;
  size_t start = window->at + xml->doubted;
  xml->doubted = 0;
  for (int tries = 0; tries < TRIES_MAX && start < end; tries++) {
    start = find_start(xml, start + 1, end);
    size_t to = start;
    while (to > window->at && vitk_is_blank(window->p[to - 1]))
      to--;
    if (start == end || to <= seen || window->p[to - 1] != '>' || !has_ahead(window, to))
      continue;
    vitk_xml_markup_go(&xml->markup, window->p + seen, to - seen);
    seen = to;
    if (!vitk_xml_markup_is_closed(&xml->markup))
      continue;
    int code = feed_to(xml, to);
    if (code != VITK_OK || xml->between)
      return code;
  }
  vitk_xml_markup_go(&xml->markup, window->p + seen, end - seen);
  return feed(xml, end - window->at);
}

/* Records that are passed over, from window.at up to `to`; then one to parse, up to `end`. */
struct passing {
  size_t to, end;
  uint64_t lines, parse_lines;
};

static uint64_t skip_blanks(const struct vitk_window *window, size_t *at) {
  uint64_t lines = 0;
  for (; *at < window->end && vitk_is_blank(window->p[*at]); ++*at)
    lines += window->p[*at] == '\n';
  return lines;
}

/* Passes over records from `at` on, which may be one at a time. At the text's end those that nothing comes after are
 * parsed, unless they are passed over. */
static enum vitk_skim skim(const struct xml_records *xml, size_t at, size_t records, struct vitk_xml_skimmed *passed,
                           struct vitk_xml_skimmed *out) {
  const struct vitk_window *window = &xml->window;
  const char *p = window->p + at;
  size_t n = window->end - at;
  enum vitk_skim result = vitk_xml_skim(xml->skimmer, p, n, VITK_MENDER_AHEAD, records, passed, out);
  if (result != VITK_SKIM_CUT)
    return result;
  if (!window->over)
    return n - passed->n < xml->looking.most ? result : VITK_SKIM_DOUBT;
  if (window->failure == VITK_OK) {
    struct vitk_xml_skimmed last;
    (void)vitk_xml_skim(xml->skimmer, p + passed->n, n - passed->n, 0, SIZE_MAX, &last, out);
    passed->n += last.n;
    passed->lines += last.lines;
  }
  return VITK_SKIM_DOUBT;
}

/* Goes by what was found of a block when it was read, from the record at `at` on, which the reader stands before: to a
 * record to parse, or to where nothing was found. */
static enum vitk_skim follow_mark(const struct xml_records *xml, const struct vitk_xml_mark *mark, size_t at,
                                  uint64_t blank_lines, struct passing *passing) {
  const struct vitk_window *window = &xml->window;
  size_t to = window->kept_at + mark->to, next = window->kept_at + mark->end;
  passing->parse_lines = mark->parse_lines + (to > at ? 0 : blank_lines);
  if (to > at) {
    passing->lines += blank_lines + mark->lines;
    passing->to = to;
  }
  if (mark->end > 0) {
    passing->end = next;
    (void)skip_blanks(window, &next);
  }
  vitk_xml_look_go(window->kept, next - window->kept_at);
  return mark->end > 0 ? VITK_SKIM_PARSE : VITK_SKIM_PASS;
}

/* From passing->to on. */
static enum vitk_skim pass_on(const struct xml_records *xml, struct passing *passing) {
  const struct vitk_window *window = &xml->window;
  size_t at = passing->to;
  uint64_t blank_lines = skip_blanks(window, &at);
  const struct vitk_xml_mark *mark =
      window->kept && at >= window->kept_at ? vitk_xml_look_at(window->kept, at - window->kept_at) : NULL;
  if (mark != NULL)
    return follow_mark(xml, mark, at, blank_lines, passing);
  bool is_ahead = window->kept && vitk_xml_look_is_ahead(window->kept, window->kept_at, at);
  struct vitk_xml_skimmed passed, record;
  enum vitk_skim result = skim(xml, at, is_ahead ? 1 : SIZE_MAX, &passed, &record);
  if (passed.n > 0) {
    passing->lines += blank_lines + passed.lines;
    passing->to = at + passed.n;
    blank_lines = 0;
  }
  if (result == VITK_SKIM_PARSE) {
    passing->parse_lines = blank_lines + record.lines;
    passing->end = at + passed.n + record.n;
    vitk_xml_skimmer_obeyed(xml->skimmer);
  }
  return result;
}

/* Gives the builder the record that is to be parsed, by the parser or in its stead. */
static int parse_record(struct xml_records *xml, const struct passing *passing) {
  struct vitk_window *window = &xml->window;
  const char *text = window->p + passing->to;
  size_t n = passing->end - passing->to;
  int code;
  window->at = passing->end;
  if (vitk_xml_can_build(text, n)) {
    code = vitk_xml_build(&xml->built, xml->parser, xml->builder, text, n);
    if (code == VITK_OK)
      code = vitk_xml_pass(xml->parser, text, n, passing->parse_lines);
    xml->between = code == VITK_OK;
  } else {
    code = vitk_xml_feed_elements(xml->parser, text, n, passing->parse_lines, &xml->between);
  }
  xml->between = xml->between && expects_record(xml);
  return code;
}

/* Passes over records, and feeds the first that is to be parsed. */
static int pass(struct xml_records *xml) {
  struct vitk_window *window = &xml->window;
  struct passing passing = {.to = window->at};
  enum vitk_skim result;
  while ((result = pass_on(xml, &passing)) == VITK_SKIM_PASS)
    continue;
  int code = VITK_OK;
  if (passing.to > window->at)
    code = vitk_xml_pass(xml->parser, window->p + window->at, passing.to - window->at, passing.lines);
  window->at = passing.to;
  if (code != VITK_OK)
    return code;
  if (result == VITK_SKIM_PARSE)
    return parse_record(xml, &passing);
  if (result == VITK_SKIM_CUT && vitk_window_fill(window))
    return VITK_OK;
  size_t doubted = window->at;
  (void)skip_blanks(window, &doubted);
  xml->between = false;
  xml->doubted = doubted - window->at;
  return VITK_OK;
}

static int advance(struct xml_records *xml) {
  struct vitk_window *window = &xml->window;
  if (xml->between)
    return pass(xml);
  size_t ready = vitk_window_ready(window);
  if (ready > 0)
    return xml->skimmer ? hunt(xml, ready) : feed(xml, ready < window->block ? ready : window->block);
  if (vitk_window_fill(window))
    return VITK_OK;
  int code = vitk_window_end(window);
  xml->at_end = code == VITK_OK;
  return xml->at_end ? vitk_xml_feed(xml->parser, "", 0) : code;
}

/* --- records */

/* Records that were whole before a problem are given before it is told. */
static int xml_next(struct vitk_record_source *source, const struct vitk_node **out) {
  struct xml_records *xml = (struct xml_records *)source;
  for (;;) {
    int code = vitk_builder_tell(xml->builder);
    if (code != VITK_OK) {
      xml->failure = code;
      return code;
    }
    *out = vitk_builder_take(xml->builder);
    if (*out != NULL)
      return VITK_OK;
    if (xml->failure != VITK_OK)
      return xml->failure;
    if (xml->at_end)
      return VITK_END;
    xml->failure = advance(xml);
  }
}

static void xml_close(struct vitk_record_source *source) {
  struct xml_records *xml = (struct xml_records *)source;
  vitk_xml_skimmer_free(xml->skimmer);
  vitk_builder_free(xml->builder);
  vitk_xml_parser_free(xml->parser);
  vitk_window_close(&xml->window);
  free(xml);
}

/* The charset that the document's first bytes declare, into `to`; "utf-8" where they say nothing. */
static const char *declared_charset(vitk_str head, char *to, size_t room) {
  if (head.n >= 4 && memcmp(head.p, "<\0?\0", 4) == 0)
    return "utf-16le";
  if (head.n >= 4 && memcmp(head.p, "\0<\0?", 4) == 0)
    return "utf-16be";
  if (head.n < 5 || memcmp(head.p, "<?xml", 5) != 0)
    return "utf-8";
  size_t most = head.n < DECLARATION_MAX ? head.n : DECLARATION_MAX;
  const char *end = memmem(head.p, most, "?>", 2);
  const char *at = end ? memmem(head.p, (size_t)(end - head.p), "encoding", 8) : NULL;
  while (at != NULL && at < end && *at != '"' && *at != '\'')
    at++;
  if (at == NULL || at == end)
    return "utf-8";
  const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
  size_t n = close ? (size_t)(close - at - 1) : 0;
  if (n == 0 || n >= room || (n >= 6 && strncasecmp(at + 1, "utf-16", 6) == 0))
    return "utf-8"; /* it was read byte by byte: it can't be UTF-16 */
  memcpy(to, at + 1, n);
  to[n] = '\0';
  return to;
}

static int open_text(struct xml_records *xml, struct vitk_text **out) {
  char declared[64];
  vitk_str head;
  struct vitk_stream *stream;
  const char *charset = xml->plan->spec.charset;
  int code = vitk_bundle_head(xml->input->bundle, xml->plan->spec.member, &head);
  if (code != VITK_OK)
    return code;
  if (charset == NULL)
    charset = declared_charset(head, declared, sizeof declared);
  code = vitk_bundle_stream(xml->input->bundle, xml->plan->spec.member, &stream);
  return code != VITK_OK
             ? code
             : vitk_text_open(stream, xml->plan->file, charset, xml->input->limits, &xml->window.diags, out);
}

static int open_window(struct xml_records *xml, struct vitk_needles *sought) {
  int code = vitk_window_open(&xml->window, BLOCKS, xml->input->limits, xml->input->diags, sought);
  if (code == VITK_OK)
    code = open_text(xml, &xml->window.text);
  if (code != VITK_OK)
    (void)vitk_window_end(&xml->window);
  return code;
}

/* What to look for, and how to pass over what has it not. */
static int open_skimmer(struct xml_records *xml, struct vitk_needles **sought) {
  const struct vitk_limits *limits = xml->input->limits;
  bool ascii;
  *sought = NULL;
  xml->looking.name = xml->plan->path[xml->plan->path_length - 1];
  xml->looking.most = limits->record_bytes < limits->record_nodes ? limits->record_bytes : limits->record_nodes;
  xml->looking.ahead = VITK_MENDER_AHEAD + CHARACTER_MAX;
  if (limits->read_each_record || vitk_str_is(xml->looking.name, "*"))
    return VITK_OK;
  int code = vitk_sought(&xml->plan->where, sought, &ascii);
  if (code != VITK_OK)
    return code;
  xml->looking.sought = *sought;
  xml->skimmer = vitk_xml_skimmer_new(xml->looking.name, xml->looking.most, *sought);
  return xml->skimmer ? VITK_OK : VITK_NOMEM;
}

/* A large file that is a text of its own. */
static void look_ahead(struct xml_records *xml) {
  struct vitk_looker looker = vitk_xml_looker;
  uint64_t bytes = vitk_bundle_bytes(xml->input->bundle, xml->plan->spec.member);
  looker.self = &xml->looking;
  if (xml->skimmer != NULL && bytes != UINT64_MAX)
    vitk_window_look(&xml->window, &looker, bytes);
}

int vitk_xml_open(const struct vitk_input *input, const struct vitk_tree_plan *plan, struct vitk_record_source **out) {
  *out = NULL;
  if (plan->path_length == 0) { /* XML has one root and no records without a path */
    vitk_report(input->diags, VITK_ERROR, "not-well-formed", (struct vitk_place){.file = plan->file, .line = 1},
                (vitk_str){NULL, 0}, "check that it is the file that is meant",
                "JSON was expected, and the document begins as XML does, with '<'");
    return VITK_FAILED;
  }
  struct xml_records *xml = calloc(1, sizeof *xml);
  if (xml == NULL)
    return VITK_NOMEM;
  xml->source = (struct vitk_record_source){xml_next, xml_close};
  xml->input = input;
  xml->plan = plan;
  struct vitk_needles *sought;
  int code = open_skimmer(xml, &sought);
  if (code == VITK_OK)
    code = open_window(xml, sought);
  else
    vitk_needles_free(sought);
  if (code == VITK_OK) {
    look_ahead(xml);
    xml->builder = vitk_builder_new(input, plan, true); /* libxml2 keeps names as long as the parser */
    xml->parser = xml->builder ? vitk_xml_parser_new(input, plan, xml->builder) : NULL;
    code = xml->parser ? VITK_OK : VITK_NOMEM;
  }
  if (code != VITK_OK) {
    xml_close(&xml->source);
    return code;
  }
  *out = &xml->source;
  return VITK_OK;
}
