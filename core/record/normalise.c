#include "core/record/normalise.h"

#include "core/base/quantity.h"
#include "core/record/component.h"
#include "core/record/flags.h"
#include "core/record/rejection.h"
#include "core/record/unit.h"

#include <math.h>

static const double most_samples = 1e15; /* whole numbers up to here are exact */

/* One statement on its way to a value. */
struct reading {
  const struct vitk_source *rules;
  struct vitk_statement stated; /* a full-size copy */
  struct vitk_value *out;
  struct vitk_flag_set flags;
  struct vitk_rejection *why;
  struct vitk_quantity amount;
  const struct vitk_token *token; /* that the amount's text is, NULL: none */
  int32_t exponent;               /* of the unit, once unit_known */
  bool unit_known;
};

static void read_quantity(const struct reading *r, vitk_str text, struct vitk_quantity *out) {
  vitk_quantity_read(text, r->rules->decimal_mark, r->rules->number_flags, out);
}

static bool is_zero(const struct vitk_decimal *number) {
  return number->n == 1 && number->digits[0] == '0';
}

static bool is_negative(const struct vitk_decimal *number) {
  return number->negative && !is_zero(number);
}

static int check_enums(struct reading *r) {
  const struct vitk_statement *s = &r->stated;
  if (s->status > VITK_MISSING || s->basis > VITK_PER_SERVING || s->origin > VITK_ASSUMED ||
      s->equivalents > VITK_AS_K1)
    return vitk_reject(r->why, "bad-statement", "The plugin is wrong, or made for a newer vitk: update one of them.",
                       "status %u, basis %u, origin %u or equivalents %u is none that this version knows", s->status,
                       s->basis, s->origin, s->equivalents);
  return VITK_NORMALISED;
}

/* The unit matters only where a number is converted. */
static int need_unit(struct reading *r) {
  struct vitk_unit unit;
  if (r->unit_known)
    return VITK_NORMALISED;
  int found = vitk_unit_find(r->stated.unit, &unit);
  if (found != VITK_UNIT_OK)
    return vitk_reject_unit(r->why, found, r->stated.unit);
  if (unit.has_basis && unit.basis != r->stated.basis) {
    vitk_str text = vitk_brief(r->stated.unit);
    return vitk_reject(r->why, "basis-conflict", "State the basis that the unit says, or the unit without its basis.",
                       "the unit \"%.*s\" is per %s, and the statement says per %s", VITK_STR_ARG(text),
                       vitk_basis_words[unit.basis], vitk_basis_words[r->stated.basis]);
  }
  r->exponent = unit.exponent;
  r->unit_known = true;
  return VITK_NORMALISED;
}

/* An amount in µg, or a reject. */
static int convert(struct reading *r, const struct vitk_decimal *number, double *out) {
  if (is_negative(number)) {
    vitk_str text = vitk_brief(r->stated.amount);
    return vitk_reject(r->why, "negative", "No food holds less than nothing: see the source's notes on this cell.",
                       "the amount \"%.*s\" is below zero", VITK_STR_ARG(text));
  }
  int code = need_unit(r);
  if (code != VITK_NORMALISED)
    return code;
  if (!vitk_decimal_double(number, r->exponent, out)) {
    vitk_str text = vitk_brief(r->stated.amount);
    return vitk_reject(r->why, "out-of-range", "Check the exponent and the unit.",
                       "the amount \"%.*s\" is beyond what a number can hold", VITK_STR_ARG(text));
  }
  return VITK_NORMALISED;
}

static void set_status(struct reading *r, uint32_t status, double amount, double lower, double upper) {
  r->out->status = (uint8_t)status;
  r->out->amount_ug = amount;
  r->out->lower_ug = lower;
  r->out->upper_ug = upper;
}

/* `limit` NULL, or zero as by rounding: the upper bound is open. */
static int take_below_limit(struct reading *r, const struct vitk_decimal *limit) {
  double upper = NAN;
  if (limit != NULL && is_zero(limit))
    r->flags.has[VITK_FLAG_LIMIT_ZERO] = true;
  else if (limit != NULL) {
    int code = convert(r, limit, &upper);
    if (code != VITK_NORMALISED)
      return code;
  }
  set_status(r, VITK_BELOW_LIMIT, NAN, 0, upper);
  return VITK_NORMALISED;
}

static int take_range(struct reading *r) {
  double lower = NAN, upper = NAN;
  int code = convert(r, &r->amount.number, &lower);
  if (code == VITK_NORMALISED)
    code = convert(r, &r->amount.upper, &upper);
  if (code != VITK_NORMALISED)
    return code;
  if (lower > upper) {
    vitk_str text = vitk_brief(r->stated.amount);
    return vitk_reject(r->why, "range-reversed", "See the source's notes on this cell.",
                       "the range \"%.*s\" ends below its start", VITK_STR_ARG(text));
  }
  set_status(r, VITK_PRESENT, NAN, lower, upper);
  r->out->min_ug = lower;
  r->out->max_ug = upper;
  r->flags.has[VITK_FLAG_RANGE] = true;
  return VITK_NORMALISED;
}

/* What the amount's text says by itself; "< 0.5" is below a limit also where the source's status says value. */
static int take_as_written(struct reading *r) {
  double number = NAN;
  int code;
  switch (r->amount.kind) {
  case VITK_Q_NUMBER:
    code = convert(r, &r->amount.number, &number);
    if (code == VITK_NORMALISED)
      set_status(r, VITK_VALUE, number, number, number);
    return code;
  case VITK_Q_BELOW:
    return take_below_limit(r, &r->amount.number);
  case VITK_Q_ABOVE:
    code = convert(r, &r->amount.number, &number);
    if (code == VITK_NORMALISED) {
      set_status(r, VITK_PRESENT, NAN, number, NAN);
      r->flags.has[VITK_FLAG_ABOVE] = true;
    }
    return code;
  case VITK_Q_RANGE:
    return take_range(r);
  default:
    return vitk_reject_number(r->why, r->rules, vitk_str_trim(r->stated.amount));
  }
}

static int take_assumed_zero(struct reading *r) {
  bool reads_zero = r->amount.kind == VITK_Q_NUMBER && is_zero(&r->amount.number);
  if (r->token == NULL && !reads_zero) {
    vitk_str text = vitk_brief(r->stated.amount);
    return vitk_reject(r->why, "assumed-zero-not-zero", "Its amount and its derivation contradict each other.",
                       "stated as an assumed zero, and the amount is \"%.*s\"", VITK_STR_ARG(text));
  }
  int code = need_unit(r);
  if (code == VITK_NORMALISED)
    set_status(r, VITK_ASSUMED_ZERO, 0, 0, 0);
  return code;
}

/* The status says below a limit: the limit is that of its own column, else a number above zero in the amount. */
static int take_stated_below_limit(struct reading *r) {
  struct vitk_quantity limit;
  read_quantity(r, r->stated.limit, &limit);
  if (limit.kind == VITK_Q_NUMBER || limit.kind == VITK_Q_BELOW) {
    if (!is_negative(&limit.number))
      return take_below_limit(r, &limit.number);
    limit.kind = VITK_Q_OTHER;
  }
  if (limit.kind != VITK_Q_BLANK) {
    r->flags.has[VITK_FLAG_LIMIT_UNREADABLE] = true;
    return take_below_limit(r, NULL);
  }
  if (r->amount.kind == VITK_Q_ABOVE || r->amount.kind == VITK_Q_RANGE)
    r->flags.has[VITK_FLAG_NUMBER_UNUSED] = true;
  bool has_number = r->amount.kind == VITK_Q_NUMBER || r->amount.kind == VITK_Q_BELOW;
  if (r->token != NULL || !has_number || (r->amount.kind == VITK_Q_NUMBER && is_zero(&r->amount.number)))
    return take_below_limit(r, NULL);
  return take_below_limit(r, &r->amount.number);
}

/* A status without amounts. A number that stands beside it is not used, and that is said. */
static int take_status_only(struct reading *r, uint32_t status) {
  bool says_number = r->amount.kind != VITK_Q_BLANK && r->amount.kind != VITK_Q_OTHER;
  if (r->token == NULL && says_number && !(r->amount.kind == VITK_Q_NUMBER && is_zero(&r->amount.number)))
    r->flags.has[VITK_FLAG_NUMBER_UNUSED] = true;
  set_status(r, status, NAN, status == VITK_MISSING ? NAN : 0, NAN);
  return VITK_NORMALISED;
}

static int take_amount(struct reading *r) {
  uint32_t status = r->token ? r->token->status : r->stated.status;
  switch (status) {
  case VITK_ASSUMED_ZERO:
    return take_assumed_zero(r);
  case VITK_BELOW_LIMIT:
    return take_stated_below_limit(r);
  case VITK_TRACE:
  case VITK_PRESENT:
  case VITK_MISSING:
    return take_status_only(r, status);
  default:
    return r->amount.kind == VITK_Q_BLANK ? VITK_SAYS_NOTHING : take_as_written(r);
  }
}

/* Another number in the amount's unit: sd, min, max. What can't be read is flagged and leaves `out` as it was; what the
 * source calls missing is as blank. */
static void take_other(struct reading *r, vitk_str text, enum vitk_flag unreadable, double *out) {
  text = vitk_str_trim(text);
  if (text.n == 0)
    return;
  const struct vitk_token *token = vitk_token_find(r->rules, text);
  if (token != NULL && token->status == VITK_MISSING)
    return;
  struct vitk_quantity q;
  struct vitk_rejection ignored;
  struct vitk_rejection *why = r->why;
  read_quantity(r, text, &q);
  r->why = &ignored;
  if (q.kind != VITK_Q_NUMBER || convert(r, &q.number, out) != VITK_NORMALISED)
    r->flags.has[unreadable] = true;
  r->why = why;
}

static void take_others(struct reading *r) {
  struct vitk_value *out = r->out;
  struct vitk_rejection ignored;
  struct vitk_rejection *why = r->why;
  if (r->amount.has_sd && out->status == VITK_VALUE) {
    r->why = &ignored;
    if (convert(r, &r->amount.sd, &out->sd_ug) != VITK_NORMALISED)
      r->flags.has[VITK_FLAG_SD_UNREADABLE] = true;
    r->why = why;
  }
  take_other(r, r->stated.sd, VITK_FLAG_SD_UNREADABLE, &out->sd_ug);
  take_other(r, r->stated.min, VITK_FLAG_MIN_UNREADABLE, &out->min_ug);
  take_other(r, r->stated.max, VITK_FLAG_MAX_UNREADABLE, &out->max_ug);
  if (out->min_ug > out->max_ug)
    r->flags.has[VITK_FLAG_MIN_ABOVE_MAX] = true;
}

/* A plain number above or at zero, in no unit. */
static bool read_plain(const struct reading *r, vitk_str text, double *out) {
  struct vitk_quantity q;
  read_quantity(r, text, &q);
  return q.kind == VITK_Q_NUMBER && !q.approximate && !q.has_sd && !is_negative(&q.number) &&
         vitk_decimal_double(&q.number, 0, out);
}

static void take_n(struct reading *r) {
  double n;
  if (vitk_str_trim(r->stated.n).n == 0)
    return;
  if (read_plain(r, r->stated.n, &n) && n <= most_samples && floor(n) == n)
    r->out->n = (int64_t)n;
  else
    r->flags.has[VITK_FLAG_N_UNREADABLE] = true;
}

static void take_serving(struct reading *r) {
  double grams;
  if (vitk_str_trim(r->stated.serving_g).n == 0) {
    r->flags.has[VITK_FLAG_SERVING_UNKNOWN] = r->stated.basis == VITK_PER_SERVING;
    return;
  }
  if (read_plain(r, r->stated.serving_g, &grams) && grams > 0)
    r->out->serving_g = grams;
  else
    r->flags.has[VITK_FLAG_SERVING_UNREADABLE] = true;
}

static uint32_t origin_of(const struct reading *r) {
  if (r->stated.origin != VITK_ORIGIN_UNKNOWN)
    return r->stated.origin;
  if (r->token != NULL && r->token->origin != VITK_ORIGIN_UNKNOWN)
    return r->token->origin;
  if (r->token == NULL && r->amount.estimated)
    return VITK_ESTIMATED;
  return r->out->status == VITK_ASSUMED_ZERO ? VITK_ASSUMED : VITK_ORIGIN_UNKNOWN;
}

static bool is_implausible(const struct vitk_value *v) {
  return v->basis != VITK_PER_SERVING && (v->amount_ug > VITK_PLAUSIBLE_MOST_UG ||
                                          v->lower_ug > VITK_PLAUSIBLE_MOST_UG || v->upper_ug > VITK_PLAUSIBLE_MOST_UG);
}

int vitk_normalise(const struct vitk_source *rules, const struct vitk_statement *statement, struct vitk_value *out,
                   char flags[VITK_FLAGS_MAX], struct vitk_rejection *why) {
  struct reading r = {.rules = rules, .out = out, .why = why};
  size_t size = statement->size < sizeof r.stated ? statement->size : sizeof r.stated;
  memcpy(&r.stated, statement, size);
  flags[0] = '\0';
  *out = (struct vitk_value){.n = -1,
                             .amount_ug = NAN,
                             .lower_ug = NAN,
                             .upper_ug = NAN,
                             .sd_ug = NAN,
                             .min_ug = NAN,
                             .max_ug = NAN,
                             .serving_g = NAN};
  int code = check_enums(&r);
  if (code != VITK_NORMALISED)
    return code;
  int component = vitk_component_find(r.stated.component);
  if (component < 0)
    return vitk_reject_component(why, r.stated.component);
  out->component = (uint32_t)component;
  out->basis = (uint8_t)r.stated.basis;
  out->equivalents = (uint8_t)r.stated.equivalents;
  if (r.stated.status == VITK_AS_WRITTEN)
    r.token = vitk_token_find(rules, vitk_str_trim(r.stated.amount));
  read_quantity(&r, r.stated.amount, &r.amount);
  code = take_amount(&r);
  if (code != VITK_NORMALISED)
    return code;
  r.flags.has[VITK_FLAG_APPROXIMATE] = r.amount.approximate && r.token == NULL && out->status != VITK_MISSING;
  take_others(&r);
  take_n(&r);
  take_serving(&r);
  out->origin = (uint8_t)origin_of(&r);
  r.flags.has[VITK_FLAG_IMPLAUSIBLE] = is_implausible(out);
  vitk_flags_write(&r.flags, r.stated.flags, flags);
  return VITK_NORMALISED;
}
