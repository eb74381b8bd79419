#include "core/input/json_cuts.h"

#include "core/base/str.h"

enum { IN_RECORD = 3, IN_ITEMS = 6, IN_ELEMENT = 13 }; /* what is open: {, {[, {[{ */

void vitk_json_cuts_begin(struct vitk_json_cuts *cuts) {
  cuts->n = 0;
  cuts->in_items = false;
}

/* Does the value at p[at] have the key, spelled without escapes? */
static bool has_key(const char *p, size_t at, vitk_str key) {
  while (at > 0 && (vitk_is_blank(p[at - 1]) || p[at - 1] == ':'))
    at--;
  if (at < key.n + 3 || p[at - 1] != '"' || p[at - key.n - 2] != '"' || p[at - key.n - 3] == '\\')
    return false;
  return memcmp(p + at - key.n - 1, key.p, key.n) == 0;
}

static void cut(struct vitk_json_cuts *cuts, const struct vitk_json_place *till) {
  if (cuts->n < VITK_JSON_CUTS_MAX)
    cuts->cuts[cuts->n++] = (struct vitk_json_cut){cuts->from.at, till->at, till->lines - cuts->from.lines};
  cuts->left_some = false;
}

/* Something other than objects is in the array: then all of it is the parser's. */
static void give_up(struct vitk_json_cuts *cuts) {
  cuts->n = cuts->before;
  cuts->in_items = false;
}

/* Is there nothing but a comma and white space? */
static bool is_between(const char *p, size_t from, size_t to) {
  while (from < to && (vitk_is_blank(p[from]) || p[from] == ','))
    from++;
  return from == to;
}

static void end_element(struct vitk_json_cuts *cuts, const struct vitk_json_place *after, size_t hit) {
  bool keeps = hit > cuts->element.at;
  if (!keeps && !cuts->left_some) {
    cuts->from = cuts->kept_one ? cuts->seen : cuts->element;
    cuts->left_some = true;
  } else if (keeps && cuts->left_some) {
    cut(cuts, cuts->kept_one ? &cuts->till : &cuts->element);
  }
  if (keeps)
    cuts->kept_one = true;
  cuts->seen = *after;
  cuts->till = *after;
}

static void begin_items(struct vitk_json_cuts *cuts, const struct vitk_json_place *after) {
  cuts->in_items = true;
  cuts->left_some = cuts->kept_one = false;
  cuts->before = cuts->n;
  cuts->seen = *after;
}

void vitk_json_cuts_meet(struct vitk_json_cuts *cuts, const char *p, char bracket, const struct vitk_json_place *place,
                         size_t hit) {
  struct vitk_json_place after = {place->at + 1, place->lines, place->open};
  if (place->open == IN_RECORD && bracket == '[' && has_key(p, place->at, cuts->key)) {
    begin_items(cuts, &after);
  } else if (!cuts->in_items || place->open > IN_ELEMENT) {
    return;
  } else if (place->open == IN_ELEMENT && bracket == '}') {
    end_element(cuts, &after, hit);
  } else if (place->open == IN_ITEMS && (bracket == '[' || !is_between(p, cuts->seen.at, place->at))) {
    give_up(cuts);
  } else if (place->open == IN_ITEMS && bracket == '{') {
    cuts->element = *place;
  } else if (place->open == IN_ITEMS && bracket == ']') {
    if (cuts->left_some)
      cut(cuts, &cuts->till);
    cuts->in_items = false;
  }
}
