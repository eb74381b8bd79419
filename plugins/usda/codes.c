/* codes.c - what a derivation and a source code say of a value. */
#include "usda/usda.h"

/* Every code of DERIV_CD.txt of SR28, and those that FoodData Central added for branded foods (LCCD … LCSL). Aggregates
 * with values that are not analytical (JO, source 11) are calculated: "analysed" would say too much. Imputed from
 * another form of the food or a similar one (B…) and from an estimated formulation or composition (FL…, PAE, PIE) is
 * estimated; from a recipe, a factor or a known composition (R…, DI, PAK, PIK) is calculated.
 *
 * `id` is that of FoodData Central's food_nutrient_derivation. It is given where published values of the same food and
 * nutrient bear the code in SR28 and the id in FoodData Central, or where the order of the codes leaves no other
 * choice between two such; 0: neither holds. A release's own table goes before it.
 */
enum { CODE = 4 /* letters at most */ };
static const struct derivation {
  char code[CODE + 1];
  uint16_t id, origin;
} derivations[] = {
    {"A", 1, VITK_ANALYSED},      {"AI", 2, VITK_ANALYSED},     {"AR", 3, VITK_ANALYSED},
    {"AS", 4, VITK_ANALYSED},     {"BD", 0, VITK_ESTIMATED},    {"BFAN", 0, VITK_ESTIMATED},
    {"BFCN", 0, VITK_ESTIMATED},  {"BFFN", 10, VITK_ESTIMATED}, {"BFFY", 11, VITK_ESTIMATED},
    {"BFNN", 12, VITK_ESTIMATED}, {"BFNY", 13, VITK_ESTIMATED}, {"BFPN", 14, VITK_ESTIMATED},
    {"BFPY", 15, VITK_ESTIMATED}, {"BFSN", 16, VITK_ESTIMATED}, {"BFSY", 17, VITK_ESTIMATED},
    {"BFYN", 18, VITK_ESTIMATED}, {"BFYY", 19, VITK_ESTIMATED}, {"BFZN", 20, VITK_ESTIMATED},
    {"BFZY", 21, VITK_ESTIMATED}, {"BNA", 22, VITK_ESTIMATED},  {"CAAN", 0, VITK_CALCULATED},
    {"CAFN", 0, VITK_CALCULATED}, {"CASN", 0, VITK_CALCULATED}, {"CAZN", 35, VITK_CALCULATED},
    {"DA", 37, VITK_ANALYSED},    {"DI", 38, VITK_CALCULATED},  {"FLA", 39, VITK_ESTIMATED},
    {"FLC", 40, VITK_ESTIMATED},  {"FLM", 41, VITK_ESTIMATED},  {"JA", 42, VITK_ANALYSED},
    {"JO", 43, VITK_CALCULATED},  {"LC", 44, VITK_LABEL},       {"LCCD", 75, VITK_LABEL},
    {"LCCS", 70, VITK_LABEL},     {"LCGA", 0, VITK_LABEL},      {"LCGE", 0, VITK_LABEL},
    {"LCGL", 0, VITK_LABEL},      {"LCGP", 0, VITK_LABEL},      {"LCSA", 71, VITK_LABEL},
    {"LCSE", 0, VITK_LABEL},      {"LCSG", 0, VITK_LABEL},      {"LCSL", 73, VITK_LABEL},
    {"MA", 0, VITK_ANALYSED},     {"MC", 47, VITK_CALCULATED},  {"ML", 48, VITK_LABEL},
    {"NC", 49, VITK_CALCULATED},  {"NP", 50, VITK_CALCULATED},  {"NR", 51, VITK_CALCULATED},
    {"O", 52, VITK_ESTIMATED},    {"PAE", 53, VITK_ESTIMATED},  {"PAK", 54, VITK_CALCULATED},
    {"PIE", 55, VITK_ESTIMATED},  {"PIK", 56, VITK_CALCULATED}, {"RA", 57, VITK_CALCULATED},
    {"RC", 58, VITK_CALCULATED},  {"RF", 59, VITK_CALCULATED},  {"RK", 60, VITK_CALCULATED},
    {"RKA", 61, VITK_CALCULATED}, {"RKI", 62, VITK_CALCULATED}, {"RP", 63, VITK_CALCULATED},
    {"RPA", 64, VITK_CALCULATED}, {"RPI", 65, VITK_CALCULATED}, {"S", 66, VITK_ESTIMATED},
    {"T", 67, VITK_BORROWED},     {"Z", 68, VITK_ASSUMED},
};

/* Src_Cd of SR, foodNutrientSource.code of FoodData Central. */
static const struct {
  const char *code;
  uint32_t origin;
} sources[] = {
    {"1", VITK_ANALYSED}, {"4", VITK_CALCULATED}, {"5", VITK_LABEL},       {"6", VITK_ANALYSED},  {"7", VITK_ASSUMED},
    {"8", VITK_LABEL},    {"9", VITK_CALCULATED}, {"11", VITK_CALCULATED}, {"12", VITK_ANALYSED}, {"13", VITK_ANALYSED},
};

/* N_OF(derivations): none. A code is asked for with each value: its letters are compared all at once. */
static uint32_t derivation_of(vitk_str code) {
  char letters[CODE] = {0};
  uint32_t i = 0;
  if (code.n == 0 || code.n > CODE)
    return N_OF(derivations);
  memcpy(letters, code.p, code.n);
  while (i < N_OF(derivations) && memcmp(letters, derivations[i].code, CODE) != 0)
    i++;
  return i < N_OF(derivations) && slice_equal(code, derivations[i].code) ? i : N_OF(derivations);
}

uint32_t vitk_usda_origin(vitk_str source_code, vitk_str derivation_code) {
  uint32_t derivation = derivation_of(derivation_code);
  if (derivation < N_OF(derivations))
    return derivations[derivation].origin;
  for (uint32_t i = 0; i < N_OF(sources); i++)
    if (slice_equal(source_code, sources[i].code))
      return sources[i].origin;
  return VITK_ORIGIN_UNKNOWN;
}

const char *vitk_usda_derivation(vitk_str id) {
  uint32_t number = 0;
  if (id.n == 0 || id.n > 4)
    return NULL;
  for (size_t i = 0; i < id.n; i++) {
    if (!slice_digit(id.p[i]))
      return NULL;
    number = number * 10 + (uint32_t)(id.p[i] - '0');
  }
  for (uint32_t i = 0; number > 0 && i < N_OF(derivations); i++)
    if (derivations[i].id == number)
      return derivations[i].code;
  return NULL;
}

bool vitk_usda_is_zero(vitk_str amount) {
  bool digit = false;
  for (size_t i = 0; i < amount.n; i++) {
    if (digit && slice_lower(amount.p[i]) == 'e')
      return true; /* what an exponent makes of a zero is zero; the host reads it and judges its form */
    if (amount.p[i] != '0' && amount.p[i] != '.')
      return false;
    digit = digit || amount.p[i] == '0';
  }
  return digit;
}

void vitk_usda_judge(const struct usda_beside *beside, struct vitk_statement *statement) {
  statement->origin = vitk_usda_origin(beside->source, beside->derivation);
  vitk_usda_judge_status(beside, statement);
}

void vitk_usda_judge_status(const struct usda_beside *beside, struct vitk_statement *statement) {
  bool zero = vitk_usda_is_zero(statement->amount);
  vitk_str code = beside->derivation;
  if (zero && beside->loq.n > 0) {
    statement->status = VITK_BELOW_LIMIT;
    statement->limit = beside->loq;
  } else if (slice_equal(code, "LCSL") || slice_equal(code, "LCGL")) {
    statement->status = VITK_BELOW_LIMIT; /* "less than" on the label: the amount is the limit */
  } else if (slice_equal(code, "LCSG")) {
    statement->status = VITK_PRESENT; /* "greater than" on the label: the amount is no value */
  } else if (zero && (slice_equal(code, "Z") || slice_equal(beside->source, "7"))) {
    statement->status = VITK_ASSUMED_ZERO;
  }
}
