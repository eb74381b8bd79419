#include "map/tree.h"

#include "map/fold.h"

#include <string.h>

enum { RECORDS_A_STEP = 200, NOTED_MAX = 16 };

struct vitk_map_records {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct vitk_map *map;
  uint32_t *members, n_members, next_member;
  struct vitk_tree *tree;
  vitk_str file;
  uint64_t records;
  uint32_t items, matched; /* elements of rows.each; those of them whose component the map names: 1 if there was any */
  uint64_t noted[NOTED_MAX];
  uint32_t n_noted; /* hashes of component texts that were said to be left out */
};

int vitk_map_tree_open(const struct vitk_host *host, struct vitk_context *context, const char *format,
                       struct vitk_map_records **out) {
  struct vitk_map_records *run = host->alloc(context, sizeof *run);
  if (!run)
    return VITK_NOMEM;
  run->host = host;
  run->context = context;
  int code = vitk_map_open(host, context, format, &run->map);
  if (code == VITK_OK)
    code = vitk_map_members(run->map, &run->members, &run->n_members);
  if (code == VITK_OK)
    *out = run;
  return code;
}

/* --- paths: "a/b" below a node, attributes like elements; "." is the node itself */

typedef int visit(void *self, const struct vitk_node *);

/* An array stands for its elements, wherever the path leads to it. Depth is that of the document, which the host
 * limits.
 */
static int each_at(const struct vitk_node *node, const char *path, visit *visitor, void *self) {
  int code = VITK_OK;
  if (node->kind == VITK_ARRAY) {
    for (const struct vitk_node *item = node->child; item && code == VITK_OK; item = item->next)
      code = each_at(item, path, visitor, self);
    return code;
  }
  if (*path == '\0' || strcmp(path, ".") == 0)
    return visitor(self, node);
  const char *slash = strchr(path, '/');
  vitk_str name = {path, slash ? (size_t)(slash - path) : strlen(path)};
  for (const struct vitk_node *child = node->child; child && code == VITK_OK; child = child->next)
    if (vitk_map_equal(child->name, name))
      code = each_at(child, slash ? slash + 1 : "", visitor, self);
  return code;
}

struct sought {
  const struct vitk_node *first;
  uint32_t n;
};

static int take(void *self, const struct vitk_node *node) {
  struct sought *sought = self;
  if (sought->n++ == 0)
    sought->first = node;
  return VITK_OK;
}

/* Fills the cell of a place. Of two nodes at a path the first is taken, and that is said. */
static int fill(struct vitk_map_records *run, uint32_t index, const struct vitk_node *below) {
  struct vitk_map_place *place = &run->map->places[index];
  struct vitk_map_cell *cell = &run->map->cells[index];
  struct sought sought = {NULL, 0};
  (void)each_at(below, place->name, take, &sought);
  *cell = (struct vitk_map_cell){.line = below->line};
  if (!sought.first)
    return VITK_OK;
  place->seen = 1;
  cell->text = sought.first->text.p ? sought.first->text : (vitk_str){"", 0};
  cell->line = sought.first->line ? sought.first->line : below->line;
  if (sought.n == 1)
    return VITK_OK;
  return vitk_map_tell(run->map, VITK_WARNING, "repeated-field", run->file, cell->line, place->label,
                       "read repeated elements by `rows.each`", "\"%s\" is there %u times, and the first was taken",
                       place->name, sought.n);
}

static int fill_all(struct vitk_map_records *run, const struct vitk_node *below, uint32_t below_each) {
  int code = VITK_OK;
  for (uint32_t i = 0; i < run->map->n_places && code == VITK_OK; i++)
    if (run->map->places[i].below_each == below_each)
      code = fill(run, i, below);
  return code;
}

/* --- records */

/* A component that speaks of vitamin K and that the map leaves out is said once. */
static int note_unused(struct vitk_map_records *run, vitk_str text, uint64_t line) {
  uint64_t hash = 14695981039346656037u; /* FNV-1a */
  for (size_t i = 0; i < text.n; i++)
    hash = (hash ^ (unsigned char)text.p[i]) * 1099511628211u;
  for (uint32_t i = 0; i < run->n_noted; i++)
    if (run->noted[i] == hash)
      return VITK_OK;
  if (run->n_noted == NOTED_MAX || !vitk_map_mentions_k(text))
    return VITK_OK;
  run->noted[run->n_noted++] = hash;
  return vitk_map_tell(run->map, VITK_NOTE, "unused-component", run->file, line,
                       run->map->places[run->map->component].label, "add it to `components` if it is wanted",
                       "\"%.*s\" is not read: %.*s leaves it out", vitk_map_cut(text, 100), text.p,
                       vitk_map_cut(run->map->file, 100), run->map->file.p);
}

static int state_item(void *self, const struct vitk_node *item) {
  struct vitk_map_records *run = self;
  struct vitk_map *map = run->map;
  run->items = 1;
  int code = fill(run, map->component, item);
  if (code != VITK_OK)
    return code;
  const struct vitk_map_cell *component = &map->cells[map->component];
  if (!vitk_map_value_of(map, component->text))
    return note_unused(run, component->text, component->line);
  run->matched = 1;
  code = fill_all(run, item, 1);
  return code == VITK_OK ? vitk_map_state_values(map, run->file, NULL) : code;
}

static int state_record(struct vitk_map_records *run, const struct vitk_node *record) {
  struct vitk_map *map = run->map;
  run->records++;
  int code = fill_all(run, record, 0);
  if (code != VITK_OK)
    return code;
  /* The host may have applied the predicate or not. */
  if (map->component != VITK_MAP_NOWHERE && !map->each && !vitk_map_value_of(map, map->cells[map->component].text))
    return VITK_OK;
  code = vitk_map_state_food(map);
  if (code != VITK_OK)
    return code;
  return map->each ? each_at(record, map->each, state_item, run) : vitk_map_state_values(map, run->file, NULL);
}

/* --- members */

static int open_tree(struct vitk_map_records *run, uint32_t member) {
  struct vitk_map *map = run->map;
  struct vitk_member file = {.size = sizeof file};
  int code = run->host->member(run->context, member, &file);
  if (code != VITK_OK)
    return code;
  run->file = (vitk_str){vitk_map_copy(map, file.name), file.name.n};
  if (!run->file.p)
    return VITK_NOMEM;
  struct vitk_where where = {.kind = VITK_ONE_OF};
  struct vitk_tree_spec spec = {.size = sizeof spec,
                                .member = member,
                                .flags = map->mend ? VITK_MEND : 0,
                                .charset = map->charset,
                                .record = map->record};
  if (map->component != VITK_MAP_NOWHERE && !map->each && strcmp(map->places[map->component].name, ".") != 0) {
    where.path = map->places[map->component].name;
    where.values = vitk_map_component_texts(map);
    if (!where.values)
      return VITK_NOMEM;
    spec.where = &where;
    spec.n_where = 1;
    spec.where_stride = sizeof where;
  }
  return run->host->tree_open(run->context, &spec, &run->tree);
}

static int missing(struct vitk_map_records *run, uint64_t map_line, const char *path) {
  int code = vitk_map_tell(run->map, VITK_ERROR, "missing-field", run->map->file, map_line, (vitk_str){NULL, 0},
                           "correct the path (docs/maps.md), or say `optional = true;` for a value",
                           "the map asks here for \"%s\", and no record of %.*s has it", path,
                           vitk_map_cut(run->file, 150), run->file.p);
  return code < 0 ? code : VITK_FAILED;
}

/* A path that no record has is what a column that is not there is to a table. */
static int check_all_seen(struct vitk_map_records *run) {
  struct vitk_map *map = run->map;
  bool filtered = map->component != VITK_MAP_NOWHERE && !map->each;
  int code = VITK_END;
  if (run->records == 0 && filtered) /* it may be that no record states vitamin K */
    return VITK_END;
  if (run->records == 0)
    return missing(run, map->record_line, map->record[0] ? map->record : "any record");
  if (map->each && !run->items)
    return missing(run, map->each_line, map->each);
  for (uint32_t i = 0; i < map->n_places && code >= VITK_FAILED; i++) {
    const struct vitk_map_place *place = &map->places[i];
    bool sought = !place->below_each || run->matched || i == map->component;
    if (sought && !place->seen && !place->optional)
      code = missing(run, place->map_line, place->name);
  }
  return code;
}

int vitk_map_tree_read(void *handle) {
  struct vitk_map_records *run = handle;
  int code = VITK_OK;
  if (!run->tree) {
    if (run->next_member == run->n_members)
      return check_all_seen(run);
    if (run->next_member == 0)
      code = run->host->source(run->context, &run->map->source);
    if (code == VITK_OK)
      code = open_tree(run, run->members[run->next_member++]);
    if (code != VITK_OK)
      return code;
  }
  for (uint32_t i = 0; i < RECORDS_A_STEP && code == VITK_OK; i++) {
    const struct vitk_node *record;
    code = run->host->tree_next(run->tree, &record);
    if (code == VITK_OK)
      code = state_record(run, record);
  }
  if (code != VITK_END)
    return code;
  run->host->tree_close(run->tree);
  run->tree = NULL;
  return VITK_OK;
}

void vitk_map_tree_close(void *handle) {
  struct vitk_map_records *run = handle;
  if (run)
    run->host->tree_close(run->tree);
}
