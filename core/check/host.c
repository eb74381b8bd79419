/* host.c - the host table of a check: each service is the real one, counted, and failing where it is to. */
#include "core/check/faults.h"

#include <stdio.h>

struct check_faults check_faults;

static const struct vitk_plugin *real;
static struct check_shared *shared;

/* --- calls of the host */

static void enter(void) {
  shared->in_plugin = 0;
  check_faults.calls++;
  check_faults.calls_after += check_faults.told != VITK_OK;
  struct vitk_context *context = vitk_context_current();
  if (check_faults.calls == check_faults.cancel && context != NULL && context->stop == VITK_OK)
    context->stop = VITK_CANCELLED;
}

static int leave(int code) {
  shared->in_plugin = 1;
  if (code == VITK_CANCELLED && check_faults.told == VITK_OK)
    check_faults.told = code;
  return code;
}

static void *host_alloc(struct vitk_context *context, size_t bytes) {
  enter();
  bool fails = ++check_faults.allocs == check_faults.fail_alloc;
  void *memory = fails ? NULL : vitk_the_host.alloc(context, bytes);
  if (fails)
    check_faults.told = VITK_NOMEM;
  leave(VITK_OK);
  return memory;
}

static int host_output_write(struct vitk_output *output, const void *bytes, size_t n) {
  enter();
  if (++check_faults.writes != check_faults.fail_write)
    return leave(vitk_the_host.output_write(output, bytes, n));
  check_faults.told = VITK_FAILED;
  return leave(vitk_context_passed(vitk_context_current(), VITK_FAILED, true));
}

static int host_cancelled(struct vitk_context *context) {
  enter();
  int yes = vitk_the_host.cancelled(context);
  leave(yes ? VITK_CANCELLED : VITK_OK);
  return yes;
}

/* A service that returns a code, and one that returns something else; in brackets parameters and arguments. */
#define CODED(name, parameters, arguments)                                                                             \
  static int host_##name parameters {                                                                                  \
    enter();                                                                                                           \
    return leave(vitk_the_host.name arguments);                                                                        \
  }
#define VALUED(type, name, parameters, arguments)                                                                      \
  static type host_##name parameters {                                                                                 \
    enter();                                                                                                           \
    type value = vitk_the_host.name arguments;                                                                         \
    leave(VITK_OK);                                                                                                    \
    return value;                                                                                                      \
  }
#define CLOSES(name, type)                                                                                             \
  static void host_##name(struct type *open) {                                                                         \
    shared->in_plugin = 0;                                                                                             \
    vitk_the_host.name(open);                                                                                          \
    shared->in_plugin = 1;                                                                                             \
  }

CODED(diag, (struct vitk_context * c, const struct vitk_diag *diag), (c, diag))
VALUED(vitk_str, option_text, (struct vitk_context * c, const char *name), (c, name))
VALUED(int64_t, option_integer, (struct vitk_context * c, const char *name), (c, name))
VALUED(const struct vitk_node *, option_map, (struct vitk_context * c, const char *name), (c, name))
VALUED(uint32_t, member_count, (struct vitk_context * c), (c))
CODED(member, (struct vitk_context * c, uint32_t index, struct vitk_member *out), (c, index, out))
CODED(head, (struct vitk_context * c, uint32_t index, vitk_str *out), (c, index, out))
CODED(table_open, (struct vitk_context * c, const struct vitk_table_spec *spec, struct vitk_table **out),
      (c, spec, out))
CODED(table_next, (struct vitk_table * table, struct vitk_row *out), (table, out))
VALUED(vitk_str, table_field, (struct vitk_table * table, uint32_t column), (table, column))
CLOSES(table_close, vitk_table)
CODED(tree_open, (struct vitk_context * c, const struct vitk_tree_spec *spec, struct vitk_tree **out), (c, spec, out))
CODED(tree_next, (struct vitk_tree * tree, const struct vitk_node **out), (tree, out))
CLOSES(tree_close, vitk_tree)
CODED(source, (struct vitk_context * c, const struct vitk_source *source), (c, source))
CODED(food, (struct vitk_context * c, const struct vitk_food *food), (c, food))
CODED(food_code, (struct vitk_context * c, vitk_str food_id, const char *scheme, vitk_str code),
      (c, food_id, scheme, code))
CODED(statement, (struct vitk_context * c, const struct vitk_statement *statement), (c, statement))
CODED(schema, (uint32_t table, struct vitk_schema *out), (table, out))
CODED(target, (struct vitk_context * c, uint32_t *kind, vitk_str *text), (c, kind, text))
CODED(output_open, (struct vitk_context * c, const char *name, struct vitk_output **out), (c, name, out))
CODED(table_header, (struct vitk_table * table, uint32_t index, vitk_str *out), (table, index, out))
CODED(json_parse, (struct vitk_context * c, vitk_str text, const struct vitk_node **out), (c, text, out))
CODED(table_sheets, (struct vitk_context * c, uint32_t member, uint32_t index, vitk_str *name),
      (c, member, index, name))
CODED(row, (struct vitk_context * c, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride),
      (c, table, row, n, stride))

static int host_output_close(struct vitk_output *output, struct vitk_output_info *out) {
  shared->in_plugin = 0;
  int code = vitk_the_host.output_close(output, out);
  shared->in_plugin = 1;
  return code;
}

const struct vitk_host check_host = {
    .size = sizeof(struct vitk_host),
    .abi_major = VITK_ABI_MAJOR,
    .abi_minor = VITK_ABI_MINOR,
    .alloc = host_alloc,
    .diag = host_diag,
    .cancelled = host_cancelled,
    .option_text = host_option_text,
    .option_integer = host_option_integer,
    .option_map = host_option_map,
    .member_count = host_member_count,
    .member = host_member,
    .head = host_head,
    .table_open = host_table_open,
    .table_next = host_table_next,
    .table_field = host_table_field,
    .table_close = host_table_close,
    .tree_open = host_tree_open,
    .tree_next = host_tree_next,
    .tree_close = host_tree_close,
    .source = host_source,
    .food = host_food,
    .food_code = host_food_code,
    .statement = host_statement,
    .schema = host_schema,
    .target = host_target,
    .output_open = host_output_open,
    .output_write = host_output_write,
    .output_close = host_output_close,
    .table_header = host_table_header,
    .json_parse = host_json_parse,
    .table_sheets = host_table_sheets,
    .row = host_row,
};

/* --- calls of the plugin */

static int returned(const char *function, int code) {
  static const char *const names[] = {"VITK_CANCELLED", "VITK_NOMEM", "VITK_FATAL",
                                      "VITK_FAILED",    "VITK_OK",    "VITK_END"};
  shared->in_plugin = 0;
  int told = check_faults.told;
  bool heeded = told == VITK_OK || code == told || (told == VITK_FAILED && code < 0);
  if (!heeded && check_faults.unheeded[0] == '\0')
    snprintf(check_faults.unheeded, sizeof check_faults.unheeded, "%s returned %s, not %s", function,
             code >= VITK_CANCELLED && code <= VITK_END ? names[code - VITK_CANCELLED] : "no code of vitk",
             names[told - VITK_CANCELLED]);
  return code;
}

static int shim_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  shared->in_plugin = 1;
  int code = returned("probe", real->importer->probe(context, verdict));
  check_faults.raw_score = verdict->score;
  size_t n = strnlen(verdict->evidence, sizeof verdict->evidence);
  check_faults.evidence = n < sizeof verdict->evidence ? n : SIZE_MAX;
  return code;
}

static int shim_open(struct vitk_context *context, void **handle) {
  shared->in_plugin = 1;
  return returned("open", real->importer->open(context, handle));
}

static int shim_read(void *handle) {
  shared->in_plugin = 1;
  return returned("read", real->importer->read(handle));
}

static void shim_close(void *handle) {
  shared->in_plugin = 1;
  real->importer->close(handle);
  shared->in_plugin = 0;
}

static int shim_begin(struct vitk_context *context, void **handle) {
  shared->in_plugin = 1;
  return returned("begin", real->exporter->begin(context, handle));
}

static int shim_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  shared->in_plugin = 1;
  return returned("row", real->exporter->row(handle, table, row, stride));
}

static int shim_finish(void *handle) {
  shared->in_plugin = 1;
  return returned("finish", real->exporter->finish(handle));
}

static void shim_abort(void *handle) {
  shared->in_plugin = 1;
  real->exporter->abort(handle);
  shared->in_plugin = 0;
}

const struct vitk_plugin *check_shim(struct check *c, const struct vitk_plugin *plugin, struct vitk_arena *arena) {
  static struct vitk_importer importer;
  static struct vitk_exporter exporter;
  struct vitk_plugin *shim = vitk_arena_alloc(arena, sizeof *shim);
  if (shim == NULL)
    return NULL;
  real = plugin;
  shared = c->shared;
  *shim = *plugin;
  if (plugin->importer != NULL) {
    importer = *plugin->importer;
    importer.probe = shim_probe;
    importer.open = shim_open;
    importer.read = shim_read;
    importer.close = shim_close;
    shim->importer = &importer;
  }
  if (plugin->exporter != NULL) {
    exporter = *plugin->exporter;
    exporter.begin = shim_begin;
    exporter.row = shim_row;
    exporter.finish = shim_finish;
    exporter.abort = shim_abort;
    shim->exporter = &exporter;
  }
  return shim;
}
