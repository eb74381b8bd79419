/* ndjson.c - the importer "ndjson": lines of JSON, each a source, a food and a value of it, as `--to ndjson` writes
 * them or any program does (README.md). */
#include "ndjson/ndjson.h"

#include "common/node.h"
#include "common/tell.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { LINES_A_STEP = 500, HEAD_LINE = 16384 };

/* --- probing: the first line */

static bool has(vitk_str text, const char *piece) {
  return text.n > 0 && memmem(text.p, text.n, piece, strlen(piece)) != NULL;
}

static vitk_str first_line(vitk_str head) {
  while (head.n > 0 && (slice_white(*head.p) || (unsigned char)*head.p >= 0x80)) /* a byte order mark with it */
    head = slice_from(head, 1);
  const char *end = head.n ? memchr(head.p, '\n', head.n) : NULL;
  vitk_str line = {head.p, end ? (size_t)(end - head.p) : head.n};
  if (line.n > HEAD_LINE)
    line.n = HEAD_LINE;
  return line;
}

/* 0, or how sure it is that the member holds such lines. */
static int32_t look(vitk_str head) {
  vitk_str line = first_line(head);
  if (line.n == 0 || line.p[0] != '{' || !has(line, "\"source_id\"") || !has(line, "\"food_id\""))
    return 0;
  if (slice_starts(line, "{\"source\":{\"source_id\":"))
    return 95;
  return has(line, "\"component_id\"") ? 80 : 0;
}

static int ndjson_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  uint32_t n = vitk->member_count(context);
  for (uint32_t i = 0; i < n; i++) {
    vitk_str head;
    int code = vitk->head(context, i, &head);
    if (code == VITK_FAILED)
      continue;
    if (code < 0)
      return code;
    int32_t score = look(head);
    if (score <= verdict->score)
      continue;
    verdict->score = score;
    (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%s",
                   score > 90 ? "its first line is as vitk writes them: a source, a food and a value"
                              : "its first line has source_id, food_id and component_id");
  }
  return VITK_OK;
}

/* --- a run */

static int ndjson_open(struct vitk_context *context, void **handle) {
  struct ndjson *run = vitk->alloc(context, sizeof *run);
  if (run == NULL)
    return VITK_NOMEM;
  run->host = vitk;
  run->context = context;
  run->source_schema.size = run->food_schema.size = run->value_schema.size = sizeof(struct vitk_schema);
  int code = vitk->schema(VITK_SOURCE, &run->source_schema);
  if (code == VITK_OK)
    code = vitk->schema(VITK_FOOD, &run->food_schema);
  if (code == VITK_OK)
    code = vitk->schema(VITK_VALUES, &run->value_schema);
  *handle = run;
  return code;
}

/* Of a folder the members that look like it; a member alone is taken as it is. */
static int next_member(struct ndjson *run) {
  uint32_t n = vitk->member_count(run->context);
  for (; run->next_member < n; run->next_member++) {
    vitk_str head;
    int code = n > 1 ? vitk->head(run->context, run->next_member, &head) : VITK_OK;
    if (code != VITK_OK)
      return code;
    if (n > 1 && look(head) == 0)
      continue;
    struct vitk_tree_spec spec = {.size = sizeof spec, .member = run->next_member, .record = ""};
    code = slice_member(vitk, run->context, run->next_member++, &run->file);
    return code == VITK_OK ? vitk->tree_open(run->context, &spec, &run->tree) : code;
  }
  return VITK_END;
}

static int ndjson_read(void *handle) {
  struct ndjson *run = handle;
  int code = run->tree == NULL ? next_member(run) : VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && i < LINES_A_STEP; i++) {
    const struct vitk_node *line;
    code = vitk->tree_next(run->tree, &line);
    if (code == VITK_OK)
      code = ndjson_line(run, line);
    else if (code == VITK_END) {
      vitk->tree_close(run->tree);
      run->tree = NULL;
      return VITK_OK;
    }
  }
  return code;
}

static void ndjson_close(void *handle) {
  struct ndjson *run = handle;
  vitk->tree_close(run->tree);
}

static const struct vitk_format formats[] = {
    {"ndjson", "JSON lines, one value a line", "ndjson|jsonl", "application/x-ndjson"}};

static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "",
                                              .country = "",
                                              .components = "",
                                              .data_licence = "",
                                              .probe = ndjson_probe,
                                              .open = ndjson_open,
                                              .read = ndjson_read,
                                              .close = ndjson_close};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "ndjson",
                                          .version = "1.0",
                                          .summary =
                                              "JSON lines of sources, foods and values, from vitk or any program",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .n_formats = 1,
                                          .format_stride = sizeof formats[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
