/* json_parser.c - yajl's events as the calls of a builder.
 *
 * yajl is the one of the C parsers that is fed by pieces and keeps nothing: a document of any size costs its largest
 * text. It does not look whether it got the memory that it asks for, so its allocator leaves it by longjmp where there
 * is none; all its blocks are in a list of ours and freed from there. */
#include "core/input/json_parser.h"

#include "core/base/buffer.h"
#include "core/base/str.h"
#include "core/input/charset.h"
#include "core/input/json_escape.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdlib.h>
#include <yajl/yajl_parse.h>

enum { SAID_MAX = 200 };

struct block { /* what is handed out comes right after it */
  alignas(max_align_t) struct block *next;
  struct block *previous;
};

struct vitk_json_parser {
  const struct vitk_input *input;
  const struct vitk_tree_plan *plan;
  struct vitk_builder *builder;
  yajl_handle yajl;
  yajl_alloc_funcs memory;
  struct block blocks; /* head of a ring */
  jmp_buf no_memory;   /* set while yajl runs */
  int failure;
  struct vitk_json_escape escape;
  struct vitk_buffer key; /* of the value that comes next */
  const char *text;       /* the piece that is being parsed */
  size_t n, counted;      /* its bytes, and those of them whose line breaks were counted */
  uint64_t line;          /* at text[counted] */
  size_t last_event;      /* its place in the piece */
  size_t quiet;           /* bytes since the last event: a text that does not end */
  uint64_t offset;        /* of what comes next in the text */
};

/* --- memory */

static void link_block(struct vitk_json_parser *json, struct block *block) {
  block->next = json->blocks.next;
  block->previous = &json->blocks;
  block->next->previous = block;
  json->blocks.next = block;
}

static void unlink_block(struct block *block) {
  block->previous->next = block->next;
  block->next->previous = block->previous;
}

static struct block *block_of(void *memory) {
  return (struct block *)memory - 1;
}

static void *resize(void *self, void *memory, size_t bytes) {
  struct vitk_json_parser *json = self;
  struct block *block = memory ? block_of(memory) : NULL;
  if (block != NULL)
    unlink_block(block);
  struct block *larger = bytes < SIZE_MAX - sizeof *block ? realloc(block, sizeof *block + bytes) : NULL;
  if (larger == NULL) {
    if (block != NULL)
      link_block(json, block);
    longjmp(json->no_memory, 1);
  }
  link_block(json, larger);
  return larger + 1;
}

static void *take(void *self, size_t bytes) {
  return resize(self, NULL, bytes);
}

static void give_back(void *self, void *memory) {
  (void)self;
  if (memory == NULL)
    return;
  unlink_block(block_of(memory));
  free(block_of(memory));
}

/* --- events */

static size_t mark_event(struct vitk_json_parser *json) {
  size_t at = yajl_get_bytes_consumed(json->yajl);
  json->last_event = at < json->n ? at : json->n;
  return json->last_event;
}

static uint64_t line_here(struct vitk_json_parser *json) {
  size_t at = mark_event(json);
  if (at > json->counted) {
    json->line += vitk_count_byte(json->text + json->counted, at - json->counted, '\n');
    json->counted = at;
  }
  return json->line;
}

/* What yajl takes as "go on". */
static int went(struct vitk_json_parser *json, int code) {
  json->failure = code;
  json->key.n = 0;
  return code == VITK_OK;
}

static int begin(struct vitk_json_parser *json, uint32_t kind) {
  return went(json, vitk_builder_open(json->builder, kind, vitk_buffer_str(&json->key), line_here(json)));
}

static int end(void *self) {
  struct vitk_json_parser *json = self;
  mark_event(json);
  return went(json, vitk_builder_close(json->builder));
}

static int scalar(struct vitk_json_parser *json, uint32_t kind, const void *text, size_t n) {
  vitk_str name = vitk_buffer_str(&json->key), slice = {text, n};
  uint64_t line = line_here(json);
  if (vitk_builder_in_record(json->builder))
    return went(json, vitk_builder_leaf(json->builder, kind, name, slice, line));
  int code = vitk_builder_open(json->builder, kind, name, line);
  if (code == VITK_OK)
    code = vitk_builder_text(json->builder, slice);
  if (code == VITK_OK)
    code = vitk_builder_close(json->builder);
  return went(json, code);
}

static int on_null(void *self) {
  return scalar(self, VITK_NULL, "", 0);
}

static int on_boolean(void *self, int is_true) {
  return is_true ? scalar(self, VITK_BOOLEAN, "true", 4) : scalar(self, VITK_BOOLEAN, "false", 5);
}

static int on_number(void *self, const char *text, size_t n) {
  return scalar(self, VITK_NUMBER, text, n);
}

static int on_string(void *self, const unsigned char *text, size_t n) {
  return scalar(self, VITK_STRING, text, n);
}

static int on_key(void *self, const unsigned char *text, size_t n) {
  struct vitk_json_parser *json = self;
  mark_event(json);
  json->key.n = 0;
  json->failure = vitk_buffer_add(&json->key, text, n);
  return json->failure == VITK_OK;
}

static int on_object(void *self) {
  return begin(self, VITK_OBJECT);
}

static int on_array(void *self) {
  return begin(self, VITK_ARRAY);
}

static const yajl_callbacks events = {.yajl_null = on_null,
                                      .yajl_boolean = on_boolean,
                                      .yajl_number = on_number,
                                      .yajl_string = on_string,
                                      .yajl_start_map = on_object,
                                      .yajl_map_key = on_key,
                                      .yajl_end_map = end,
                                      .yajl_start_array = on_array,
                                      .yajl_end_array = end};

static int start_yajl(struct vitk_json_parser *json) {
  if (setjmp(json->no_memory) != 0)
    return VITK_NOMEM;
  json->yajl = yajl_alloc(&events, &json->memory, json);
  yajl_config(json->yajl, yajl_allow_multiple_values, 1);
  return VITK_OK;
}

struct vitk_json_parser *vitk_json_parser_new(const struct vitk_input *input, const struct vitk_tree_plan *plan,
                                              struct vitk_builder *builder) {
  struct vitk_json_parser *json = calloc(1, sizeof *json);
  if (json == NULL)
    return NULL;
  json->input = input;
  json->plan = plan;
  json->builder = builder;
  json->line = 1;
  json->key.maximum = SIZE_MAX; /* a key is as long as the parser lets a text be */
  json->blocks.next = json->blocks.previous = &json->blocks;
  json->memory = (yajl_alloc_funcs){.malloc = take, .realloc = resize, .free = give_back, .ctx = json};
  if (start_yajl(json) == VITK_OK)
    return json;
  vitk_json_parser_free(json);
  return NULL;
}

void vitk_json_parser_free(struct vitk_json_parser *json) {
  if (json == NULL)
    return;
  for (struct block *block = json->blocks.next; block != &json->blocks;) {
    struct block *next = block->next;
    free(block);
    block = next;
  }
  vitk_buffer_free(&json->key);
  free(json);
}

/* --- pieces */

static int refuse(struct vitk_json_parser *json, uint64_t line, const char *what) {
  vitk_report(vitk_builder_diags(json->builder), VITK_ERROR, "not-well-formed",
              (struct vitk_place){.file = json->plan->file, .line = line}, (vitk_str){NULL, 0},
              "check that the file is whole: fetch it again; a JSON tool such as jq tells more",
              "the document is no well-formed JSON: %s", what);
  return VITK_FAILED;
}

/* yajl's own words, without the line break at their end. */
static int refuse_by_yajl(struct vitk_json_parser *json) {
  char what[SAID_MAX];
  unsigned char *said = yajl_get_error(json->yajl, 0, (const unsigned char *)json->text, json->n);
  vitk_str text = vitk_str_trim(vitk_str_of((const char *)said));
  size_t n = text.n < SAID_MAX - 1 ? text.n : SAID_MAX - 1;
  memcpy(what, text.p, n);
  what[n] = '\0';
  yajl_free_error(json->yajl, said);
  return refuse(json, line_here(json), what);
}

/* n 0: the end. */
static int run_yajl(struct vitk_json_parser *json, size_t n) {
  if (setjmp(json->no_memory) != 0)
    return VITK_NOMEM;
  yajl_status status =
      n > 0 ? yajl_parse(json->yajl, (const unsigned char *)json->text, n) : yajl_complete_parse(json->yajl);
  if (json->failure != VITK_OK)
    return json->failure;
  return status == yajl_status_ok ? VITK_OK : refuse_by_yajl(json);
}

/* A text that goes on from piece to piece is kept by yajl until it ends: asked where a block ends. */
static int check_quiet(struct vitk_json_parser *json) {
  size_t most = json->input->limits->record_bytes;
  if (json->quiet <= most)
    return VITK_OK;
  vitk_report(vitk_builder_diags(json->builder), VITK_ERROR, "limit",
              (struct vitk_place){.file = json->plan->file, .line = json->line}, (vitk_str){NULL, 0},
              "check that it is the file that is meant", "more than %zu bytes in one text", most);
  return VITK_FAILED;
}

/* A piece that lies in one block; n 0: the end. */
static int feed_piece(struct vitk_json_parser *json, const char *text, size_t n) {
  json->text = text;
  json->n = n;
  json->counted = json->last_event = 0;
  size_t good = vitk_json_half_character(&json->escape, text, n);
  if (good > 0 || n == 0)
    json->failure = run_yajl(json, good);
  if (json->failure == VITK_OK && good < n)
    json->failure = refuse(json, json->line + vitk_count_byte(text + json->counted, good - json->counted, '\n'),
                           "an escape (\\u) of half a character");
  if (json->counted < n)
    json->line += vitk_count_byte(text + json->counted, n - json->counted, '\n');
  json->quiet = json->last_event > 0 ? n - json->last_event : json->quiet + n;
  json->offset += n;
  if (json->failure == VITK_OK && json->offset % json->input->limits->tree_block == 0)
    json->failure = check_quiet(json);
  return json->failure;
}

int vitk_json_feed(struct vitk_json_parser *json, const char *text, size_t n) {
  size_t block = json->input->limits->tree_block, at = 0, piece;
  do {
    size_t room = block - (size_t)(json->offset % block);
    piece = n - at < room ? n - at : room;
    if (json->failure == VITK_OK)
      (void)feed_piece(json, text + at, piece);
    at += piece;
  } while (json->failure == VITK_OK && at < n);
  return json->failure;
}

bool vitk_json_is_between(const struct vitk_json_parser *json) {
  return json->failure == VITK_OK && json->last_event == json->n;
}

void vitk_json_pass(struct vitk_json_parser *json, size_t n, uint64_t lines) {
  json->offset += n;
  json->line += lines;
  json->quiet = 0;
}
