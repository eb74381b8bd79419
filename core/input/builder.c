/* builder.c - records, built while a parser goes through them. */
#include "core/base/buffer.h"
#include "core/base/str.h"
#include "core/input/records.h"

#include <stdlib.h>

/* A record with the memory of its own, which is used again once it was taken. */
struct record {
  struct record *next;
  struct vitk_arena arena;
  struct vitk_node *root;
};

struct level {
  struct vitk_node *node;       /* NULL outside of records */
  const struct vitk_node **end; /* where its next child goes */
  struct vitk_buffer text;
  uint32_t kind; /* 0: the document */
  bool on_path;  /* the path of a record so far */
  size_t steps;  /* of the path, that led here */
};

struct vitk_builder {
  const struct vitk_input *input;
  const struct vitk_tree_plan *plan;
  bool names_last;
  struct level *levels;  /* limits->depth + 1 */
  uint32_t depth;        /* of levels in use; levels[depth] is the innermost */
  uint32_t record_depth; /* 0: outside of records */
  uint32_t nodes;
  size_t bytes;
  struct record *building, *first, **last, *taken, *spare;
  uint64_t n_whole, n_taken;
  struct vitk_held told;
  struct vitk_sink_of_diags diags;
  int failure;
};

struct vitk_builder *vitk_builder_new(const struct vitk_input *input, const struct vitk_tree_plan *plan,
                                      bool names_last) {
  struct vitk_builder *builder = calloc(1, sizeof *builder);
  if (builder == NULL)
    return NULL;
  *builder = (struct vitk_builder){.input = input,
                                   .plan = plan,
                                   .names_last = names_last,
                                   .told = {.to = input->diags, .place = &builder->n_whole},
                                   .diags = {vitk_held_emit, &builder->told}};
  builder->last = &builder->first;
  builder->levels = calloc(input->limits->depth + (size_t)1, sizeof *builder->levels);
  if (builder->levels == NULL) {
    free(builder);
    return NULL;
  }
  builder->levels[0].on_path = true;
  return builder;
}

static void free_records(struct record *record) {
  for (struct record *next; record != NULL; record = next) {
    next = record->next;
    vitk_arena_free(&record->arena);
    free(record);
  }
}

void vitk_builder_free(struct vitk_builder *builder) {
  if (builder == NULL)
    return;
  free_records(builder->building);
  free_records(builder->first);
  free_records(builder->taken);
  free_records(builder->spare);
  for (uint32_t i = 0; i <= builder->input->limits->depth; i++)
    vitk_buffer_free(&builder->levels[i].text);
  vitk_held_free(&builder->told);
  free(builder->levels);
  free(builder);
}

bool vitk_builder_in_record(const struct vitk_builder *builder) {
  return builder->record_depth != 0;
}

static int over_limit(struct vitk_builder *builder, uint64_t line, const char *what, size_t limit) {
  vitk_report(&builder->diags, VITK_ERROR, "limit", (struct vitk_place){.file = builder->plan->file, .line = line},
              (vitk_str){NULL, 0}, "check that it is the file that is meant, and the path of its records",
              "more than %zu %s", limit, what);
  builder->failure = VITK_FAILED;
  return VITK_FAILED;
}

static int no_memory(struct vitk_builder *builder) {
  builder->failure = VITK_NOMEM;
  return VITK_NOMEM;
}

static uint64_t line_of_record(const struct vitk_builder *builder) {
  return builder->building && builder->building->root ? builder->building->root->line : 0;
}

static int count_bytes(struct vitk_builder *builder, size_t n) {
  size_t most = builder->input->limits->record_bytes;
  if (n > most - builder->bytes)
    return over_limit(builder, line_of_record(builder), "bytes in one record", most);
  builder->bytes += n;
  return VITK_OK;
}

static struct record *begin_record(struct vitk_builder *builder) {
  struct record *record = builder->spare;
  if (record == NULL)
    return calloc(1, sizeof *record);
  builder->spare = record->next;
  record->next = NULL;
  record->root = NULL;
  return record;
}

/* A node below the innermost level that has one, or the root of a record. */
static struct vitk_node *add_node(struct vitk_builder *builder, struct level *parent, uint32_t kind, vitk_str name,
                                  uint64_t line) {
  if (++builder->nodes > builder->input->limits->record_nodes) {
    over_limit(builder, line_of_record(builder), "nodes in one record", builder->input->limits->record_nodes);
    return NULL;
  }
  struct vitk_node *node = vitk_arena_alloc(&builder->building->arena, sizeof *node);
  if (node == NULL) {
    no_memory(builder);
    return NULL;
  }
  if (!builder->names_last && name.n > 0) {
    if (count_bytes(builder, name.n) != VITK_OK)
      return NULL;
    if (vitk_arena_copy(&builder->building->arena, name, &name) != VITK_OK) {
      no_memory(builder);
      return NULL;
    }
  }
  *node = (struct vitk_node){.size = sizeof *node, .kind = kind, .line = line, .name = name, .text = {"", 0}};
  if (parent != NULL) {
    *parent->end = node;
    parent->end = &node->next;
  } else {
    builder->building->root = node;
  }
  return node;
}

/* The step that a node makes on the path below its parent. An array stands for its elements unless the path has a '*'
 * for them, and the root of JSON has no name. false: it leads elsewhere. */
static bool follow_path(const struct vitk_builder *builder, const struct level *parent, uint32_t kind, vitk_str name,
                        size_t *steps) {
  const struct vitk_tree_plan *plan = builder->plan;
  *steps = parent->steps;
  if (!parent->on_path)
    return false;
  bool nameless = parent->kind == VITK_ARRAY || (parent->kind == 0 && kind != VITK_ELEMENT);
  bool at_end = parent->steps == plan->path_length;
  bool any = !at_end && vitk_str_is(plan->path[parent->steps], "*");
  *steps += nameless ? parent->kind == VITK_ARRAY && any : 1;
  return nameless || (!at_end && (any || vitk_str_equal(plan->path[parent->steps], name)));
}

/* Is the node, which the whole path led to, a record? An array's elements are, in its stead, unless it is itself an
 * element: a row of cells. */
static bool is_record(const struct vitk_builder *builder, const struct level *level, const struct level *parent) {
  bool at_end = level->on_path && level->steps == builder->plan->path_length;
  return at_end && (builder->plan->whole || level->kind != VITK_ARRAY || parent->kind == VITK_ARRAY);
}

bool vitk_builder_expects(const struct vitk_builder *builder, uint32_t kind, vitk_str name, uint32_t levels,
                          uint32_t *parent) {
  const struct level *above = &builder->levels[builder->depth];
  struct level level = {.kind = kind};
  *parent = above->kind;
  if (builder->failure != VITK_OK || builder->record_depth != 0 ||
      levels > builder->input->limits->depth - builder->depth)
    return false;
  level.on_path = follow_path(builder, above, kind, name, &level.steps);
  return is_record(builder, &level, above);
}

int vitk_builder_open(struct vitk_builder *builder, uint32_t kind, vitk_str name, uint64_t line) {
  if (builder->failure != VITK_OK)
    return builder->failure;
  if (builder->depth >= builder->input->limits->depth)
    return over_limit(builder, line, "levels of depth", builder->input->limits->depth);
  bool inside = vitk_builder_in_record(builder);
  struct level *parent = &builder->levels[builder->depth], *level = parent + 1;
  builder->depth++;
  level->kind = kind;
  level->on_path = !inside && follow_path(builder, parent, kind, name, &level->steps);
  level->node = NULL;
  level->text.n = 0;
  level->text.maximum = builder->input->limits->record_bytes;
  if (!inside && !is_record(builder, level, parent))
    return VITK_OK;
  if (!inside) {
    builder->building = begin_record(builder);
    if (builder->building == NULL)
      return no_memory(builder);
    builder->record_depth = builder->depth;
    builder->nodes = 0;
    builder->bytes = 0;
  }
  level->node = add_node(builder, inside ? parent : NULL, kind, name, line);
  if (level->node == NULL)
    return builder->failure;
  level->end = &level->node->child;
  return VITK_OK;
}

/* The text of a node, which is "" so far. */
static int set_text(struct vitk_builder *builder, struct vitk_node *node, vitk_str text) {
  text = vitk_str_trim(text);
  return text.n == 0 || vitk_arena_copy(&builder->building->arena, text, &node->text) == VITK_OK ? VITK_OK
                                                                                                 : no_memory(builder);
}

int vitk_builder_leaf(struct vitk_builder *builder, uint32_t kind, vitk_str name, vitk_str text, uint64_t line) {
  struct level *level = &builder->levels[builder->depth];
  if (builder->failure != VITK_OK || level->node == NULL)
    return builder->failure;
  struct vitk_node *node = count_bytes(builder, text.n) == VITK_OK ? add_node(builder, level, kind, name, line) : NULL;
  return node ? set_text(builder, node, text) : builder->failure;
}

int vitk_builder_text(struct vitk_builder *builder, vitk_str text) {
  struct level *level = &builder->levels[builder->depth];
  if (builder->failure != VITK_OK || level->node == NULL)
    return builder->failure;
  if (count_bytes(builder, text.n) != VITK_OK)
    return builder->failure;
  return vitk_buffer_add_str(&level->text, text) == VITK_OK ? VITK_OK : no_memory(builder);
}

int vitk_builder_close(struct vitk_builder *builder) {
  if (builder->failure != VITK_OK || builder->depth == 0)
    return builder->failure;
  struct level *level = &builder->levels[builder->depth];
  if (level->node != NULL && set_text(builder, level->node, vitk_buffer_str(&level->text)) != VITK_OK)
    return builder->failure;
  if (builder->depth == builder->record_depth) {
    *builder->last = builder->building;
    builder->last = &builder->building->next;
    builder->n_whole++;
    builder->building = NULL;
    builder->record_depth = 0;
  }
  builder->depth--;
  return VITK_OK;
}

const struct vitk_sink_of_diags *vitk_builder_diags(const struct vitk_builder *builder) {
  return &builder->diags;
}

int vitk_builder_tell(struct vitk_builder *builder) {
  return vitk_held_tell(&builder->told, builder->n_taken);
}

const struct vitk_node *vitk_builder_take(struct vitk_builder *builder) {
  if (builder->taken != NULL) {
    vitk_arena_reset(&builder->taken->arena);
    builder->taken->next = builder->spare;
    builder->spare = builder->taken;
  }
  builder->taken = builder->first;
  if (builder->taken == NULL)
    return NULL;
  builder->first = builder->taken->next;
  builder->n_taken++;
  builder->taken->next = NULL;
  if (builder->first == NULL)
    builder->last = &builder->first;
  return builder->taken->root;
}

bool vitk_builder_waits(const struct vitk_builder *builder) {
  return builder->first != NULL;
}
