#include "map/table.h"

#include "map/fold.h"
#include "map/words.h"

#include <string.h>

enum { ROWS_A_STEP = 1000, NUMBER_MAX = 40 };

struct vitk_map_run {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct vitk_map *map;
  uint32_t *members, n_members, next_member;
  struct vitk_table *table;
  char (*numbers)[NUMBER_MAX]; /* of each place, for a number of a sheet in a source with decimal commas; or NULL */
};

int vitk_map_table_open(const struct vitk_host *host, struct vitk_context *context, const char *format,
                        struct vitk_map_run **out) {
  struct vitk_map_run *run = host->alloc(context, sizeof *run);
  if (!run)
    return VITK_NOMEM;
  run->host = host;
  run->context = context;
  int code = vitk_map_open(host, context, format, &run->map);
  if (code == VITK_OK)
    code = vitk_map_members(run->map, &run->members, &run->n_members);
  if (code == VITK_OK && run->map->source.decimal_mark == ',') {
    run->numbers = host->alloc(context, (run->map->n_places + (size_t)1) * sizeof *run->numbers);
    code = run->numbers ? VITK_OK : VITK_NOMEM;
  }
  if (code == VITK_OK)
    *out = run;
  return code;
}

struct vitk_map *vitk_map_of_run(struct vitk_map_run *run) {
  return run->map;
}

/* Columns that speak of vitamin K and that the map leaves out are said: a K2 that nobody mapped must not go unseen. */
static int note_unused(struct vitk_map_run *run, vitk_str file) {
  struct vitk_map *map = run->map;
  const struct vitk_host *host = run->host;
  if (host->size < offsetof(struct vitk_host, table_header) + sizeof host->table_header || !host->table_header)
    return VITK_OK; /* a host of before it could be asked */
  vitk_str cell;
  int code = VITK_OK;
  for (uint32_t i = 0; map->header_row && (code = run->host->table_header(run->table, i, &cell)) == VITK_OK; i++) {
    bool used = !vitk_map_mentions_k(cell);
    for (uint32_t j = 0; j < map->n_places && !used; j++)
      used = vitk_map_equal(map->places[j].label, cell);
    if (used)
      continue;
    char *kept = vitk_map_copy(map, cell);
    if (!kept)
      return VITK_NOMEM;
    code = vitk_map_tell(map, VITK_NOTE, "unused-column", file, 0, (vitk_str){kept, cell.n},
                         "add it to `values` if it holds amounts", "the column \"%s\" is not read: %.*s leaves it out",
                         kept, vitk_map_cut(map->file, 100), map->file.p);
    if (code < 0)
      return code;
  }
  return code < 0 ? code : VITK_OK;
}

/* What statement.field says of each place: the header's cell as it stands, or "#3". */
static int label_places(struct vitk_map_run *run) {
  struct vitk_map *map = run->map;
  for (uint32_t i = 0; i < map->n_places; i++) {
    vitk_str cell = run->host->table_field(run->table, i);
    struct vitk_map_place *place = &map->places[i];
    if (!map->header_row || !cell.n)
      continue;
    place->label = (vitk_str){vitk_map_copy(map, cell), cell.n};
    if (!place->label.p)
      return VITK_NOMEM;
  }
  return VITK_OK;
}

static int open_table(struct vitk_map_run *run, uint32_t member) {
  struct vitk_map *map = run->map;
  uint32_t n = map->n_places;
  struct vitk_column *columns = run->host->alloc(run->context, n * sizeof *columns);
  if (!columns)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < n; i++)
    columns[i] = (struct vitk_column){map->places[i].name, map->places[i].position, map->places[i].optional};
  struct vitk_where where = {.column = map->component, .kind = VITK_ONE_OF};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = member,
                                 .flags = map->ragged ? VITK_RAGGED : 0,
                                 .charset = map->charset,
                                 .sheet = map->sheet,
                                 .delimiter = map->delimiter,
                                 .quote = map->quote,
                                 .header_row = map->header_row,
                                 .first_row = map->first_row,
                                 .columns = columns,
                                 .n_columns = n,
                                 .column_stride = sizeof *columns};
  if (map->component != VITK_MAP_NOWHERE) {
    where.values = vitk_map_component_texts(map);
    if (!where.values)
      return VITK_NOMEM;
    spec.where = &where;
    spec.n_where = 1;
    spec.where_stride = sizeof where;
  }
  int code = run->host->table_open(run->context, &spec, &run->table);
  if (code == VITK_FAILED) {
    int told = vitk_map_blame(map, member);
    return told < 0 ? told : code;
  }
  if (code == VITK_OK)
    code = label_places(run);
  struct vitk_member file = {.size = sizeof file};
  if (code == VITK_OK)
    code = run->host->member(run->context, member, &file);
  return code == VITK_OK ? note_unused(run, file.name) : code;
}

/* A number of a sheet comes with a '.', also where the source writes its texts with decimal commas: each number of a
 * source has the source's mark. */
static vitk_str text_of(struct vitk_map_run *run, uint32_t place, const struct vitk_cell *cell) {
  const char *point = cell->kind == VITK_CELL_NUMBER && cell->text.n ? memchr(cell->text.p, '.', cell->text.n) : NULL;
  if (!point || !run->numbers || cell->text.n > NUMBER_MAX)
    return cell->text;
  char *number = run->numbers[place];
  memcpy(number, cell->text.p, cell->text.n);
  number[point - cell->text.p] = ',';
  return (vitk_str){number, cell->text.n};
}

static int state_row(struct vitk_map_run *run, const struct vitk_row *row) {
  struct vitk_map *map = run->map;
  for (uint32_t i = 0; i < map->n_places; i++) {
    const struct vitk_cell *cell = (const void *)((const char *)row->cells + (size_t)i * row->cell_stride);
    map->cells[i] = (struct vitk_map_cell){.line = row->line};
    if (i < row->n_cells) {
      map->cells[i].text = text_of(run, i, cell);
      map->cells[i].estimate = cell->flags & VITK_CELL_ESTIMATE;
    }
  }
  /* The host may have applied the predicate or not. */
  if (map->component != VITK_MAP_NOWHERE && !vitk_map_value_of(map, map->cells[map->component].text))
    return VITK_OK;
  int code = vitk_map_state_food(map);
  return code == VITK_OK ? vitk_map_state_values(map, row->file, NULL) : code;
}

int vitk_map_table_read(void *handle) {
  struct vitk_map_run *run = handle;
  int code = VITK_OK;
  if (!run->table) {
    if (run->next_member == run->n_members)
      return VITK_END;
    if (run->next_member == 0)
      code = run->host->source(run->context, &run->map->source);
    if (code == VITK_OK)
      code = open_table(run, run->members[run->next_member++]);
    if (code != VITK_OK)
      return code;
  }
  for (uint32_t i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = run->host->table_next(run->table, &row);
    if (code == VITK_OK)
      code = state_row(run, &row);
  }
  if (code != VITK_END)
    return code;
  run->host->table_close(run->table);
  run->table = NULL;
  return VITK_OK;
}

void vitk_map_table_close(void *handle) {
  struct vitk_map_run *run = handle;
  if (run)
    run->host->table_close(run->table);
}
