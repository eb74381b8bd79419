#include "map/fold.h"
#include "map/map.h"
#include "map/settings.h"
#include "map/words.h"

#include <string.h>

static const struct vitk_node *find(const struct vitk_node *group, const char *name) {
  const struct vitk_node *node = group ? group->child : NULL;
  while (node && !vitk_map_equal(node->name, (vitk_str){name, strlen(name)}))
    node = node->next;
  return node;
}

static uint32_t count(const struct vitk_node *list) {
  uint32_t n = 0;
  for (const struct vitk_node *node = list ? list->child : NULL; node; node = node->next)
    n++;
  return n;
}

static vitk_str text_of(const struct vitk_node *group, const char *name) {
  const struct vitk_node *node = find(group, name);
  return node ? node->text : (vitk_str){NULL, 0};
}

static uint32_t yes(const struct vitk_node *group, const char *name) {
  return vitk_map_equal(text_of(group, name), (vitk_str){"true", 4});
}

/* Checked to be a whole number before. */
static uint32_t number_of(const struct vitk_node *group, const char *name, uint32_t standard) {
  const struct vitk_node *node = find(group, name);
  uint32_t number = 0;
  for (size_t i = 0; node && i < node->text.n; i++)
    number = number * 10 + (uint32_t)(node->text.p[i] - '0');
  return node ? number : standard;
}

static uint32_t word_of(const struct vitk_node *group, const char *name, const struct vitk_map_word *words,
                        uint32_t standard) {
  vitk_str text = text_of(group, name);
  return text.p ? (uint32_t)vitk_map_word_find(words, text) : standard;
}

/* NULL where it is not said, and *code VITK_NOMEM where memory is at its end. */
static const char *string_of(struct vitk_map *map, const struct vitk_node *group, const char *name, int *code) {
  const struct vitk_node *node = find(group, name);
  if (!node || node->text.n == 0)
    return NULL;
  const char *copy = vitk_map_copy(map, node->text);
  if (!copy)
    *code = VITK_NOMEM;
  return copy;
}

/* --- places */

/* "#3" is 3, other names 0; a '#' before anything else is part of a name. */
static uint32_t position_of(vitk_str name) {
  uint32_t position = 0;
  if (name.n < 2 || name.n > 6 || name.p[0] != '#')
    return 0;
  for (size_t i = 1; i < name.n; i++) {
    if (name.p[i] < '0' || name.p[i] > '9')
      return 0;
    position = position * 10 + (uint32_t)(name.p[i] - '0');
  }
  return position;
}

static int place_fault(struct vitk_map *map, const struct vitk_node *node, uint32_t position) {
  if (map->record)
    return VITK_OK;
  if (map->header_row == 0 && position == 0)
    return vitk_map_fault(map, node->line, "say its number, \"#1\" for the first",
                          "column \"%.*s\" has a name, and the table has no header (header = 0)",
                          vitk_map_cut(node->text, 100), node->text.p);
  if (map->header_row != 0 && position != 0)
    return vitk_map_fault(map, node->line, "say the column's name, or `header = 0` in `table` where it has none",
                          "column \"%.*s\" is a number, and the table has a header", vitk_map_cut(node->text, 100),
                          node->text.p);
  return VITK_OK;
}

/* The place that a setting names: one that is there already, or a new one. */
static int place_of(struct vitk_map *map, const struct vitk_node *group, const char *setting, uint32_t optional,
                    bool below_each, uint32_t *out) {
  const struct vitk_node *node = find(group, setting);
  *out = VITK_MAP_NOWHERE;
  if (!node)
    return VITK_OK;
  uint32_t position = position_of(node->text);
  int code = place_fault(map, node, position);
  if (code < 0)
    return code;
  for (uint32_t i = 0; i < map->n_places; i++) {
    struct vitk_map_place *place = &map->places[i];
    if (place->below_each == below_each && vitk_map_equal(place->label, node->text)) {
      place->optional &= optional;
      *out = i;
      return VITK_OK;
    }
  }
  struct vitk_map_place *place = &map->places[map->n_places];
  place->name = vitk_map_copy(map, node->text);
  if (!place->name)
    return VITK_NOMEM;
  place->map_line = node->line;
  place->position = position;
  place->optional = optional;
  place->below_each = below_each;
  place->label = (vitk_str){place->name, node->text.n};
  *out = map->n_places++;
  return VITK_OK;
}

/* --- groups */

static int compile_source(struct vitk_map *map, const struct vitk_node *root) {
  const struct vitk_node *source = find(root, "source"), *numbers = find(root, "numbers"),
                         *tokens = find(root, "tokens");
  map->source = (struct vitk_source){.size = sizeof map->source,
                                     .source_id = text_of(source, "id"),
                                     .title = text_of(source, "title"),
                                     .release = text_of(source, "release"),
                                     .publisher = text_of(source, "publisher"),
                                     .country = text_of(source, "country"),
                                     .language = text_of(source, "language"),
                                     .licence = text_of(source, "licence"),
                                     .attribution = text_of(source, "attribution"),
                                     .url = text_of(source, "url"),
                                     .total_definition = text_of(source, "total_definition")};
  vitk_str mark = text_of(numbers, "decimal");
  map->source.decimal_mark = mark.n ? (unsigned char)mark.p[0] : '.';
  map->source.number_flags = (yes(numbers, "parentheses_estimate") ? VITK_PARENTHESES_ESTIMATE : 0u) |
                             (yes(numbers, "spaces_group") ? VITK_SPACES_GROUP : 0u) |
                             (yes(numbers, "plus_minus_sd") ? VITK_PLUS_MINUS_SD : 0u);
  uint32_t n = count(tokens), i = 0;
  struct vitk_token *list = n ? map->host->alloc(map->context, n * sizeof *list) : NULL;
  if (n && !list)
    return VITK_NOMEM;
  for (const struct vitk_node *token = n ? tokens->child : NULL; token; token = token->next, i++) {
    vitk_str text = text_of(token, "text");
    list[i].text = vitk_map_copy(map, text);
    if (!list[i].text)
      return VITK_NOMEM;
    for (uint32_t j = 0; j < i; j++)
      if (strcmp(list[j].text, list[i].text) == 0)
        return vitk_map_fault(map, token->line, "a text can stand for one status only: take one of them out",
                              "the token \"%s\" is there twice", list[i].text);
    list[i].status = word_of(token, "status", vitk_map_statuses, VITK_MISSING);
    list[i].origin = word_of(token, "origin", vitk_map_origins, VITK_ORIGIN_UNKNOWN);
  }
  map->source.tokens = list;
  map->source.n_tokens = n;
  map->source.token_stride = sizeof *list;
  return VITK_OK;
}

static int compile_input(struct vitk_map *map, const struct vitk_node *root) {
  const struct vitk_node *table = find(root, "table"), *tree = find(root, "tree"), *rows = find(root, "rows");
  const struct vitk_node *from = tree ? tree : table;
  int code = VITK_OK;
  map->member = string_of(map, from, "member", &code);
  map->charset = string_of(map, from, "charset", &code);
  map->sheet = string_of(map, table, "sheet", &code);
  map->record = string_of(map, tree, "record", &code);
  if (tree && !map->record)
    map->record = "";
  map->each = string_of(map, rows, "each", &code);
  map->record_line = find(tree, "record") ? find(tree, "record")->line : 0;
  map->each_line = map->each ? find(rows, "each")->line : 0;
  map->mend = yes(tree, "mend");
  map->ragged = yes(table, "ragged");
  vitk_str delimiter = text_of(table, "delimiter"), quote = text_of(table, "quote"), header = text_of(table, "header");
  map->delimiter = delimiter.p ? (uint32_t)vitk_map_byte(delimiter) : 0;
  map->quote = quote.p ? (uint32_t)vitk_map_byte(quote) : '"';
  if (strcmp(map->format, "xlsx") == 0) { /* as a workbook's head is written */
    map->delimiter = '\t';
    map->quote = 0;
  }
  map->first_row = number_of(table, "first_row", 0);
  map->header_row = vitk_map_equal(header, (vitk_str){"find", 4}) ? VITK_HEADER_FIND : number_of(table, "header", 1);
  map->match = find(root, "match");
  if (code == VITK_OK && map->header_row != VITK_HEADER_FIND && map->first_row && map->first_row <= map->header_row)
    return vitk_map_fault(map, find(table, "first_row")->line, "rows are counted from the top of the file",
                          "the first row of the data (%u) is not after the header (%u)", map->first_row,
                          map->header_row);
  return code;
}

static int compile_food(struct vitk_map *map, const struct vitk_node *root) {
  static const char *const settings[VITK_MAP_N_FOOD] = {"id", "name", "name_en", "scientific_name", "group"};
  const struct vitk_node *food = find(root, "food");
  for (uint32_t i = 0; i < VITK_MAP_N_FOOD; i++) {
    int code = place_of(map, food, settings[i], 0, false, &map->food[i]);
    if (code < 0)
      return code;
  }
  map->language = text_of(food, "language");
  if (!map->language.n)
    map->language = map->source.language;
  return VITK_OK;
}

/* Component, unit, basis, origin, equivalents: of `group`, else of `rows` (NULL in the wide form). */
static int compile_fixed(struct vitk_map *map, const struct vitk_node *group, const struct vitk_node *rows,
                         bool unit_column, struct vitk_statement *out) {
  *out = (struct vitk_statement){.size = sizeof *out, .component = text_of(group, "component")};
  out->origin =
      word_of(group, "origin", vitk_map_origins, word_of(rows, "origin", vitk_map_origins, VITK_ORIGIN_UNKNOWN));
  out->equivalents = word_of(group, "equivalents", vitk_map_equivalents,
                             word_of(rows, "equivalents", vitk_map_equivalents, VITK_AS_MASS));
  out->unit = text_of(group, "unit").n ? text_of(group, "unit") : text_of(rows, "unit");
  if (!out->unit.n && !unit_column)
    return vitk_map_fault(map, group->line, "say `unit = \"µg\";`, or `unit_column` where the file says it in each row",
                          "the amounts of %.*s have no unit", (int)out->component.n, out->component.p);
  if (out->unit.n && unit_column && text_of(group, "unit_column").n)
    return vitk_map_fault(map, group->line, "take one of them out", "there are both `unit` and `unit_column`");
  int32_t stated = -1;
  (void)vitk_map_unit(out->unit, &stated);
  uint32_t basis = stated < 0 ? VITK_PER_100G : (uint32_t)stated;
  basis = word_of(group, "basis", vitk_map_bases, word_of(rows, "basis", vitk_map_bases, basis));
  if (stated >= 0 && basis != (uint32_t)stated)
    return vitk_map_fault(map, group->line, "let the two agree, or leave `basis` out",
                          "the unit \"%.*s\" and the basis contradict each other", (int)out->unit.n, out->unit.p);
  out->basis = basis;
  return VITK_OK;
}

static int compile_places(struct vitk_map *map, const struct vitk_node *group, const char *amount, bool below_each,
                          uint32_t places[VITK_MAP_N_FIELDS]) {
  static const char *const settings[VITK_MAP_N_FIELDS] = {NULL, "unit_column", "limit", "serving_g", "n",
                                                          "sd", "min",         "max",   "method",    "confidence"};
  uint32_t optional = yes(group, "optional");
  for (uint32_t i = 0; i < VITK_MAP_N_FIELDS; i++) {
    int code = place_of(map, group, i == VITK_MAP_AMOUNT ? amount : settings[i], optional, below_each, &places[i]);
    if (code < 0)
      return code;
  }
  return VITK_OK;
}

/* A text that two entries of `components` share would make the second of them a dead letter. */
static int check_double(struct vitk_map *map, uint32_t index, const struct vitk_node *group) {
  vitk_str rest = map->values[index].texts, text;
  while (vitk_map_alternative(&rest, &text)) {
    const struct vitk_map_value *first = vitk_map_value_of(map, vitk_map_trim(text));
    if (first && first != &map->values[index])
      return vitk_map_fault(map, group->line, "a text names one component: take one of them out",
                            "the text \"%.*s\" is there twice", vitk_map_cut(text, 100), text.p);
  }
  return VITK_OK;
}

static int compile_values(struct vitk_map *map, const struct vitk_node *root) {
  const struct vitk_node *values = find(root, "values"), *rows = find(root, "rows");
  if (!values == !rows)
    return vitk_map_fault(map, values ? rows->line : root->line,
                          "`values` is for one column a component, `rows` for one amount a row: say one of the two",
                          "the map has %s", values ? "both `values` and `rows`" : "neither `values` nor `rows`");
  const struct vitk_node *list = values ? values : find(rows, "components");
  uint32_t places[VITK_MAP_N_FIELDS];
  int code = VITK_OK;
  if (rows) {
    code = place_of(map, rows, "component", 0, map->each, &map->component);
    if (code == VITK_OK)
      code = compile_places(map, rows, "amount", map->each, places);
  }
  map->values = map->host->alloc(map->context, count(list) * sizeof *map->values);
  if (!map->values)
    return VITK_NOMEM;
  for (const struct vitk_node *group = list->child; group && code == VITK_OK; group = group->next) {
    struct vitk_map_value *value = &map->values[map->n_values++];
    if (rows) {
      memcpy(value->places, places, sizeof places);
      value->texts = text_of(group, "text");
      code = check_double(map, map->n_values - 1, group);
    } else {
      code = compile_places(map, group, "column", false, value->places);
    }
    if (code == VITK_OK)
      code = compile_fixed(map, group, rows, value->places[VITK_MAP_UNIT] != VITK_MAP_NOWHERE, &value->fixed);
  }
  return code;
}

static int compile(struct vitk_map *map, const struct vitk_node *root) {
  int code = vitk_map_check(map, root);
  if (code < 0)
    return code;
  uint32_t most = map->n_places ? map->n_places : 1;
  map->places = map->host->alloc(map->context, most * sizeof *map->places);
  map->cells = map->host->alloc(map->context, most * sizeof *map->cells);
  if (!map->places || !map->cells)
    return VITK_NOMEM;
  map->n_places = 0; /* from here on those that differ */
  map->component = VITK_MAP_NOWHERE;
  code = compile_source(map, root);
  if (code == VITK_OK)
    code = compile_input(map, root);
  if (code == VITK_OK)
    code = compile_food(map, root);
  return code == VITK_OK ? compile_values(map, root) : code;
}

int vitk_map_compile(const struct vitk_host *host, struct vitk_context *context, const char *format, uint32_t severity,
                     struct vitk_map **out) {
  const struct vitk_node *root = host->option_map(context, "map");
  vitk_str wanted = text_of(root, "format");
  if (!root || (wanted.p && !vitk_map_equal(wanted, (vitk_str){format, strlen(format)})))
    return VITK_END;
  struct vitk_map *map = host->alloc(context, sizeof *map);
  if (!map)
    return VITK_NOMEM;
  map->host = host;
  map->context = context;
  map->format = format;
  map->file = root->name;
  map->severity = severity;
  *out = map;
  return compile(map, root);
}
