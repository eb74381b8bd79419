/* tree.c - records that nobody has described: which elements they are, and paths in the place of columns. */
#include "core/input/tree.h"
#include "core/guess/guess.h"

#include <stdlib.h>

enum { RECORDS_TRIED = 50, PATH_MAX_BYTES = 512, REPEATED_MAX = 256, ARRAYS_MAX = 8 };

static int open_tree(struct vitk_guess *guess, const struct vitk_input *input, const char *record,
                     struct vitk_tree **tree) {
  struct vitk_tree_spec spec = {.size = sizeof spec, .member = guess->member, .record = record};
  if (strcmp(guess->format, "xml") == 0)
    spec.flags = VITK_MEND;
  return vitk_tree_open(input, &spec, tree);
}

/* --- which elements are records */

static bool has_parts(const struct vitk_node *node) {
  return node->child != NULL && node->kind != VITK_ARRAY;
}

/* How many of the first records at the path are of one name and have parts; *name is theirs. */
static int try_record(struct vitk_guess *guess, const char *path, uint32_t *same, vitk_str *name) {
  struct vitk_input quiet = *guess->input;
  struct vitk_tree *tree = NULL;
  const struct vitk_node *node;
  vitk_str names[RECORDS_TRIED];
  uint32_t n = 0;
  quiet.diags = &vitk_silent_diags;
  *same = 0;
  int code = open_tree(guess, &quiet, path, &tree);
  while (code == VITK_OK && n < RECORDS_TRIED && (code = vitk_tree_next(tree, &node)) == VITK_OK)
    if (has_parts(node))
      code = vitk_arena_copy(&guess->arena, node->name, &names[n++]);
  vitk_tree_close(tree);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t as_this = 0;
    for (uint32_t j = 0; j < n; j++)
      as_this += vitk_str_equal(names[i], names[j]);
    if (as_this > *same) {
      *same = as_this;
      *name = names[i];
    }
  }
  return code == VITK_NOMEM || code == VITK_CANCELLED ? code : VITK_OK;
}

/* The least depth at which several elements have one name. */
static int find_xml_record(struct vitk_guess *guess) {
  static const char *const paths[] = {"*/*", "*/*/*", "*/*/*/*", "*/*/*/*/*"};
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    uint32_t same;
    vitk_str name;
    int code = try_record(guess, paths[i], &same, &name);
    if (code != VITK_OK)
      return code;
    if (same < 2)
      continue;
    guess->record =
        vitk_arena_printf(&guess->arena, "%.*s%.*s", (int)strlen(paths[i]) - 1, paths[i], VITK_STR_ARG(name));
    return guess->record.p ? VITK_OK : VITK_NOMEM;
  }
  return VITK_END;
}

/* The keys of the object at the top that lead to arrays, as far as the first bytes show them; 0 where several values
 * stand at the top, or an array: each is then a record. */
static int json_arrays(struct vitk_guess *guess, vitk_str keys[ARRAYS_MAX], uint32_t *n) {
  vitk_str head;
  int code = vitk_bundle_head(guess->input->bundle, guess->member, &head);
  vitk_str text = {"", 0};
  uint32_t depth = 0;
  *n = 0;
  for (size_t i = 0; code == VITK_OK && i < head.n && *n < ARRAYS_MAX; i++) {
    char c = head.p[i];
    if (c == '"') {
      size_t start = ++i;
      while (i < head.n && head.p[i] != '"')
        i += head.p[i] == '\\' ? 2 : 1;
      text = (vitk_str){head.p + start, i < head.n ? i - start : 0};
    } else if (c == '[' && depth == 1 && text.n > 0 && memchr(text.p, '\\', text.n) == NULL) {
      code = vitk_arena_copy(&guess->arena, text, &keys[(*n)++]);
      depth++;
    } else if (c == '{' || c == '[') {
      depth++;
    } else if ((c == '}' || c == ']') && depth > 0) {
      depth--;
    }
    if (depth == 0 && c == '}' && memchr(head.p + i, '{', head.n - i) != NULL)
      *n = 0; /* another value: the first one was a record */
    if (depth == 0 && (c == '}' || c == ']'))
      break;
    if (c == '[' && depth == 1 && text.n == 0)
      break; /* an array at the top */
  }
  return code;
}

/* --- records into profiles */

struct walk {
  struct vitk_guess *guess;
  char path[PATH_MAX_BYTES];
  size_t n;
};

static struct vitk_guess_column *find_column(struct vitk_guess *guess, vitk_str path) {
  for (uint32_t i = 0; i < guess->n_columns; i++)
    if (vitk_str_equal(guess->columns[i]->name, path))
      return guess->columns[i];
  return NULL;
}

static int note_leaf(struct walk *walk, const struct vitk_node *node) {
  struct vitk_guess *guess = walk->guess;
  vitk_str path = {walk->path, walk->n};
  struct vitk_guess_column *column = find_column(guess, path);
  uint32_t index;
  if (column == NULL && guess->n_columns == VITK_GUESS_COLUMNS / 8) { /* each is looked for by its name */
    guess->more_columns = true;
    return VITK_OK;
  }
  if (column == NULL) {
    int code = vitk_guess_add_column(guess, path, &index);
    if (code != VITK_OK)
      return code;
    column = guess->columns[index];
    vitk_guess_heading(guess, column, column->name, 0);
  }
  vitk_str text = node->kind == VITK_NULL ? (vitk_str){"", 0} : node->text;
  return vitk_guess_cell(guess, column, text, node->kind == VITK_NUMBER, node->line);
}

static int note_repeated(struct walk *walk) {
  struct vitk_guess *guess = walk->guess;
  vitk_str path = {walk->path, walk->n};
  for (uint32_t i = 0; i < guess->n_repeated; i++)
    if (vitk_str_equal(guess->repeated[i], path))
      return VITK_OK;
  if (guess->repeated == NULL)
    guess->repeated = vitk_arena_alloc(&guess->arena, REPEATED_MAX * sizeof *guess->repeated);
  if (guess->repeated == NULL)
    return VITK_NOMEM;
  if (guess->n_repeated == REPEATED_MAX)
    return VITK_OK;
  return vitk_arena_copy(&guess->arena, path, &guess->repeated[guess->n_repeated++]);
}

static bool has_twin(const struct vitk_node *siblings, const struct vitk_node *node) {
  for (const struct vitk_node *other = siblings; other != NULL && other != node; other = other->next)
    if (other->kind == node->kind && vitk_str_equal(other->name, node->name))
      return true;
  return false;
}

/* Depth is that of the document, which the reader limits. */
static int walk_node(struct walk *walk, const struct vitk_node *node) {
  int code = VITK_OK;
  if (node->kind == VITK_ARRAY) {
    for (const struct vitk_node *item = node->child; item != NULL && code == VITK_OK; item = item->next) {
      if (item->kind == VITK_OBJECT)
        code = note_repeated(walk);
      if (code == VITK_OK)
        code = walk_node(walk, item);
    }
    return code;
  }
  bool is_leaf = node->kind != VITK_OBJECT && (node->child == NULL || node->text.n > 0);
  if (is_leaf && walk->n > 0)
    code = note_leaf(walk, node);
  for (const struct vitk_node *child = node->child; child != NULL && code == VITK_OK; child = child->next) {
    size_t before = walk->n, slash = before > 0;
    if (child->name.n == 0 || before + slash + child->name.n > sizeof walk->path ||
        memchr(child->name.p, '/', child->name.n) != NULL)
      continue; /* no path leads there */
    if (slash)
      walk->path[walk->n++] = '/';
    memcpy(walk->path + walk->n, child->name.p, child->name.n);
    walk->n += child->name.n;
    if (child->kind == VITK_ELEMENT && has_twin(node->child, child))
      code = note_repeated(walk);
    if (code == VITK_OK)
      code = walk_node(walk, child);
    walk->n = before;
  }
  return code;
}

static bool is_below(vitk_str path, vitk_str each) {
  return path.n >= each.n && memcmp(path.p, each.p, each.n) == 0 && (path.n == each.n || path.p[each.n] == '/');
}

/* The innermost repeated element that each column stands in. */
static void find_each(struct vitk_guess *guess) {
  for (uint32_t i = 0; i < guess->n_columns; i++)
    for (uint32_t j = 0; j < guess->n_repeated; j++)
      if (is_below(guess->columns[i]->name, guess->repeated[j]) && guess->repeated[j].n > guess->columns[i]->each.n)
        guess->columns[i]->each = guess->repeated[j];
}

typedef int use_record(struct vitk_guess *, const struct vitk_node *);

static int use_whole(struct vitk_guess *guess, const struct vitk_node *node) {
  struct walk walk = {.guess = guess};
  return walk_node(&walk, node);
}

static int listen(void *self, const struct vitk_diag *diag) {
  struct vitk_guess *guess = self;
  guess->mended = guess->mended || strcmp(diag->code, "mended") == 0;
  return vitk_guess_keep_error(guess->error, diag);
}

static int read_records(struct vitk_guess *guess, use_record *use) {
  struct vitk_input quiet = *guess->input;
  struct vitk_sink_of_diags listener = {listen, guess};
  struct vitk_tree *tree = NULL;
  const struct vitk_node *node;
  quiet.diags = &listener;
  guess->rows = 0;
  int code = open_tree(guess, &quiet, guess->record.p, &tree);
  while (code == VITK_OK && (code = vitk_tree_next(tree, &node)) == VITK_OK) {
    if (guess->rows++ == VITK_GUESS_ROWS) {
      guess->more_rows = true;
      break;
    }
    if (has_parts(node))
      code = use(guess, node);
  }
  vitk_tree_close(tree);
  return code == VITK_NOMEM || code == VITK_CANCELLED ? code : VITK_OK;
}

static void forget_columns(struct vitk_guess *guess) {
  guess->n_columns = 0;
  guess->repeated = NULL;
  guess->n_repeated = 0;
}

static bool names_components(const struct vitk_guess *guess) {
  for (uint32_t i = 0; i < guess->n_columns; i++)
    if (guess->columns[i]->how != VITK_WORDS_NONE || guess->columns[i]->n_named > 0)
      return true;
  return false;
}

/* Of several arrays at the top the one that speaks of vitamin K and says most: a list of nutrients may stand beside the
 * foods. */
static int read_json(struct vitk_guess *guess) {
  vitk_str keys[ARRAYS_MAX];
  uint32_t n, most = 0, best = 0;
  int code = json_arrays(guess, keys, &n);
  guess->record = (vitk_str){"", 0};
  for (uint32_t i = 0; n > 1 && i < n && code == VITK_OK; i++) {
    guess->record = keys[i];
    code = read_records(guess, use_whole);
    if (names_components(guess) && guess->n_columns > most) {
      most = guess->n_columns;
      best = i;
    }
    forget_columns(guess);
  }
  if (n > 0)
    guess->record = keys[best];
  return code == VITK_OK ? read_records(guess, use_whole) : code;
}

static int read_xml(struct vitk_guess *guess) {
  int code = find_xml_record(guess);
  if (code == VITK_OK)
    code = read_records(guess, use_whole);
  if (code != VITK_END)
    return code;
  guess->record = (vitk_str){"*", 1}; /* no element comes twice: what the whole says, or why it can't be read */
  return read_records(guess, use_whole);
}

int vitk_guess_tree(struct vitk_guess *guess) {
  int code = strcmp(guess->format, "xml") == 0 ? read_xml(guess) : read_json(guess);
  find_each(guess);
  return code;
}

/* --- again: the amounts that stand beside a component's name */

static vitk_str below(vitk_str path, vitk_str each) {
  return path.n == each.n ? (vitk_str){"", 0} : (vitk_str){path.p + each.n + 1, path.n - each.n - 1};
}

static const struct vitk_node *at(const struct vitk_node *node, vitk_str path) {
  return path.n == 0 ? node : vitk_node_find(node, path);
}

static int use_item(struct vitk_guess *guess, const struct vitk_node *item) {
  const struct vitk_guess_column *naming = guess->columns[guess->naming];
  const struct vitk_node *name = at(item, below(naming->name, naming->each));
  uint32_t component;
  int code = VITK_OK;
  if (name == NULL || vitk_words_component(name->text, &guess->scratch, &component) == VITK_WORDS_NONE)
    return VITK_OK;
  for (uint32_t i = 0; i < guess->n_columns && code == VITK_OK; i++) {
    struct vitk_guess_column *column = guess->columns[i];
    if (!vitk_str_equal(column->each, naming->each))
      continue;
    const struct vitk_node *cell = at(item, below(column->name, column->each));
    vitk_str text = cell && cell->kind != VITK_NULL ? cell->text : (vitk_str){"", 0};
    code = vitk_guess_cell(guess, column, text, cell && cell->kind == VITK_NUMBER, cell ? cell->line : item->line);
  }
  return code;
}

static int use_items(struct vitk_guess *guess, const struct vitk_node *node, vitk_str path) {
  int code = VITK_OK;
  if (node->kind == VITK_ARRAY) {
    for (const struct vitk_node *item = node->child; item != NULL && code == VITK_OK; item = item->next)
      code = use_items(guess, item, path);
    return code;
  }
  if (path.n == 0)
    return use_item(guess, node);
  const char *slash = memchr(path.p, '/', path.n);
  vitk_str name = {path.p, slash ? (size_t)(slash - path.p) : path.n};
  vitk_str rest = slash ? (vitk_str){slash + 1, path.n - name.n - 1} : (vitk_str){"", 0};
  for (const struct vitk_node *child = node->child; child != NULL && code == VITK_OK; child = child->next)
    if (vitk_str_equal(child->name, name))
      code = use_items(guess, child, rest);
  return code;
}

static int use_named(struct vitk_guess *guess, const struct vitk_node *node) {
  return use_items(guess, node, guess->columns[guess->naming]->each);
}

int vitk_guess_tree_again(struct vitk_guess *guess) {
  for (uint32_t i = 0; i < guess->n_columns; i++)
    vitk_guess_forget_cells(guess->columns[i]);
  return read_records(guess, use_named);
}
