/* normalised.h - one statement, normalised, and what is expected of it: for the tests of core/record/normalise.h. */
#ifndef VITK_TEST_NORMALISED_H
#define VITK_TEST_NORMALISED_H

#include "core/record/component.h"
#include "core/record/normalise.h"
#include "core/record/problem.h"

#include <check.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static const struct vitk_token tokens[] = {{"-", VITK_MISSING, 0},         {"traces", VITK_TRACE, 0},
                                           {"Tr", VITK_TRACE, 0},          {"(Tr)", VITK_TRACE, VITK_ESTIMATED},
                                           {"N", VITK_PRESENT, 0},         {"(0)", VITK_ASSUMED_ZERO, VITK_ESTIMATED},
                                           {"<LOD", VITK_BELOW_LIMIT, 0},  {"LZ", VITK_ASSUMED_ZERO, 0},
                                           {"nil", VITK_VALUE, VITK_LABEL}};
static const struct vitk_token blank_token[] = {{"", VITK_MISSING, 0}};

static struct vitk_source rules;
static struct vitk_value value;
static struct vitk_rejection why;
static char flags[VITK_FLAGS_MAX];

static inline void setup(void) {
  rules = (struct vitk_source){.size = sizeof rules,
                               .tokens = tokens,
                               .n_tokens = sizeof tokens / sizeof tokens[0],
                               .token_stride = sizeof tokens[0],
                               .decimal_mark = '.',
                               .number_flags = VITK_PARENTHESES_ESTIMATE | VITK_PLUS_MINUS_SD};
}

static inline struct vitk_statement stated(const char *amount) {
  return (struct vitk_statement){.size = sizeof(struct vitk_statement),
                                 .food_id = vitk_str_of("1"),
                                 .component = vitk_str_of("VITK1"),
                                 .amount = vitk_str_of(amount),
                                 .unit = vitk_str_of("µg")};
}

static inline int normalise(struct vitk_statement s) {
  memset(&why, 0, sizeof why);
  return vitk_normalise(&rules, &s, &value, flags, &why);
}

static inline bool same(double a, double b) {
  return (isnan(a) && isnan(b)) || a == b;
}

static inline void check_bounds(uint32_t status, double amount, double lower, double upper) {
  ck_assert_str_eq(vitk_status_words[value.status], vitk_status_words[status]);
  ck_assert_msg(same(value.amount_ug, amount), "amount %g", value.amount_ug);
  ck_assert_msg(same(value.lower_ug, lower), "lower %g", value.lower_ug);
  ck_assert_msg(same(value.upper_ug, upper), "upper %g", value.upper_ug);
}

static inline void check_value(struct vitk_statement s, uint32_t status, double amount, double lower, double upper) {
  int verdict = normalise(s);
  ck_assert_msg(verdict == VITK_NORMALISED, "%.*s: %s", VITK_STR_ARG(s.amount), why.message);
  check_bounds(status, amount, lower, upper);
}

static inline void check_reject(struct vitk_statement s, const char *code) {
  bool listed = false;
  ck_assert_int_eq(normalise(s), VITK_REJECTED);
  ck_assert_str_eq(why.code, code);
  ck_assert_uint_gt(strlen(why.message), 10);
  ck_assert_uint_gt(strlen(why.hint), 10);
  for (const struct vitk_problem_kind *kind = vitk_problem_kinds; kind->code; kind++)
    listed = listed || (strcmp(kind->code, code) == 0 && strcmp(kind->severity, "reject") == 0);
  ck_assert_msg(listed, "%s is not in the table of problems", code);
}

static const double null = (double)NAN;

#endif
