/* damage.c - a sample whose members are cut and whose bits are turned: nothing may break, and nothing be made up. */
#include "core/check/faults.h"
#include "core/check/outcome.h"

#include <stdlib.h>

struct damage {
  struct check *check;
  struct outcome whole;
  const char **values; /* of the whole, sorted */
};

static int compare_texts(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **sorted_values(const struct outcome *o) {
  const char **texts = calloc(o->n_lines + 1, sizeof *texts);
  for (size_t i = 0; texts != NULL && i < o->n_lines; i++)
    texts[i] = o->values.p + o->lines[i].text;
  if (texts != NULL && o->n_lines > 0)
    qsort(texts, o->n_lines, sizeof *texts, compare_texts);
  return texts;
}

/* Values that the whole has not are of one record of the cut member, the one that was cut through. */
static void compare_values(const struct damage *d, const struct outcome *cut, const char *member) {
  const char *line = NULL;
  for (size_t i = 0; i < cut->n_lines; i++) {
    const char *text = cut->values.p + cut->lines[i].text;
    if (d->whole.n_lines > 0 && bsearch(&text, d->values, d->whole.n_lines, sizeof *d->values, compare_texts) != NULL)
      continue;
    const char *this_line = cut->values.p + cut->lines[i].line;
    if (strcmp(cut->values.p + cut->lines[i].file, member) != 0 || (line != NULL && strcmp(line, this_line) != 0)) {
      check_fail(d->check, "%s: a value that the whole has not:%s", d->check->shared->doing, text);
      return;
    }
    line = this_line;
  }
}

/* Imports the folder as it is now; `compared`: it must state nothing new. */
static void import_folder(const struct damage *d, const struct check_member *member, bool compared) {
  struct outcome o;
  if (check_import(d->check, d->check->folder, &vitk_default_limits, CHECK_PROBING | CHECK_IMPORTING, &o)) {
    if (o.broken[0] != '\0' || (o.code != VITK_OK && o.code != VITK_FAILED))
      check_fail(d->check, "%s: %s (code %d)", d->check->shared->doing, o.broken[0] ? o.broken : "it ended so", o.code);
    else if (compared)
      compare_values(d, &o, member->name);
  }
  outcome_free(&o);
}

static void cut(const struct damage *d, const struct check_member *member) {
  uint64_t places = check_places(d->check->request->cuts, member->n);
  for (uint64_t i = 0; i < places && !check_failed(d->check); i++) {
    size_t at = (size_t)check_place(i, places, member->n);
    check_doing(d->check, "%s cut at byte %zu of %zu", member->name, at, member->n);
    if (check_write_member(d->check, member, at))
      import_folder(d, member, true);
  }
  check_write_member(d->check, member, member->n);
}

/* A quarter as many places: a turned bit is likelier to be met than a cut. */
static void flip(const struct damage *d, const struct check_member *member) {
  uint64_t places = check_places(d->check->request->cuts / 4, member->n);
  for (uint64_t i = 0; i < places && !check_failed(d->check); i++) {
    size_t at = (size_t)check_place(i, places, member->n);
    unsigned bit = (unsigned)(i * 5 % 8);
    check_doing(d->check, "%s with bit %u of byte %zu turned", member->name, bit, at);
    member->bytes[at] ^= (unsigned char)(1U << bit);
    if (check_write_member(d->check, member, member->n))
      import_folder(d, member, false);
    member->bytes[at] ^= (unsigned char)(1U << bit);
  }
  check_write_member(d->check, member, member->n);
}

static void damage_all(struct check *c, void (*damage_one)(const struct damage *, const struct check_member *)) {
  struct damage d = {.check = c};
  struct check_member *members = NULL;
  check_doing(c, "the plain run");
  check_faults = (struct check_faults){.cancel = 0};
  if (check_import(c, c->sample, &vitk_default_limits, CHECK_IMPORTING, &d.whole) && check_sane(c, &d.whole) &&
      check_copy_members(c, &d.whole, &members)) {
    d.values = sorted_values(&d.whole);
    if (d.values == NULL)
      check_fail(c, "no memory");
    for (size_t i = 0; i < d.whole.n_members && !check_failed(c); i++)
      if (members[i].name != NULL)
        damage_one(&d, &members[i]);
  }
  check_members_free(members, d.whole.n_members);
  free(d.values);
  outcome_free(&d.whole);
}

void check_cuts(struct check *c) {
  damage_all(c, cut);
}

void check_flips(struct check *c) {
  damage_all(c, flip);
}
