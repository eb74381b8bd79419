/* map.h - a map file made ready to run: shared by the generic importers.
 *
 * A map says where things stand (places: columns of a table, paths of a tree) and what they mean. The importer of a
 * format fills `cells`, one for each place, from a row or record; vitk_map_state_* turn them into foods and statements.
 * All memory is the context's, so that nothing here is freed; there is no state outside of struct vitk_map.
 */
#ifndef VITK_MAP_MAP_H
#define VITK_MAP_MAP_H

#include <vitk/plugin.h>

#include <stdarg.h>
#include <stdbool.h>

#define VITK_MAP_NOWHERE UINT32_MAX /* index of a place that the map does not name */

/* What a statement takes from a row. */
enum {
  VITK_MAP_AMOUNT,
  VITK_MAP_UNIT,
  VITK_MAP_LIMIT,
  VITK_MAP_SERVING,
  VITK_MAP_N,
  VITK_MAP_SD,
  VITK_MAP_MIN,
  VITK_MAP_MAX,
  VITK_MAP_METHOD,
  VITK_MAP_CONFIDENCE,
  VITK_MAP_N_FIELDS
};
enum { VITK_MAP_ID, VITK_MAP_NAME, VITK_MAP_NAME_EN, VITK_MAP_SCIENTIFIC, VITK_MAP_GROUP, VITK_MAP_N_FOOD };

struct vitk_map_place {
  const char *name;  /* as the map says it, NUL-terminated */
  uint64_t map_line; /* where in the map */
  uint32_t position; /* of "#3": 3; else 0 */
  uint32_t optional;
  uint32_t below_each; /* path starts at rows.each */
  uint32_t seen;       /* trees: a record had it */
  vitk_str label;      /* for statement.field: the header cell, or the path */
};

struct vitk_map_cell {
  vitk_str text; /* p NULL: the row has no such cell */
  uint64_t line;
  uint32_t estimate; /* a workbook's number format says so */
};

struct vitk_map_value {
  vitk_str texts;              /* long form: texts of the component column, parted by '|' */
  struct vitk_statement fixed; /* what is the same in each row */
  uint32_t places[VITK_MAP_N_FIELDS];
};

struct vitk_map {
  const struct vitk_host *host;
  struct vitk_context *context;
  const char *format; /* of the importer that runs it */
  vitk_str file;      /* the map's name, for messages */
  uint32_t severity;  /* of its faults: a warning while probing */
  uint32_t faults;

  struct vitk_source source;
  const char *member, *sheet, *charset, *record, *each; /* NULL: not said */
  uint32_t delimiter, quote, header_row, first_row, ragged, mend;
  uint64_t record_line, each_line;
  const struct vitk_node *match; /* the list, or NULL */

  struct vitk_map_place *places;
  struct vitk_map_cell *cells; /* as many as places */
  uint32_t n_places;
  uint32_t food[VITK_MAP_N_FOOD];
  vitk_str language;

  uint32_t component; /* place that names the component: the long form; else NOWHERE */
  struct vitk_map_value *values;
  uint32_t n_values;

  char last_food[256]; /* long form: the food stated last; longer ids are stated anew each time */
  size_t last_food_n;
};

/* Compiles the option "map" for the importer of `format`; `severity` of the faults that it tells, each with code "map"
 * and the map's line. VITK_OK, VITK_END where there is no map or it is for another format (says nothing), VITK_FAILED
 * after the faults were told, or a code of the host. */
int vitk_map_compile(const struct vitk_host *, struct vitk_context *, const char *format, uint32_t severity,
                     struct vitk_map **out);

/* The same for `open`: no map, or one for another format, is told with what to do. The importer's options "member" and
 * "charset" then take the place of what the map says. */
int vitk_map_open(const struct vitk_host *, struct vitk_context *, const char *format, struct vitk_map **out);

/* Tells a fault of the map, and returns VITK_FAILED or what the host says. */
int vitk_map_fault(struct vitk_map *, uint64_t line, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Tells a problem of the input. Returns the host's code. */
int vitk_map_tell(struct vitk_map *, uint32_t severity, const char *code, vitk_str file, uint64_t line, vitk_str field,
                  const char *hint, const char *format, ...) __attribute__((format(printf, 8, 9)));

/* A copy that lives as long as the context, NUL-terminated; NULL: out of memory. */
char *vitk_map_copy(struct vitk_map *, vitk_str text);

/* The members that the map is for, in order of their names: *n of them, at least one. VITK_FAILED after a problem
 * "no-member" that lists what is there. */
int vitk_map_members(struct vitk_map *, uint32_t **out, uint32_t *n);
bool vitk_map_member_fits(const struct vitk_map *, vitk_str name);

/* Which of the names does a row of the head bear? found[i] tells of names[i] (folded, see fold.h), for the row that
 * bears most of them: its number is returned, 0: none bears any. `found` has room for 2n, of which the second half is
 * scratch. */
uint32_t vitk_map_head_row(vitk_str head, uint32_t delimiter, uint32_t quote, const vitk_str *names, uint32_t n,
                           uint8_t *found);

/* The probe of a table's or a tree's importer. */
int vitk_map_probe_table(const struct vitk_host *, struct vitk_context *, const char *format, struct vitk_verdict *);
int vitk_map_probe_tree(const struct vitk_host *, struct vitk_context *, const char *format, struct vitk_verdict *);

/* After a table could not be opened: names the columns that its head does not seem to have, with the map's lines. */
int vitk_map_blame(struct vitk_map *, uint32_t member);

/* States the food in `cells`; in the long form only where it is another than the one before. */
int vitk_map_state_food(struct vitk_map *);

/* States what `cells` hold: each value of the wide form, or the one of the long form. *stated (may be NULL): whether
 * the component is one of the map's. */
int vitk_map_state_values(struct vitk_map *, vitk_str file, bool *stated);

/* The entry of `components` for the text of the component column, or NULL. */
const struct vitk_map_value *vitk_map_value_of(const struct vitk_map *, vitk_str text);

/* All texts of `components` parted by '|', for a predicate; NULL: out of memory. */
const char *vitk_map_component_texts(struct vitk_map *);

#endif
