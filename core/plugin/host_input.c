/* host_input.c - members, tables and trees as plugins get them. */
#include "core/plugin/host.h"

#include "core/input/table.h"
#include "core/input/tree.h"

enum { LOOKING = VITK_IN_PROBE | VITK_IN_OPEN | VITK_IN_READ, READING = VITK_IN_OPEN | VITK_IN_READ, CLOSING = 0xFF };

static const char out_is_null[] = "the place for its answer is NULL";

/* Is this an importer's run at a place where it may look at its input, and `index` a member? */
static int allow_member(struct vitk_context *context, const char *call, uint32_t phases, uint32_t index) {
  int code = vitk_context_allow(context, call, phases);
  if (code != VITK_OK)
    return code;
  uint32_t n = vitk_bundle_count(context->input.bundle);
  if (index >= n)
    return vitk_context_misuse(context, call, "there is no member %u, only %u of them, from 0", index, n);
  return VITK_OK;
}

/* A probe decides nothing that is not asked anew. */
static void note_look(struct vitk_context *context, uint32_t index) {
  if (context->receiver != NULL)
    context->member_flags[index] |= VITK_MEMBER_LOOKED;
}

uint32_t vitk_host_member_count(struct vitk_context *context) {
  if (vitk_context_allow(context, "member_count", LOOKING) != VITK_OK)
    return 0;
  return vitk_bundle_count(context->input.bundle);
}

int vitk_host_member(struct vitk_context *context, uint32_t index, struct vitk_member *out) {
  int code = allow_member(context, "member", LOOKING, index);
  if (code != VITK_OK)
    return code;
  struct vitk_member member = {.size = sizeof member,
                               .name = vitk_bundle_name(context->input.bundle, index),
                               .bytes = vitk_bundle_bytes(context->input.bundle, index)};
  return vitk_host_give(context, "member", out, VITK_UP_TO(struct vitk_member, name), &member, sizeof member);
}

int vitk_host_head(struct vitk_context *context, uint32_t index, vitk_str *out) {
  int code = allow_member(context, "head", LOOKING, index);
  if (code != VITK_OK)
    return code;
  if (out == NULL)
    return vitk_context_misuse(context, "head", out_is_null);
  *out = (vitk_str){NULL, 0};
  /* What is broken was told the first time; each importer that looks need not tell it again. */
  if (context->member_flags[index] & VITK_MEMBER_BROKEN)
    return vitk_context_passed(context, VITK_FAILED, false);
  note_look(context, index);
  code = vitk_table_head(&context->input, index, out);
  if (code == VITK_FAILED)
    context->member_flags[index] |= VITK_MEMBER_BROKEN;
  return vitk_context_passed(context, code, false);
}

static bool bad_array(const void *elements, uint32_t n, uint32_t stride, size_t least) {
  return n > 0 && (elements == NULL || stride < least || stride > VITK_LARGEST_STRUCT);
}

#define WHERE_IS_BROKEN "n_where and where_stride don't fit: write VITK_ARRAY"

int vitk_host_table_open(struct vitk_context *context, const struct vitk_table_spec *theirs, struct vitk_table **out) {
  struct vitk_table_spec spec;
  int code = vitk_context_allow(context, "table_open", READING);
  if (code == VITK_OK)
    code = vitk_host_take(context, "table_open", &spec, sizeof spec, VITK_UP_TO(struct vitk_table_spec, column_stride),
                          theirs);
  if (code == VITK_OK)
    code = allow_member(context, "table_open", READING, spec.member);
  if (code != VITK_OK)
    return code;
  if (out == NULL)
    return vitk_context_misuse(context, "table_open", out_is_null);
  *out = NULL;
  if (bad_array(spec.columns, spec.n_columns, spec.column_stride, VITK_UP_TO(struct vitk_column, optional)))
    return vitk_context_misuse(context, "table_open", "n_columns and column_stride don't fit: write VITK_ARRAY");
  if (bad_array(spec.where, spec.n_where, spec.where_stride, VITK_UP_TO(struct vitk_where, kind)))
    return vitk_context_misuse(context, "table_open", WHERE_IS_BROKEN);
  for (uint32_t i = 0; i < spec.n_where; i++) {
    struct vitk_where where;
    memcpy(&where, (const unsigned char *)spec.where + (size_t)i * spec.where_stride, sizeof where);
    if (where.column >= spec.n_columns || where.kind < VITK_ONE_OF || where.kind > VITK_NOT_BLANK ||
        (where.kind == VITK_ONE_OF && where.values == NULL))
      return vitk_context_misuse(context, "table_open", "condition %u of `where` names no column or no values", i);
  }
  struct vitk_table *table = NULL;
  context->member_flags[spec.member] |= VITK_MEMBER_READ;
  vitk_context_mark(context, spec.member, 0);
  code = vitk_context_passed(context, vitk_table_open(&context->input, &spec, &table), false);
  return code == VITK_OK ? vitk_host_hand_out(context, VITK_HANDED_TABLE, spec.member, table, out) : code;
}

static int next_row(struct vitk_context *context, const struct vitk_handed *table, struct vitk_row *out) {
  int code = vitk_context_passed(context, vitk_table_next(table->inner, out), false);
  if (code == VITK_OK)
    vitk_context_mark(context, table->member, out->line);
  return code;
}

int vitk_host_table_next(struct vitk_table *pointer, struct vitk_row *out) {
  int code;
  struct vitk_handed *table = vitk_host_handed(pointer, VITK_HANDED_TABLE, "table_next", READING, &code);
  struct vitk_context *context = vitk_context_current();
  if (table == NULL || (code = vitk_context_poll(context)) != VITK_OK)
    return code;
  if (out != NULL && out->size == sizeof *out)
    return next_row(context, table, out);
  struct vitk_row row = {.size = sizeof row};
  code = next_row(context, table, &row);
  if (code != VITK_OK)
    return code;
  return vitk_host_give(context, "table_next", out, VITK_UP_TO(struct vitk_row, cell_stride), &row, sizeof row);
}

vitk_str vitk_host_table_field(struct vitk_table *pointer, uint32_t column) {
  int code;
  struct vitk_handed *table = vitk_host_handed(pointer, VITK_HANDED_TABLE, "table_field", READING, &code);
  return table ? vitk_table_field(table->inner, column) : (vitk_str){NULL, 0};
}

int vitk_host_table_header(struct vitk_table *pointer, uint32_t index, vitk_str *out) {
  int code;
  struct vitk_handed *table = vitk_host_handed(pointer, VITK_HANDED_TABLE, "table_header", READING, &code);
  if (table == NULL)
    return code;
  if (out == NULL)
    return vitk_context_misuse(NULL, "table_header", out_is_null);
  *out = (vitk_str){NULL, 0};
  return vitk_context_passed(vitk_context_current(), vitk_table_header(table->inner, index, out), false);
}

int vitk_host_table_sheets(struct vitk_context *context, uint32_t member, uint32_t index, vitk_str *name) {
  int code = allow_member(context, "table_sheets", LOOKING, member);
  if (code != VITK_OK)
    return code;
  if (name == NULL)
    return vitk_context_misuse(context, "table_sheets", out_is_null);
  *name = (vitk_str){NULL, 0};
  if (context->member_flags[member] & VITK_MEMBER_BROKEN)
    return vitk_context_passed(context, VITK_FAILED, false);
  note_look(context, member);
  struct vitk_input input = context->input;
  bool probing = context->receiver == NULL;
  if (probing) /* a zip that is no workbook is not worth a word yet: another importer may know it */
    input.diags = &vitk_silent_diags;
  code = vitk_table_sheets(&input, member, index, name);
  if (probing && code == VITK_FAILED)
    code = VITK_END;
  if (code == VITK_FAILED)
    context->member_flags[member] |= VITK_MEMBER_BROKEN;
  return vitk_context_passed(context, code, false);
}

/* A close is allowed everywhere, also after the run was stopped; NULL is fine and a second close is a misuse. */
static void close_handed(const void *pointer, uint32_t kind, const char *call) {
  struct vitk_context *context = vitk_context_current();
  if (pointer == NULL || context == NULL)
    return;
  if (context->stop != VITK_OK) /* what is open is closed at the run's end */
    return;
  int code;
  struct vitk_handed *handed = vitk_host_handed(pointer, kind, call, CLOSING, &code);
  if (handed != NULL)
    vitk_host_close(handed);
}

void vitk_host_table_close(struct vitk_table *table) {
  close_handed(table, VITK_HANDED_TABLE, "table_close");
}

int vitk_host_tree_open(struct vitk_context *context, const struct vitk_tree_spec *theirs, struct vitk_tree **out) {
  struct vitk_tree_spec spec;
  int code = vitk_context_allow(context, "tree_open", READING);
  if (code == VITK_OK)
    code = vitk_host_take(context, "tree_open", &spec, sizeof spec, VITK_UP_TO(struct vitk_tree_spec, record), theirs);
  if (code == VITK_OK)
    code = allow_member(context, "tree_open", READING, spec.member);
  if (code != VITK_OK)
    return code;
  if (out == NULL)
    return vitk_context_misuse(context, "tree_open", out_is_null);
  *out = NULL;
  if (spec.record == NULL)
    return vitk_context_misuse(context, "tree_open", "the spec names no record");
  if (bad_array(spec.where, spec.n_where, spec.where_stride, VITK_UP_TO(struct vitk_where, kind)))
    return vitk_context_misuse(context, "tree_open", WHERE_IS_BROKEN);
  for (uint32_t i = 0; i < spec.n_where; i++) {
    struct vitk_where where;
    memcpy(&where, (const unsigned char *)spec.where + (size_t)i * spec.where_stride, sizeof where);
    bool is_kind = where.kind == VITK_ONE_OF || where.kind == VITK_MENTIONED || where.kind == VITK_HOLDS;
    if (where.path == NULL || !is_kind || (where.kind != VITK_MENTIONED && where.values == NULL))
      return vitk_context_misuse(context, "tree_open", "condition %u of `where` names no path or no values", i);
  }
  struct vitk_tree *tree = NULL;
  context->member_flags[spec.member] |= VITK_MEMBER_READ;
  vitk_context_mark(context, spec.member, 0);
  code = vitk_context_passed(context, vitk_tree_open(&context->input, &spec, &tree), false);
  return code == VITK_OK ? vitk_host_hand_out(context, VITK_HANDED_TREE, spec.member, tree, out) : code;
}

int vitk_host_tree_next(struct vitk_tree *pointer, const struct vitk_node **out) {
  int code;
  struct vitk_handed *tree = vitk_host_handed(pointer, VITK_HANDED_TREE, "tree_next", READING, &code);
  struct vitk_context *context = vitk_context_current();
  if (tree == NULL || (code = vitk_context_poll(context)) != VITK_OK)
    return code;
  if (out == NULL)
    return vitk_context_misuse(context, "tree_next", out_is_null);
  *out = NULL;
  code = vitk_context_passed(context, vitk_tree_next(tree->inner, out), false);
  if (code == VITK_OK)
    vitk_context_mark(context, tree->member, (*out)->line);
  return code;
}

void vitk_host_tree_close(struct vitk_tree *tree) {
  close_handed(tree, VITK_HANDED_TREE, "tree_close");
}

int vitk_host_json_parse(struct vitk_context *context, vitk_str text, const struct vitk_node **out) {
  int code = vitk_context_allow(context, "json_parse", READING);
  if (code == VITK_OK)
    code = vitk_context_poll(context);
  if (code != VITK_OK)
    return code;
  if (out == NULL)
    return vitk_context_misuse(context, "json_parse", out_is_null);
  if (text.p == NULL && text.n > 0)
    return vitk_context_misuse(context, "json_parse", "the text has a length but its pointer is NULL");
  vitk_json_value_free(context->json);
  context->json = NULL;
  *out = NULL;
  return vitk_context_passed(context, vitk_json_read(text, context->input.limits, &context->json, out), true);
}
