/* option.h - the options of a run: text from the command line, checked against a descriptor's table. */
#ifndef VITK_PLUGIN_OPTION_H
#define VITK_PLUGIN_OPTION_H

#include "core/base/arena.h"
#include "core/base/diag.h"

struct vitk_option_values; /* one entry an option of the descriptor, in its order */

/* `given`: n texts "name=value" or "plugin.name=value" (left out when for another plugin; of one name the last counts).
 * VITK_FAILED after a diag "option" that names the option, what it takes, and the nearest name. Map files are read and
 * parsed here. All lives in the arena. `preset_map`: a map file for the option of type MAP, where `given` names none;
 * may be NULL. */
int vitk_options_parse(const struct vitk_plugin *, const char *const *given, size_t n, const char *preset_map,
                       struct vitk_arena *, const struct vitk_sink_of_diags *, struct vitk_option_values **out);

/* As above, but texts that name no option of the plugin are left out: for asking many plugins with one list. */
int vitk_options_parse_known(const struct vitk_plugin *, const char *const *given, size_t n, const char *preset_map,
                             struct vitk_arena *, const struct vitk_sink_of_diags *, struct vitk_option_values **out);

/* text: as given or as the default, p NULL where there is neither; BOOLEAN "yes" or "no", CHAR the byte itself, "" for
 * none. integer: INTEGER, BOOLEAN 1 or 0, CHAR the byte (none: 0), CHOICE its index; else 0. */
vitk_str vitk_options_text(const struct vitk_option_values *, const char *name);
int64_t vitk_options_integer(const struct vitk_option_values *, const char *name);
const struct vitk_node *vitk_options_map(const struct vitk_option_values *, const char *name);

/* The option of that name, or NULL. */
const struct vitk_option *vitk_option_find(const struct vitk_plugin *, vitk_str name);

/* One value's reading: text and integer as above. false: the text is not of the option's type. */
struct vitk_option_reading {
  vitk_str text;
  int64_t integer;
};
bool vitk_option_read(const struct vitk_option *, vitk_str text, struct vitk_option_reading *out);

/* What the option takes, for messages: "a whole number from 1 to 9". Returns `to`. */
enum { VITK_OPTION_TAKES_MAX = 200 };
const char *vitk_option_takes(const struct vitk_option *, char to[VITK_OPTION_TAKES_MAX]);

/* The text of names[0 … n-1] that is likest to `name`; NULL when none is near. */
const char *vitk_nearest_name(vitk_str name, const char *const *names, size_t n);

#endif
