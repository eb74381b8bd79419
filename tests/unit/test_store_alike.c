/* A statement like one before becomes what it would have become by itself: by any text, word, amount, rule or source
 * that differs, it is another. */
#include "random.h"
#include "stored.h"

enum { STATEMENTS = 20000, SOURCES = 3 };

#define PICK(list) list[below(sizeof list / sizeof list[0])]

static const char *const amounts[] = {"0",
                                      "0.0",
                                      "1",
                                      "1.5",
                                      "1,5",
                                      "2.50",
                                      "12",
                                      "120",
                                      "1200",
                                      "6000",
                                      "5000",
                                      "1e3",
                                      "1e-9",
                                      "1e400",
                                      "-",
                                      "-3",
                                      "traces",
                                      "<0.5",
                                      "< 0,5",
                                      "ca. 3",
                                      "(4)",
                                      "1-3",
                                      "5±1",
                                      "1 234",
                                      "00012",
                                      "7 ",
                                      "",
                                      " ",
                                      "abc",
                                      "12345678",
                                      "123456789",
                                      "12345.678901",
                                      "1.2.3",
                                      "µ",
                                      "\xFF",
                                      "1\xFF",
                                      "１",
                                      "+5",
                                      "0.00005",
                                      "5000.0000001",
                                      "9007199254740993"};
static const char *const components[] = {"VITK1", "VITK1", "MK4", "VITK", "K"};
static const char *const units[] = {"µg", "µg", "UG", "mg", "ng/g", "g", "IU", "", "µg/100 ml"};
static const char *const methods[] = {"", "", "LCCS", "A", "Z", "\xC3"};
static const char *const samples[] = {"", "", "", "3", "x", "1.5", "-"};
static const char *const extremes[] = {"", "", "", "0.5", "9", "<1", "traces", "6000"};
static const char *const limits[] = {"", "", "0.1", "0", "x"};
static const char *const words[] = {"", "", "seasonal", "seasonal raw"};
static const char *const files[] = {"a.csv", "a.csv", "a.csv", "b.csv", ""};
static const char *const fields[] = {"amount", "amount", "value"};

static vitk_str text(const char *p) {
  return vitk_str_of(p);
}

/* Ids and texts as plugins give them, and as they must not. */
static vitk_str random_id(void) {
  static char id[VITK_FOOD_ID_MAX + 2];
  static const char *const odd[] = {" 12 ", "", "\xFF", "12\xFF", "é"};
  if (below(200) == 0)
    return (vitk_str){memset(id, 'a', sizeof id), VITK_FOOD_ID_MAX + below(2)};
  if (below(50) == 0)
    return text(PICK(odd));
  return (vitk_str){id, (size_t)snprintf(id, sizeof id, "%u", below(40))};
}

/* Mostly as the one before, as in a table. */
static void change(struct vitk_statement *s) {
  s->food_id = random_id();
  s->line++;
  if (below(3) > 0)
    s->amount = text(PICK(amounts));
  if (below(3) == 0)
    s->component = text(PICK(components));
  if (below(6) > 0)
    return;
  s->unit = text(PICK(units));
  s->method = text(PICK(methods));
  s->n = text(PICK(samples));
  s->min = text(PICK(extremes));
  s->max = text(PICK(extremes));
  s->sd = text(PICK(extremes));
  s->limit = text(PICK(limits));
  s->serving_g = text(PICK(limits));
  s->confidence = text(PICK(methods));
  s->flags = text(PICK(words));
  s->file = text(PICK(files));
  s->field = text(PICK(fields));
  s->status = below(2) == 0 ? VITK_AS_WRITTEN : below(8);
  s->basis = below(2) == 0 ? VITK_PER_100G : below(4);
  s->origin = below(2) == 0 ? VITK_ORIGIN_UNKNOWN : below(8);
  s->equivalents = below(4) == 0 ? below(4) : VITK_AS_MASS;
}

/* Sources that read the same texts in other ways. */
static struct vitk_source source_of(uint32_t in) {
  static const char *const ids[SOURCES] = {"lab-0", "lab-1", "lab-2"};
  static const struct vitk_token others[] = {{"0", VITK_ASSUMED_ZERO, VITK_ASSUMED}, {"12", VITK_PRESENT, 0}};
  struct vitk_source given = a_source(ids[in]);
  if (in == 1)
    given.decimal_mark = ',';
  if (in == 1)
    given.number_flags = VITK_SPACES_GROUP | VITK_PARENTHESES_ESTIMATE | VITK_PLUS_MINUS_SD;
  if (in == 2)
    given.tokens = others;
  return given;
}

static void same_text(vitk_str a, vitk_str b) {
  ck_assert(vitk_str_equal(a, b));
}

static void same_number(double a, double b) {
  ck_assert_int_eq(memcmp(&a, &b, sizeof a), 0);
}

static void same_value(const struct vitk_value *a, const struct vitk_value *b) {
  ck_assert_uint_eq(a->food, b->food);
  ck_assert_uint_eq(a->component, b->component);
  ck_assert(a->status == b->status && a->basis == b->basis && a->origin == b->origin &&
            a->equivalents == b->equivalents);
  ck_assert_uint_eq(a->file, b->file);
  ck_assert_uint_eq(a->line, b->line);
  same_number(a->amount_ug, b->amount_ug);
  same_number(a->lower_ug, b->lower_ug);
  same_number(a->upper_ug, b->upper_ug);
  same_number(a->sd_ug, b->sd_ug);
  same_number(a->min_ug, b->min_ug);
  same_number(a->max_ug, b->max_ug);
  same_number(a->serving_g, b->serving_g);
  ck_assert_int_eq(a->n, b->n);
  same_text(a->original, b->original);
  same_text(a->original_unit, b->original_unit);
  same_text(a->method, b->method);
  same_text(a->confidence, b->confidence);
  same_text(a->field, b->field);
  same_text(a->flags, b->flags);
}

static void same_problem(const struct vitk_stored_problem *a, const struct vitk_stored_problem *b) {
  same_text(a->file, b->file);
  same_text(a->field, b->field);
  same_text(a->message, b->message);
  same_text(a->excerpt, b->excerpt);
  same_text(a->code, b->code);
  ck_assert_uint_eq(a->severity, b->severity);
  ck_assert_uint_eq(a->line, b->line);
}

static void same_store(struct vitk_store *a, struct vitk_store *b) {
  uint32_t i = 0;
  ck_assert_uint_eq(vitk_store_n_sources(a), vitk_store_n_sources(b));
  for (; i < vitk_store_n_sources(a); i++) {
    const struct vitk_stored_source *of_a = vitk_store_source_at(a, i), *of_b = vitk_store_source_at(b, i);
    ck_assert_uint_eq(of_a->statements_read, of_b->statements_read);
    ck_assert_uint_eq(of_a->rejects, of_b->rejects);
    ck_assert_uint_eq(of_a->n_foods, of_b->n_foods);
    ck_assert_mem_eq(of_a->values_by_status, of_b->values_by_status, sizeof of_a->values_by_status);
  }
  for (i = 0; vitk_store_food_at(a, i) != NULL; i++) {
    ck_assert_ptr_nonnull(vitk_store_food_at(b, i));
    same_text(vitk_store_food_at(a, i)->food_id, vitk_store_food_at(b, i)->food_id);
    ck_assert_uint_eq(vitk_store_food_at(a, i)->n_values, vitk_store_food_at(b, i)->n_values);
  }
  for (i = 0; vitk_store_value_at(a, i) != NULL; i++) {
    ck_assert_ptr_nonnull(vitk_store_value_at(b, i));
    same_value(vitk_store_value_at(a, i), vitk_store_value_at(b, i));
  }
  ck_assert_uint_gt(i, STATEMENTS / 10);
  ck_assert_ptr_null(vitk_store_value_at(b, i));
  for (i = 0; vitk_store_problem_at(a, i) != NULL; i++) {
    ck_assert_ptr_nonnull(vitk_store_problem_at(b, i));
    same_problem(vitk_store_problem_at(a, i), vitk_store_problem_at(b, i));
  }
  ck_assert_ptr_null(vitk_store_problem_at(b, i));
}

/* To the other store the source is stated anew before each statement: there nothing before it is known. */
START_TEST(a_statement_becomes_the_same_whatever_was_stated_before_it) {
  struct vitk_store *other;
  const struct vitk_store_settings settings = {.max_rejects = UINT64_MAX};
  struct vitk_statement s = a_statement("1", "VITK1", "1", 1);
  uint32_t in = 0;
  begin(false, UINT64_MAX);
  ck_assert_int_eq(vitk_store_new(&settings, &other), VITK_OK);
  for (uint32_t i = 0; i < STATEMENTS; i++) {
    bool moves = i == 0 || below(100) == 0;
    in = moves ? below(SOURCES) : in;
    struct vitk_source rules = source_of(in);
    if (moves)
      ck_assert_int_eq(vitk_store_source(store, &rules), VITK_OK);
    ck_assert_int_eq(vitk_store_source(other, &rules), VITK_OK);
    change(&s);
    ck_assert_int_eq(vitk_store_statement(store, &s), vitk_store_statement(other, &s));
    ck_assert_uint_eq(vitk_store_statements(store), vitk_store_statements(other));
    ck_assert_int_eq(vitk_store_mentioned(store, s.food_id), vitk_store_mentioned(other, s.food_id));
  }
  ck_assert_int_eq(vitk_store_finish(store), vitk_store_finish(other));
  same_store(store, other);
  vitk_store_free(other);
  teardown();
}
END_TEST

START_TEST(another_rule_for_the_same_source_is_heeded_at_once) {
  struct vitk_source rules = source_of(0);
  setup();
  rules.source_id = text("lab-1");
  ck_assert_int_eq(state("1", "VITK1", "1.5", 1), VITK_OK);
  ck_assert_int_eq(state("2", "VITK1", "1.5", 2), VITK_OK);
  rules.decimal_mark = ',';
  ck_assert_int_eq(vitk_store_source(store, &rules), VITK_OK);
  ck_assert_int_eq(state("3", "VITK1", "1.5", 3), VITK_OK);
  ck_assert_int_eq(state("4", "VITK1", "1,5", 4), VITK_OK);
  finish();
  ck_assert_uint_eq(only_source()->rejects, 1);
  check_problem("not-a-number", VITK_REJECT);
  ck_assert_uint_eq(problem("not-a-number")->line, 3);
  ck_assert(vitk_store_value_at(store, 2)->amount_ug > 1.4);
  teardown();
}
END_TEST

START_TEST(another_token_for_the_same_source_is_heeded_at_once) {
  static const struct vitk_token others[] = {{"-", VITK_TRACE, 0}, {"7", VITK_PRESENT, 0}};
  struct vitk_source rules = source_of(0);
  setup();
  rules.source_id = text("lab-1");
  for (uint64_t i = 1; i <= 4; i++) {
    if (i == 3) {
      rules.tokens = others;
      ck_assert_int_eq(vitk_store_source(store, &rules), VITK_OK);
    }
    ck_assert_int_eq(state("1", "VITK1", "-", i), VITK_OK);
    ck_assert_int_eq(state("1", "MK4", "7", i), VITK_OK);
  }
  finish();
  for (uint32_t i = 0; i < 8; i++)
    ck_assert_uint_eq(vitk_store_value_at(store, i)->status, i < 2   ? VITK_MISSING
                                                             : i < 4 ? VITK_TRACE
                                                             : i < 6 ? VITK_VALUE
                                                                     : VITK_PRESENT);
  teardown();
}
END_TEST

START_TEST(texts_that_run_together_are_told_apart) {
  struct vitk_statement s = a_statement("1", "VITK1", "1", 1);
  setup();
  s.method = text("A");
  s.confidence = text("B");
  ck_assert_int_eq(vitk_store_statement(store, &s), VITK_OK);
  s.food_id = text("2");
  s.method = text("AB");
  s.confidence = text("");
  ck_assert_int_eq(vitk_store_statement(store, &s), VITK_OK);
  s.food_id = text("3");
  s.method = text("");
  s.confidence = text("AB");
  ck_assert_int_eq(vitk_store_statement(store, &s), VITK_OK);
  finish();
  check_text(vitk_store_value_at(store, 0)->method, "A");
  check_text(vitk_store_value_at(store, 0)->confidence, "B");
  check_text(vitk_store_value_at(store, 1)->method, "AB");
  ck_assert_uint_eq(vitk_store_value_at(store, 1)->confidence.n, 0);
  check_text(vitk_store_value_at(store, 2)->confidence, "AB");
  ck_assert_uint_eq(vitk_store_value_at(store, 2)->method.n, 0);
  teardown();
}
END_TEST

int main(void) {
  Suite *suite = suite_create("store_alike");
  TCase *tests = tcase_create("alike");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, a_statement_becomes_the_same_whatever_was_stated_before_it);
  tcase_add_test(tests, another_rule_for_the_same_source_is_heeded_at_once);
  tcase_add_test(tests, another_token_for_the_same_source_is_heeded_at_once);
  tcase_add_test(tests, texts_that_run_together_are_told_apart);
  suite_add_tcase(suite, tests);
  return run(suite);
}
