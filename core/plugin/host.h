/* host.h - the host's services by kind, which host.c puts into the table that plugins call. */
#ifndef VITK_PLUGIN_HOST_H
#define VITK_PLUGIN_HOST_H

#include "core/plugin/context.h"
#include "core/plugin/descriptor.h"

/* Copies a struct that starts with its size, shorter or longer than ours, into `to` of `full` bytes, zeroed first.
 * VITK_OK, or VITK_FATAL after a misuse was told: NULL, or a size that can't be. */
int vitk_host_take(struct vitk_context *, const char *call, void *to, size_t full, size_t least, const void *from);

/* The other way: fills the first bytes of a plugin's struct, and its size. */
int vitk_host_give(struct vitk_context *, const char *call, void *to, size_t least, const void *from, size_t full);

/* Notes what was opened, of a member where it is a table or tree, and sets *out to what the plugin gets; NOMEM has
 * closed `inner`. */
int vitk_host_hand_out(struct vitk_context *, uint32_t kind, uint32_t member, void *inner, void *out);

/* What stands behind a pointer that a plugin got, or NULL after a misuse was told. `call` may be made in `phases`;
 * *code gets what to return where this is NULL. */
struct vitk_handed *vitk_host_look_up(const void *pointer, uint32_t kind, const char *call, uint32_t phases, int *code);

/* The same; what was opened last is what is asked for mostly. */
static inline struct vitk_handed *vitk_host_handed(const void *pointer, uint32_t kind, const char *call,
                                                   uint32_t phases, int *code) {
  struct vitk_context *context = vitk_context_running;
  struct vitk_handed *last = context != NULL ? context->handed : NULL;
  if (last == NULL || (const void *)last != pointer || last->kind != kind || last->closed)
    return vitk_host_look_up(pointer, kind, call, phases, code);
  *code = vitk_context_allow(context, call, phases);
  return *code == VITK_OK ? last : NULL;
}

void vitk_host_close(struct vitk_handed *);

/* Members, tables and trees: host_input.c. */
uint32_t vitk_host_member_count(struct vitk_context *);
int vitk_host_member(struct vitk_context *, uint32_t index, struct vitk_member *out);
int vitk_host_head(struct vitk_context *, uint32_t index, vitk_str *out);
int vitk_host_table_open(struct vitk_context *, const struct vitk_table_spec *, struct vitk_table **out);
int vitk_host_table_next(struct vitk_table *, struct vitk_row *out);
vitk_str vitk_host_table_field(struct vitk_table *, uint32_t column);
int vitk_host_table_header(struct vitk_table *, uint32_t index, vitk_str *out);
int vitk_host_table_sheets(struct vitk_context *, uint32_t member, uint32_t index, vitk_str *name);
void vitk_host_table_close(struct vitk_table *);
int vitk_host_tree_open(struct vitk_context *, const struct vitk_tree_spec *, struct vitk_tree **out);
int vitk_host_tree_next(struct vitk_tree *, const struct vitk_node **out);
void vitk_host_tree_close(struct vitk_tree *);
int vitk_host_json_parse(struct vitk_context *, vitk_str text, const struct vitk_node **out);

/* What a source states: host_statement.c. */
int vitk_host_source(struct vitk_context *, const struct vitk_source *);
int vitk_host_food(struct vitk_context *, const struct vitk_food *);
int vitk_host_food_code(struct vitk_context *, vitk_str food_id, const char *scheme, vitk_str code);
int vitk_host_statement(struct vitk_context *, const struct vitk_statement *);
int vitk_host_row(struct vitk_context *, uint32_t table, const struct vitk_datum *, uint32_t n, uint32_t stride);

/* Outputs: host_output.c. */
int vitk_host_schema(uint32_t table, struct vitk_schema *out);
int vitk_host_target(struct vitk_context *, uint32_t *kind, vitk_str *text);
int vitk_host_output_open(struct vitk_context *, const char *name, struct vitk_output **out);
int vitk_host_output_write(struct vitk_output *, const void *bytes, size_t n);
int vitk_host_output_close(struct vitk_output *, struct vitk_output_info *out);

#endif
