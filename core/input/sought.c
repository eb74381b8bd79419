/* sought.c - the texts without which no record can meet the conditions of a tree. */
#include "core/base/str.h"
#include "core/input/skim.h"

#include <stdlib.h>

/* Is there one way to spell it, in XML and JSON alike? */
static bool is_spelled_one_way(vitk_str text) {
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] < ' ' || strchr("\"'\\/<>&", text.p[i]) != NULL)
      return false;
  return text.n > 0;
}

static bool is_ascii(vitk_str text) {
  bool ascii = true;
  for (size_t i = 0; i < text.n; i++)
    ascii = ascii && (unsigned char)text.p[i] < 0x80;
  return ascii;
}

static vitk_str stem_of(const struct vitk_condition *condition, size_t i) {
  bool any_rest;
  return condition->kind == VITK_HOLDS ? vitk_value_stem(condition->values[i], &any_rest) : condition->values[i];
}

static int take_texts(const struct vitk_condition *condition, struct vitk_needles **out) {
  vitk_str *texts = malloc((condition->n_values + 1) * sizeof *texts);
  for (size_t i = 0; texts != NULL && i < condition->n_values; i++)
    texts[i] = stem_of(condition, i);
  *out = texts ? vitk_needles_new(texts, condition->n_values) : NULL;
  free(texts);
  return *out ? VITK_OK : VITK_NOMEM;
}

static int seek(const struct vitk_where_plan *where, uint32_t n, struct vitk_needles **out, bool *ascii) {
  *out = NULL;
  for (uint32_t i = 0; i < n; i++) {
    const struct vitk_condition *condition = &where->conditions[i];
    bool good = condition->kind != VITK_MENTIONED;
    *ascii = true;
    for (size_t j = 0; good && j < condition->n_values; j++) {
      vitk_str text = stem_of(condition, j);
      good = is_spelled_one_way(text);
      *ascii = *ascii && is_ascii(text);
    }
    if (good)
      return take_texts(condition, out);
  }
  return VITK_OK;
}

int vitk_sought(const struct vitk_where_plan *where, struct vitk_needles **out, bool *ascii) {
  uint32_t n = 0;
  while (n < where->n && where->conditions[n].kind == VITK_ONE_OF)
    n++;
  return seek(where, n, out, ascii);
}

int vitk_sought_held(const struct vitk_where_plan *where, struct vitk_needles **out, bool *ascii) {
  bool holds = where->n > 0 && where->conditions[0].kind == VITK_HOLDS;
  return seek(where, holds ? 1 : 0, out, ascii);
}
