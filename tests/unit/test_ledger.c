/* The ledger: it closes, it is in order, and it can't be flooded. */
#include "stored.h"

START_TEST(a_reject_is_a_problem_with_its_place_and_its_words) {
  ck_assert_int_eq(state("1", "VITK1", "oops", 17), VITK_OK);
  finish();
  const struct vitk_stored_problem *p = problem("not-a-number");
  check_problem("not-a-number", VITK_REJECT);
  check_text(p->file, "a.csv");
  check_text(p->field, "VITK1");
  check_text(p->excerpt, "oops");
  ck_assert_uint_eq(p->line, 17);
  vitk_str end = vitk_str_of("give it a meaning among the source's tokens.");
  ck_assert(p->message.n > end.n && memcmp(p->message.p + p->message.n - end.n, end.p, end.n) == 0);
  ck_assert_uint_eq(only_source()->rejects, 1);
  ck_assert_uint_eq(vitk_store_statements(store), 1);
}
END_TEST

START_TEST(a_statement_without_food_or_place_is_a_reject) {
  char id[VITK_FOOD_ID_MAX + 2];
  memset(id, 'x', sizeof id);
  id[sizeof id - 1] = '\0';
  state("", "VITK1", "5", 1);
  state(" ", "VITK1", "-", 2);
  state(id, "VITK1", "5", 3);
  struct vitk_statement s = a_statement("1", "VITK1", "5", 4);
  s.file = (vitk_str){NULL, 0};
  ck_assert_int_eq(vitk_store_statement(store, &s), VITK_OK);
  finish();
  ck_assert_uint_eq(count_problems("no-food-id"), 2);
  ck_assert_uint_eq(problem("no-food-id")->severity, VITK_REJECT);
  ck_assert_uint_eq(problem("food-id-too-long")->severity, VITK_REJECT);
  check_problem("no-place", VITK_REJECT);
  ck_assert_uint_eq(only_source()->rejects, 4);
}
END_TEST

START_TEST(text_that_is_no_text_is_a_reject) {
  struct vitk_statement s = a_statement("1", "VITK1", "5\xFF", 1);
  vitk_store_statement(store, &s);
  s = a_statement("1\xC3", "VITK1", "5", 2);
  vitk_store_statement(store, &s);
  s = a_statement("1", "VITK1", "5", 3);
  s.method = (vitk_str){"a\0b", 3};
  vitk_store_statement(store, &s);
  s = a_statement("1", "VITK1", "5", 4);
  s.field = (vitk_str){NULL, 9};
  vitk_store_statement(store, &s);
  finish();
  ck_assert_uint_eq(count_problems("bad-text"), 4);
  for (uint32_t i = 0; i < 4; i++)
    ck_assert_uint_eq(vitk_store_problem_at(store, i)->severity, VITK_REJECT);
  check_text(vitk_store_problem_at(store, 0)->excerpt, "5\xEF\xBF\xBD");
}
END_TEST

START_TEST(a_reject_names_its_food) {
  food("1", "a");
  state("1", "VITK1", "oops", 1);
  food("2", "b");
  ck_assert(vitk_store_mentioned(store, vitk_str_of("1")));
  finish();
  ck_assert_uint_eq(only_source()->n_foods, 1);
}
END_TEST

START_TEST(one_reject_more_than_allowed_fails_the_source) {
  teardown();
  begin(false, 2);
  source("lab-1");
  ck_assert_int_eq(state("1", "VITK1", "a", 1), VITK_OK);
  ck_assert_int_eq(state("1", "VITK1", "b", 2), VITK_OK);
  ck_assert_int_eq(state("1", "VITK1", "5", 3), VITK_OK);
  ck_assert_int_eq(state("1", "VITK1", "c", 4), VITK_FAILED);
  ck_assert_int_eq(state("1", "VITK1", "5", 5), VITK_FAILED);
  ck_assert_int_eq(diag(VITK_REJECT, "dangling-key", 6), VITK_FAILED);
  finish();
  check_problem("too-many-rejects", VITK_ERROR);
  ck_assert_uint_eq(problem("too-many-rejects")->line, 4);
  ck_assert_uint_eq(count_problems("too-many-rejects"), 1);
  ck_assert_uint_eq(only_source()->rejects, 3);
  ck_assert_uint_eq(only_source()->statements_read, 4);
}
END_TEST

START_TEST(no_reject_at_all_is_allowed_where_none_is) {
  teardown();
  begin(false, 0);
  source("lab-1");
  ck_assert_int_eq(state("1", "VITK1", "5", 1), VITK_OK);
  ck_assert_int_eq(state("1", "VITK1", "x", 2), VITK_FAILED);
}
END_TEST

START_TEST(the_ledger_has_an_end_even_where_rejects_have_none) {
  int code = VITK_OK;
  uint64_t n = 0;
  for (; code == VITK_OK && n < 200000; n++)
    code = state("1", "VITK1", "x", n);
  ck_assert_int_eq(code, VITK_FAILED);
  ck_assert_uint_eq(n, VITK_LEDGER_REJECTS + 1);
  finish();
  ck_assert_uint_eq(only_source()->rejects, n);
}
END_TEST

START_TEST(a_plugin_s_reject_is_a_statement_read) {
  ck_assert_int_eq(diag(VITK_REJECT, "dangling-key", 3), VITK_OK);
  ck_assert_uint_eq(vitk_store_statements(store), 1);
  finish();
  ck_assert_uint_eq(only_source()->statements_read, 1);
  ck_assert_uint_eq(only_source()->rejects, 1);
}
END_TEST

START_TEST(what_was_told_before_the_source_is_its_own) {
  teardown();
  begin(false, UINT64_MAX);
  diag(VITK_WARNING, "mended", 3);
  vitk_store_file(store, vitk_str_of("b.csv"), 1, vitk_str_of("xxh3:0"));
  source("lab-1");
  state("1", "VITK1", "5", 1);
  source("lab-2");
  state("1", "VITK1", "5", 1);
  finish();
  check_text(vitk_store_source_at(store, 0)->source_id, "lab-1");
  ck_assert_uint_eq(vitk_store_source_at(store, 0)->warnings, 2); /* and a food that is not described */
  ck_assert_uint_eq(vitk_store_source_at(store, 0)->n_files, 2);
  ck_assert_uint_eq(vitk_store_source_at(store, 1)->warnings, 1);
}
END_TEST

START_TEST(many_problems_of_a_kind_are_counted_in_one_row) {
  food("1", "a");
  state("1", "VITK1", "5", 1);
  for (uint64_t i = 0; i < VITK_LEDGER_SAME + 234; i++)
    ck_assert_int_eq(diag(VITK_WARNING, "short-row", i), VITK_OK);
  for (uint64_t i = 0; i < VITK_LEDGER_SAME; i++)
    ck_assert_int_eq(diag(VITK_NOTE, "short-row", i), VITK_OK);
  ck_assert_int_eq(told, 2L * VITK_LEDGER_SAME);
  finish();
  ck_assert_uint_eq(count_problems("short-row"), 2L * VITK_LEDGER_SAME);
  ck_assert_uint_eq(count_problems("more-of-these"), 1);
  check_problem("more-of-these", VITK_WARNING);
  check_text(problem("more-of-these")->message, "234 more of \"short-row\" are counted here and not listed");
  ck_assert_uint_eq(only_source()->warnings, VITK_LEDGER_SAME + 234);
}
END_TEST

START_TEST(many_kinds_of_problems_are_bounded_too) {
  state("1", "VITK1", "5", 1);
  for (int i = 0; i < 20000; i++) {
    char code[20];
    snprintf(code, sizeof code, "kind-%d", i);
    ck_assert_int_eq(diag(VITK_WARNING, code, 1), VITK_OK);
  }
  finish();
  ck_assert_uint_lt(only_source()->n_problems, 2000);
  ck_assert_uint_eq(only_source()->warnings, 20001);
  check_problem("more-of-these", VITK_WARNING);
}
END_TEST

START_TEST(a_diag_of_a_careless_plugin_is_mended) {
  char long_text[5000];
  memset(long_text, 'x', sizeof long_text);
  struct vitk_diag d = {.size = sizeof d, .severity = 99, .code = NULL, .message = {"a\xFF", 2}};
  state("1", "VITK1", "5", 1);
  ck_assert_int_eq(vitk_store_diag(store, &d), VITK_OK);
  d.code = "Not A Code";
  d.severity = VITK_NOTE;
  d.message = (vitk_str){NULL, 3};
  d.excerpt = (vitk_str){long_text, sizeof long_text};
  ck_assert_int_eq(vitk_store_diag(store, &d), VITK_OK);
  d.size = offsetof(struct vitk_diag, code);
  ck_assert_int_eq(vitk_store_diag(store, &d), VITK_OK);
  finish();
  ck_assert_uint_eq(count_problems("unnamed"), 3);
  int seen = 0;
  for (uint32_t i = 0; i < 4; i++) {
    const struct vitk_stored_problem *p = vitk_store_problem_at(store, i);
    if (p->severity == VITK_ERROR && vitk_str_is(p->message, "a\xEF\xBF\xBD"))
      seen++;
    if (p->severity == VITK_NOTE && p->excerpt.n == VITK_EXCERPT_MAX + 3 && vitk_str_is(p->message, "no message"))
      seen++;
  }
  ck_assert_int_eq(seen, 2);
}
END_TEST

START_TEST(what_the_listener_returns_is_obeyed) {
  answer = VITK_CANCELLED;
  ck_assert_int_eq(diag(VITK_NOTE, "a-note", 1), VITK_CANCELLED);
  ck_assert_int_eq(state("1", "VITK1", "x", 1), VITK_CANCELLED);
}
END_TEST

START_TEST(the_same_value_twice_is_kept_and_flagged) {
  food("1", "a");
  state("1", "VITK1", "5", 1);
  state("1", "VITK1", "ca. 6", 2);
  state("1", "MK4", "6", 1);
  struct vitk_statement s = a_statement("1", "MK4", "7", 2);
  s.basis = VITK_PER_100ML;
  vitk_store_statement(store, &s);
  finish();
  check_text(vitk_store_value_at(store, 0)->flags, "stated-twice");
  check_text(vitk_store_value_at(store, 1)->flags, "stated-twice approximate");
  ck_assert_ptr_null(vitk_store_value_at(store, 2)->flags.p);
  ck_assert_ptr_null(vitk_store_value_at(store, 3)->flags.p);
  ck_assert_uint_eq(only_source()->n_problems, 0);
}
END_TEST

START_TEST(a_long_amount_is_cut_with_a_warning) {
  char amount[VITK_CELL_MAX + 100];
  memset(amount, 'x', sizeof amount);
  struct vitk_statement s = a_statement("1", "VITK1", "", 1);
  s.amount = (vitk_str){amount, sizeof amount};
  s.status = VITK_MISSING;
  vitk_store_statement(store, &s);
  finish();
  ck_assert_uint_eq(vitk_store_value_at(store, 0)->original.n, VITK_CELL_MAX);
  check_problem("text-cut", VITK_WARNING);
}
END_TEST

/* What was stated in one order, as text. */
static void dump(char *to, size_t room) {
  size_t n = 0;
  for (uint32_t i = 0; vitk_store_value_at(store, i); i++) {
    const struct vitk_value *v = vitk_store_value_at(store, i);
    const struct vitk_stored_food *f = vitk_store_food_at(store, v->food);
    vitk_str path = vitk_store_file_at(store, v->file)->path;
    n += (size_t)snprintf(to + n, room - n, "%u %.*s %s %u %.*s:%u %.*s %.*s\n", f->source, VITK_STR_ARG(f->food_id),
                          vitk_components[v->component].id, v->basis, VITK_STR_ARG(path), (unsigned)v->line,
                          VITK_STR_ARG(v->field), VITK_STR_ARG(v->original));
  }
  for (uint32_t i = 0; vitk_store_problem_at(store, i); i++) {
    const struct vitk_stored_problem *p = vitk_store_problem_at(store, i);
    n += (size_t)snprintf(to + n, room - n, "%.*s:%u %.*s %.*s\n", VITK_STR_ARG(p->file), (unsigned)p->line,
                          VITK_STR_ARG(p->code), VITK_STR_ARG(p->excerpt));
  }
}

static void state_all_from(int start) {
  static const char *const ids[] = {"10", "2", "1", "01", "a"}, *const amounts[] = {"5", "x", "<1", "-", "3"};
  static const char *const files[] = {"b.csv", "a.csv"}, *const sources[] = {"z-1", "a-1"};
  for (int i = 0; i < 400; i++) {
    int k = (i * 7 + start) % 400;
    struct vitk_statement s =
        a_statement(ids[k % 5], k % 3 ? "MK4" : "VITK1", amounts[k / 5 % 5], (uint64_t)(k / 25 % 4));
    s.file = vitk_str_of(files[k / 100 % 2]);
    source(sources[k / 200]);
    food(ids[k % 5], ids[k % 5]);
    vitk_store_statement(store, &s);
  }
}

START_TEST(the_order_does_not_depend_on_who_came_first) {
  static char first[100000], other[100000];
  begin(false, UINT64_MAX);
  state_all_from(0);
  finish();
  dump(first, sizeof first);
  teardown();
  for (int start = 1; start < 400; start += 57) {
    begin(false, UINT64_MAX);
    state_all_from(start);
    finish();
    dump(other, sizeof other);
    teardown();
    ck_assert(strcmp(first, other) == 0);
  }
  ck_assert_ptr_nonnull(strstr(first, "0 01 VITK1 0 a.csv:"));
}
END_TEST

START_TEST(nothing_is_stated_after_the_end) {
  state("1", "VITK1", "5", 1);
  finish();
  ck_assert_int_eq(vitk_store_finish(store), VITK_OK);
  ck_assert_int_eq(state("1", "VITK1", "5", 1), VITK_FATAL);
  ck_assert_int_eq(food("1", "a"), VITK_FATAL);
  ck_assert_int_eq(source("x"), VITK_FATAL);
  ck_assert_int_eq(vitk_store_file(store, vitk_str_of("a"), 1, vitk_str_of("b")), VITK_FATAL);
  ck_assert_int_eq(diag(VITK_NOTE, "late", 1), VITK_OK);
  ck_assert(!vitk_store_mentioned(store, vitk_str_of("1")));
  vitk_store_foods_skipped(store, 1);
  ck_assert_uint_eq(only_source()->statements_read, 1);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("ledger");
  TCase *rejects = tcase_create("rejects"), *problems = tcase_create("problems"), *order = tcase_create("order");
  TCase *bare = tcase_create("bare");
  tcase_add_checked_fixture(rejects, setup, teardown);
  tcase_add_checked_fixture(problems, setup, teardown);
  tcase_add_checked_fixture(order, setup, teardown);
  tcase_set_timeout(rejects, 60);
  tcase_add_test(rejects, a_reject_is_a_problem_with_its_place_and_its_words);
  tcase_add_test(rejects, a_statement_without_food_or_place_is_a_reject);
  tcase_add_test(rejects, text_that_is_no_text_is_a_reject);
  tcase_add_test(rejects, a_reject_names_its_food);
  tcase_add_test(rejects, one_reject_more_than_allowed_fails_the_source);
  tcase_add_test(rejects, no_reject_at_all_is_allowed_where_none_is);
  tcase_add_test(rejects, the_ledger_has_an_end_even_where_rejects_have_none);
  tcase_add_test(rejects, a_plugin_s_reject_is_a_statement_read);
  tcase_add_test(problems, what_was_told_before_the_source_is_its_own);
  tcase_add_test(problems, many_problems_of_a_kind_are_counted_in_one_row);
  tcase_add_test(problems, many_kinds_of_problems_are_bounded_too);
  tcase_add_test(problems, a_diag_of_a_careless_plugin_is_mended);
  tcase_add_test(problems, what_the_listener_returns_is_obeyed);
  tcase_add_test(order, the_same_value_twice_is_kept_and_flagged);
  tcase_add_test(order, a_long_amount_is_cut_with_a_warning);
  tcase_add_test(order, nothing_is_stated_after_the_end);
  tcase_add_test(bare, the_order_does_not_depend_on_who_came_first);
  suite_add_tcase(suite, rejects);
  suite_add_tcase(suite, problems);
  suite_add_tcase(suite, order);
  suite_add_tcase(suite, bare);
  return run(suite);
}
