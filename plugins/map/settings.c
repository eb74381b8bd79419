#include "map/settings.h"

#include "map/fold.h"
#include "map/words.h"

#include <stdio.h>
#include <string.h>

#define VITK_SETTING(group, name, kind, needed, formats, help)                                                         \
  {(group), (name), VITK_SETTING_##kind, (needed), (formats), (help)},
static const struct vitk_setting settings[] = {
#include "map/settings.def"
};
enum { N_SETTINGS = sizeof settings / sizeof settings[0] };

enum { SOURCE_ID_MAX = 100, POSITION_MAX = 16384, LIST_MAX = 10000, FAULTS_TOLD = 20 };

static bool text_is(vitk_str text, const char *word) {
  return vitk_map_equal(text, (vitk_str){word, strlen(word)});
}

static bool is_for(const char *formats, const char *format) {
  if (!formats[0])
    return true;
  vitk_str rest = {formats, strlen(formats)}, one;
  while (vitk_map_alternative(&rest, &one))
    if (text_is(one, format))
      return true;
  return false;
}

/* 0 for a text that is no number of this range, which is then a fault; `out` gets it. */
static bool whole_number(const struct vitk_node *node, uint64_t max, uint64_t *out) {
  uint64_t number = 0;
  if (node->kind != VITK_NUMBER || node->text.n == 0 || node->text.n > 9)
    return false;
  for (size_t i = 0; i < node->text.n; i++) {
    if (node->text.p[i] < '0' || node->text.p[i] > '9')
      return false;
    number = number * 10 + (uint64_t)(node->text.p[i] - '0');
  }
  *out = number;
  return number <= max;
}

static const char *kind_name(uint32_t node_kind) {
  switch (node_kind) {
  case VITK_OBJECT:
    return "a group { }";
  case VITK_ARRAY:
    return "a list";
  case VITK_STRING:
    return "a text";
  case VITK_NUMBER:
    return "a number";
  case VITK_BOOLEAN:
    return "true or false";
  default:
    return "something else";
  }
}

static int wrong_kind(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting,
                      const char *wanted) {
  return vitk_map_fault(map, node->line, setting->help, "\"%s\" is %s here, and %s was expected", setting->name,
                        kind_name(node->kind), wanted);
}

/* One of a list of words, or the nearest one is named. */
static int check_word(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting,
                      const struct vitk_map_word *words) {
  if (node->kind != VITK_STRING)
    return wrong_kind(map, node, setting, "a text");
  if (vitk_map_word_find(words, node->text) >= 0)
    return VITK_OK;
  char known[300], hint[400];
  vitk_map_words_list(words, known, sizeof known);
  const char *more = "";
  if (setting->kind == VITK_SETTING_COMPONENT && text_is(node->text, "K"))
    more = "; K is the tagname of potassium";
  snprintf(hint, sizeof hint, "it is one of %s%s", known, more);
  return vitk_map_fault(map, node->line, hint, "\"%.*s\" is no %s that vitk knows", vitk_map_cut(node->text, 100),
                        node->text.p, setting->name);
}

static int check_unit(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting) {
  int32_t basis;
  if (node->kind != VITK_STRING)
    return wrong_kind(map, node, setting, "a text");
  int found = vitk_map_unit(node->text, &basis);
  if (found == VITK_MAP_UNIT_OK)
    return VITK_OK;
  return vitk_map_fault(map, node->line,
                        found == VITK_MAP_UNIT_IU
                            ? "there is no international unit of vitamin K; say the unit of mass that the source means"
                            : "say a mass, alone or per amount of food: \"µg\", \"mg\", \"g\", \"µg/100 g\", \"ng/g\", "
                              "\"µg/100 ml\"",
                        "\"%.*s\" is no unit that vitk can convert", vitk_map_cut(node->text, 100), node->text.p);
}

static int check_source_id(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting) {
  if (node->kind != VITK_STRING)
    return wrong_kind(map, node, setting, "a text");
  bool good = node->text.n > 0 && node->text.n <= SOURCE_ID_MAX;
  for (size_t i = 0; good && i < node->text.n; i++) {
    char c = node->text.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    good = letter || (i > 0 && (c == '.' || c == '_' || c == '-'));
  }
  return good ? VITK_OK
              : vitk_map_fault(map, node->line,
                               "name database and release in a-z, 0-9, '.', '_', '-': \"ciqual-2025\"; at most 100",
                               "\"%.*s\" can't be a source id", vitk_map_cut(node->text, 100), node->text.p);
}

static int blank(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting) {
  return vitk_map_fault(map, node->line, setting->help, "\"%s\" is blank", setting->name);
}

/* The name of a column or a path. "#3" is the third column of a table without header. */
static int check_place(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting) {
  if (node->kind != VITK_STRING)
    return wrong_kind(map, node, setting, "the name of a column in quotes");
  if (vitk_map_trim(node->text).n == 0)
    return blank(map, node, setting);
  map->n_places++;
  return VITK_OK;
}

static int check_texts(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting) {
  if (node->kind != VITK_ARRAY || !node->child)
    return wrong_kind(map, node, setting, "a list of texts");
  uint32_t n = 0;
  for (const struct vitk_node *text = node->child; text; text = text->next)
    if (text->kind != VITK_STRING || text->text.n == 0 || ++n > LIST_MAX)
      return wrong_kind(map, text, setting, "a list of texts that are not blank");
  return VITK_OK;
}

/* Texts whose meaning the host checks take a whole number too: release = 2025. */
static int check_text(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting) {
  uint64_t number;
  if (node->kind == VITK_STRING && node->text.n == 0 && setting->needed && strcmp(setting->group, "tokens") != 0)
    return blank(map, node, setting);
  if (node->kind == VITK_STRING || whole_number(node, UINT64_MAX, &number))
    return VITK_OK;
  return wrong_kind(map, node, setting, "a text in quotes");
}

static int check_scalar(struct vitk_map *map, const struct vitk_node *node, const struct vitk_setting *setting) {
  uint64_t number;
  switch (setting->kind) {
  case VITK_SETTING_VERSION:
    return whole_number(node, 1, &number) && number == 1
               ? VITK_OK
               : vitk_map_fault(map, node->line, "write `vitk_map = 1;`, or use a newer vitk",
                                "this vitk reads maps of version 1, and this one says %.*s",
                                vitk_map_cut(node->text, 20), node->text.p ? node->text.p : "");
  case VITK_SETTING_COUNT:
    return whole_number(node, INT32_MAX, &number) ? VITK_OK : wrong_kind(map, node, setting, "a whole number");
  case VITK_SETTING_HEADER:
    return text_is(node->text, "find") || whole_number(node, INT32_MAX, &number)
               ? VITK_OK
               : wrong_kind(map, node, setting, "the number of a row, 0 or \"find\"");
  case VITK_SETTING_YES:
    return node->kind == VITK_BOOLEAN ? VITK_OK : wrong_kind(map, node, setting, "true or false");
  case VITK_SETTING_BYTE:
    return node->kind == VITK_STRING && vitk_map_byte(node->text) >= 0
               ? VITK_OK
               : wrong_kind(map, node, setting, "one byte or its name, such as \";\" or \"tab\",");
  case VITK_SETTING_DECIMAL:
    return node->kind == VITK_STRING && (text_is(node->text, ".") || text_is(node->text, ","))
               ? VITK_OK
               : wrong_kind(map, node, setting, "\".\" or \",\"");
  case VITK_SETTING_PLACE:
    return check_place(map, node, setting);
  case VITK_SETTING_SOURCE_ID:
    return check_source_id(map, node, setting);
  case VITK_SETTING_UNIT:
    return check_unit(map, node, setting);
  case VITK_SETTING_COMPONENT:
    return check_word(map, node, setting, vitk_map_components);
  case VITK_SETTING_STATUS:
    return check_word(map, node, setting, vitk_map_statuses);
  case VITK_SETTING_ORIGIN:
    return check_word(map, node, setting, vitk_map_origins);
  case VITK_SETTING_BASIS:
    return check_word(map, node, setting, vitk_map_bases);
  case VITK_SETTING_EQUIVALENTS:
    return check_word(map, node, setting, vitk_map_equivalents);
  case VITK_SETTING_TEXTS:
    return check_texts(map, node, setting);
  default:
    return check_text(map, node, setting);
  }
}

static int unknown_setting(struct vitk_map *map, const struct vitk_node *node, const char *group) {
  const char *nearest = NULL;
  uint32_t least = UINT32_MAX;
  for (size_t i = 0; i < N_SETTINGS; i++) {
    if (strcmp(settings[i].group, group) != 0 || !is_for(settings[i].formats, map->format))
      continue;
    uint32_t distance = vitk_map_distance(node->name, settings[i].name);
    if (distance < least) {
      least = distance;
      nearest = settings[i].name;
    }
  }
  char hint[120] = "docs/maps.md lists the settings";
  if (nearest && least <= 1 + node->name.n / 3)
    snprintf(hint, sizeof hint, "did you mean \"%s\"? docs/maps.md lists the settings", nearest);
  return vitk_map_fault(map, node->line, hint, "there is no setting \"%.*s\"%s%s%s", vitk_map_cut(node->name, 60),
                        node->name.p ? node->name.p : "", group[0] ? " in \"" : "", group, group[0] ? "\"" : "");
}

/* The one for this format, where there are several of a name; else any. */
static const struct vitk_setting *setting_of(const char *group, vitk_str name, const char *format) {
  const struct vitk_setting *found = NULL;
  for (size_t i = 0; i < N_SETTINGS; i++) {
    if (strcmp(settings[i].group, group) != 0 || !text_is(name, settings[i].name))
      continue;
    found = &settings[i];
    if (is_for(found->formats, format))
      break;
  }
  return found;
}

static int check_group(struct vitk_map *map, const struct vitk_node *group, const char *name);

static int check_groups(struct vitk_map *map, const struct vitk_node *list, const struct vitk_setting *setting) {
  if (list->kind != VITK_ARRAY || (!list->child && strcmp(setting->name, "tokens") != 0))
    return wrong_kind(map, list, setting, "a list of groups, ( { }, { } ),");
  uint32_t n = 0;
  for (const struct vitk_node *group = list->child; group; group = group->next) {
    if (group->kind != VITK_OBJECT || ++n > LIST_MAX)
      return wrong_kind(map, group, setting, "a list of at most 10000 groups, ( { }, { } ),");
    int code = check_group(map, group, setting->name);
    if (code < VITK_FAILED || map->faults >= FAULTS_TOLD)
      return code;
  }
  return VITK_OK;
}

static int check_setting(struct vitk_map *map, const struct vitk_node *node, const char *group) {
  const struct vitk_setting *setting = setting_of(group, node->name, map->format);
  if (!setting)
    return unknown_setting(map, node, group);
  if (!is_for(setting->formats, map->format))
    return vitk_map_fault(map, node->line, "take it out: it would change nothing",
                          "\"%s\" is a setting of other formats (%s), and this map is for %s", setting->name,
                          setting->formats, map->format);
  if (setting->kind == VITK_SETTING_GROUP)
    return node->kind == VITK_OBJECT ? check_group(map, node, setting->name)
                                     : wrong_kind(map, node, setting, "a group { }");
  if (setting->kind == VITK_SETTING_GROUPS)
    return check_groups(map, node, setting);
  return check_scalar(map, node, setting);
}

static int check_group(struct vitk_map *map, const struct vitk_node *group, const char *name) {
  for (const struct vitk_node *node = group->child; node; node = node->next) {
    int code = check_setting(map, node, name);
    if (code < VITK_FAILED || map->faults >= FAULTS_TOLD)
      return code;
  }
  for (size_t i = 0; i < N_SETTINGS; i++) {
    const struct vitk_setting *setting = &settings[i];
    if (strcmp(setting->group, name) != 0 || !setting->needed || !is_for(setting->formats, map->format))
      continue;
    const struct vitk_node *node = group->child;
    while (node && !text_is(node->name, setting->name))
      node = node->next;
    if (node)
      continue;
    int code = vitk_map_fault(map, group->line, setting->help, "\"%s\" is missing%s%s%s", setting->name,
                              name[0] ? " in \"" : "", name, name[0] ? "\"" : "");
    if (code < VITK_FAILED)
      return code;
  }
  return VITK_OK;
}

int vitk_map_check(struct vitk_map *map, const struct vitk_node *root) {
  int code = check_group(map, root, "");
  if (code < VITK_FAILED)
    return code;
  return map->faults ? VITK_FAILED : VITK_OK;
}
