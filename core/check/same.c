/* same.c - the ways to read a sample that must all give the same rows. */
#include "core/check/faults.h"
#include "core/check/outcome.h"

#include <stdlib.h>

enum { PLAIN = CHECK_PROBING | CHECK_IMPORTING };

/* The plain run, to compare with. */
static bool read_whole(struct check *c, struct outcome *whole) {
  check_doing(c, "the plain run");
  check_faults = (struct check_faults){.cancel = 0};
  return check_import(c, c->sample, &vitk_default_limits, PLAIN, whole) && check_sane(c, whole);
}

static void compare_rows(struct check *c, const char *what, const struct outcome *whole, const struct outcome *other) {
  const char *a = whole->rows.p ? whole->rows.p : "", *b = other->rows.p ? other->rows.p : "";
  size_t n = whole->rows.n < other->rows.n ? whole->rows.n : other->rows.n, at = 0, line = 0;
  if (other->code != whole->code)
    check_fail(c, "%s: it ended with code %d, not %d", what, other->code, whole->code);
  for (; at < n && a[at] == b[at]; at++)
    line = a[at] == '\n' ? at + 1 : line;
  if (at < n || whole->rows.n != other->rows.n)
    check_fail(c, "%s gave other rows: \"%.*s\" became \"%.*s\"", what, (int)strcspn(a + line, "\n"), a + line,
               (int)strcspn(b + line, "\n"), b + line);
}

void check_reads(struct check *c) {
  struct outcome whole = {.code = VITK_OK};
  if (read_whole(c, &whole)) {
    const char *states = c->subject.loaded.map ? "" : c->subject.plugin->importer->components;
    if (whole.code != VITK_OK)
      check_fail(c, "its import failed: %s", whole.first_error);
    else if (whole.n_lines == 0 && states[0] != '\0')
      check_fail(c, "no value came out of it, while the plugin says that it reads %s", states);
    else if (check_faults.unheeded[0] != '\0')
      check_fail(c, "%s", check_faults.unheeded);
    check_note(c, "%zu values of %zu members, score %d", whole.n_lines, whole.n_members, (int)whole.score);
  }
  outcome_free(&whole);
}

/* The same once more, from `path` and under `limits`. */
static void read_again(struct check *c, const char *what, const char *path, const struct vitk_limits *limits,
                       const struct outcome *whole) {
  struct outcome other = {.code = VITK_OK};
  check_doing(c, "%s", what);
  if (check_import(c, path, limits, PLAIN, &other) && check_sane(c, &other)) {
    compare_rows(c, what, whole, &other);
    if (other.score != whole->score)
      check_fail(c, "%s: the probe gave %d, not %d", what, (int)other.score, (int)whole->score);
  }
  outcome_free(&other);
}

void check_again(struct check *c) {
  struct outcome whole = {.code = VITK_OK};
  if (read_whole(c, &whole))
    read_again(c, "the second run", c->sample, &vitk_default_limits, &whole);
  outcome_free(&whole);
}

void check_one_byte(struct check *c) {
  struct vitk_limits one_byte = vitk_default_limits;
  struct outcome whole = {.code = VITK_OK};
  one_byte.read_size = 1;
  if (read_whole(c, &whole))
    read_again(c, "reads of one byte", c->sample, &one_byte, &whole);
  outcome_free(&whole);
}

void check_copy(struct check *c) {
  struct outcome whole = {.code = VITK_OK};
  struct check_member *members = NULL;
  if (read_whole(c, &whole) && check_copy_members(c, &whole, &members))
    read_again(c, "a copy of the members in a folder", c->folder, &vitk_default_limits, &whole);
  check_members_free(members, whole.n_members);
  outcome_free(&whole);
}

/* Two runs side by side, a step of each in turn. */
static void step_both(struct check *c, struct check_run runs[2]) {
  void *handles[2] = {NULL, NULL};
  int codes[2];
  bool opened[2];
  for (int i = 0; i < 2; i++) {
    codes[i] = vitk_run_import_open(&runs[i].context, &handles[i]);
    opened[i] = codes[i] == VITK_OK;
  }
  while (codes[0] == VITK_OK || codes[1] == VITK_OK) {
    c->shared->steps++;
    for (int i = 0; i < 2; i++)
      if (codes[i] == VITK_OK)
        codes[i] = vitk_run_import_step(&runs[i].context, handles[i]);
  }
  for (int i = 0; i < 2; i++) {
    runs[i].ran = true;
    runs[i].outcome->code = vitk_run_import_end(&runs[i].context, handles[i], opened[i], codes[i]);
  }
}

void check_pair(struct check *c) {
  struct outcome whole = {.code = VITK_OK}, outcomes[2];
  struct check_run runs[2];
  if (read_whole(c, &whole)) {
    check_doing(c, "two runs, a step of each in turn");
    bool first = check_run_ready(c, c->sample, &vitk_default_limits, &outcomes[0], &runs[0]);
    bool second = check_run_ready(c, c->sample, &vitk_default_limits, &outcomes[1], &runs[1]);
    if (first && second)
      step_both(c, runs);
    for (int i = 0; i < 2; i++) {
      check_run_done(&runs[i]);
      if (first && second && check_sane(c, &outcomes[i]))
        compare_rows(c, i == 0 ? "the first of two at once" : "the second of two at once", &whole, &outcomes[i]);
      outcome_free(&outcomes[i]);
    }
  }
  outcome_free(&whole);
}
