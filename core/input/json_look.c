#include "core/input/json_look.h"

#include "core/base/str.h"

#include <stdlib.h>
#include <string.h>

enum { MARKS_MAX = 2048, CUTS_MAX = 4096, TRIES_MAX = 16 };

struct vitk_json_look {
  const struct vitk_json_looking *how;
  struct vitk_json_skimmer *skimmer;
  size_t n, next, n_cuts;
  struct vitk_json_mark marks[MARKS_MAX];
  struct vitk_json_cut cuts[CUTS_MAX];
};

static void free_look(void *kept) {
  struct vitk_json_look *look = kept;
  if (look != NULL)
    vitk_json_skimmer_free(look->skimmer);
  free(look);
}

static void *make_look(const void *self) {
  const struct vitk_json_looking *how = self;
  struct vitk_json_look *look = malloc(sizeof *look);
  if (look == NULL)
    return NULL;
  memset(look, 0, offsetof(struct vitk_json_look, marks));
  look->how = how;
  look->skimmer = vitk_json_skimmer_new(how->sought, how->ascii, how->items);
  if (look->skimmer != NULL)
    return look;
  free(look);
  return NULL;
}

/* A record that begins a line is told by that and how far it is indented, for what is in records isn't as far; another
 * by its first key. */
bool vitk_json_look_learn(struct vitk_json_looking *how, const char *p, size_t n, size_t at) {
  size_t from = at, to = at + 1;
  while (from > 0 && (p[from - 1] == ' ' || p[from - 1] == '\t'))
    from--;
  if (from > 0 && p[from - 1] == '\n') {
    from--;
  } else {
    from = at;
    while (to < n && vitk_is_blank(p[to]))
      to++;
    const char *quote = to < n && p[to] == '"' ? memchr(p + to + 1, '"', n - to - 1) : NULL;
    to = quote ? (size_t)(quote - p) + 1 : n;
  }
  if (to == n || to - from > sizeof how->sign)
    return false;
  memcpy(how->sign, p + from, to - from);
  how->sign_n = to - from;
  how->sign_at = at - from;
  return true;
}

/* Where a record may begin, at or after `from`; n: nowhere. */
static size_t find_sign(const struct vitk_json_looking *how, const char *p, size_t n, size_t from) {
  const char *sign = memmem(p + from, n - from, how->sign, how->sign_n);
  return sign ? (size_t)(sign - p) + how->sign_at : n;
}

/* Where a record begins, as it seems, and the line breaks between it and the one before, if that is known. */
struct place {
  size_t at;
  uint64_t lines;
};

/* On from the end of a record to the next; false: it is no place for one. */
static bool cross(const struct vitk_json_looking *how, const char *p, size_t n, size_t end, struct place *place) {
  bool needs_comma = how->in_array;
  *place = (struct place){.at = end};
  for (; place->at < n && (vitk_is_blank(p[place->at]) || (needs_comma && p[place->at] == ',')); place->at++) {
    place->lines += p[place->at] == '\n';
    needs_comma = needs_comma && p[place->at] != ',';
  }
  return !needs_comma && place->at < n && place->at - end <= how->most;
}

static enum vitk_skim skim(const struct vitk_json_look *look, const char *p, size_t n, const struct place *place,
                           struct vitk_skimmed *out) {
  const struct vitk_json_looking *how = look->how;
  size_t left = n - place->at, most = how->most;
  enum vitk_skim result = vitk_json_skim(look->skimmer, p + place->at, left < most ? left : most, out);
  if (result == VITK_SKIM_CUT && left >= most)
    return VITK_SKIM_DOUBT;
  return result == VITK_SKIM_PASS && how->gives_all ? VITK_SKIM_PARSE : result;
}

/* The record that was skimmed last is parsed; false: there is no room for its cuts. */
static bool mark_parse(struct vitk_json_look *look, struct vitk_json_mark *mark, size_t at, size_t n) {
  const struct vitk_json_cut *cuts = vitk_json_skimmer_cuts(look->skimmer, &mark->n_cuts);
  if (mark->n_cuts > CUTS_MAX - look->n_cuts)
    return false;
  mark->cuts = memcpy(look->cuts + look->n_cuts, cuts, mark->n_cuts * sizeof *cuts);
  look->n_cuts += mark->n_cuts;
  mark->start = at;
  mark->end = at + n;
  return true;
}

/* Marks the records from the place on, to the first that is to be parsed. PARSE: the place is that of the next. DOUBT:
 * there is none at the place. */
static enum vitk_skim mark_records(struct vitk_json_look *look, const char *p, size_t n, struct place *place) {
  const struct vitk_json_looking *how = look->how;
  struct vitk_json_mark mark = {.from = place->at, .to = place->at};
  struct vitk_skimmed record;
  enum vitk_skim result;
  *place = (struct place){.at = place->at};
  while ((result = skim(look, p, n, place, &record)) == VITK_SKIM_PASS) {
    mark.n++;
    mark.lines += place->lines + record.lines;
    mark.to = place->at + record.n;
    if (!cross(how, p, n, mark.to, place))
      break;
  }
  if (result == VITK_SKIM_PARSE) {
    if (!mark_parse(look, &mark, place->at, record.n))
      result = VITK_SKIM_CUT;
    else if (!cross(how, p, n, mark.end, place))
      result = VITK_SKIM_DOUBT;
  }
  if (mark.n > 0 || mark.end > 0)
    look->marks[look->n++] = mark;
  return result == VITK_SKIM_PASS ? VITK_SKIM_DOUBT : result;
}

static void look_through(void *kept, const char *p, size_t n, uint64_t offset) {
  struct vitk_json_look *look = kept;
  (void)offset;
  look->n = look->next = look->n_cuts = 0;
  struct place place = {.at = find_sign(look->how, p, n, 0)};
  int tries = 0;
  while (place.at < n && look->n < MARKS_MAX) {
    enum vitk_skim result = mark_records(look, p, n, &place);
    if (result == VITK_SKIM_CUT || (result == VITK_SKIM_DOUBT && ++tries == TRIES_MAX))
      return;
    if (result == VITK_SKIM_DOUBT && place.at < n)
      place.at = find_sign(look->how, p, n, place.at + 1);
  }
}

const struct vitk_looker vitk_json_looker = {make_look, look_through, free_look, NULL, NULL};

const struct vitk_json_mark *vitk_json_look_at(struct vitk_json_look *look, size_t at) {
  while (look->next < look->n && look->marks[look->next].from < at)
    look->next++;
  return look->next < look->n && look->marks[look->next].from == at ? &look->marks[look->next] : NULL;
}
