/* state.c - the cells of a row become a food and statements, as the map says. */
#include "map/fold.h"
#include "map/map.h"

#include <string.h>

static const struct vitk_map_cell no_cell;

static const struct vitk_map_cell *cell_at(const struct vitk_map *map, uint32_t place) {
  return place == VITK_MAP_NOWHERE ? &no_cell : &map->cells[place];
}

static vitk_str text_at(const struct vitk_map *map, uint32_t place) {
  return cell_at(map, place)->text;
}

int vitk_map_state_food(struct vitk_map *map) {
  vitk_str id = text_at(map, map->food[VITK_MAP_ID]);
  if (map->component != VITK_MAP_NOWHERE) {
    if (id.n && id.n == map->last_food_n && memcmp(id.p, map->last_food, id.n) == 0)
      return VITK_OK;
    map->last_food_n = 0;
    if (id.n && id.n <= sizeof map->last_food) {
      memcpy(map->last_food, id.p, id.n);
      map->last_food_n = id.n;
    }
  }
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = text_at(map, map->food[VITK_MAP_NAME]),
                           .language = map->language,
                           .name_en = text_at(map, map->food[VITK_MAP_NAME_EN]),
                           .scientific_name = text_at(map, map->food[VITK_MAP_SCIENTIFIC]),
                           .food_group = text_at(map, map->food[VITK_MAP_GROUP])};
  return map->host->food(map->context, &food);
}

const struct vitk_map_value *vitk_map_value_of(const struct vitk_map *map, vitk_str text) {
  for (uint32_t i = 0; i < map->n_values; i++) {
    vitk_str rest = map->values[i].texts, one;
    while (vitk_map_alternative(&rest, &one))
      if (vitk_map_equal(vitk_map_trim(one), text))
        return &map->values[i];
  }
  return NULL;
}

const char *vitk_map_component_texts(struct vitk_map *map) {
  size_t n = 1, used = 0;
  for (uint32_t i = 0; i < map->n_values; i++)
    n += map->values[i].texts.n + 1;
  char *list = map->host->alloc(map->context, n);
  for (uint32_t i = 0; list && i < map->n_values; i++) {
    vitk_str rest = map->values[i].texts, one;
    while (vitk_map_alternative(&rest, &one)) {
      one = vitk_map_trim(one);
      if (used)
        list[used++] = '|';
      memcpy(list + used, one.p, one.n);
      used += one.n;
    }
  }
  return list;
}

/* A row that has no such cell says nothing; a blank cell is the host's to judge, since a token may stand for it. */
static int state(struct vitk_map *map, const struct vitk_map_value *value, vitk_str file) {
  const uint32_t *places = value->places;
  const struct vitk_map_cell *amount = cell_at(map, places[VITK_MAP_AMOUNT]);
  if (!amount->text.p)
    return VITK_OK;
  struct vitk_statement statement = value->fixed;
  statement.food_id = text_at(map, map->food[VITK_MAP_ID]);
  statement.amount = amount->text;
  if (!statement.unit.n)
    statement.unit = text_at(map, places[VITK_MAP_UNIT]);
  statement.limit = text_at(map, places[VITK_MAP_LIMIT]);
  statement.serving_g = text_at(map, places[VITK_MAP_SERVING]);
  statement.n = text_at(map, places[VITK_MAP_N]);
  statement.sd = text_at(map, places[VITK_MAP_SD]);
  statement.min = text_at(map, places[VITK_MAP_MIN]);
  statement.max = text_at(map, places[VITK_MAP_MAX]);
  statement.method = text_at(map, places[VITK_MAP_METHOD]);
  statement.confidence = text_at(map, places[VITK_MAP_CONFIDENCE]);
  if (amount->estimate && statement.origin == VITK_ORIGIN_UNKNOWN)
    statement.origin = VITK_ESTIMATED;
  statement.file = file;
  statement.field = map->places[places[VITK_MAP_AMOUNT]].label;
  statement.line = amount->line;
  return map->host->statement(map->context, &statement);
}

int vitk_map_state_values(struct vitk_map *map, vitk_str file, bool *stated) {
  if (stated)
    *stated = true;
  if (map->component != VITK_MAP_NOWHERE) {
    const struct vitk_map_value *value = vitk_map_value_of(map, text_at(map, map->component));
    if (stated)
      *stated = value != NULL;
    return value ? state(map, value, file) : VITK_OK;
  }
  int code = VITK_OK;
  for (uint32_t i = 0; i < map->n_values && code == VITK_OK; i++)
    code = state(map, &map->values[i], file);
  return code;
}
