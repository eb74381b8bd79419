/* describe.c - what a plugin says of itself, and its options at their limits. */
#include "core/check/exporting.h"
#include "core/check/faults.h"
#include "core/check/outcome.h"
#include "core/plugin/utf8.h"
#include "core/record/component.h"

#include <inttypes.h>
#include <stdio.h>

/* --- texts of the descriptor */

/* One line of text in UTF-8. */
static void is_line(struct check *c, const char *what, const char *text) {
  vitk_str s = vitk_str_of(text);
  if (vitk_plugin_utf8_prefix(s) != s.n)
    check_fail(c, "its %s is no UTF-8", what);
  else if (strpbrk(text, "\n\r\t") != NULL)
    check_fail(c, "its %s is more than one line: \"%s\"", what, text);
}

static void look_at_formats(struct check *c, const struct vitk_plugin *p) {
  for (uint32_t i = 0; i < p->n_formats; i++) {
    const struct vitk_format *f = &p->formats[i];
    if (f->id[0] == '\0' || f->label[0] == '\0')
      check_fail(c, "its format %u has no %s", i, f->id[0] == '\0' ? "id" : "label");
    if (strpbrk(f->extensions, ". \t*") != NULL)
      check_fail(c, "the endings of its format %s are \"%s\": write them without point or space, parted by '|'", f->id,
                 f->extensions);
    if (f->media_types[0] != '\0' && strchr(f->media_types, '/') == NULL)
      check_fail(c, "\"%s\" of its format %s is no media type: \"text/csv\"", f->media_types, f->id);
  }
}

static void look_at_components(struct check *c, const char *all) {
  for (const char *at = all; *at != '\0' && !check_failed(c);) {
    size_t n = strcspn(at, " ,;");
    if (n > 0 && vitk_component_find(vitk_str_slice(at, n)) < 0)
      check_fail(c, "it says that it reads %.*s, which is no component (`vitk top --help` lists them)", (int)n, at);
    at += n + strspn(at + n, " ,;");
  }
}

void check_descriptor(struct check *c) {
  const struct vitk_plugin *p = c->subject.plugin;
  is_line(c, "version", p->version);
  is_line(c, "summary", p->summary);
  is_line(c, "licence", p->licence);
  is_line(c, "homepage", p->homepage);
  look_at_formats(c, p);
  for (uint32_t i = 0; i < p->n_options; i++)
    is_line(c, "option's help", p->options[i].help);
  if (p->importer != NULL)
    look_at_components(c, p->importer->components);
}

/* --- options */

enum { MOST_VALUES = 64 };

struct values { /* of one option, all texts "name=value" in the arena */
  struct vitk_arena *arena;
  const char *good[MOST_VALUES], *bad[4];
  size_t n_good, n_bad;
};

static void add_good(struct values *v, const char *name, vitk_str value) {
  const char *text = vitk_arena_printf(v->arena, "%s=%.*s", name, VITK_STR_ARG(value)).p;
  if (text != NULL && v->n_good < MOST_VALUES)
    v->good[v->n_good++] = text;
}

static void add_bad(struct values *v, const char *name, const char *value) {
  const char *text = vitk_arena_printf(v->arena, "%s=%s", name, value).p;
  if (text != NULL)
    v->bad[v->n_bad++] = text;
}

static void add_integers(struct values *v, const struct vitk_option *o) {
  bool any = o->min == 0 && o->max == 0;
  int64_t least = any ? INT64_MIN : o->min, most = any ? INT64_MAX : o->max;
  char text[32];
  snprintf(text, sizeof text, "%" PRId64, least);
  add_good(v, o->name, vitk_str_of(text));
  snprintf(text, sizeof text, "%" PRId64, most);
  add_good(v, o->name, vitk_str_of(text));
  add_bad(v, o->name, "many");
  if (least > INT64_MIN) {
    snprintf(text, sizeof text, "%" PRId64, least - 1);
    add_bad(v, o->name, text);
  }
  if (most < INT64_MAX) {
    snprintf(text, sizeof text, "%" PRId64, most + 1);
    add_bad(v, o->name, text);
  }
}

static void values_of(const struct vitk_option *o, struct values *v) {
  vitk_str rest = vitk_str_of(o->choices), one;
  if (o->standard != NULL)
    add_good(v, o->name, vitk_str_of(o->standard));
  switch (o->type) {
  case VITK_OPTION_BOOLEAN:
    add_good(v, o->name, vitk_str_of("yes"));
    add_good(v, o->name, vitk_str_of("no"));
    add_bad(v, o->name, "perhaps");
    break;
  case VITK_OPTION_INTEGER:
    add_integers(v, o);
    break;
  case VITK_OPTION_CHAR:
    add_good(v, o->name, vitk_str_of("tab"));
    add_good(v, o->name, vitk_str_of("\x7E"));
    add_bad(v, o->name, "several");
    break;
  case VITK_OPTION_CHOICE:
    while (vitk_str_alternative(&rest, &one))
      add_good(v, o->name, one);
    add_bad(v, o->name, "no-choice-of-this-name");
    break;
  case VITK_OPTION_TEXT:
    add_good(v, o->name, vitk_str_of(""));
    add_good(v, o->name, vitk_str_of("\xC3\xBC \"%s\" ../\\"));
    break;
  default:
    break; /* a map has no value that is known beforehand */
  }
}

static int parse(struct check *c, const char *const *texts, size_t n, struct vitk_arena *arena) {
  struct vitk_option_values *values;
  return vitk_options_parse(c->subject.plugin, texts, n, NULL, arena, &vitk_silent_diags, &values);
}

/* Runs the plugin with the option besides those of the request. */
static void run_with(struct check *c, const char *text, struct vitk_arena *arena) {
  const struct vitk_check_request *request = c->request;
  struct vitk_check_request with = *request;
  struct check other = *c; /* it differs by the request alone */
  const char **options = vitk_arena_alloc(arena, (request->n_options + 1) * sizeof *options);
  if (options == NULL)
    return;
  for (size_t i = 0; i < request->n_options; i++)
    options[i] = request->options[i];
  options[with.n_options++] = text;
  with.options = options;
  other.request = &with;
  check_doing(&other, "a run with %s", text);
  check_faults = (struct check_faults){.cancel = 0};
  if (c->subject.plugin->importer != NULL) {
    struct outcome o;
    const char *input = request->n_samples > 0 ? request->samples[0] : other.folder;
    if (check_import(&other, input, &vitk_default_limits, CHECK_PROBING | CHECK_IMPORTING, &o) &&
        (o.broken[0] != '\0' || (o.code != VITK_OK && o.code != VITK_FAILED)))
      check_fail(c, "%s: %s (code %d)", c->shared->doing, o.broken[0] ? o.broken : "it ended so", o.code);
    outcome_free(&o);
  }
  struct check_formats formats = {.plugin = c->subject.plugin};
  while (c->subject.plugin->exporter != NULL && !check_failed(c) && check_next_format(&other, &formats)) {
    check_export(&other, formats.path);
    check_clear(&other);
  }
}

void check_options(struct check *c) {
  const struct vitk_plugin *p = c->subject.plugin;
  size_t runs = 0;
  for (uint32_t i = 0; i < p->n_options && !check_failed(c); i++) {
    struct vitk_arena arena = {0};
    struct values v = {.arena = &arena};
    values_of(&p->options[i], &v);
    for (size_t j = 0; j < v.n_bad && !check_failed(c); j++)
      if (parse(c, &v.bad[j], 1, &arena) != VITK_FAILED)
        check_fail(c, "%s was not refused", v.bad[j]);
    for (size_t j = 0; j < v.n_good && !check_failed(c); j++, runs++) {
      if (parse(c, &v.good[j], 1, &arena) != VITK_OK)
        check_fail(c, "%s was refused", v.good[j]);
      else
        run_with(c, v.good[j], &arena);
    }
    vitk_arena_free(&arena);
  }
  check_note(c, "%u options, %zu values", p->n_options, runs);
}
