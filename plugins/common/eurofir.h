/* eurofir.h - codes of EuroFIR's thesauri that several databases share: components, value types, acquisition types and
 * method types. Header only. Codes are compared without regard to case, as exports differ in it.
 */
#ifndef VITK_PLUGINS_COMMON_EUROFIR_H
#define VITK_PLUGINS_COMMON_EUROFIR_H

#include "common/slice.h"

/* Component identifiers of vitamin K; they are INFOODS tagnames too. */
#define EUROFIR_COMPONENTS "VITK|VITK1|VITK1D|VITK2|MK4|MK5|MK6|MK7|MK8|MK9|MK10|MK11|MK12|MK13"

static inline bool eurofir_same(vitk_str code, const char *other, size_t n) {
  if (code.n != n)
    return false;
  for (size_t i = 0; i < n; i++)
    if (slice_lower(code.p[i]) != slice_lower(other[i]))
      return false;
  return true;
}

/* The component as EUROFIR_COMPONENTS spells it; p NULL: the code is none of vitamin K. */
static inline vitk_str eurofir_component(vitk_str code) {
  vitk_str component = {NULL, 0};
  for (const char *at = EUROFIR_COMPONENTS; *at != '\0';) {
    size_t n = strcspn(at, "|");
    if (eurofir_same(code, at, n)) {
      component.p = at;
      component.n = n;
      break;
    }
    at += n;
    at += *at == '|';
  }
  return component;
}

struct eurofir_code {
  const char *code;
  uint32_t meaning;
};

static inline uint32_t eurofir_meaning(const struct eurofir_code *codes, size_t n, vitk_str code) {
  for (size_t i = 0; i < n; i++)
    if (eurofir_same(code, codes[i].code, strlen(codes[i].code)))
      return codes[i].meaning;
  return 0;
}

/* What a value type says of the amount beside it; VITK_AS_WRITTEN where it says nothing of it (AR, AV, BE, MN, MD …).
 */
static inline uint32_t eurofir_status(vitk_str value_type) {
  static const struct eurofir_code types[] = {
      {"BL", VITK_BELOW_LIMIT},  /* below detection limit */
      {"LT", VITK_BELOW_LIMIT},  /* less than */
      {"LZ", VITK_ASSUMED_ZERO}, /* logical zero */
      {"TR", VITK_TRACE},
  };
  return eurofir_meaning(types, sizeof types / sizeof types[0], value_type);
}

/* Where a value comes from. That it was taken from another table or a label goes before how it was made there. */
static inline uint32_t eurofir_origin(vitk_str acquisition, vitk_str method_type) {
  static const struct eurofir_code acquisitions[] = {{"F", VITK_BORROWED}, {"L", VITK_LABEL}};
  static const struct eurofir_code methods[] = {
      {"A", VITK_ANALYSED},    /* analytical result */
      {"AG", VITK_ANALYSED},   /* analytical, generic */
      {"D", VITK_ANALYSED},    /* aggregation of analytical results */
      {"CG", VITK_CALCULATED}, /* calculated, generic */
      {"G", VITK_CALCULATED},  /* as aggregate food item */
      {"K", VITK_CALCULATED},  /* from related food */
      {"P", VITK_CALCULATED},  /* on component profile */
      {"R", VITK_CALCULATED},  /* as recipe */
      {"S", VITK_CALCULATED},  /* summation of components */
      {"T", VITK_CALCULATED},  /* with conversion factors */
      {"I", VITK_ESTIMATED},   /* imputed from related food */
      {"IG", VITK_ESTIMATED},  /* imputed, generic */
      {"L", VITK_ESTIMATED},   /* according to regulation */
      {"O", VITK_ESTIMATED},   /* imputed from other food and component */
      {"U", VITK_ESTIMATED},   /* by logical deduction */
  };
  uint32_t origin = eurofir_meaning(acquisitions, sizeof acquisitions / sizeof acquisitions[0], acquisition);
  return origin != 0 ? origin : eurofir_meaning(methods, sizeof methods / sizeof methods[0], method_type);
}

#endif
