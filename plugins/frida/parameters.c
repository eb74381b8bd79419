/* parameters.c - vitamin K among the parameters. Their numbers are looked for, and so is the EuroFIR code, which must
 * not say otherwise. */
#include "common/eurofir.h"
#include "frida.h"

/* Numbers as in release 5. All but phylloquinone itself are in phylloquinone equivalents: see README.md. */
static const struct {
  const char *id, *component;
} known[] = {
    {"442", "VITK"}, {"164", "VITK1"}, {"441", "VITK2"}, {"433", "MK4"}, {"434", "MK5"},
    {"435", "MK6"},  {"436", "MK7"},   {"437", "MK8"},   {"438", "MK9"}, {"439", "MK10"},
};

enum { P_ID, P_UNIT, P_CODE, P_NAME, P_NAVN };
const struct vitk_column vitk_fr_parameter_columns[] = {{"ParameterID", 0, 0},
                                                        {"Unit", 0, 0},
                                                        {"EuroFIR_Code|EuroFIRCode|EuroFIR Code", 0, 1},
                                                        {"ParameterName", 0, 1},
                                                        {"ParameterNavn", 0, 1}};
const uint32_t vitk_fr_n_parameter_columns = N_OF(vitk_fr_parameter_columns);

static const char *known_component(vitk_str id) {
  for (size_t i = 0; i < N_OF(known); i++)
    if (slice_equal(id, known[i].id))
      return known[i].component;
  return NULL;
}

static bool holds(vitk_str text, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i + n <= text.n; i++)
    if (slice_starts(slice_from(text, i), word))
      return true;
  return false;
}

/* "Vitamin K1", "Menaquinon-4", "MK-7" */
static bool speaks_of_vitamin_k(vitk_str name) {
  return holds(name, "vitamin k") || holds(name, "k-vitamin") || holds(name, "quinon") || holds(name, "mk-") ||
         holds(name, "kinon");
}

const struct fr_parameter *vitk_fr_find(const struct fr *fr, vitk_str id) {
  for (uint32_t i = 0; i < fr->n_parameters; i++)
    if (slice_same(fr->parameters[i].id, id))
      return &fr->parameters[i];
  return NULL;
}

static int refuse(struct fr *fr, const struct vitk_row *row, const char *component) {
  struct tell_place place = {
      .file = row->file, .line = row->line, .field = slice("ParameterID"), .excerpt = headrow_text(row, P_NAME)};
  (void)tell(fr->host, fr->context, VITK_ERROR, "parameter-changed", place,
             "This is not a workbook as DTU publishes it; import it with a map file",
             "parameter %.*s is \"%.*s\" (EuroFIR %.*s), and not %s as in every known release",
             TELL_SLICE(headrow_text(row, P_ID)), TELL_SLICE(headrow_text(row, P_NAME)),
             TELL_SLICE(headrow_text(row, P_CODE)), component);
  return VITK_FAILED;
}

int vitk_fr_parameter(struct fr *fr, const struct vitk_row *row) {
  vitk_str id = headrow_text(row, P_ID), code = headrow_text(row, P_CODE);
  vitk_str coded = eurofir_component(code);
  const char *component = known_component(id);
  bool named = speaks_of_vitamin_k(headrow_text(row, P_NAME)) || speaks_of_vitamin_k(headrow_text(row, P_NAVN));
  if (component != NULL) {
    bool unnamed = headrow_text(row, P_NAME).n == 0 && headrow_text(row, P_NAVN).n == 0 && code.n == 0;
    bool agrees = coded.n > 0 ? slice_equal(coded, component) : named || unnamed;
    if (!agrees)
      return refuse(fr, row, component);
  } else if (coded.n == 0 || id.n == 0) {
    return VITK_OK;
  }
  struct tell_place place = {.file = row->file, .line = row->line, .field = slice("ParameterID"), .excerpt = id};
  size_t n = strlen(fr->ids);
  if (vitk_fr_find(fr, id) != NULL)
    return tell(fr->host, fr->context, VITK_WARNING, "double-key", place, "See which of the rows is right",
                "parameter %.*s is defined twice: the first is kept", TELL_SLICE(id));
  if (fr->n_parameters == FR_PARAMETERS_MAX || n + id.n + 2 > sizeof fr->ids) {
    (void)tell(fr->host, fr->context, VITK_ERROR, "limit", place, "A release has 10: is this the workbook of DTU?",
               "more than %d parameters of vitamin K, or of longer numbers than any release has", FR_PARAMETERS_MAX);
    return VITK_FAILED;
  }
  struct fr_parameter *parameter = &fr->parameters[fr->n_parameters];
  vitk_str kept = {NULL, 0};
  if (!slice_keep(fr->host, fr->context, id, &parameter->id) ||
      !slice_keep(fr->host, fr->context, headrow_text(row, P_UNIT), &parameter->unit) ||
      (component == NULL && !slice_keep(fr->host, fr->context, coded, &kept)))
    return VITK_NOMEM;
  parameter->component = component != NULL ? component : kept.p;
  parameter->equivalents = strcmp(parameter->component, "VITK1") == 0 ? VITK_AS_MASS : VITK_AS_K1;
  (void)snprintf(fr->ids + n, sizeof fr->ids - n, "%s%.*s", n > 0 ? "|" : "", (int)id.n, id.p);
  fr->n_parameters++;
  return VITK_OK;
}
