/* host.c - the table that plugins call, and the services of both kinds of plugin. */
#include "core/plugin/host.h"

#include "core/input/table.h"
#include "core/input/tree.h"

enum { ANY_PHASE = 0xFF };

int vitk_host_take(struct vitk_context *context, const char *call, void *to, size_t full, size_t least,
                   const void *from) {
  if (from == NULL)
    return vitk_context_misuse(context, call, "a struct that it needs is NULL");
  size_t size;
  memcpy(&size, from, sizeof size);
  if (size < least || size > VITK_LARGEST_STRUCT)
    return vitk_context_misuse(context, call, "the struct's size says %zu bytes, not %zu or more: set its .size", size,
                               least);
  memset(to, 0, full);
  memcpy(to, from, size < full ? size : full);
  memcpy(to, &full, sizeof full);
  return VITK_OK;
}

int vitk_host_give(struct vitk_context *context, const char *call, void *to, size_t least, const void *from,
                   size_t full) {
  if (to == NULL)
    return vitk_context_misuse(context, call, "the place for its answer is NULL");
  size_t size;
  memcpy(&size, to, sizeof size);
  if (size < least || size > VITK_LARGEST_STRUCT)
    return vitk_context_misuse(context, call,
                               "the size of the struct for its answer says %zu bytes, not %zu or more: set its .size",
                               size, least);
  if (size > full)
    size = full;
  memcpy(to, from, size);
  memcpy(to, &size, sizeof size);
  return VITK_OK;
}

void vitk_host_close(struct vitk_handed *handed) {
  if (handed->closed)
    return;
  handed->closed = true;
  if (handed->kind == VITK_HANDED_TABLE)
    vitk_table_close(handed->inner);
  else if (handed->kind == VITK_HANDED_TREE)
    vitk_tree_close(handed->inner);
  /* an output is its target's, which closes those left open */
  handed->inner = NULL;
}

void vitk_context_close_all(struct vitk_context *context) {
  for (struct vitk_handed *handed = context->handed; handed != NULL; handed = handed->next)
    vitk_host_close(handed);
}

int vitk_host_hand_out(struct vitk_context *context, uint32_t kind, uint32_t member, void *inner, void *out) {
  struct vitk_handed made = {.kind = kind, .member = member, .inner = inner, .next = context->handed};
  struct vitk_handed *handed = vitk_arena_alloc(&context->arena, sizeof *handed);
  if (handed == NULL) {
    vitk_host_close(&made);
    return vitk_context_passed(context, VITK_NOMEM, true);
  }
  *handed = made;
  context->handed = handed;
  memcpy(out, &handed, sizeof(void *));
  return VITK_OK;
}

struct vitk_handed *vitk_host_look_up(const void *pointer, uint32_t kind, const char *call, uint32_t phases,
                                      int *code) {
  static const char *const kinds[] = {"", "table", "tree", "output"};
  struct vitk_context *context = vitk_context_current();
  if (context == NULL) {
    *code = VITK_FATAL;
    return NULL;
  }
  *code = vitk_context_allow(context, call, phases);
  if (*code != VITK_OK)
    return NULL;
  struct vitk_handed *handed = context->handed;
  while (handed != NULL && (const void *)handed != pointer)
    handed = handed->next;
  if (pointer == NULL)
    *code = vitk_context_misuse(context, call, "the %s is NULL", kinds[kind]);
  else if (handed == NULL || handed->kind != kind)
    *code = vitk_context_misuse(context, call, "the pointer is no %s that this run opened", kinds[kind]);
  else if (handed->closed)
    *code = vitk_context_misuse(context, call, "the %s was closed before", kinds[kind]);
  return *code == VITK_OK ? handed : NULL;
}

static void *host_alloc(struct vitk_context *context, size_t bytes) {
  if (vitk_context_allow(context, "alloc", ANY_PHASE) == VITK_FATAL)
    return NULL;
  return vitk_arena_alloc(&context->arena, bytes);
}

static int host_diag(struct vitk_context *context, const struct vitk_diag *diag) {
  int code = vitk_context_allow(context, "diag", ANY_PHASE);
  if (code == VITK_FATAL)
    return code;
  struct vitk_diag full = {.size = 0};
  code = vitk_host_take(context, "diag", &full, sizeof full, VITK_UP_TO(struct vitk_diag, message), diag);
  if (code != VITK_OK)
    return code;
  if (full.severity < VITK_NOTE || full.severity > VITK_ERROR)
    return vitk_context_misuse(context, "diag", "%u is no severity", full.severity);
  if (full.code == NULL || full.code[0] == '\0')
    return vitk_context_misuse(context, "diag", "the problem has no code");
  return vitk_context_passed(context, context->watched.emit(context->watched.self, &full), true);
}

static int host_cancelled(struct vitk_context *context) {
  if (vitk_context_allow(context, "cancelled", ANY_PHASE) != VITK_OK)
    return 1;
  if (context->cancelled != NULL && context->cancelled(context->user))
    context->stop = VITK_CANCELLED;
  return context->stop != VITK_OK;
}

/* The types of options that have an integer, and all of them; by 1 << type. */
enum {
  WHOLE = 1 << VITK_OPTION_BOOLEAN | 1 << VITK_OPTION_INTEGER | 1 << VITK_OPTION_CHAR | 1 << VITK_OPTION_CHOICE,
  ANY_TYPE = WHOLE | 1 << VITK_OPTION_TEXT | 1 << VITK_OPTION_MAP
};

/* Is `name` an option of the plugin, and of one of `types`? */
static bool option_allowed(struct vitk_context *context, const char *call, const char *name, uint32_t types) {
  if (vitk_context_allow(context, call, ANY_PHASE) == VITK_FATAL)
    return false;
  const struct vitk_option *option = name ? vitk_option_find(context->plugin, vitk_str_of(name)) : NULL;
  if (name == NULL)
    vitk_context_misuse(context, call, "the name is NULL");
  else if (option == NULL)
    vitk_context_misuse(context, call, "its descriptor has no option '%s'", name);
  else if ((1U << option->type & types) == 0)
    vitk_context_misuse(context, call, "option %s is of another type", name);
  else
    return true;
  return false;
}

static vitk_str host_option_text(struct vitk_context *context, const char *name) {
  bool allowed = option_allowed(context, "option_text", name, ANY_TYPE);
  return allowed ? vitk_options_text(context->options, name) : (vitk_str){NULL, 0};
}

static int64_t host_option_integer(struct vitk_context *context, const char *name) {
  return option_allowed(context, "option_integer", name, WHOLE) ? vitk_options_integer(context->options, name) : 0;
}

static const struct vitk_node *host_option_map(struct vitk_context *context, const char *name) {
  bool allowed = option_allowed(context, "option_map", name, 1U << VITK_OPTION_MAP);
  return allowed ? vitk_options_map(context->options, name) : NULL;
}

const struct vitk_host vitk_the_host = {
    .size = sizeof(struct vitk_host),
    .abi_major = VITK_ABI_MAJOR,
    .abi_minor = VITK_ABI_MINOR,
    .alloc = host_alloc,
    .diag = host_diag,
    .cancelled = host_cancelled,
    .option_text = host_option_text,
    .option_integer = host_option_integer,
    .option_map = host_option_map,
    .member_count = vitk_host_member_count,
    .member = vitk_host_member,
    .head = vitk_host_head,
    .table_open = vitk_host_table_open,
    .table_next = vitk_host_table_next,
    .table_field = vitk_host_table_field,
    .table_close = vitk_host_table_close,
    .tree_open = vitk_host_tree_open,
    .tree_next = vitk_host_tree_next,
    .tree_close = vitk_host_tree_close,
    .source = vitk_host_source,
    .food = vitk_host_food,
    .food_code = vitk_host_food_code,
    .statement = vitk_host_statement,
    .schema = vitk_host_schema,
    .target = vitk_host_target,
    .output_open = vitk_host_output_open,
    .output_write = vitk_host_output_write,
    .output_close = vitk_host_output_close,
    .table_header = vitk_host_table_header,
    .json_parse = vitk_host_json_parse,
    .table_sheets = vitk_host_table_sheets,
    .row = vitk_host_row,
};
