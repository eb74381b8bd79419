/* option.c - the options of one run, read out of what was given on the command line. */
#include "core/plugin/option.h"

#include "core/plugin/map.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct entry {
  const struct vitk_option *option;
  struct vitk_option_reading value;
  const struct vitk_node *map;
};

struct vitk_option_values {
  size_t n;
  struct entry entries[];
};

/* What a parse is about. */
struct parse {
  const struct vitk_plugin *plugin;
  struct vitk_arena *arena;
  const struct vitk_sink_of_diags *diags;
  struct vitk_option_values *values;
  bool known_only;
};

/* After a diag: FAILED, or what the listener asks for. */
static int failed(int emitted) {
  return emitted < 0 ? emitted : VITK_FAILED;
}

static struct entry *entry_of(const struct vitk_option_values *values, vitk_str name) {
  for (size_t i = 0; values != NULL && i < values->n; i++) {
    if (vitk_str_is(name, values->entries[i].option->name))
      return (struct entry *)&values->entries[i];
  }
  return NULL;
}

const struct vitk_option *vitk_option_find(const struct vitk_plugin *plugin, vitk_str name) {
  for (uint32_t i = 0; i < plugin->n_options; i++) {
    if (vitk_str_is(name, plugin->options[i].name))
      return &plugin->options[i];
  }
  return NULL;
}

static int report_unknown(const struct parse *parse, vitk_str name) {
  size_t n = parse->values->n;
  const char **names = calloc(n ? n : 1, sizeof *names);
  if (names == NULL)
    return VITK_NOMEM;
  vitk_str all = {"", 0};
  for (size_t i = 0; i < n; i++) {
    names[i] = parse->values->entries[i].option->name;
    all = vitk_arena_printf(parse->arena, "%s%s%s", all.p, i ? ", " : "", names[i]);
    if (all.p == NULL)
      all = (vitk_str){"", 0};
  }
  const char *nearest = vitk_nearest_name(name, names, n);
  vitk_str hint;
  if (nearest != NULL)
    hint = vitk_arena_printf(parse->arena, "did you mean %s? See: vitk plugin show %s", nearest, parse->plugin->name);
  else
    hint = vitk_arena_printf(parse->arena, n ? "it takes: %s" : "it takes no options%s", all.p);
  int code = vitk_report(parse->diags, VITK_ERROR, "option", (struct vitk_place){.field = name}, (vitk_str){NULL, 0},
                         hint.p, "%s has no option '%.*s'", parse->plugin->name, VITK_STR_ARG(name));
  free(names);
  return failed(code);
}

static int report_value(const struct parse *parse, const struct vitk_option *option, vitk_str value) {
  char takes[VITK_OPTION_TAKES_MAX];
  vitk_str hint = vitk_arena_printf(parse->arena, "see: vitk plugin show %s", parse->plugin->name);
  struct vitk_place place = {.field = vitk_str_of(option->name)};
  return failed(vitk_report(parse->diags, VITK_ERROR, "option", place, value, hint.p,
                            "option %s of %s takes %s, not '%.*s'", option->name, parse->plugin->name,
                            vitk_option_takes(option, takes), VITK_STR_ARG(value)));
}

/* Reads `value` into the entry; the text is the arena's. */
static int set(const struct parse *parse, struct entry *entry, vitk_str value) {
  vitk_str kept;
  if (vitk_arena_copy(parse->arena, value, &kept) != VITK_OK)
    return VITK_NOMEM;
  if (!vitk_option_read(entry->option, kept, &entry->value))
    return report_value(parse, entry->option, kept);
  return VITK_OK;
}

/* One text "name=value" or "plugin.name=value". */
static int take(const struct parse *parse, const char *given) {
  vitk_str text = vitk_str_of(given);
  const char *equals = text.n ? memchr(text.p, '=', text.n) : NULL;
  if (equals == NULL) {
    if (parse->known_only)
      return VITK_OK;
    return failed(vitk_report(parse->diags, VITK_ERROR, "option", (struct vitk_place){.line = 0}, text,
                              "write name=value, or plugin.name=value", "'%s' gives an option no value", given));
  }
  vitk_str name = {text.p, (size_t)(equals - text.p)};
  vitk_str value = {equals + 1, text.n - name.n - 1};
  const char *dot = name.n ? memchr(name.p, '.', name.n) : NULL;
  if (dot != NULL) {
    if (!vitk_str_is(vitk_str_slice(name.p, (size_t)(dot - name.p)), parse->plugin->name))
      return VITK_OK;
    name = vitk_str_slice(dot + 1, (size_t)(name.p + name.n - dot - 1));
  }
  struct entry *entry = entry_of(parse->values, name);
  if (entry == NULL)
    return parse->known_only ? VITK_OK : report_unknown(parse, name);
  return set(parse, entry, value);
}

static int take_defaults(const struct parse *parse) {
  for (size_t i = 0; i < parse->values->n; i++) {
    struct entry *entry = &parse->values->entries[i];
    int code = entry->option->standard ? set(parse, entry, vitk_str_of(entry->option->standard)) : VITK_OK;
    if (code != VITK_OK)
      return code;
  }
  return VITK_OK;
}

static int read_maps(const struct parse *parse, const char *preset_map) {
  bool takes_map = false;
  for (size_t i = 0; i < parse->values->n; i++) {
    struct entry *entry = &parse->values->entries[i];
    if (entry->option->type != VITK_OPTION_MAP)
      continue;
    takes_map = true;
    if (entry->value.text.p == NULL && preset_map != NULL &&
        vitk_arena_copy(parse->arena, vitk_str_of(preset_map), &entry->value.text) != VITK_OK)
      return VITK_NOMEM;
    int code =
        entry->value.text.p ? vitk_map_read(entry->value.text.p, parse->arena, parse->diags, &entry->map) : VITK_OK;
    if (code != VITK_OK)
      return code;
  }
  if (takes_map || preset_map == NULL)
    return VITK_OK;
  return failed(vitk_report(parse->diags, VITK_ERROR, "option", (struct vitk_place){.file = vitk_str_of(preset_map)},
                            (vitk_str){NULL, 0}, "leave the map out, or say --from with a generic importer",
                            "%s takes no map file", parse->plugin->name));
}

static int parse_all(const struct vitk_plugin *plugin, const char *const *given, size_t n, const char *preset_map,
                     struct vitk_arena *arena, const struct vitk_sink_of_diags *diags, bool known_only,
                     struct vitk_option_values **out) {
  *out = NULL;
  struct vitk_option_values *values =
      vitk_arena_alloc(arena, sizeof *values + (size_t)plugin->n_options * sizeof values->entries[0]);
  if (values == NULL)
    return VITK_NOMEM;
  values->n = plugin->n_options;
  for (uint32_t i = 0; i < plugin->n_options; i++)
    values->entries[i].option = &plugin->options[i];
  struct parse parse = {plugin, arena, diags, values, known_only};
  int code = take_defaults(&parse);
  for (size_t i = 0; code == VITK_OK && i < n; i++)
    code = take(&parse, given[i]);
  if (code == VITK_OK)
    code = read_maps(&parse, preset_map);
  if (code == VITK_OK)
    *out = values;
  return code;
}

int vitk_options_parse(const struct vitk_plugin *plugin, const char *const *given, size_t n, const char *preset_map,
                       struct vitk_arena *arena, const struct vitk_sink_of_diags *diags,
                       struct vitk_option_values **out) {
  return parse_all(plugin, given, n, preset_map, arena, diags, false, out);
}

int vitk_options_parse_known(const struct vitk_plugin *plugin, const char *const *given, size_t n,
                             const char *preset_map, struct vitk_arena *arena, const struct vitk_sink_of_diags *diags,
                             struct vitk_option_values **out) {
  return parse_all(plugin, given, n, preset_map, arena, diags, true, out);
}

vitk_str vitk_options_text(const struct vitk_option_values *values, const char *name) {
  const struct entry *entry = entry_of(values, vitk_str_of(name));
  return entry ? entry->value.text : (vitk_str){NULL, 0};
}

int64_t vitk_options_integer(const struct vitk_option_values *values, const char *name) {
  const struct entry *entry = entry_of(values, vitk_str_of(name));
  return entry ? entry->value.integer : 0;
}

const struct vitk_node *vitk_options_map(const struct vitk_option_values *values, const char *name) {
  const struct entry *entry = entry_of(values, vitk_str_of(name));
  return entry ? entry->map : NULL;
}
