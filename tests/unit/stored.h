/* stored.h - a store with one source, and short ways to state things to it: for the tests of core/record/store.h. */
#ifndef VITK_TEST_STORED_H
#define VITK_TEST_STORED_H

#include "core/record/component.h"
#include "core/record/problem.h"
#include "core/record/store.h"

#include <check.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

static struct vitk_store *store;
static int told, answer; /* diags that the listener got, and what it returns */

static inline int listen(void *self, const struct vitk_diag *diag) {
  (void)self;
  ck_assert_uint_gt(diag->message.n, 0);
  ck_assert_uint_gt(strlen(diag->code), 0);
  told++;
  return answer;
}

static const struct vitk_sink_of_diags listener = {listen, NULL};
static const struct vitk_token tokens[] = {{"-", VITK_MISSING, 0}, {"traces", VITK_TRACE, 0}};

static inline struct vitk_source a_source(const char *id) {
  return (struct vitk_source){.size = sizeof(struct vitk_source),
                              .source_id = vitk_str_of(id),
                              .title = vitk_str_of("A table"),
                              .tokens = tokens,
                              .n_tokens = 2,
                              .token_stride = sizeof tokens[0],
                              .decimal_mark = '.'};
}

static inline int source(const char *id) {
  struct vitk_source given = a_source(id);
  return vitk_store_source(store, &given);
}

static inline void begin(bool all_foods, uint64_t max_rejects) {
  struct vitk_store_settings settings = {.all_foods = all_foods,
                                         .max_rejects = max_rejects,
                                         .importer = "lab",
                                         .importer_version = "1.2",
                                         .listener = &listener};
  told = 0;
  answer = VITK_OK;
  ck_assert_int_eq(vitk_store_new(&settings, &store), VITK_OK);
}

static inline void setup(void) {
  begin(false, UINT64_MAX);
  ck_assert_int_eq(source("lab-1"), VITK_OK);
}

static inline void teardown(void) {
  vitk_store_free(store);
  store = NULL;
}

static inline int food(const char *id, const char *name) {
  struct vitk_food given = {.size = sizeof given, .food_id = vitk_str_of(id), .name = vitk_str_of(name)};
  return vitk_store_food(store, &given);
}

static inline struct vitk_statement a_statement(const char *food_id, const char *component, const char *amount,
                                                uint64_t line) {
  return (struct vitk_statement){.size = sizeof(struct vitk_statement),
                                 .food_id = vitk_str_of(food_id),
                                 .component = vitk_str_of(component),
                                 .amount = vitk_str_of(amount),
                                 .unit = vitk_str_of("µg"),
                                 .file = vitk_str_of("a.csv"),
                                 .field = vitk_str_of(component),
                                 .line = line};
}

static inline int state(const char *food_id, const char *component, const char *amount, uint64_t line) {
  struct vitk_statement given = a_statement(food_id, component, amount, line);
  return vitk_store_statement(store, &given);
}

static inline int diag(uint32_t severity, const char *code, uint64_t line) {
  struct vitk_diag given = {.size = sizeof given,
                            .severity = severity,
                            .code = code,
                            .file = vitk_str_of("a.csv"),
                            .line = line,
                            .message = vitk_str_of("what was found")};
  return vitk_store_diag(store, &given);
}

/* The ledger closes, ranges cover the rows, and vitk's own codes are in the table. */
static inline void finish(void) {
  ck_assert_int_eq(vitk_store_finish(store), VITK_OK);
  uint32_t food_row = 0, value_row = 0, file_row = 0, problem_row = 0;
  for (uint32_t i = 0; i < vitk_store_n_sources(store); i++) {
    const struct vitk_stored_source *s = vitk_store_source_at(store, i);
    uint64_t values = 0, listed = 0;
    ck_assert(s->n_foods == 0 || s->first_food == food_row);
    for (uint32_t f = 0; f < s->n_foods; f++) {
      const struct vitk_stored_food *stored = vitk_store_food_at(store, food_row++);
      ck_assert_uint_eq(stored->source, i);
      ck_assert(stored->n_values == 0 || stored->first_value == value_row);
      for (uint32_t v = 0; v < stored->n_values; v++)
        ck_assert_uint_eq(vitk_store_value_at(store, value_row++)->food, food_row - 1);
      values += stored->n_values;
    }
    for (uint32_t p = 0; p < s->n_problems; p++) {
      ck_assert_uint_eq(s->first_problem, problem_row - p);
      listed += vitk_store_problem_at(store, problem_row++)->severity == VITK_REJECT;
    }
    ck_assert(s->n_files == 0 || s->first_file == file_row);
    file_row += s->n_files;
    uint64_t by_status = 0;
    for (int status = 0; status < 7; status++)
      by_status += s->values_by_status[status];
    ck_assert_uint_eq(by_status, values);
    ck_assert_uint_eq(s->statements_read, values + s->rejects);
    ck_assert_uint_eq(listed, s->rejects);
  }
  ck_assert_ptr_null(vitk_store_food_at(store, food_row));
  ck_assert_ptr_null(vitk_store_value_at(store, value_row));
  ck_assert_ptr_null(vitk_store_file_at(store, file_row));
  ck_assert_ptr_null(vitk_store_problem_at(store, problem_row));
}

static inline const struct vitk_stored_source *only_source(void) {
  ck_assert_uint_eq(vitk_store_n_sources(store), 1);
  return vitk_store_source_at(store, 0);
}

/* The first problem of that code, NULL: none. */
static inline const struct vitk_stored_problem *problem(const char *code) {
  for (uint32_t i = 0; vitk_store_problem_at(store, i); i++)
    if (vitk_str_is(vitk_store_problem_at(store, i)->code, code))
      return vitk_store_problem_at(store, i);
  return NULL;
}

static inline uint32_t count_problems(const char *code) {
  uint32_t n = 0;
  for (uint32_t i = 0; vitk_store_problem_at(store, i); i++)
    n += vitk_str_is(vitk_store_problem_at(store, i)->code, code);
  return n;
}

static inline void check_known(const char *code, const char *severity) {
  for (const struct vitk_problem_kind *kind = vitk_problem_kinds; kind->code; kind++)
    if (strcmp(kind->code, code) == 0 && strcmp(kind->severity, severity) == 0)
      return;
  ck_abort_msg("%s %s is not in the table of problems", severity, code);
}

static inline void check_problem(const char *code, uint32_t severity) {
  const struct vitk_stored_problem *found = problem(code);
  ck_assert_msg(found != NULL, "no %s", code);
  ck_assert_uint_eq(found->severity, severity);
  check_known(code, vitk_severity_words[severity]);
}

static inline void check_text(vitk_str text, const char *expected) {
  ck_assert_msg(vitk_str_is(text, expected), "\"%.*s\" is not \"%s\"", VITK_STR_ARG(text), expected);
}

static inline int run(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
