/* shape.c - what a JSON file is, by the keys of its outermost object, or of the first object of its outermost array. */
#include "fdc_json.h"

/* Keys that were seen. */
struct keys {
  bool food_id, nutrients, foods, search;
  enum usda_type bulk; /* USDA_FOREIGN: none */
};

static size_t skip_white(vitk_str s, size_t at) {
  while (at < s.n && slice_white(s.p[at]))
    at++;
  return at;
}

/* `at` is after the opening quote; gives the place of the closing one, or s.n. */
static size_t end_of_string(vitk_str s, size_t at) {
  while (at < s.n && s.p[at] != '"')
    at += s.p[at] == '\\' ? 2 : 1;
  return at < s.n ? at : s.n;
}

static void note_key(struct keys *keys, vitk_str key) {
  keys->food_id = keys->food_id || slice_equal(key, "fdcId");
  keys->nutrients = keys->nutrients || slice_equal(key, "foodNutrients");
  keys->foods = keys->foods || slice_equal(key, "foods");
  keys->search = keys->search || slice_equal(key, "foodSearchCriteria") || slice_equal(key, "totalHits");
  for (int type = 0; type < USDA_FOREIGN; type++)
    if (slice_equal(key, vitk_usda_types[type].array))
      keys->bulk = (enum usda_type)type;
}

/* The keys of the object that begins at `at`, as far as the head goes. */
static void read_keys(vitk_str head, size_t at, struct keys *keys) {
  unsigned depth = 0;
  for (; at < head.n; at++) {
    char c = head.p[at];
    if (c == '{' || c == '[') {
      depth++;
    } else if (c == '}' || c == ']') {
      if (--depth == 0)
        return;
    } else if (c == '"') {
      size_t end = end_of_string(head, at + 1), after = skip_white(head, end + 1);
      if (depth == 1 && after < head.n && head.p[after] == ':')
        note_key(keys, (vitk_str){head.p + at + 1, end - at - 1});
      at = end;
    }
  }
}

static bool holds(vitk_str text, const char *word) {
  size_t n = strlen(word);
  for (const char *p = text.p, *end = text.p + text.n; p != NULL && p < end; p++) {
    p = memchr(p, word[0], (size_t)(end - p));
    if (p == NULL)
      return false;
    if ((size_t)(end - p) >= n && memcmp(p, word, n) == 0)
      return true;
  }
  return false;
}

enum fdc_shape vitk_fdc_shape(vitk_str head, enum usda_type *type) {
  struct keys keys = {.bulk = USDA_FOREIGN};
  if (slice_starts(head, "\xEF\xBB\xBF"))
    head = slice_from(head, 3);
  size_t at = skip_white(head, 0);
  bool is_array = at < head.n && head.p[at] == '[';
  if (is_array)
    at = skip_white(head, at + 1);
  if (at >= head.n || head.p[at] != '{')
    return FDC_NONE;
  read_keys(head, at, &keys);
  *type = keys.bulk;
  if (!is_array && keys.bulk != USDA_FOREIGN)
    return FDC_BULK;
  if (!is_array && keys.foods && (keys.search || holds(head, "\"foodNutrients\"")) && holds(head, "\"fdcId\""))
    return FDC_SEARCH;
  if (!is_array && keys.search && keys.foods)
    return FDC_SEARCH; /* nothing was found */
  if (keys.food_id)
    return FDC_FOODS;
  return keys.nutrients ? FDC_HALF : FDC_NONE;
}
