/* parts.c - a table whose rows stand each by itself, read in parts as the shards of an import read it: together they
 * give what the whole gives. */
#include "core/check/faults.h"
#include "core/check/outcome.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_PARTS = 7 };
static const uint32_t numbers_of_parts[] = {2, 3, MOST_PARTS};

/* Values by their texts, sorted. */
struct texts {
  const char **all;
  size_t n;
};

static int compare_texts(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int nothing_to_tell(void *self) {
  (void)self;
  return VITK_OK;
}

/* One part of the copied members. *member becomes the one whose table it is, and is freed; NULL: none can be parted. */
static bool read_part(struct check *c, uint32_t part, uint32_t n, struct outcome *o, char **member) {
  struct vitk_shard shard = {.shard = part, .shards = n, .ranged = nothing_to_tell};
  struct check_run run;
  check_doing(c, "part %u of %u of a table", part, n);
  bool ready = check_run_ready(c, c->folder, &vitk_default_limits, o, &run);
  if (ready) {
    run.context.input.shard = &shard;
    run.ran = true;
    o->code = vitk_run_import(&run.context, NULL, NULL);
  }
  free(*member);
  *member = shard.member.p ? strndup(shard.member.p, shard.member.n) : NULL;
  check_run_done(&run);
  return ready && check_sane(c, o);
}

/* Adds the outcome's values that are of the member, or those that are not. There is room. */
static void add_texts(struct texts *texts, const struct outcome *o, const char *member, bool of_it) {
  for (size_t i = 0; i < o->n_lines; i++)
    if ((strcmp(o->values.p + o->lines[i].file, member) == 0) == of_it)
      texts->all[texts->n++] = o->values.p + o->lines[i].text;
}

static void compare(struct check *c, const char *what, const struct texts *whole, const struct texts *parts) {
  qsort(whole->all, whole->n, sizeof *whole->all, compare_texts);
  qsort(parts->all, parts->n, sizeof *parts->all, compare_texts);
  size_t i = 0;
  while (i < whole->n && i < parts->n && strcmp(whole->all[i], parts->all[i]) == 0)
    i++;
  bool adds = i < parts->n && (i == whole->n || strcmp(parts->all[i], whole->all[i]) < 0);
  if (adds)
    check_fail(c, "%s: a value that the whole has not, or not as often:%s", what, parts->all[i]);
  else if (i < whole->n)
    check_fail(c, "%s: a value of the whole is not there:%s", what, whole->all[i]);
}

/* Each part has what is not of the table; what is of it, one of them has. There is room in both. */
static void compare_in(struct check *c, const struct outcome *whole, const struct outcome *outcomes, uint32_t n,
                       const char *member, struct texts *expected, struct texts *found) {
  char what[60];
  for (uint32_t i = 0; i < n && !check_failed(c); i++) {
    snprintf(what, sizeof what, "part %u of %u", i + 1, n);
    expected->n = found->n = 0;
    add_texts(expected, whole, member, false);
    add_texts(found, &outcomes[i], member, false);
    compare(c, what, expected, found);
  }
  snprintf(what, sizeof what, "%u parts of %.30s", n, member);
  expected->n = found->n = 0;
  add_texts(expected, whole, member, true);
  for (uint32_t i = 0; i < n; i++)
    add_texts(found, &outcomes[i], member, true);
  compare(c, what, expected, found);
}

static void compare_parts(struct check *c, const struct outcome *whole, const struct outcome *outcomes, uint32_t n,
                          const char *member) {
  size_t room = whole->n_lines + 1;
  for (uint32_t i = 0; i < n; i++)
    room += outcomes[i].n_lines;
  struct texts expected = {calloc(room, sizeof *expected.all), 0}, found = {calloc(room, sizeof *found.all), 0};
  if (expected.all == NULL || found.all == NULL)
    check_fail(c, "no memory");
  else
    compare_in(c, whole, outcomes, n, member, &expected, &found);
  free(expected.all);
  free(found.all);
}

/* false: no table can be parted, or check_fail said what is wrong. */
static bool read_parts(struct check *c, const struct outcome *whole, uint32_t n) {
  struct outcome outcomes[MOST_PARTS] = {{.code = VITK_OK}};
  char *member = NULL;
  bool good = true;
  for (uint32_t i = 0; good && i < n; i++)
    good = read_part(c, i + 1, n, &outcomes[i], &member);
  if (good && member == NULL)
    check_skip(c, "none of its tables can be read in parts");
  else if (good)
    compare_parts(c, whole, outcomes, n, member);
  good = good && member != NULL && !check_failed(c);
  for (uint32_t i = 0; i < n; i++)
    outcome_free(&outcomes[i]);
  free(member);
  return good;
}

void check_parts(struct check *c) {
  struct outcome sample = {.code = VITK_OK}, whole = {.code = VITK_OK};
  struct check_member *members = NULL;
  check_doing(c, "the plain run");
  check_faults = (struct check_faults){.cancel = 0};
  bool good = check_import(c, c->sample, &vitk_default_limits, CHECK_IMPORTING, &sample) && check_sane(c, &sample) &&
              check_copy_members(c, &sample, &members);
  if (good && check_import(c, c->folder, &vitk_default_limits, CHECK_IMPORTING, &whole) && check_sane(c, &whole)) {
    for (size_t i = 0; good && i < sizeof numbers_of_parts / sizeof numbers_of_parts[0]; i++)
      good = read_parts(c, &whole, numbers_of_parts[i]);
  }
  check_members_free(members, sample.n_members);
  outcome_free(&whole);
  outcome_free(&sample);
}
