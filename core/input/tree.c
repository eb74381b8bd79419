#include "core/input/tree.h"

#include "core/base/str.h"
#include "core/input/records.h"

#include <stdlib.h>

struct vitk_tree {
  struct vitk_input input;
  struct vitk_arena arena;
  struct vitk_tree_plan plan;
  struct vitk_record_source *records;
  struct vitk_skipped_foods skipped;
  int failure; /* or VITK_END, once met */
};

static int bad_call(const struct vitk_input *input, vitk_str file, const char *what) {
  vitk_report(input->diags, VITK_ERROR, "bad-call", (struct vitk_place){.file = file}, (vitk_str){NULL, 0},
              "this is a fault of the importer: tell its author", "tree_open: %s", what);
  return VITK_FAILED;
}

/* The part of a path before the first '/', which is taken off. */
static vitk_str next_part(vitk_str *path) {
  const char *slash = path->n ? memchr(path->p, '/', path->n) : NULL;
  vitk_str part = {path->p, slash ? (size_t)(slash - path->p) : path->n};
  size_t taken = part.n + (slash != NULL);
  path->p += taken;
  path->n -= taken;
  return part;
}

static int plan_path(struct vitk_tree_plan *plan, const char *record, struct vitk_arena *arena) {
  vitk_str copy;
  int code = vitk_arena_copy(arena, vitk_str_of(record), &copy);
  if (code != VITK_OK || copy.n == 0)
    return code;
  size_t n = 1;
  for (size_t i = 0; i < copy.n; i++)
    n += copy.p[i] == '/';
  vitk_str *parts = vitk_arena_alloc(arena, n * sizeof *parts);
  if (parts == NULL)
    return VITK_NOMEM;
  for (size_t i = 0; i < n; i++)
    parts[i] = next_part(&copy);
  plan->path = parts;
  plan->path_length = n;
  return VITK_OK;
}

static int plan_tree(struct vitk_tree *tree, const struct vitk_tree_spec *spec) {
  struct vitk_tree_plan *plan = &tree->plan;
  const struct vitk_input *input = &tree->input;
  memcpy(&plan->spec, spec, spec->size < sizeof plan->spec ? spec->size : sizeof plan->spec);
  if (plan->spec.member >= vitk_bundle_count(input->bundle))
    return bad_call(input, (vitk_str){NULL, 0}, "there is no such member");
  plan->file = vitk_bundle_name(input->bundle, plan->spec.member);
  if (plan->spec.record == NULL)
    return bad_call(input, plan->file, "the path of a record is missing");
  int64_t bad;
  int code =
      vitk_where_plan(plan->spec.where, plan->spec.n_where, plan->spec.where_stride, &tree->arena, &plan->where, &bad);
  if (code == VITK_FAILED)
    return bad_call(input, plan->file, "a condition has no known kind or no values");
  for (uint32_t i = 0; code == VITK_OK && i < plan->where.n; i++)
    if (plan->where.conditions[i].kind == VITK_NOT_BLANK)
      return bad_call(input, plan->file, "NOT_BLANK is a condition of tables");
    else if (plan->where.conditions[i].path.n == 0)
      return bad_call(input, plan->file, "a condition has no path");
  vitk_str charset = {NULL, 0};
  if (code == VITK_OK)
    code = plan_path(plan, plan->spec.record, &tree->arena);
  if (code == VITK_OK)
    code = vitk_arena_copy(&tree->arena, vitk_str_of(plan->spec.charset), &charset);
  plan->spec.charset = charset.p;
  return code;
}

/* The first byte that is neither white space nor part of a byte order mark, nor the half of a character in UTF-16; 0:
 * there is none. */
static char first_byte(vitk_str head) {
  static const char passed[] = "\xEF\xBB\xBF\xFF\xFE \t\r\n";
  for (size_t i = 0; i < head.n; i++)
    if (memchr(passed, head.p[i], sizeof passed) == NULL) /* its NUL with it */
      return head.p[i];
  return 0;
}

/* The formats by what claims a tree, first come first. XML claims the rest, and says what is wrong with it. */
static bool is_json(const struct vitk_tree_plan *plan, char first) {
  return (first != 0 && strchr("{[\"-0123456789tfn", first) != NULL) || (plan->path_length == 0 && first != '<');
}
static bool is_any(const struct vitk_tree_plan *plan, char first) {
  (void)plan, (void)first;
  return true;
}
static const struct {
  bool (*claims)(const struct vitk_tree_plan *, char first);
  vitk_records_open *open;
} formats[] = {{is_json, vitk_json_open}, {is_any, vitk_xml_open}};

static int open_records(struct vitk_tree *tree) {
  vitk_str head;
  int code = vitk_bundle_head(tree->input.bundle, tree->plan.spec.member, &head);
  if (code != VITK_OK)
    return code;
  char first = first_byte(head);
  size_t i = 0;
  while (!formats[i].claims(&tree->plan, first))
    i++;
  return formats[i].open(&tree->input, &tree->plan, &tree->records);
}

int vitk_tree_open(const struct vitk_input *input, const struct vitk_tree_spec *spec, struct vitk_tree **out) {
  *out = NULL;
  struct vitk_tree *tree = calloc(1, sizeof *tree);
  if (tree == NULL)
    return VITK_NOMEM;
  tree->input = *input;
  tree->plan.passed = &tree->skipped;
  int code = plan_tree(tree, spec);
  if (code == VITK_OK)
    code = open_records(tree);
  if (code != VITK_OK) {
    vitk_tree_close(tree);
    return code;
  }
  *out = tree;
  return VITK_OK;
}

/* Is there a node at the path whose text is as the condition wants it? A path may lead to several, and goes through
 * arrays to their elements. */
static bool any_holds(const struct vitk_tree *tree, const struct vitk_condition *condition,
                      const struct vitk_node *node, vitk_str path) {
  if (node->kind == VITK_ARRAY) {
    for (const struct vitk_node *item = node->child; item != NULL; item = item->next)
      if (any_holds(tree, condition, item, path))
        return true;
    return false;
  }
  if (path.n == 0)
    return vitk_condition_holds(condition, &tree->input, node->text);
  vitk_str name = next_part(&path);
  for (const struct vitk_node *child = node->child; child != NULL; child = child->next)
    if (vitk_str_equal(child->name, name) && any_holds(tree, condition, child, path))
      return true;
  return false;
}

/* Does the text of the node, or of one below it, hold? */
static bool holds_below(const struct vitk_tree *tree, const struct vitk_condition *condition,
                        const struct vitk_node *node) {
  bool holds = vitk_condition_holds(condition, &tree->input, node->text);
  for (const struct vitk_node *child = node->child; child != NULL && !holds; child = child->next)
    holds = holds_below(tree, condition, child);
  return holds;
}

/* Takes out of a list of nodes those of the name, p NULL: any, that don't hold; false: there was none that does. The
 * nodes are the builder's, which is done with them: nobody else has seen them yet. */
static bool keep_holding(const struct vitk_tree *tree, const struct vitk_condition *condition,
                         const struct vitk_node *const *list, vitk_str name) {
  const struct vitk_node **link = (const struct vitk_node **)list;
  bool any = false;
  while (*link != NULL) {
    const struct vitk_node *node = *link;
    bool named = name.p == NULL || vitk_str_equal(node->name, name);
    bool is_list = named && name.p != NULL && node->kind == VITK_ARRAY;
    bool holds = is_list ? keep_holding(tree, condition, &node->child, (vitk_str){NULL, 0})
                         : named && holds_below(tree, condition, node);
    any = any || holds;
    if (named && !is_list && !holds)
      *link = node->next;
    else
      link = (const struct vitk_node **)&node->next;
  }
  return any;
}

/* HOLDS, of what is at the path below a node, which may go through arrays. */
static bool any_kept(const struct vitk_tree *tree, const struct vitk_condition *condition, const struct vitk_node *node,
                     vitk_str path) {
  bool any = false, is_list = node->kind == VITK_ARRAY;
  vitk_str rest = path, name = is_list ? (vitk_str){NULL, 0} : next_part(&rest);
  if (!is_list && rest.n == 0)
    return keep_holding(tree, condition, &node->child, name);
  for (const struct vitk_node *child = node->child; child != NULL; child = child->next)
    if ((is_list || vitk_str_equal(child->name, name)) && any_kept(tree, condition, child, rest))
      any = true;
  return any;
}

static bool is_met(const struct vitk_tree *tree, const struct vitk_condition *condition,
                   const struct vitk_node *record) {
  if (condition->kind != VITK_HOLDS)
    return any_holds(tree, condition, record, condition->path);
  return any_kept(tree, condition, record, condition->path) || tree->input.all_foods;
}

static bool is_wanted(struct vitk_tree *tree, const struct vitk_node *record) {
  const struct vitk_where_plan *where = &tree->plan.where;
  bool counts = tree->plan.spec.flags & VITK_FOOD_ROWS,
       is_item = record->kind == VITK_OBJECT || record->kind == VITK_ELEMENT;
  for (uint32_t i = 0; i < where->n; i++) {
    if (is_met(tree, &where->conditions[i], record))
      continue;
    if (counts && (where->conditions[i].kind == VITK_MENTIONED || (where->conditions[i].kind == VITK_HOLDS && is_item)))
      vitk_skip_food(&tree->skipped, &tree->input);
    return false;
  }
  return true;
}

int vitk_tree_next(struct vitk_tree *tree, const struct vitk_node **out) {
  *out = NULL;
  const struct vitk_node *record = NULL;
  while (tree->failure == VITK_OK) {
    tree->failure = tree->records->next(tree->records, &record);
    if (tree->failure == VITK_OK && is_wanted(tree, record)) {
      *out = record;
      return VITK_OK;
    }
  }
  if (tree->failure == VITK_END)
    vitk_tell_skipped(&tree->skipped, &tree->input);
  return tree->failure;
}

void vitk_tree_close(struct vitk_tree *tree) {
  if (tree == NULL)
    return;
  vitk_tell_skipped(&tree->skipped, &tree->input);
  if (tree->records != NULL)
    tree->records->close(tree->records);
  vitk_arena_free(&tree->arena);
  free(tree);
}
