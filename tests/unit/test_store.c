/* The store: sources, foods and values as they are held. */
#include "stored.h"

START_TEST(a_value_is_held_with_its_place) {
  struct vitk_statement s = a_statement("007", "VITK1", " 53.10", 12);
  s.method = vitk_str_of("A");
  s.confidence = vitk_str_of("B");
  s.flags = vitk_str_of("own");
  ck_assert_int_eq(food("007", "Spinach"), VITK_OK);
  ck_assert_int_eq(vitk_store_statement(store, &s), VITK_OK);
  finish();
  const struct vitk_stored_source *from = only_source();
  const struct vitk_value *v = vitk_store_value_at(store, 0);
  check_text(from->source_id, "lab-1");
  check_text(from->title, "A table");
  ck_assert_str_eq(from->importer, "lab");
  ck_assert_str_eq(from->importer_version, "1.2");
  ck_assert_uint_eq(from->foods_read, 1);
  ck_assert_uint_eq(from->values_by_status[VITK_VALUE], 1);
  check_text(vitk_store_food_at(store, v->food)->food_id, "007");
  check_text(vitk_store_food_at(store, v->food)->name, "Spinach");
  check_text(vitk_str_of(vitk_components[v->component].id), "VITK1");
  ck_assert(v->amount_ug == 53.1 && v->line == 12);
  check_text(v->original, " 53.10");
  check_text(v->original_unit, "µg");
  check_text(v->method, "A");
  check_text(v->confidence, "B");
  check_text(v->field, "VITK1");
  check_text(v->flags, "own");
  check_text(vitk_store_file_at(store, v->file)->path, "a.csv");
  ck_assert_ptr_null(vitk_store_file_at(store, v->file)->checksum.p);
  ck_assert_uint_eq(vitk_store_file_at(store, v->file)->bytes, UINT64_MAX);
}
END_TEST

START_TEST(a_blank_is_not_counted) {
  state("1", "VITK1", "", 1);
  state("", "VITK1", " ", 2);
  ck_assert_uint_eq(vitk_store_statements(store), 0);
  ck_assert(!vitk_store_mentioned(store, vitk_str_of("1")));
  finish();
  ck_assert_uint_eq(vitk_store_n_sources(store), 0);
}
END_TEST

START_TEST(a_food_that_no_statement_names_is_counted_and_let_go) {
  food("1", "a");
  food("2", "b");
  state("2", "VITK1", "5", 1);
  food("3", "c");
  finish();
  ck_assert_uint_eq(only_source()->foods_read, 3);
  ck_assert_uint_eq(only_source()->n_foods, 1);
  check_text(vitk_store_food_at(store, 0)->name, "b");
}
END_TEST

START_TEST(all_foods_are_kept_where_all_are_wanted) {
  teardown();
  begin(true, UINT64_MAX);
  source("lab-1");
  food("2", "b");
  food("1", "a");
  ck_assert(vitk_store_mentioned(store, vitk_str_of("77")));
  state("2", "VITK1", "5", 1);
  finish();
  ck_assert_uint_eq(only_source()->n_foods, 2);
  check_text(vitk_store_food_at(store, 0)->name, "a");
  ck_assert_uint_eq(vitk_store_food_at(store, 0)->n_values, 0);
  ck_assert_uint_eq(vitk_store_food_at(store, 1)->n_values, 1);
}
END_TEST

START_TEST(a_food_is_described_before_or_after_its_values) {
  state("2", "VITK1", "5", 1);
  ck_assert(vitk_store_mentioned(store, vitk_str_of("2")));
  ck_assert(vitk_store_mentioned(store, vitk_str_of(" 2 ")));
  ck_assert(!vitk_store_mentioned(store, vitk_str_of("1")));
  food("1", "a");
  state("1", "VITK1", "5", 2);
  food("2", "b");
  finish();
  ck_assert_uint_eq(only_source()->foods_read, 2);
  check_text(vitk_store_food_at(store, 0)->name, "a");
  check_text(vitk_store_food_at(store, 1)->name, "b");
  ck_assert_uint_eq(only_source()->n_problems, 0);
}
END_TEST

START_TEST(a_food_described_again_fills_its_blanks) {
  struct vitk_food again = {.size = sizeof again,
                            .food_id = vitk_str_of("1"),
                            .name = vitk_str_of("a"),
                            .scientific_name = vitk_str_of("Spinacia oleracea"),
                            .name_en = vitk_str_of("a")};
  food("1", "a");
  vitk_store_food(store, &again);
  state("1", "VITK1", "5", 1);
  again.scientific_name = vitk_str_of("other");
  again.food_group = vitk_str_of(" Vegetables ");
  vitk_store_food(store, &again);
  finish();
  const struct vitk_stored_food *stored = vitk_store_food_at(store, 0);
  ck_assert_uint_eq(only_source()->foods_read, 1);
  check_text(stored->scientific_name, "Spinacia oleracea");
  check_text(stored->food_group, "Vegetables");
  check_text(stored->name_en, "a");
  ck_assert_uint_eq(only_source()->n_problems, 0);
}
END_TEST

START_TEST(a_blank_name_is_no_second_name) {
  food("1", "a");
  food("1", " ");
  state("1", "VITK1", "5", 1);
  food("1", "\xC2\xA0");
  food("1", "");
  finish();
  check_text(vitk_store_food_at(store, 0)->name, "a");
  ck_assert_uint_eq(only_source()->n_problems, 0);
}
END_TEST

START_TEST(foods_share_what_is_said_of_the_one_before_and_nothing_else) {
  const struct {
    const char *id, *language, *group, *scheme, *code, *classification;
  } foods[] = {
      {"1", "en", "Fruit", "kind", "branded", "kind:branded"}, {"2", "en", "Fruit", "kind", "branded", "kind:branded"},
      {"3", "", "Fruits", "kin", "dbranded", "kin:dbranded"},  {"4", "fr", "", "kind", "branded:x", "kind:branded:x"},
      {"5", "fr", "Fruit", "kind:branded", "x", ""},           {"6", "en", "Fruit", "", "kind:branded", ""},
      {"7", "en", "Fruit", "kind", "branded", "kind:branded"}};
  const size_t n = sizeof foods / sizeof foods[0];
  for (size_t i = 0; i < n; i++)
    state(foods[i].id, "VITK1", "5", i + 1);
  for (size_t i = 0; i < n; i++) {
    struct vitk_food given = {.size = sizeof given,
                              .food_id = vitk_str_of(foods[i].id),
                              .name = vitk_str_of(foods[i].id),
                              .language = vitk_str_of(foods[i].language),
                              .food_group = vitk_str_of(foods[i].group)};
    ck_assert_int_eq(vitk_store_food(store, &given), VITK_OK);
    vitk_store_food_code(store, given.food_id, foods[i].scheme, vitk_str_of(foods[i].code));
  }
  finish();
  for (uint32_t i = 0; i < n; i++) {
    const struct vitk_stored_food *stored = vitk_store_food_at(store, i);
    check_text(stored->name, foods[i].id);
    check_text(stored->language, foods[i].language);
    check_text(stored->food_group, foods[i].group);
    check_text(stored->classification, foods[i].classification);
  }
  ck_assert_uint_eq(count_problems("bad-code"), 2);
}
END_TEST

START_TEST(a_food_of_two_names_keeps_the_first_and_warns) {
  state("1", "VITK1", "5", 1);
  food("1", "a");
  food("1", "b");
  food("2", "c");
  food("2", "d");
  state("2", "VITK1", "5", 2);
  finish();
  check_text(vitk_store_food_at(store, 0)->name, "a");
  check_text(vitk_store_food_at(store, 1)->name, "c");
  check_problem("double-food", VITK_WARNING);
  ck_assert_uint_eq(count_problems("double-food"), 2);
  ck_assert_uint_eq(only_source()->warnings, 2);
}
END_TEST

START_TEST(a_food_that_is_never_described_is_kept_with_a_warning) {
  state("9", "VITK1", "5", 41);
  state("9", "MK4", "5", 42);
  finish();
  ck_assert_uint_eq(only_source()->foods_read, 0);
  ck_assert_ptr_null(vitk_store_food_at(store, 0)->name.p);
  check_problem("food-not-described", VITK_WARNING);
  check_text(problem("food-not-described")->file, "a.csv");
  ck_assert_uint_eq(problem("food-not-described")->line, 41);
  ck_assert_uint_eq(count_problems("food-not-described"), 1);
}
END_TEST

START_TEST(skipped_foods_count_as_read) {
  food("1", "a");
  state("1", "VITK1", "5", 1);
  vitk_store_foods_skipped(store, 40);
  vitk_store_foods_skipped(store, 2);
  finish();
  ck_assert_uint_eq(only_source()->foods_read, 43);
}
END_TEST

START_TEST(a_food_without_a_usable_id_is_left_out) {
  char long_id[VITK_FOOD_ID_MAX + 2];
  memset(long_id, 'x', sizeof long_id);
  long_id[sizeof long_id - 1] = '\0';
  ck_assert_int_eq(food("", "a"), VITK_OK);
  ck_assert_int_eq(food("a\xFF", "a"), VITK_OK);
  ck_assert_int_eq(food(long_id, "a"), VITK_OK);
  state("1", "VITK1", "5", 1);
  finish();
  ck_assert_uint_eq(problem("no-food-id")->severity, VITK_WARNING);
  ck_assert_uint_eq(problem("food-id-too-long")->severity, VITK_WARNING);
  ck_assert_uint_eq(problem("bad-text")->severity, VITK_WARNING);
  ck_assert_uint_eq(only_source()->foods_read, 0);
}
END_TEST

START_TEST(a_bad_text_of_a_food_is_left_out_and_a_long_one_cut) {
  char name[VITK_NAME_MAX + 2];
  for (size_t i = 0; i < sizeof name; i++)
    name[i] = "é"[i % 2];
  struct vitk_food given = {.size = sizeof given,
                            .food_id = vitk_str_of("1"),
                            .name = {name + 1, sizeof name - 1}, /* begins within a character */
                            .food_group = {name, sizeof name}};
  vitk_store_food(store, &given);
  state("1", "VITK1", "5", 1);
  finish();
  ck_assert_ptr_null(vitk_store_food_at(store, 0)->name.p);
  ck_assert_uint_eq(vitk_store_food_at(store, 0)->food_group.n, VITK_NAME_MAX);
  check_problem("text-cut", VITK_WARNING);
  check_text(vitk_str_slice(problem("bad-text")->excerpt.p, 5), "\xEF\xBF\xBD"
                                                                "é");
}
END_TEST

START_TEST(codes_are_kept_in_order_and_once) {
  food("1", "a");
  vitk_store_food_code(store, vitk_str_of("1"), "langual", vitk_str_of("A0143"));
  vitk_store_food_code(store, vitk_str_of("1"), "foodex2", vitk_str_of("A00KV#F28.A07KQ"));
  state("1", "VITK1", "5", 1);
  vitk_store_food_code(store, vitk_str_of("1"), "langual", vitk_str_of("A0143"));
  vitk_store_food_code(store, vitk_str_of("1"), "langual", vitk_str_of(" B1 "));
  vitk_store_food_code(store, vitk_str_of("1"), "langual", vitk_str_of(""));
  vitk_store_food_code(store, vitk_str_of("2"), "langual", vitk_str_of("B2"));
  finish();
  check_text(vitk_store_food_at(store, 0)->classification, "langual:A0143 foodex2:A00KV#F28.A07KQ langual:B1");
  ck_assert_uint_eq(only_source()->n_problems, 0);
}
END_TEST

START_TEST(a_code_that_can_not_be_written_is_left_out) {
  food("1", "a");
  state("1", "VITK1", "5", 1);
  vitk_store_food_code(store, vitk_str_of("1"), "langual", vitk_str_of("two words"));
  vitk_store_food_code(store, vitk_str_of("1"), "bad:scheme", vitk_str_of("x"));
  vitk_store_food_code(store, vitk_str_of("1"), NULL, vitk_str_of("x"));
  vitk_store_food_code(store, vitk_str_of("1"), "s", vitk_str_of("\xFF"));
  finish();
  ck_assert_ptr_null(vitk_store_food_at(store, 0)->classification.p);
  ck_assert_uint_eq(count_problems("bad-code"), 4);
  check_problem("bad-code", VITK_WARNING);
}
END_TEST

START_TEST(nothing_is_stated_before_a_source) {
  teardown();
  begin(false, UINT64_MAX);
  ck_assert_int_eq(state("1", "VITK1", "5", 1), VITK_FATAL);
  ck_assert_int_eq(food("1", "a"), VITK_FATAL);
  ck_assert_int_eq(vitk_store_food_code(store, vitk_str_of("1"), "s", vitk_str_of("c")), VITK_FATAL);
  ck_assert_int_eq(told, 3);
  source("lab-1");
  state("1", "VITK1", "5", 1);
  finish();
  check_problem("no-source", VITK_ERROR);
}
END_TEST

START_TEST(a_source_id_names_database_and_release) {
  static const char *const bad[] = {"", "CIQUAL", "ciqual 2025", "-a", ".a", "a/b", "é", "a:b"};
  static const char *const good[] = {"a", "ciqual-2025", "usda_sr.28", "0"};
  char id[VITK_SOURCE_ID_MAX + 2];
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ck_assert_msg(source(bad[i]) == VITK_FAILED, "%s", bad[i]);
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
    ck_assert_msg(source(good[i]) == VITK_OK, "%s", good[i]);
  memset(id, 'a', sizeof id);
  id[VITK_SOURCE_ID_MAX] = '\0';
  ck_assert_int_eq(source(id), VITK_OK);
  id[VITK_SOURCE_ID_MAX] = 'a';
  id[VITK_SOURCE_ID_MAX + 1] = '\0';
  ck_assert_int_eq(source(id), VITK_FAILED);
  check_known("bad-source-id", "error");
}
END_TEST

START_TEST(rules_that_can_not_be_followed_are_refused) {
  struct vitk_token wrong[] = {{"x", VITK_AS_WRITTEN, 0}, {"x", 9, 0}, {NULL, VITK_TRACE, 0}, {"x", VITK_TRACE, 9}};
  for (size_t i = 0; i < 4; i++) {
    struct vitk_source s = a_source("x");
    s.tokens = &wrong[i];
    s.n_tokens = 1;
    ck_assert_int_eq(vitk_store_source(store, &s), VITK_FAILED);
  }
  struct vitk_source s = a_source("x");
  s.decimal_mark = ';';
  ck_assert_int_eq(vitk_store_source(store, &s), VITK_FAILED);
  s = a_source("x");
  s.number_flags = 1U << 20;
  ck_assert_int_eq(vitk_store_source(store, &s), VITK_FAILED);
  s = a_source("x");
  s.token_stride = 4;
  ck_assert_int_eq(vitk_store_source(store, &s), VITK_FAILED);
  s = a_source("x");
  s.tokens = NULL;
  ck_assert_int_eq(vitk_store_source(store, &s), VITK_FAILED);
  check_known("bad-source", "error");
  ck_assert_int_eq(told, 8);
}
END_TEST

START_TEST(tokens_of_a_newer_and_longer_kind_are_read) {
  struct {
    struct vitk_token token;
    void *more[3];
  } longer[] = {{{"nd", VITK_BELOW_LIMIT, 0}, {0}}, {{"tr", VITK_TRACE, VITK_LABEL}, {0}}};
  struct vitk_source s = a_source("x");
  s.tokens = &longer[0].token;
  s.token_stride = sizeof longer[0];
  ck_assert_int_eq(vitk_store_source(store, &s), VITK_OK);
  memset(longer, 0, sizeof longer); /* they are copied */
  state("1", "VITK1", "nd", 1);
  state("1", "MK4", "tr", 1);
  finish();
  ck_assert_uint_eq(vitk_store_value_at(store, 0)->status, VITK_BELOW_LIMIT);
  ck_assert_uint_eq(vitk_store_value_at(store, 1)->status, VITK_TRACE);
  ck_assert_uint_eq(vitk_store_value_at(store, 1)->origin, VITK_LABEL);
}
END_TEST

START_TEST(structs_of_an_older_interface_are_read_as_far_as_they_go) {
  struct vitk_source s = a_source("x");
  s.size = offsetof(struct vitk_source, tokens);
  ck_assert_int_eq(vitk_store_source(store, &s), VITK_OK);
  struct vitk_food f = {.food_id = vitk_str_of("1"), .name = vitk_str_of("a"), .food_group = vitk_str_of("g")};
  f.size = offsetof(struct vitk_food, food_group);
  ck_assert_int_eq(vitk_store_food(store, &f), VITK_OK);
  state("1", "VITK1", "5", 1);
  state("1", "VITK2", "-", 1); /* no tokens were given */
  finish();
  ck_assert_ptr_null(vitk_store_food_at(store, 0)->food_group.p);
  check_text(vitk_store_food_at(store, 0)->name, "a");
  check_problem("not-a-number", VITK_REJECT);
}
END_TEST

START_TEST(two_sources_are_held_apart) {
  food("1", "first");
  state("1", "VITK1", "5", 1);
  source("lab-0");
  food("1", "second");
  state("1", "VITK1", "6", 1);
  ck_assert_int_eq(source("lab-1"), VITK_OK);
  ck_assert(vitk_store_mentioned(store, vitk_str_of("1")));
  state("1", "MK4", "7", 1);
  finish();
  ck_assert_uint_eq(vitk_store_n_sources(store), 2);
  check_text(vitk_store_source_at(store, 0)->source_id, "lab-0");
  check_text(vitk_store_source_at(store, 1)->source_id, "lab-1");
  check_text(vitk_store_food_at(store, 0)->name, "second");
  ck_assert_uint_eq(vitk_store_food_at(store, 1)->n_values, 2);
  ck_assert_uint_eq(vitk_store_source_at(store, 0)->n_files, 1);
}
END_TEST

START_TEST(a_source_that_states_nothing_is_let_go) {
  food("1", "a");
  vitk_store_file(store, vitk_str_of("b.csv"), 7, vitk_str_of("xxh3:1"));
  diag(VITK_WARNING, "short-row", 3);
  source("lab-2");
  state("1", "VITK1", "x", 1); /* rejects only */
  finish();
  check_text(only_source()->source_id, "lab-2");
  ck_assert_uint_eq(only_source()->rejects, 1);
  ck_assert_uint_eq(only_source()->n_files, 1);
  ck_assert_uint_eq(only_source()->n_foods, 1);
}
END_TEST

START_TEST(a_file_that_was_read_gets_its_checksum_in_each_source) {
  state("1", "VITK1", "5", 1);
  source("lab-2");
  state("1", "VITK1", "5", 1);
  vitk_store_file(store, vitk_str_of("a.csv"), 123, vitk_str_of("xxh3:ab"));
  vitk_store_file(store, vitk_str_of("foods.csv"), 9, (vitk_str){NULL, 0});
  finish();
  for (uint32_t i = 0; i < 2; i++) {
    const struct vitk_stored_source *s = vitk_store_source_at(store, i);
    const struct vitk_stored_file *file = vitk_store_file_at(store, s->first_file);
    ck_assert_uint_eq(s->n_files, 1 + i);
    check_text(file->path, "a.csv");
    check_text(file->checksum, "xxh3:ab");
    ck_assert_uint_eq(file->bytes, 123);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("store");
  TCase *values = tcase_create("values"), *foods = tcase_create("foods"), *sources = tcase_create("sources");
  tcase_add_checked_fixture(values, setup, teardown);
  tcase_add_checked_fixture(foods, setup, teardown);
  tcase_add_checked_fixture(sources, setup, teardown);
  tcase_add_test(values, a_value_is_held_with_its_place);
  tcase_add_test(values, a_blank_is_not_counted);
  tcase_add_test(foods, a_food_that_no_statement_names_is_counted_and_let_go);
  tcase_add_test(foods, all_foods_are_kept_where_all_are_wanted);
  tcase_add_test(foods, a_food_is_described_before_or_after_its_values);
  tcase_add_test(foods, a_food_described_again_fills_its_blanks);
  tcase_add_test(foods, a_blank_name_is_no_second_name);
  tcase_add_test(foods, foods_share_what_is_said_of_the_one_before_and_nothing_else);
  tcase_add_test(foods, a_food_of_two_names_keeps_the_first_and_warns);
  tcase_add_test(foods, a_food_that_is_never_described_is_kept_with_a_warning);
  tcase_add_test(foods, skipped_foods_count_as_read);
  tcase_add_test(foods, a_food_without_a_usable_id_is_left_out);
  tcase_add_test(foods, a_bad_text_of_a_food_is_left_out_and_a_long_one_cut);
  tcase_add_test(foods, codes_are_kept_in_order_and_once);
  tcase_add_test(foods, a_code_that_can_not_be_written_is_left_out);
  tcase_add_test(sources, nothing_is_stated_before_a_source);
  tcase_add_test(sources, a_source_id_names_database_and_release);
  tcase_add_test(sources, rules_that_can_not_be_followed_are_refused);
  tcase_add_test(sources, tokens_of_a_newer_and_longer_kind_are_read);
  tcase_add_test(sources, structs_of_an_older_interface_are_read_as_far_as_they_go);
  tcase_add_test(sources, two_sources_are_held_apart);
  tcase_add_test(sources, a_source_that_states_nothing_is_let_go);
  tcase_add_test(sources, a_file_that_was_read_gets_its_checksum_in_each_source);
  suite_add_tcase(suite, values);
  suite_add_tcase(suite, foods);
  suite_add_tcase(suite, sources);
  return run(suite);
}
