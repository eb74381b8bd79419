/* settings.h - what a map file may say, and the check that it says nothing else. */
#ifndef VITK_MAP_SETTINGS_H
#define VITK_MAP_SETTINGS_H

#include "map/map.h"

enum vitk_setting_kind {
  VITK_SETTING_VERSION,
  VITK_SETTING_FORMAT,
  VITK_SETTING_GROUP,
  VITK_SETTING_GROUPS, /* a list of groups */
  VITK_SETTING_TEXT,
  VITK_SETTING_TEXTS, /* a list of texts */
  VITK_SETTING_PLACE, /* a column's name or "#3"; in a tree a path */
  VITK_SETTING_COUNT,
  VITK_SETTING_YES,
  VITK_SETTING_BYTE,
  VITK_SETTING_HEADER,
  VITK_SETTING_DECIMAL,
  VITK_SETTING_SOURCE_ID,
  VITK_SETTING_COMPONENT,
  VITK_SETTING_UNIT,
  VITK_SETTING_STATUS,
  VITK_SETTING_ORIGIN,
  VITK_SETTING_BASIS,
  VITK_SETTING_EQUIVALENTS
};

struct vitk_setting {
  const char *group, *name;
  enum vitk_setting_kind kind;
  uint32_t needed;
  const char *formats, *help;
};

/* Checks each setting of the map for its name, its kind and its words; every fault is told. VITK_OK: all that the map
 * says can be taken as it stands. Counts the places into map->n_places. */
int vitk_map_check(struct vitk_map *, const struct vitk_node *root);

#endif
