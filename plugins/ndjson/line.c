/* line.c - a line's source, food and value.
 *
 * A value that bears bounds is one of vitk's own columns and goes over as it stands; else it is a statement, which the
 * host converts as it does those of other sources. */
#include "common/node.h"
#include "common/tell.h"
#include "ndjson/ndjson.h"

enum { COLUMNS_MAX = 64 };

struct ndjson_source {
  struct ndjson_source *next;
  vitk_str id;
};

/* What a column holds whatever the line says. */
struct preset {
  const char *name;
  vitk_str text;
};

/* The objects of a line. All three are the line itself where it is flat. */
struct objects {
  const struct vitk_node *line, *source, *food, *value; /* value NULL: the line states a food without one */
  bool flat;
};

static const struct vitk_field *field_of(const struct vitk_schema *schema, uint32_t index) {
  return (const struct vitk_field *)(const void *)((const char *)schema->fields + (size_t)schema->field_stride * index);
}

static bool is_column(const struct vitk_schema *schema, vitk_str name) {
  for (uint32_t i = 0; i < schema->n_fields; i++)
    if (slice_equal(name, field_of(schema, i)->name))
      return true;
  return false;
}

static bool is_blank(const struct vitk_node *node) {
  return node == NULL || node->kind == VITK_NULL;
}

/* The text of a member; p NULL: it is not there, or null. */
static vitk_str text_of(const struct vitk_node *object, const char *name) {
  const struct vitk_node *node = node_child(object, name);
  vitk_str none = {NULL, 0};
  return is_blank(node) ? none : node->text;
}

static struct tell_place at(const struct ndjson *run, const struct vitk_node *node, vitk_str excerpt) {
  struct tell_place place = {.file = run->file, .excerpt = excerpt, .line = node->line};
  return place;
}

static const char of_a_line[] = "a line is {\"source\":{\"source_id\":…},\"food\":{\"food_id\":…},"
                                "\"value\":{\"component_id\":…}}, or has the keys of all three at its top";

static int reject(struct ndjson *run, const struct vitk_node *line, vitk_str excerpt, const char *hint,
                  const char *what) {
  return tell(run->host, run->context, VITK_REJECT, "bad-line", at(run, line, excerpt), hint, "%s", what);
}

/* --- keys that say nothing here */

static int note_key(struct ndjson *run, const struct vitk_node *member, const char *where) {
  uint64_t hash = 14695981039346656037u; /* FNV-1a */
  for (size_t i = 0; i < member->name.n; i++)
    hash = (hash ^ (unsigned char)member->name.p[i]) * 1099511628211u;
  for (uint32_t i = 0; i < run->n_noted; i++)
    if (run->noted[i] == hash)
      return VITK_OK;
  if (run->n_noted == NDJSON_NOTED_MAX)
    return VITK_OK;
  run->noted[run->n_noted++] = hash;
  vitk_str none = {NULL, 0};
  struct tell_place place = at(run, member, none);
  place.field = member->name;
  return tell(run->host, run->context, VITK_WARNING, "unknown-key", place,
              "plugins/ndjson/README.md lists the keys; this is said once for a key",
              "the key \"%.*s\" of %s is not read", TELL_SLICE(member->name), where);
}

/* Of a value that is a statement. */
static bool is_stated_key(vitk_str name) {
  static const char *const keys[] = {"component_id", "original", "original_unit", "amount_ug",   "status", "basis",
                                     "serving_g",    "n",        "origin",        "equivalents", "method", "confidence",
                                     "file",         "line",     "field",         "flags"};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (slice_equal(name, keys[i]))
      return true;
  return false;
}

static int check_keys(struct ndjson *run, const struct objects *in, bool is_row) {
  int code = VITK_OK;
  for (const struct vitk_node *m = in->source->child; code == VITK_OK && m != NULL; m = m->next)
    if (!is_column(&run->source_schema, m->name) &&
        !(in->flat && (is_column(&run->food_schema, m->name) || is_stated_key(m->name) ||
                       (is_row && is_column(&run->value_schema, m->name)))))
      code = note_key(run, m, in->flat ? "the line" : "source");
  if (in->flat)
    return code;
  for (const struct vitk_node *m = in->food->child; code == VITK_OK && m != NULL; m = m->next)
    if (!is_column(&run->food_schema, m->name))
      code = note_key(run, m, "food");
  for (const struct vitk_node *m = in->value ? in->value->child : NULL; code == VITK_OK && m != NULL; m = m->next)
    if (!(is_row ? is_column(&run->value_schema, m->name) : is_stated_key(m->name)))
      code = note_key(run, m, "value");
  for (const struct vitk_node *m = in->line->child; code == VITK_OK && m != NULL; m = m->next)
    if (!slice_equal(m->name, "source") && !slice_equal(m->name, "food") && !slice_equal(m->name, "value"))
      code = note_key(run, m, "the line");
  return code;
}

/* --- rows of the dataset's own tables */

/* Gives the object's members over as a row; what they lack is from `more`, pairs of a column's name and its text. */
static int give_row(struct ndjson *run, uint32_t table, const struct vitk_schema *schema,
                    const struct vitk_node *object, const struct preset *more, size_t n_more) {
  struct vitk_datum row[COLUMNS_MAX];
  uint32_t n = schema->n_fields < COLUMNS_MAX ? schema->n_fields : COLUMNS_MAX;
  memset(row, 0, sizeof row);
  for (uint32_t i = 0; i < n; i++) {
    const char *name = field_of(schema, i)->name;
    const struct vitk_node *member = node_child(object, name);
    row[i].is_null = is_blank(member);
    if (!row[i].is_null)
      row[i].text = member->text;
    for (size_t j = 0; row[i].is_null && j < n_more; j++)
      if (strcmp(more[j].name, name) == 0 && more[j].text.p != NULL) {
        row[i].text = more[j].text;
        row[i].is_null = 0;
      }
  }
  return run->host->row(run->context, table, row, n, sizeof row[0]);
}

static bool remember(struct ndjson_id *last, vitk_str id) {
  bool same = last->n == id.n && id.n > 0 && memcmp(last->text, id.p, id.n) == 0;
  last->n = 0;
  if (id.n > sizeof last->text)
    return same;
  memcpy(last->text, id.p, id.n);
  last->n = id.n;
  return same;
}

/* --- sources */

static bool is_known(const struct ndjson *run, vitk_str id) {
  const struct ndjson_source *known = run->sources;
  while (known != NULL && !slice_same(known->id, id))
    known = known->next;
  return known != NULL;
}

static int add_known(struct ndjson *run, vitk_str id) {
  struct ndjson_source *known = run->host->alloc(run->context, sizeof *known);
  if (known == NULL || !slice_keep(run->host, run->context, id, &known->id))
    return VITK_NOMEM;
  known->next = run->sources;
  run->sources = known;
  return VITK_OK;
}

/* The first line of a source may bear all of its columns, the importer's among them: that is a row as it stands. */
static int state_source(struct ndjson *run, const struct objects *in, vitk_str id) {
  if (remember(&run->source, id))
    return VITK_OK;
  run->food.n = 0;
  bool known = is_known(run, id);
  if (!known) {
    int code = add_known(run, id);
    if (code != VITK_OK)
      return code;
    if (!in->flat && !is_blank(node_child(in->source, "importer")))
      return give_row(run, VITK_SOURCE, &run->source_schema, in->source, NULL, 0);
  }
  vitk_str none = {NULL, 0};
  struct vitk_source source = {.size = sizeof source,
                               .source_id = id,
                               .title = text_of(in->source, "title"),
                               .release = text_of(in->source, "release"),
                               .publisher = text_of(in->source, "publisher"),
                               .country = text_of(in->source, "country"),
                               .language = in->flat ? none : text_of(in->source, "language"),
                               .licence = text_of(in->source, "licence"),
                               .attribution = text_of(in->source, "attribution"),
                               .url = text_of(in->source, "url"),
                               .total_definition = text_of(in->source, "total_definition"),
                               .decimal_mark = '.'};
  return run->host->source(run->context, &source);
}

/* --- foods */

/* "scheme:code scheme:code" */
static int state_codes(struct ndjson *run, vitk_str id, vitk_str pairs) {
  int code = VITK_OK;
  while (code == VITK_OK && pairs.n > 0) {
    const char *space = memchr(pairs.p, ' ', pairs.n);
    vitk_str pair = {pairs.p, space ? (size_t)(space - pairs.p) : pairs.n};
    const char *colon = pair.n ? memchr(pair.p, ':', pair.n) : NULL;
    pairs = slice_from(pairs, pair.n + 1);
    char scheme[64];
    size_t n = colon ? (size_t)(colon - pair.p) : 0;
    if (n == 0 || n >= sizeof scheme)
      continue;
    memcpy(scheme, pair.p, n);
    scheme[n] = '\0';
    code = run->host->food_code(run->context, id, scheme, slice_from(pair, n + 1));
  }
  return code;
}

/* Beside a statement it is stated as other importers do it. As a row it stays, also where no value names it: a line
 * that has none would else be for nothing. */
static int state_food(struct ndjson *run, const struct objects *in, vitk_str source_id, vitk_str id, bool as_row) {
  bool same = remember(&run->food, id) && run->food_as_row == as_row;
  run->food_as_row = as_row;
  if (same)
    return VITK_OK;
  struct preset source[] = {{"source_id", source_id}};
  if (as_row)
    return give_row(run, VITK_FOOD, &run->food_schema, in->food, source, 1);
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = text_of(in->food, "name"),
                           .language = text_of(in->food, "language"),
                           .name_en = text_of(in->food, "name_en"),
                           .scientific_name = text_of(in->food, "scientific_name"),
                           .food_group = text_of(in->food, "food_group")};
  int code = run->host->food(run->context, &food);
  vitk_str codes = text_of(in->food, "classification");
  return code == VITK_OK && codes.n > 0 ? state_codes(run, id, codes) : code;
}

/* --- values */

static const char *const statuses[] = {"", "value", "assumed_zero", "trace", "below_limit", "present", "missing", NULL};
static const char *const bases[] = {"100 g", "100 ml", "serving", NULL};
static const char *const origins[] = {"unknown",  "analysed", "calculated", "estimated",
                                      "borrowed", "label",    "assumed",    NULL};
static const char *const equivalents[] = {"mass", "MK-4", "K1", NULL};

/* The number of a word by which the dataset names an enum of plugin.h; what is not said is the first. false: it is none
 * of them. */
static bool word_of(const struct vitk_node *value, const char *name, const char *const *words, uint32_t *out) {
  vitk_str text = text_of(value, name);
  *out = 0;
  if (text.n == 0)
    return true;
  while (words[*out] != NULL && !slice_equal(text, words[*out]))
    ++*out;
  return words[*out] != NULL;
}

static uint64_t line_number(vitk_str text, uint64_t otherwise) {
  uint64_t number = 0;
  for (size_t i = 0; i < text.n; i++) {
    if (!slice_digit(text.p[i]) || number > UINT64_MAX / 100)
      return otherwise;
    number = number * 10 + (uint64_t)(text.p[i] - '0');
  }
  return text.n > 0 ? number : otherwise;
}

/* Its amount is `original` in `original_unit`, else `amount_ug` in µg. Its place is what it says of itself, else that
 * of the line. */
static int state_value(struct ndjson *run, const struct objects *in, vitk_str food_id) {
  const struct vitk_node *value = in->value;
  struct vitk_statement s = {.size = sizeof s,
                             .food_id = food_id,
                             .component = text_of(value, "component_id"),
                             .amount = text_of(value, "original"),
                             .unit = text_of(value, "original_unit"),
                             .serving_g = text_of(value, "serving_g"),
                             .n = text_of(value, "n"),
                             .method = text_of(value, "method"),
                             .confidence = text_of(value, "confidence"),
                             .flags = text_of(value, "flags"),
                             .file = text_of(value, "file"),
                             .field = text_of(value, "field")};
  static const char *const enums[] = {"status", "basis", "origin", "equivalents"};
  bool good[] = {word_of(value, enums[0], statuses, &s.status), word_of(value, enums[1], bases, &s.basis),
                 word_of(value, enums[2], origins, &s.origin), word_of(value, enums[3], equivalents, &s.equivalents)};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    char what[80];
    (void)snprintf(what, sizeof what, "the %s is no word of the dataset", enums[i]);
    if (!good[i])
      return reject(run, in->line, text_of(value, enums[i]), "docs/dataset.md lists the words", what);
  }
  if (s.amount.n == 0 && text_of(value, "amount_ug").n > 0) {
    s.amount = text_of(value, "amount_ug");
    s.unit = slice("\xC2\xB5g");
  }
  s.line = line_number(text_of(value, "line"), in->line->line);
  if (s.file.n == 0)
    s.file = run->file;
  return run->host->statement(run->context, &s);
}

/* --- lines */

/* Does the value bear the dataset's own columns, bounds and all, as each does that vitk writes? */
static bool is_a_row(const struct vitk_node *value) {
  return node_child(value, "status") != NULL && node_child(value, "lower_ug") != NULL &&
         node_child(value, "upper_ug") != NULL;
}

static bool take_objects(const struct vitk_node *line, struct objects *out) {
  *out = (struct objects){.line = line,
                          .source = node_child(line, "source"),
                          .food = node_child(line, "food"),
                          .value = node_child(line, "value")};
  if (out->source == NULL && out->food == NULL && out->value == NULL) {
    out->flat = true;
    out->source = out->food = line;
    out->value = node_child(line, "component_id") != NULL ? line : NULL;
    return line->kind == VITK_OBJECT;
  }
  if (out->value != NULL && out->value->kind == VITK_NULL)
    out->value = NULL;
  return out->source != NULL && out->source->kind == VITK_OBJECT && out->food != NULL &&
         out->food->kind == VITK_OBJECT && (out->value == NULL || out->value->kind == VITK_OBJECT);
}

int ndjson_line(struct ndjson *run, const struct vitk_node *line) {
  struct objects in;
  if (!take_objects(line, &in))
    return reject(run, line, line->text, of_a_line, "the line is no object of a source, a food and a value");
  vitk_str source_id = text_of(in.source, "source_id"), food_id = text_of(in.food, "food_id");
  if (source_id.n == 0)
    return reject(run, line, line->text, of_a_line, "the line names no source");
  bool is_row = in.value != NULL && is_a_row(in.value);
  int code = state_source(run, &in, source_id);
  if (code == VITK_OK)
    code = check_keys(run, &in, is_row);
  if (code != VITK_OK)
    return code;
  if (food_id.n == 0)
    return reject(run, line, line->text, of_a_line, "the line names no food");
  code = state_food(run, &in, source_id, food_id, is_row || in.value == NULL);
  if (code != VITK_OK || in.value == NULL)
    return code;
  if (!is_row)
    return state_value(run, &in, food_id);
  struct preset ids[] = {{"source_id", source_id}, {"food_id", food_id}};
  return give_row(run, VITK_VALUES, &run->value_schema, in.value, ids, sizeof ids / sizeof ids[0]);
}
