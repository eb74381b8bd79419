/* keys.c - the keys of nutrients. Those that the project knows are few; anybody may type others, in any language:
 * "vitamine-k2", "fr-vitamine-k1", "vitamin-k2-mk7", "vitamin-k1-k2". */
#include "open_food_facts.h"

static bool says_k(vitk_str stem) {
  return (slice_starts(stem, "vitamin") && vitamer_says_k(stem)) || vitamer_word(stem) != 0;
}

/* A key that is typed anew may begin with its language: "fr-vitamine-k2". (mk- is Macedonian, and MK-7 a vitamer: the
 * key is looked at as a whole first.) */
bool vitk_off_is_k(vitk_str stem, uint32_t *named) {
  *named = 0;
  bool prefixed =
      stem.n > 3 && vitamer_letter(stem.p[0]) && vitamer_letter(stem.p[1]) && (stem.p[2] == '-' || stem.p[2] == ':');
  if (!says_k(stem)) {
    if (!prefixed || !says_k(slice_from(stem, 3)))
      return false;
    stem = slice_from(stem, 3);
  }
  *named = vitamers_named(stem);
  return true;
}

const char *vitk_off_component(struct off *off, uint32_t named, vitk_str label, struct tell_place place) {
  if (named == 0)
    named = vitamers_named(label);
  const char *component = vitamer_component(named);
  if (component == NULL && !off->told_menadione) {
    off->told_menadione = true;
    (void)tell(off->host, off->context, VITK_NOTE, "not-a-component", place, "",
               "vitamin K3, menadione, is no component of this dataset: it is not read");
  }
  return component;
}

bool vitk_off_basis(vitk_str per, uint32_t *basis) {
  static const struct {
    const char *text;
    uint32_t basis;
  } known[] = {{"", VITK_PER_100G}, {"100g", VITK_PER_100G}, {"100ml", VITK_PER_100ML}, {"serving", VITK_PER_SERVING}};
  for (size_t i = 0; i < N_OF(known); i++)
    if (slice_equal(per, known[i].text)) {
      *basis = known[i].basis;
      return true;
    }
  return false;
}

/* How many of the keys that every product has stand in the head of a JSON member. */
static uint32_t keys_in(vitk_str head) {
  static const char *const keys[] = {"\"nutriments\"",      "\"nutrition\"",      "\"_keywords\"",
                                     "\"countries_tags\"",  "\"states_tags\"",    "\"product_name\"",
                                     "\"last_modified_t\"", "\"schema_version\"", "\"nutrition_data_per\""};
  uint32_t found = 0;
  for (size_t k = 0; k < N_OF(keys); k++) {
    size_t n = strlen(keys[k]);
    for (size_t i = 0; i + n <= head.n; i++)
      if (head.p[i] == '"' && memcmp(head.p + i, keys[k], n) == 0) {
        found++;
        break;
      }
  }
  return found;
}

enum off_kind vitk_off_kind(vitk_str head) {
  static const char *const columns[] = {"code", "creator", "created_t", "product_name"};
  static const char delimiters[] = {'\t', ',', ';'};
  vitk_str rest = head;
  if (slice_starts(rest, "\xEF\xBB\xBF"))
    rest = slice_from(rest, 3);
  while (rest.n > 0 && slice_white(rest.p[0]))
    rest = slice_from(rest, 1);
  if (rest.n > 0 && (rest.p[0] == '{' || rest.p[0] == '['))
    return keys_in(rest) >= 3 ? OFF_JSON : OFF_NONE;
  for (size_t i = 0; i < N_OF(delimiters); i++)
    if (headrow_find(head, delimiters[i], columns, N_OF(columns)))
      return OFF_TABLE;
  return OFF_NONE;
}
