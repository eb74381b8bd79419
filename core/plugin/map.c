/* map.c - a map file by libconfig, copied into nodes. */
#include "core/plugin/map.h"

#include "core/base/buffer.h"
#include "core/base/decimal.h"
#include "core/plugin/utf8.h"

#include <errno.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAP_BYTES = 1 << 20, MAP_DEPTH = 32 };
#define SYNTAX_HINT "docs/maps.md shows how a map is written"

struct reading {
  const char *path;
  struct vitk_arena *arena;
  const struct vitk_sink_of_diags *diags;
};

/* Reports and returns what ends the reading. */
static int refuse(const struct reading *r, uint64_t line, const char *hint, const char *message) {
  struct vitk_place place = {.file = vitk_str_of(r->path), .line = line};
  int code = vitk_report(r->diags, VITK_ERROR, "map", place, (vitk_str){NULL, 0}, hint, "%s", message);
  return code < 0 ? code : VITK_FAILED;
}

/* The whole file, NUL-terminated, into an empty buffer. */
static int read_file(const struct reading *r, struct vitk_buffer *text) {
  text->maximum = MAP_BYTES + 1;
  FILE *file = fopen(r->path, "rbe");
  if (file == NULL)
    return refuse(r, 0, "check the path of the map file", strerror(errno));
  int code = VITK_OK;
  char block[8192];
  size_t got;
  while (code == VITK_OK && (got = fread(block, 1, sizeof block, file)) > 0)
    code = vitk_buffer_add(text, block, got);
  if (code == VITK_OK && ferror(file))
    code = refuse(r, 0, "check the path of the map file", strerror(errno));
  else if (code == VITK_FAILED || (code == VITK_OK && text->n > MAP_BYTES))
    code = refuse(r, 0, "is it a map file, or the data?", "a map file has at most 1 MiB");
  fclose(file);
  return code == VITK_OK ? vitk_buffer_add(text, "", 1) : code;
}

static uint64_t line_of(const char *text, size_t at) {
  uint64_t line = 1;
  for (size_t i = 0; i < at; i++)
    line += text[i] == '\n';
  return line;
}

/* What libconfig would not refuse, or not well: bytes that are no text, and a directive that opens other files. */
static int check_text(const struct reading *r, const char *text, size_t n) {
  const char *nul = memchr(text, '\0', n);
  if (nul != NULL)
    return refuse(r, line_of(text, (size_t)(nul - text)), "is it a map file, or the data?",
                  "a byte 0 stands in it, which no text has");
  size_t valid = vitk_plugin_utf8_prefix(vitk_str_slice(text, n));
  if (valid < n)
    return refuse(r, line_of(text, valid), "save the map file as UTF-8", "it is not UTF-8 here");
  for (size_t at = 0; at < n; at++) {
    size_t start = at + strspn(text + at, " \t\r\f\v");
    if (strncmp(text + start, "@include", strlen("@include")) == 0)
      return refuse(r, line_of(text, start), "write all of the map into one file", "@include is not allowed");
    const char *end = memchr(text + at, '\n', n - at);
    if (end == NULL)
      break;
    at = (size_t)(end - text);
  }
  return VITK_OK;
}

/* Text of a scalar, and its kind. */
static int scalar(const struct reading *r, const config_setting_t *setting, struct vitk_node *node) {
  char number[64];
  vitk_str text = {number, 0};
  switch (config_setting_type(setting)) {
  case CONFIG_TYPE_INT:
  case CONFIG_TYPE_INT64:
    node->kind = VITK_NUMBER;
    text.n = (size_t)snprintf(number, sizeof number, "%lld", config_setting_get_int64(setting));
    break;
  case CONFIG_TYPE_FLOAT:
    node->kind = VITK_NUMBER;
    text.n = vitk_double_text(config_setting_get_float(setting), number, sizeof number);
    break;
  case CONFIG_TYPE_BOOL:
    node->kind = VITK_BOOLEAN;
    text = vitk_str_of(config_setting_get_bool(setting) ? "true" : "false");
    break;
  default:
    node->kind = VITK_STRING;
    text = vitk_str_of(config_setting_get_string(setting));
    if (vitk_plugin_utf8_prefix(text) < text.n)
      return refuse(r, node->line, "write characters as they are, in UTF-8", "an escape in a text gives no UTF-8");
  }
  return vitk_arena_copy(r->arena, text, &node->text);
}

static int convert(const struct reading *r, const config_setting_t *setting, vitk_str name, int depth,
                   struct vitk_node **out);

static int convert_children(const struct reading *r, const config_setting_t *setting, int depth,
                            struct vitk_node *node) {
  const struct vitk_node **link = &node->child;
  int n = config_setting_length(setting);
  for (int i = 0; i < n; i++) {
    const config_setting_t *element = config_setting_get_elem(setting, (unsigned)i);
    struct vitk_node *child = NULL;
    int code = convert(r, element, vitk_str_of(config_setting_name(element)), depth + 1, &child);
    if (code != VITK_OK)
      return code;
    *link = child;
    link = &child->next;
  }
  return VITK_OK;
}

static int convert(const struct reading *r, const config_setting_t *setting, vitk_str name, int depth,
                   struct vitk_node **out) {
  uint64_t line = config_setting_source_line(setting);
  if (depth > MAP_DEPTH)
    return refuse(r, line, SYNTAX_HINT, "groups and lists are nested more than 32 deep");
  struct vitk_node *node = vitk_arena_alloc(r->arena, sizeof *node);
  if (node == NULL)
    return VITK_NOMEM;
  *node = (struct vitk_node){.size = sizeof *node, .line = line, .name = {"", 0}, .text = {"", 0}};
  if (name.p != NULL && vitk_arena_copy(r->arena, name, &node->name) != VITK_OK)
    return VITK_NOMEM;
  *out = node;
  if (config_setting_is_aggregate(setting) == CONFIG_FALSE)
    return scalar(r, setting, node);
  node->kind = config_setting_is_group(setting) ? VITK_OBJECT : VITK_ARRAY;
  return convert_children(r, setting, depth, node);
}

static int parse(const struct reading *r, const char *text, struct vitk_node **out) {
  const char *slash = strrchr(r->path, '/');
  config_t config;
  config_init(&config);
  int code;
  if (config_read_string(&config, text) == CONFIG_TRUE)
    code = convert(r, config_root_setting(&config), vitk_str_of(slash ? slash + 1 : r->path), 0, out);
  else
    code = refuse(r, (uint64_t)config_error_line(&config), SYNTAX_HINT, config_error_text(&config));
  config_destroy(&config);
  return code;
}

int vitk_map_read(const char *path, struct vitk_arena *arena, const struct vitk_sink_of_diags *diags,
                  const struct vitk_node **out) {
  *out = NULL;
  struct reading r = {path, arena, diags};
  struct vitk_buffer text = {0};
  struct vitk_node *root = NULL;
  int code = read_file(&r, &text);
  if (code == VITK_OK) {
    bool mark = strncmp(text.p, "\xEF\xBB\xBF", 3) == 0; /* byte order mark */
    const char *start = text.p + (mark ? 3 : 0);
    code = check_text(&r, start, text.n - 1 - (mark ? 3 : 0));
    if (code == VITK_OK)
      code = parse(&r, start, &root);
  }
  vitk_buffer_free(&text);
  if (code == VITK_OK)
    *out = root;
  return code;
}
